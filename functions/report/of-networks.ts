/** A report about some of the watched networks: the same questions, of the rows of these networks only. */
import type { QueryEngine } from '../lib/ports.ts'
import { loadQuery } from '../lib/queries.ts'
import { sqlLiteral } from '../lib/sql-literals.ts'
import { publishedTables } from '../lib/tables/index.ts'

/** Tables whose rows are of a network. What became of uploads is of none. */
const TABLES: ReadonlySet<string> = new Set(
  publishedTables
    .filter(({ schema }) => schema.columns.some(({ name }) => name === 'network'))
    .map(({ schema }) => schema.name),
)

/** Texts, quoted names and comments, in which nothing is a table. */
const TOKENS = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|\b(FROM|JOIN) (\w+)\b/g

/** The query over rows of these networks: each table that it reads gives way to a SELECT of them. */
export function queryOfNetworks(sql: string, networks: readonly string[]): string {
  const names = networks.map(sqlLiteral).join(', ')
  return sql.replace(TOKENS, (token, keyword?: string, table?: string) =>
    table !== undefined && TABLES.has(table)
      ? `${keyword} (SELECT * FROM ${table} WHERE network IN (${names})) AS ${table}`
      : token,
  )
}

/**
 * Asks of these networks only. When exporters logged anything at all is asked of all rows: an exporter that logs another
 * network is not silent on this one.
 */
export function engineOfNetworks(engine: QueryEngine, networks: readonly string[]): QueryEngine {
  const liveness = loadQuery('sections/coverage/liveness').text
  return {
    ...engine,
    select: (sql, parameters) => engine.select(sql === liveness ? sql : queryOfNetworks(sql, networks), parameters),
  }
}
