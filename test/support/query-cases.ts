/**
 * Cases of queries: `test/cases/<query>/<case>/` holds the rows that are given (`<table>.csv`), those that are expected
 * (`expected.csv`) and, where they differ from the query's, the parameters (`params.json`). `test/cases/<query>/given/`
 * holds tables that every case of the query is given, `test/cases/<query>/params.json` its parameters.
 *
 * A cell is empty for the column's default (row-defaults.ts), NULL, or a value; '' is empty text. A time without a day is
 * of the row's `dt`. Expected files name the columns that matter; a column that names the situation makes them a truth
 * table.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve, sep } from 'node:path'
import { parse } from 'csv-parse/sync'
import { createDuckDbEngine, type DuckDbEngine } from '../../functions/lib/local/duckdb-engine.ts'
import { createFolderCatalogue } from '../../functions/lib/local/folder-catalogue.ts'
import { createFolderStore } from '../../functions/lib/local/folder-store.ts'
import type { QueryEngine, SqlParameter, SqlValue } from '../../functions/lib/ports.ts'
import { loadQuery } from '../../functions/lib/queries.ts'
import { publishedTables } from '../../functions/lib/tables/index.ts'
import type { TableSchema } from '../../functions/lib/tables/table-schema.ts'
import { encodeTable } from '../../functions/publish/parquet-table.ts'
import { DEFAULT_DT, DEFAULT_RUN, DEFAULT_START, defaultCell, tableNamed } from './row-defaults.ts'

const CASES = resolve(import.meta.dirname, '../cases')
const GIVEN = 'given'

type Cells = Record<string, string>

export interface QueryCase {
  /** Name of the query: `tables/contacts`. */
  query: string
  /** The situation: name of its folder. */
  name: string
  parameters: SqlParameter[]
  /** Rows by table, cells as in the file. */
  given: ReadonlyMap<string, readonly Cells[]>
  expected: Expected
}

export type Rows = (string | null)[][]

/** Rows as in `expected.csv`, timestamps as `YYYY-MM-DD hh:mm:ss`. */
export interface Expected {
  columns: string[]
  rows: Rows
}

/** Drafts of SQL that no query is made of yet. */
const DRAFTS = 'drafts'

/** All cases, in order of query and name: a folder with expected rows is one. */
export function queryCases(): QueryCase[] {
  return readdirSync(CASES, { recursive: true, encoding: 'utf8' })
    .filter(path => basename(path) === 'expected.csv' && !path.startsWith(DRAFTS))
    .map(path => dirname(path).split(sep).join('/'))
    .sort()
    .map(folder => readCase(dirname(folder), basename(folder)))
}

function readCase(query: string, name: string): QueryCase {
  const shared = join(CASES, query, GIVEN)
  const own = join(CASES, query, name)
  const given = new Map([...(existsSync(shared) ? tablesIn(shared) : []), ...tablesIn(own)])
  const params = [join(own, 'params.json'), join(CASES, query, 'params.json')].find(path => existsSync(path))
  const parameters: SqlParameter[] = params === undefined ? [] : JSON.parse(readFileSync(params, 'utf8'))
  return { query, name, parameters, given, expected: readExpected(join(own, 'expected.csv')) }
}

function tablesIn(folder: string): [string, Cells[]][] {
  return readdirSync(folder)
    .filter(file => file.endsWith('.csv') && file !== 'expected.csv')
    .map(file => [file.replace('.csv', ''), parse(readFileSync(join(folder, file)), { columns: true, comment: '#' })])
}

function readExpected(path: string): Expected {
  const [columns = [], ...rows]: string[][] = parse(readFileSync(path), { comment: '#' })
  return { columns, rows: rows.map(row => row.map(cell => (cell === 'NULL' ? null : timeOf(cell, DEFAULT_DT)))) }
}

/** `12:30[:00[.000]]` becomes the time of that day; other text stays. */
const timeOf = (cell: string, dt: string): string =>
  /^\d\d:\d\d(:\d\d(\.\d{1,3})?)?$/.test(cell) ? `${dt} ${cell.length === 5 ? `${cell}:00` : cell}` : cell

/** A given table as a Parquet file of the lake: where it lies, and its bytes. */
export interface GivenFile {
  table: TableSchema
  dt: string
  run: string | undefined
  key: string
  bytes: Uint8Array
}

/** The files of a case's given rows, one per table, day and run; published tables lie in a run of their own. */
export function givenFiles({ given }: QueryCase): GivenFile[] {
  return [...given].flatMap(([name, rows]) => {
    const table = tableNamed(name)
    const unknown = Object.keys(rows[0] ?? {}).filter(
      key => !table.columns.some(column => column.name === key) && !['dt', 'run', 'note'].includes(key),
    )
    if (unknown.length > 0) throw new Error(`case ${name}.csv: expected columns of the table, found ${unknown}`)
    const parts = Map.groupBy(rows, row => `${row.dt || DEFAULT_DT}/${row.run || DEFAULT_RUN}`)
    return [...parts].map(([part, members]): GivenFile => {
      const [dt = '', run = ''] = part.split('/')
      const place = name === 'landing' ? `dt=${dt}` : `dt=${dt}/run=${run}`
      const values = members.map(row => table.columns.map(column => cellValue(table, column, row, dt)))
      return {
        table,
        dt,
        run: table.partitions.includes('run') ? run : undefined,
        key: `${name.replace(/_runs$/, '')}/${place}/part-0.parquet`,
        bytes: encodeTable(table, values),
      }
    })
  })
}

function cellValue(table: TableSchema, column: TableSchema['columns'][number], row: Cells, dt: string) {
  const cell = row[column.name] ?? ''
  const given = cell === '' ? defaultOf(table, column, row) : cell
  if (given === null || given === 'NULL') return null
  const text = given === "''" ? '' : given
  if (column.type !== 'timestamp') return text
  const ms = Date.parse(`${timeOf(text, dt).replace(' ', 'T')}Z`)
  if (Number.isNaN(ms)) throw new Error(`case: expected a time in ${table.name}.${column.name}, found ${given}`)
  return ms
}

/** A record without an end lasts no time. */
const defaultOf = (table: TableSchema, column: TableSchema['columns'][number], row: Cells): string | null =>
  column.name === 'end_time' ? row.start_time || DEFAULT_START : defaultCell(table, column)

/** Writes the given rows below `root`, with the catalogue's partitions where a table is published. */
export async function layDown(queryCase: QueryCase, root: string): Promise<void> {
  const catalogue = createFolderCatalogue(createFolderStore(root))
  for (const { table, dt, key, bytes } of givenFiles(queryCase)) {
    await mkdir(join(root, dirname(key)), { recursive: true })
    await writeFile(join(root, key), bytes)
    const published = publishedTables.some(({ schema }) => schema.name === table.name)
    if (published) await catalogue.point(table.name, dt, `${dirname(key)}/`)
  }
}

/** What a query gives for its case in DuckDB, in a folder of its own that is removed. */
export const answerOf = (queryCase: QueryCase): Promise<Rows> =>
  withCase(queryCase, engine => answerFrom(engine, queryCase))

/** Runs `use` on an engine over the case's rows, in a new folder that is removed. */
export async function withCase<T>(queryCase: QueryCase, use: (engine: DuckDbEngine) => Promise<T>): Promise<T> {
  const root = await mkdtemp(join(tmpdir(), 'flowcensus-case-'))
  await layDown(queryCase, root)
  const catalogue = createFolderCatalogue(createFolderStore(root))
  const engine = await createDuckDbEngine({ root, catalogue, threads: 1 })
  try {
    return await use(engine)
  } finally {
    engine.close()
    await rm(root, { recursive: true, force: true })
  }
}

const RESULT_RUN = 'result'

/** A view is asked from, like a table: its rows have no order, and its times are not read as they are. */
const isView = (query: string): boolean => query.startsWith('views/')

const publishedAs = (query: string): TableSchema | undefined =>
  publishedTables.find(({ schema }) => `tables/${schema.name}` === query)?.schema

async function answerFrom(engine: QueryEngine, queryCase: QueryCase): Promise<Rows> {
  const { query, parameters, expected } = queryCase
  const table = publishedAs(query)
  const { text } = loadQuery(query)
  if (isView(query)) return sortedRows((await engine.select(caseSql(queryCase))).rows.map(row => row.map(textOf)))
  if (table === undefined) {
    const { columns, rows } = await engine.select(text, parameters)
    return rows.map(row => expected.columns.map(name => textOf(row[columns.indexOf(name)])))
  }
  // The rows of a table as they come back from its file; a table's file promises no order.
  await engine.materialise(text, parameters, table, `${table.name}/dt=${DEFAULT_DT}/run=${RESULT_RUN}/`)
  const { rows } = await engine.select(
    `SELECT ${expectedColumns(queryCase)} FROM ${table.name}_runs WHERE dt = ? AND run = ?`,
    [DEFAULT_DT, RESULT_RUN],
  )
  return sortedRows(rows.map(row => row.map(textOf)))
}

/** The SQL whose rows, in any order, are a case's expected ones; `text` in place of the query's own tries a change of it. */
export function caseSql(queryCase: QueryCase, text = loadQuery(queryCase.query).text): string {
  const sql = `SELECT ${expectedColumns(queryCase)} FROM (${text}\n) AS rows_of_query`
  if (!isView(queryCase.query)) return sql
  // Who asks a view names the days.
  const days = new Set([...queryCase.given.values()].flatMap(rows => rows.map(row => row.dt || DEFAULT_DT)))
  return `${sql} WHERE dt IN (${[...days].map(day => `'${day}'`).join(', ')})`
}

/** The same with every column of the query's table. */
export function tableSql(queryCase: QueryCase, text: string): string {
  const columns = publishedAs(queryCase.query)?.columns ?? []
  return `SELECT ${textColumns(
    queryCase.query,
    columns.map(({ name }) => name),
  )} FROM (${text}\n) AS rows_of_query`
}

/** Columns of the expected file, times as text. */
const expectedColumns = ({ query, expected }: QueryCase): string => textColumns(query, expected.columns)

function textColumns(query: string, names: readonly string[]): string {
  const types = new Map(publishedAs(query)?.columns.map(column => [column.name, column.type]))
  return names
    .map(name => (types.get(name) === 'timestamp' ? `date_format(${name}, '%Y-%m-%d %H:%i:%s') AS ${name}` : name))
    .join(', ')
}

export const textOf = (value: SqlValue | undefined): string | null =>
  value === null || value === undefined ? null : String(value)

/** Expected rows as `answerOf` gives them: those of a table or view in a fixed order, others in the query's. */
export const expectedRows = ({ query, expected }: QueryCase): Rows =>
  publishedAs(query) === undefined && !isView(query) ? expected.rows : sortedRows(expected.rows)

/** Rows in a fixed order. */
export const sortedRows = (rows: Rows): Rows =>
  rows.toSorted((a, b) => {
    const [left, right] = [JSON.stringify(a), JSON.stringify(b)]
    return left < right ? -1 : left > right ? 1 : 0
  })
