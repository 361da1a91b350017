/**
 * The query engine on AWS: Athena, in a workgroup that says where results go and how much a query may scan. Athena reads
 * and writes with the rights of the caller's role.
 */
import type { ObjectStore, QueryEngine, WrittenFile } from '../ports.ts'
import type { ShownRows } from '../shown-values.ts'
import { sqlLiteral } from '../sql-literals.ts'
import type { ColumnType, TableSchema } from '../tables/table-schema.ts'
import { type QueryOptions, runQuery } from './athena-query.ts'
import { readResults, readShown } from './athena-results.ts'
import { parquetRows } from './parquet-rows.ts'

export interface AthenaEngineOptions extends QueryOptions {
  /** The lake, and the bucket that it lies in. */
  lake: ObjectStore
  bucket: string
}

const ATHENA_TYPES: Record<ColumnType, string> = {
  varchar: 'varchar',
  int: 'integer',
  bigint: 'bigint',
  timestamp: 'timestamp',
}

export interface AthenaEngine extends QueryEngine {
  /** Rows for people: any statement that Athena takes, columns of any type. Throws QueryFailed. */
  show(sql: string): Promise<ShownRows>
}

export function createAthenaEngine(given: AthenaEngineOptions): AthenaEngine {
  const { athena, lake, bucket } = given
  const options: QueryOptions = { attempts: new Map(), ...given }

  async function isEmpty(prefix: string): Promise<boolean> {
    for await (const _ of lake.list(prefix)) return false
    return true
  }

  return {
    async show(sql) {
      const { id } = await runQuery('select', sql, [], options)
      return readShown(athena, id)
    },
    async select(sql, parameters = []) {
      const { id } = await runQuery('select', sql, parameters, options)
      return readResults(athena, id)
    },
    async materialise(sql, parameters, table, prefix) {
      const text = unloadText(sql, table, `s3://${bucket}/${prefix}`)
      await runQuery('materialise', text, parameters, options, () => isEmpty(prefix))
      const files: WrittenFile[] = []
      for await (const { key, size } of lake.list(prefix))
        files.push({ key, rows: await parquetRows(lake, key, size), bytes: size })
      return files
    },
  }
}

/** Athena's UNLOAD of exactly the table's columns: https://docs.aws.amazon.com/athena/latest/ug/unload.html */
function unloadText(sql: string, table: TableSchema, location: string): string {
  const columns = table.columns.map(({ name, type }) => `CAST("${name}" AS ${ATHENA_TYPES[type]}) AS "${name}"`)
  const select = `SELECT ${columns.join(', ')} FROM (\n${sql}\n) AS rows_of_table`
  return `UNLOAD (${select})\nTO ${sqlLiteral(location)}\nWITH (format = 'PARQUET', compression = 'ZSTD')`
}

export type { QueryReport } from './athena-query.ts'
