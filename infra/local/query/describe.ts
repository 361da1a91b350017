/** What the tables are, as rows: for `show tables`, `describe <table>`, and where no SQL is named. */
import { publishedTables } from '../../../functions/lib/tables/index.ts'
import type { TableSchema } from '../../../functions/lib/tables/table-schema.ts'
import type { Rows } from '../rows.ts'

const PARTITION_COMMENTS: Readonly<Record<string, string>> = { dt: 'UTC day, YYYY-MM-DD.', run: 'Attempt of publish.' }

const columnsOf = (table: TableSchema): string[][] => [
  ...table.columns.map(({ name, type, comment }) => [name, type, comment]),
  ...table.partitions.map(name => [name, 'varchar', PARTITION_COMMENTS[name] ?? '']),
]

const schemas = publishedTables.map(({ schema }) => schema)

/** Each published table, with what a row of it is. */
export const tableRows = (): Rows => ({
  columns: ['table', 'comment'],
  rows: schemas.map(({ name, comment }) => [name, comment]),
  lastWraps: true,
})

/** Each column of every published table. */
export const allColumnRows = (): Rows => ({
  columns: ['table', 'column', 'type', 'comment'],
  rows: schemas.flatMap(table => columnsOf(table).map(cells => [table.name, ...cells])),
  lastWraps: true,
})

/**
 * What a statement asks of the tables themselves (`show tables`, `describe contacts`, `show columns from contacts`); undefined
 * for any other. Throws where it names a table that is none.
 */
export function describedRows(sql: string): Rows | undefined {
  if (/^\s*show\s+tables\s*;?\s*$/i.test(sql)) return tableRows()
  const [, name] = /^\s*(?:describe|desc|show\s+columns\s+(?:from|in))\s+"?(\w+)"?\s*;?\s*$/i.exec(sql) ?? []
  if (name === undefined) return undefined
  const table = schemas.find(schema => schema.name === name.toLowerCase())
  if (table === undefined)
    throw new Error(`query: expected one of ${schemas.map(schema => schema.name).join(', ')}, found ${name}`)
  return { columns: ['column', 'type', 'comment'], rows: columnsOf(table), lastWraps: true }
}
