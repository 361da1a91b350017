/** Reading a parse tree of the Trino grammar: nodes by kind, with those above them. */

/** A tree node, as far as it is read here. */
export interface Node {
  children?: Node[] | null
  start?: { line: number; column: number } | null
  getText(): string
}

/** Where a node stands: line from 1, column from 0. */
export interface Place {
  line: number
  column: number
}

export const placeOf = ({ start }: Node): Place => ({ line: start?.line ?? 1, column: start?.column ?? 0 })

/** The kind of a node by the grammar: `FunctionCall`, `Cast`, `Subscript`, … */
export const kindOf = (node: Node): string => node.constructor.name.replace(/Context$/, '')

/** Calls `visit` with each node and those above it, the root first. */
export function walk(tree: unknown, visit: (node: Node, above: readonly Node[]) => void): void {
  const above: Node[] = []
  const down = (node: Node): void => {
    visit(node, above)
    above.push(node)
    for (const child of node.children ?? []) down(child)
    above.pop()
  }
  if (isNode(tree)) down(tree)
}

/** The nodes of a kind. */
export function nodesIn(tree: unknown, kind: string): Node[] {
  const found: Node[] = []
  walk(tree, node => {
    if (kindOf(node) === kind) found.push(node)
  })
  return found
}

/** What an expression is, without the parentheses and the levels of the grammar around it. */
export function core(node: Node): Node {
  const children = node.children ?? []
  const [only] = children
  if (children.length === 1 && only !== undefined) return core(only)
  const [, inner] = children
  return kindOf(node) === 'ParenthesizedExpression' && inner !== undefined ? core(inner) : node
}

/** The nearest node above that is more than a level of the grammar, or parentheses. */
export function userOf(above: readonly Node[]): Node | undefined {
  return above.findLast(node => (node.children ?? []).length > 1 && kindOf(node) !== 'ParenthesizedExpression')
}

/** Name in lower case and arguments of a call; undefined where the node is none. */
export function callOf(node: Node): { name: string; arguments: Node[] } | undefined {
  const [name, open] = node.children ?? []
  if (kindOf(node) !== 'FunctionCall' || name === undefined || open?.getText() !== '(') return undefined
  const close = (node.children ?? []).findIndex(child => child.getText() === ')')
  const inner = (node.children ?? []).slice(2, close < 0 ? undefined : close)
  return { name: name.getText().toLowerCase(), arguments: inner.filter(child => child.getText() !== ',') }
}

/** What stands in quotes where an expression is nothing but a text; undefined for any other. */
export function literalText(node: Node | undefined): string | undefined {
  const own = node && core(node)
  return own === undefined || (own.children ?? []).length > 0 ? undefined : /^'(.*)'$/s.exec(own.getText())?.[1]
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'getText' in value
