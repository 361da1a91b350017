/** The SQL of tables as it was before it was made faster: what publishing is measured against, and has to give the same rows as. */
import { readdirSync, readFileSync } from 'node:fs'
import type { SqlParameter } from '../../../../functions/lib/ports.ts'
import { parseQuery } from '../../../../functions/lib/queries.ts'

/** Names of the tables whose SQL is another now. */
export const tablesBefore: readonly string[] = readdirSync(import.meta.dirname)
  .filter(name => name.endsWith('.sql'))
  .map(name => name.slice(0, -'.sql'.length))
  .sort()

/** A table's SQL of before, with its parameters, as its head names them. */
export function sqlBefore(table: string, dt: string, run: string): { text: string; parameters: SqlParameter[] } {
  const { text, parameters } = parseQuery(table, readFileSync(new URL(`${table}.sql`, import.meta.url), 'utf8'))
  return { text, parameters: parameters.map(name => (name.endsWith('.run') ? run : dt)) }
}
