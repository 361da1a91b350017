/** What a table of the lake is to DuckDB: a SELECT from the Parquet files that hold it now. */
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Catalogue } from '../ports.ts'
import { sqlLiteral } from '../sql-literals.ts'
import type { ColumnType, TableSchema } from '../tables/table-schema.ts'

export const DUCKDB_TYPES: Readonly<Record<ColumnType, string>> = {
  varchar: 'VARCHAR',
  int: 'INTEGER',
  bigint: 'BIGINT',
  timestamp: 'TIMESTAMP',
}

/** All columns and partitions of a table, of these files; without any, no row of its types. */
export function selectOf(table: TableSchema, files: readonly string[]): string {
  if (files.length === 0) return noRowsOf(table)
  const columns = [...table.columns.map(column => column.name), ...table.partitions]
  return (
    `SELECT ${columns.map(name => `"${name}"`).join(', ')} FROM read_parquet([${files.map(sqlLiteral).join(', ')}], ` +
    'hive_partitioning = true, hive_types_autocast = false, union_by_name = false)'
  )
}

/** Files of the runs that a published table points at, by day. */
export async function publishedFiles(root: string, catalogue: Catalogue, table: TableSchema): Promise<string[]> {
  const partitions = await catalogue.list(table.name)
  const lists = await Promise.all(partitions.map(({ location }) => parquetBelow(join(root, location))))
  return lists.flat()
}

/** Whole Parquet files below a folder; names that begin with `.` or `_` are none yet. */
export async function parquetBelow(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true }).catch(() => [])
  return names
    .filter(name => name.endsWith('.parquet') && !/(^|\/)[._]/.test(name))
    .sort()
    .map(name => join(folder, name))
}

/** A table of which there is no file. */
function noRowsOf({ columns, partitions }: TableSchema): string {
  const cells = columns.map(({ name, type }) => `CAST(NULL AS ${DUCKDB_TYPES[type]}) AS ${name}`)
  return `SELECT ${[...cells, ...partitions.map(name => `CAST(NULL AS VARCHAR) AS ${name}`)].join(', ')} WHERE false`
}
