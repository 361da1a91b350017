/** The query engine on one machine: DuckDB over the files of a lake folder. Several queries at once, a thread each. */
import { mkdir, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { type Catalogue, type QueryEngine, QueryFailed, type QueryResult, type WrittenFile } from '../ports.ts'
import type { ShownRows } from '../shown-values.ts'
import { bindParameters, sqlLiteral } from '../sql-literals.ts'
import { allTables, publishedTables } from '../tables/index.ts'
import type { TableSchema } from '../tables/table-schema.ts'
import { createConnections, type Session } from './duckdb-connections.ts'
import { shownValue, sqlValue } from './duckdb-values.ts'
import { DUCKDB_TYPES, parquetBelow, publishedFiles, selectOf } from './table-views.ts'

/**
 * How tables are written, for little processor time: level 1 is fastest, pages of version 2 make up for its size, and text of
 * many values is not looked up in a dictionary first, which most often would not be kept.
 */
const PARQUET =
  'COMPRESSION zstd, COMPRESSION_LEVEL 1, PARQUET_VERSION V2, DICTIONARY_SIZE_LIMIT 1000, ROW_GROUP_SIZE 100000'

export interface DuckDbEngineOptions {
  /** Root folder of the lake: keys are paths below. */
  root: string
  catalogue: Catalogue
  /** Queries at once; 2 by default. */
  threads?: number
  memoryLimit?: string
  /** Cells that `show` gives at most; what has more is refused before the process has no memory left. 20 million by default. */
  mostShownCells?: number
}

export interface DuckDbEngine extends QueryEngine {
  /** Rows for people: columns of more types than queries of the project give. Throws QueryFailed, also for too many. */
  show(sql: string): Promise<ShownRows>
  close(): void
}

export async function createDuckDbEngine(options: DuckDbEngineOptions): Promise<DuckDbEngine> {
  const { root, catalogue, threads = 2, memoryLimit = '2GB', mostShownCells = 20_000_000 } = options
  const instance = await DuckDBInstance.create(':memory:', {
    // One thread a query: with two, a small day's queries took half as much processor time again.
    threads: '1',
    memory_limit: memoryLimit,
    temp_directory: join(root, '.duckdb'),
    autoinstall_known_extensions: 'false',
  })
  const connections = await createConnections(instance, threads)
  const published = new Set(publishedTables.map(table => table.schema.name))

  async function filesOf(table: TableSchema, sql: string): Promise<string[]> {
    if (published.has(table.name)) return publishedFiles(root, catalogue, table)
    // Unpublished tables lie by their place: dt=D[/run=R]; literal days in the query say which folders to look into.
    const folder = join(root, table.name.replace(/_runs$/, ''))
    const days = [...new Set([...sql.matchAll(/'(\d{4}-\d{2}-\d{2})'/g)].map(match => match[1] ?? ''))]
    const below = await Promise.all(days.map(day => parquetBelow(join(folder, `dt=${day}`))))
    return below.flat()
  }

  async function declare({ connection, views }: Session, sql: string): Promise<void> {
    // The parser knows quoted names and lists after subqueries, but names no table of some statements that run.
    const parsed = new Set(connection.getTableNames(sql, false).map(name => name.toLowerCase()))
    for (const table of allTables) {
      if (!parsed.has(table.name) && !readsTable(sql, table.name)) continue
      const files = await filesOf(table, sql)
      const select = selectOf(table, files)
      if (views.get(table.name) === select) continue
      await connection.run(`CREATE OR REPLACE TEMP VIEW ${table.name} AS ${select}`)
      views.set(table.name, select)
    }
  }

  return {
    show: sql =>
      connections.use(async session => {
        try {
          await declare(session, sql)
          return await readShown(session.connection, sql, mostShownCells)
        } catch (error) {
          throw failed(error)
        }
      }),
    select: (sql, parameters = []) =>
      connections.use(async session => {
        const text = bindParameters(sql, parameters)
        try {
          await declare(session, text)
          return await readRows(session.connection, text)
        } catch (error) {
          throw failed(error)
        }
      }),
    materialise: (sql, parameters, table, prefix) =>
      connections.use(async session => {
        const folder = join(root, prefix)
        if ((await parquetBelow(folder)).length > 0)
          throw new QueryFailed(`materialise: expected nothing below ${prefix}, found files`)
        await mkdir(folder, { recursive: true })
        const path = join(folder, 'part-0.parquet')
        // Under a name that no listing shows until it is whole: a killed process leaves no half table where tables lie.
        const growing = join(folder, '.part-0')
        const columns = table.columns
          .map(({ name, type }) => `CAST("${name}" AS ${DUCKDB_TYPES[type]}) AS "${name}"`)
          .join(', ')
        const text = bindParameters(sql, parameters)
        try {
          await declare(session, text)
          const copy =
            `COPY (SELECT ${columns} FROM (${text}\n)) TO ${sqlLiteral(growing)} ` + `(FORMAT parquet, ${PARQUET})`
          const reader = await session.connection.runAndReadAll(copy)
          const rows = Number(reader.getRows()[0]?.[0] ?? 0)
          const { size } = await stat(growing)
          await rename(growing, path)
          return [{ key: `${prefix}part-0.parquet`, rows, bytes: size } satisfies WrittenFile]
        } catch (error) {
          throw failed(error)
        }
      }),
    close() {
      connections.close()
      instance.closeSync()
    },
  }
}

/** Whether a table stands after FROM or JOIN, or in a list after them: column names and aliases do not count. */
function readsTable(sql: string, name: string): boolean {
  return new RegExp(`\\b(?:from|join)\\s+(?:\\w+(?:\\s+(?:as\\s+)?\\w+)?\\s*,\\s*)*${name}\\b`, 'i').test(sql)
}

async function readRows(connection: DuckDBConnection, sql: string): Promise<QueryResult> {
  const reader = await connection.runAndReadAll(sql)
  const types = reader.columnTypes().map(String)
  const columns = reader.columnNames()
  const rows = reader.getRows().map(row => row.map((value, at) => sqlValue(value, columns[at] ?? '', types[at] ?? '')))
  return { columns, rows }
}

async function readShown(connection: DuckDBConnection, sql: string, mostCells: number): Promise<ShownRows> {
  const reader = await connection.streamAndRead(sql)
  const types = reader.columnTypes().map(String)
  const columns = reader.columnNames()
  const most = Math.floor(mostCells / Math.max(1, columns.length))
  await reader.readUntil(most + 1)
  if (reader.currentRowCount > most)
    throw new QueryFailed(
      `expected at most ${mostCells.toLocaleString('en')} values, ${columns.length} a row, found more; ` +
        'sum them up, or end the query with LIMIT',
    )
  const rows = reader
    .getRows()
    .map(row => row.map((value, at) => shownValue(value, columns[at] ?? '', types[at] ?? '')))
  return { columns, types, rows }
}

function failed(error: unknown): Error {
  return error instanceof QueryFailed ? error : new QueryFailed(error instanceof Error ? error.message : String(error))
}
