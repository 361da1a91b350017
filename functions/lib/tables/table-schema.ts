/** How a table is described, once, for Parquet, DuckDB, Trino, Glue and the docs. */

/** `timestamp`: UTC, milliseconds, without zone. `int` 32 bits signed, `bigint` 64 bits signed. No unsigned types. */
export type ColumnType = 'varchar' | 'int' | 'bigint' | 'timestamp'

export interface Column {
  name: string
  type: ColumnType
  /** NULL where the log or the rule has no word. */
  nullable: boolean
  /** For engineers, shown in the catalogue: what it is, in which unit, what NULL means. */
  comment: string
}

export interface TableSchema {
  name: string
  comment: string
  columns: readonly Column[]
  /** Partition columns, varchar, not in the files: `dt` = UTC day `YYYY-MM-DD`; `run` = a publish attempt. */
  partitions: readonly ('dt' | 'run')[]
}

/** Column that is never NULL. */
export const required = (name: string, type: ColumnType, comment: string): Column => ({
  name,
  type,
  nullable: false,
  comment,
})

/** Column that may be NULL. */
export const optional = (name: string, type: ColumnType, comment: string): Column => ({
  name,
  type,
  nullable: true,
  comment,
})

/** All that files and rows of a table depend on, as text: a comment that is worded anew is no other table. */
export const shapeOf = (schema: TableSchema): string =>
  JSON.stringify(schema, (key, value: unknown) => (key === 'comment' ? undefined : value))
