/** The alternatives of a regular expression, each as an expression of its own. */

/**
 * Every way to take one branch of each `|`, one at a time: of `a(b|c)d|e` these are `a(?:b)d`, `a(?:c)d` and `e`. Where an
 * expression has several groups each branch is tried with the other groups whole. Look-arounds are left as they are.
 */
export function alternativesOf(expression: string): string[] {
  return branchesOf(expression).flatMap(branch => {
    const group = groupsOf(branch).flatMap(({ from, to }) => {
      const inner = branch.slice(from, to)
      const begin = inner.startsWith('?:') ? 2 : 0
      const options = alternativesOf(inner.slice(begin))
      return options.length < 2 ? [] : options.map(option => `${branch.slice(0, from)}?:${option}${branch.slice(to)}`)
    })
    return group.length === 0 ? [branch] : group
  })
}

/** Positions inside the outermost brackets that are groups and not look-arounds. */
function groupsOf(expression: string): { from: number; to: number }[] {
  const groups: { from: number; to: number }[] = []
  let from = 0
  walk(expression, (at, depth, sign) => {
    if (sign === '(' && depth === 0) from = at + 1
    if (sign === ')' && depth === 1 && !/^\?(!|=|<!|<=)/.test(expression.slice(from))) groups.push({ from, to: at })
  })
  return groups
}

function branchesOf(expression: string): string[] {
  const branches: string[] = []
  let from = 0
  walk(expression, (at, depth, sign) => {
    if (sign !== '|' || depth !== 0) return
    branches.push(expression.slice(from, at))
    from = at + 1
  })
  return [...branches, expression.slice(from)]
}

/** Visits each sign that is neither escaped nor in a class, with how many brackets are open before it. */
function walk(expression: string, visit: (at: number, depth: number, sign: string) => void): void {
  let depth = 0
  let inClass = false
  for (let at = 0; at < expression.length; at++) {
    const sign = expression[at] ?? ''
    if (sign === '\\') {
      at++
      continue
    }
    if (inClass) {
      inClass = sign !== ']'
      continue
    }
    if (sign === '[') inClass = true
    visit(at, depth, sign)
    if (sign === '(') depth++
    if (sign === ')') depth--
  }
}
