/** SQL text from values: the one place where a value becomes part of a query. */
import type { SqlParameter } from './ports.ts'

/** A literal that both engines read the same: text quoted, whole numbers plain. Throws for anything else. */
export function sqlLiteral(value: SqlParameter): string {
  if (typeof value === 'string') {
    if (value.includes('\0')) throw new Error('query parameter: expected text without NUL, found one')
    return `'${value.replaceAll("'", "''")}'`
  }
  if (typeof value === 'number' && !Number.isSafeInteger(value)) {
    throw new Error(`query parameter: expected a whole number below 2^53, found ${value}`)
  }
  return value < 0 ? `(${value})` : String(value)
}

/** Puts literals in the place of each `?` that is not inside a string, a quoted name or a comment, in order. */
export function bindParameters(sql: string, parameters: readonly SqlParameter[]): string {
  let bound = 0
  const text = sql.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|\?/g, token => {
    if (token !== '?') return token
    const value = parameters[bound++]
    return value === undefined ? '?' : sqlLiteral(value)
  })
  if (bound !== parameters.length) {
    throw new Error(`query parameters: expected ${bound}, as the query has ?, found ${parameters.length}`)
  }
  return text
}
