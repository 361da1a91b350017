/** What the engine says against a statement that the dialect allows, in our words, with the place where it is known. */
import { QueryFailed } from '../../../functions/lib/ports.ts'
import { publishedTables } from '../../../functions/lib/tables/index.ts'
import type { TableSchema } from '../../../functions/lib/tables/table-schema.ts'
import { markedSql, placeOfName } from './marked-sql.ts'
import { twinOf } from './twins.ts'

/** Makes another error of the engine's; any other error comes back as it is. */
export function inOurWords(error: unknown, sql: string): unknown {
  if (!(error instanceof QueryFailed)) return error
  const said = error.message.split(/\n+LINE \d+:/)[0] ?? ''
  const [, column] =
    /Referenced column "([^"]+)" not found/.exec(said) ?? /does not have a column named "([^"]+)"/.exec(said) ?? []
  if (column !== undefined) return unknownColumn(column, sql, candidatesIn(error.message))
  const [, table] = /Referenced table "([^"]+)" not found/.exec(said) ?? []
  if (table !== undefined)
    return at(sql, table, `expected a table of FROM, or its name after AS, before the dot, found ${table}`)
  const [, grouped] = /column "([^"]+)" must appear in the GROUP BY clause/.exec(said) ?? []
  if (grouped !== undefined)
    return at(
      sql,
      grouped,
      `expected ${grouped} in GROUP BY or within an aggregate such as max(${grouped}), found it alone`,
    )
  const [, ambiguous] = /Ambiguous reference to column name "([^"]+)"/.exec(said) ?? []
  if (ambiguous !== undefined)
    return at(sql, ambiguous, `expected one column ${ambiguous}, found several; write the table and a dot before it`)
  const [, value, type] = /Could not convert string '(.*)' to (\w+)/.exec(said) ?? []
  if (type !== undefined)
    return new QueryFailed(
      `query: expected a ${type.toLowerCase()}, found ${JSON.stringify(value)}; write nullif or filter it`,
    )
  return new QueryFailed(`query: ${said.trim()}`)
}

/** Columns that the engine takes for what may have been meant. */
function candidatesIn(said: string): string[] {
  const [, names = ''] = /Candidate bindings: (.*)/.exec(said) ?? []
  return [...names.matchAll(/"(?:\w+\.)?(\w+)"/g)].map(([, name = '']) => name)
}

function unknownColumn(column: string, sql: string, candidates: readonly string[]): Error {
  const read = publishedTables
    .map(({ schema }) => schema)
    .filter(({ name }) => new RegExp(`\\b${name}\\b`, 'i').test(sql))
  const meant = meantBy(column, read, candidates)
  const tables = read.map(({ name }) => name)
  const described = tables.map(name => `"describe ${name}"`).join(' and ')
  return at(
    sql,
    column,
    `expected a column of ${tables.join(' or ') || 'a table'}, found ${column}${meant}` +
      (described === '' ? '' : `; ${described} lists them`),
  )
}

/** The same under another name where one of the tables has that; else what the engine takes for it. */
function meantBy(column: string, read: readonly TableSchema[], candidates: readonly string[]): string {
  const twin = twinOf(column.toLowerCase())
  const owner = read.find(({ columns }) => columns.some(({ name }) => name === twin))
  if (owner !== undefined) return ` (in ${owner.name} it is called ${twin})`
  return candidates.length === 0 ? '' : ` (perhaps ${[...new Set(candidates)].slice(0, 5).join(', ')})`
}

function at(sql: string, name: string, problem: string): Error {
  const place = placeOfName(sql, name)
  if (place === undefined) return new QueryFailed(`query: ${problem}`)
  return new QueryFailed(`query, line ${place.line}, column ${place.column + 1}: ${problem}${markedSql(sql, place)}`)
}
