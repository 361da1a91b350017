/** Which SQL `npm run query` takes: one SELECT of the subset that Athena and DuckDB understand alike. */
import { loadGrammar } from './trino-grammar.ts'

/** Functions that both engines have with the same meaning, most under DuckDB's own name, some by a macro. */
export const PORTABLE_FUNCTIONS: ReadonlySet<string> = new Set(
  (
    'abs at_timezone avg bitwise_and bitwise_or cardinality cast coalesce concat count date_diff date_format date_trunc ' +
    'day day_of_week dense_rank first_value floor greatest hour lag last_value lead least length lower lpad max max_by min ' +
    'min_by minute mod month nullif quarter rank regexp_like replace reverse round row_number sequence sign split_part ' +
    'starts_with strpos substr substring sum to_unixtime trim unnest upper week with_timezone year'
  ).split(' '),
)

/** The SQL text is none of the promised subset; the message says where, what was found and what to do. */
export class NotPortable extends Error {
  override name = 'NotPortable'
}

/** A tree node, as far as it is read here. */
interface Node {
  children?: Node[] | null
  start?: { line: number; column: number } | null
  getText(): string
}

/** Checks a query by Trino's grammar; returns it without a closing semicolon. Throws NotPortable. */
export async function checkPortable(sql: string): Promise<string> {
  const text = sql.trim().replace(/;\s*$/, '')
  const grammar = await loadGrammar()
  const [problem] = grammar.validate(text)
  if (problem !== undefined) {
    throw new NotPortable(
      `query, line ${problem.startLine}, column ${problem.startColumn}: ${problem.message}; the dialect is Athena's (Trino)`,
    )
  }
  const statements = grammar.splitSQLByStatement(`${text};`)?.length ?? 1
  if (statements > 1) throw new NotPortable(`query: expected one statement, found ${statements}; run them one by one`)
  if (!/^(?:\s|--[^\n]*\n|\/\*[\s\S]*?\*\/|\()*(select|with)\b/i.test(text)) {
    throw new NotPortable(
      `query: expected a SELECT, found ${JSON.stringify(text.slice(0, 30))}; tables are written by publish only`,
    )
  }
  for (const { name, line, column } of functionsIn(grammar.parse(text))) {
    if (PORTABLE_FUNCTIONS.has(name)) continue
    throw new NotPortable(
      `query, line ${line}, column ${column + 1}: expected a function of the portable list, found ${name}; it may exist on Athena, here these do: ${[...PORTABLE_FUNCTIONS].join(', ')}`,
    )
  }
  return text
}

/** Function calls in a parse tree, lower case, with where they stand. */
export function functionsIn(tree: unknown): { name: string; line: number; column: number }[] {
  const found: { name: string; line: number; column: number }[] = []
  const visit = (node: Node): void => {
    const [name, next] = node.children ?? []
    if (node.constructor.name === 'FunctionCallContext' && name !== undefined && next?.getText() === '(') {
      found.push({ name: name.getText().toLowerCase(), line: node.start?.line ?? 1, column: node.start?.column ?? 0 })
    }
    for (const child of node.children ?? []) visit(child)
  }
  if (isNode(tree)) visit(tree)
  return found
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'getText' in value
