/** The predicates of a query by Trino's parse tree, and the query without each: what cases must notice. */
import type { TrinoSQL } from 'dt-sql-parser'

/** A node of the tree, as far as it is read here; positions are those of the text, `stop` inclusive. */
interface Node {
  children?: Node[] | null
  start?: { start: number; line: number } | null
  stop?: { stop: number } | null
}

export interface Predicate {
  text: string
  line: number
  clause: 'where' | 'on' | 'when'
  /** The query without it: what it holds back passes, and a branch that it opens stays shut. */
  without: string
}

/** Predicates that say which days to read: plans show that they do, rows need not. */
const PRUNES = /^(\w+\.)?(dt|run)\b/
/** Ends the line of a predicate that a later one implies: it is there to be quick, and no row can show it. */
const SPARES_WORK = /-- spares work: \S.*$/

/** Those that no case noticed, a line each. */
export const unnoticed = (left: readonly Predicate[]): string[] =>
  left.map(({ line, clause, text }) => `line ${line}: ${clause} ${text}`)

/** Predicates in WHERE, ON and WHEN, in order; those on partitions left out, and those that only spare work. */
export function predicatesOf(sql: string, grammar: TrinoSQL): Predicate[] {
  const found: Predicate[] = []
  const lines = sql.split('\n')
  const visit = (node: Node, clause: Predicate['clause'] | undefined, joinedBy: 'and' | 'or' | undefined): void => {
    const kind = node.constructor.name
    const children = node.children ?? []
    const leaf =
      kind === 'NotContext' ||
      kind === 'JoinColumnEqualityContext' ||
      (kind === 'PredicatedContext' && children.length === 2)
    if (leaf && clause !== undefined) {
      const start = node.start?.start ?? 0
      const stop = (node.stop?.stop ?? 0) + 1
      const text = sql.slice(start, stop)
      const passes = joinedBy === undefined ? clause !== 'when' : joinedBy === 'and'
      const line = node.start?.line ?? 0
      if (!PRUNES.test(text) && !SPARES_WORK.test(lines[line - 1] ?? '')) {
        found.push({ text, line, clause, without: `${sql.slice(0, start)}${constant(text, passes)}${sql.slice(stop)}` })
      }
    }
    for (const [i, child] of children.entries()) {
      if (/^(Where|Having)/.test(kind)) visit(child, 'where', undefined)
      else if (kind === 'JoinCriteriaContext') visit(child, 'on', undefined)
      else if (kind === 'WhenClauseContext') visit(child, i === 1 ? 'when' : undefined, undefined)
      else if (kind === 'AndContext') visit(child, clause, 'and')
      else if (kind === 'OrContext') visit(child, clause, 'or')
      // Below a value there is no predicate of this clause but in parentheses or the WHEN of a CASE.
      else if (kind === 'FunctionCallContext' || kind === 'SubqueryExpressionContext')
        visit(child, undefined, undefined)
      else visit(child, leaf ? undefined : clause, leaf ? undefined : joinedBy)
    }
  }
  visit(grammar.parse(sql) as unknown as Node, undefined, undefined)
  return found
}

/** TRUE or FALSE that takes as many parameters as the text did; parameters are never NULL. */
function constant(text: string, value: boolean): string {
  const marks = text.replace(/'[^']*'/g, '').match(/\?/g)?.length ?? 0
  if (marks === 0) return value ? 'TRUE' : 'FALSE'
  return `(${Array.from({ length: marks }, () => (value ? '? IS NOT NULL' : '? IS NULL')).join(' AND ')})`
}
