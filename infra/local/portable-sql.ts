/** Which SQL `npm run query` takes: one SELECT of the subset that Athena and DuckDB understand alike. */
import { allTables, publishedTables } from '../../functions/lib/tables/index.ts'
import { differencesIn } from './dialect-differences.ts'
import { typedCommand } from './installation.ts'
import { type Node, nodesIn, placeOf } from './parse-tree.ts'
import { markedSql } from './query/marked-sql.ts'
import { loadGrammar } from './trino-grammar.ts'

/** Functions that both engines have with the same meaning, most under DuckDB's own name, some by a macro. */
export const PORTABLE_FUNCTIONS: ReadonlySet<string> = new Set(
  (
    'abs at_timezone avg bitwise_and bitwise_or bitwise_or_agg cardinality cast chr coalesce concat concat_ws count ' +
    'date_diff date_format date_trunc day day_of_week dense_rank first_value floor greatest hour lag last_value lead ' +
    'least length lower lpad max max_by min min_by minute mod month nullif power quarter rank regexp_like replace ' +
    'reverse round row_number sequence sign split_part starts_with strpos substr substring sum to_unixtime trim ' +
    'unnest upper week with_timezone year'
  ).split(' '),
)

/** The SQL text is none of the promised subset; the message says where, what was found and what to do. */
export class NotPortable extends Error {
  override name = 'NotPortable'
}

/** Checks a query by Trino's grammar; returns it without a closing semicolon. Throws NotPortable. */
export async function checkPortable(sql: string): Promise<string> {
  const text = sql.trim().replace(/;\s*$/, '')
  const grammar = await loadGrammar()
  const [problem] = grammar.validate(text)
  if (problem !== undefined) {
    throw new NotPortable(
      `query, line ${problem.startLine}, column ${problem.startColumn}: ${problem.message}; the dialect is Athena's (Trino)` +
        markedSql(text, { line: problem.startLine, column: problem.startColumn - 1 }),
    )
  }
  const statements = grammar.splitSQLByStatement(`${text};`)?.length ?? 1
  if (statements > 1) throw new NotPortable(`query: expected one statement, found ${statements}; run them one by one`)
  if (!/^(?:\s|--[^\n]*\n|\/\*[\s\S]*?\*\/|\()*(select|with)\b/i.test(text)) {
    throw new NotPortable(
      `query: expected a SELECT, found ${JSON.stringify(text.slice(0, 30))}; tables are written by publish only`,
    )
  }
  const tree = grammar.parse(text)
  const refuse = (place: { line: number; column: number }, problem: string): never => {
    const marked = markedSql(text, place)
    throw new NotPortable(`query, line ${place.line}, column ${place.column + 1}: ${problem}${marked}`)
  }
  for (const place of unknownTables(tree)) {
    refuse(
      place,
      `expected a table, found ${place.name}; ` +
        `there are ${publishedTables.map(({ schema }) => schema.name).join(', ')} (${typedCommand('query')} lists their columns)`,
    )
  }
  for (const place of unsafeDivisions(tree)) refuse(place, place.problem)
  for (const place of functionsIn(tree)) {
    const { name } = place
    if (PORTABLE_FUNCTIONS.has(name)) continue
    refuse(
      place,
      `expected a function of the portable list, found ${name}; it may exist on Athena, ` +
        `here these do: ${[...PORTABLE_FUNCTIONS].join(', ')}`,
    )
  }
  for (const place of differencesIn(tree)) refuse(place, place.problem)
  return text
}

/** Function calls in a parse tree, lower case, with where they stand. */
export function functionsIn(tree: unknown): { name: string; line: number; column: number }[] {
  return nodesIn(tree, 'FunctionCall').flatMap(node => {
    const [name, next] = node.children ?? []
    return name === undefined || next?.getText() !== '('
      ? []
      : [{ name: name.getText().toLowerCase(), ...placeOf(node) }]
  })
}

/** Tables read that are neither the lake's nor named by WITH: DuckDB would look for a file of that name. */
function unknownTables(tree: unknown): { name: string; line: number; column: number }[] {
  const known = new Set(allTables.map(({ name }) => name))
  for (const node of nodesIn(tree, 'NamedQuery')) known.add(nameOf(node.children?.[0]))
  return ['TableName', 'TableRef']
    .flatMap(kind => nodesIn(tree, kind))
    .filter(node => !known.has(nameOf(node)))
    .map(node => ({ name: node.getText(), ...placeOf(node) }))
}

const nameOf = (node: Node | undefined): string => (node?.getText() ?? '').toLowerCase().replace(/^"(\w+)"$/, '$1')

/** Divisions on which the engines differ, with what to write instead. */
function unsafeDivisions(tree: unknown): { problem: string; line: number; column: number }[] {
  const divisions = nodesIn(tree, 'ArithmeticBinary').flatMap(node => {
    const [, operator, divisor] = node.children ?? []
    return divisor !== undefined && /^[/%]$/.test(operator?.getText() ?? '') ? [{ node, divisor }] : []
  })
  const remainders = nodesIn(tree, 'FunctionCall').flatMap(node => {
    const [name, , , , divisor] = node.children ?? []
    return divisor !== undefined && name?.getText().toLowerCase() === 'mod' ? [{ node, divisor }] : []
  })
  return [...divisions, ...remainders].flatMap(({ node, divisor }) => {
    const text = divisor.getText()
    if (/(?<![\w.])\d*\.\d*(?![\w.])/.test(node.getText().replace(/'[^']*'/g, ''))) {
      const problem =
        `expected whole numbers or doubles in a division, found a decimal (${node.getText().slice(0, 60)}); ` +
        `Athena rounds it to the digits of its parts: write 100e0 for 100.0`
      return [{ problem, ...placeOf(node) }]
    }
    const safe = (Number(text) !== 0 && !Number.isNaN(Number(text))) || /^nullif\(.*,0(e0)?\)$/is.test(text)
    const problem =
      `expected a divisor that is never 0, found ${text.slice(0, 60)}; Athena stops there, DuckDB does not: ` +
      `write nullif(${text.slice(0, 60)}, 0)`
    return safe ? [] : [{ problem, ...placeOf(node) }]
  })
}
