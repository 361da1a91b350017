/** Athena's SQL as Trino understands it: parameters, UNLOAD, and which tables a text reads. */

/** A statement that Athena would refuse or fail; the message begins with the name of the error. */
export class StatementError extends Error {
  override name = 'StatementError'
}

const TOKENS = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|\?/g

/** Puts the text of each parameter in the place of its `?`, as Athena does. */
export function withParameters(sql: string, parameters: readonly string[]): string {
  let used = 0
  const text = sql.replace(TOKENS, token => (token === '?' ? (parameters[used++] ?? '?') : token))
  if (used !== parameters.length)
    throw new StatementError(
      `INVALID_PARAMETER_USAGE: line 1:1: Incorrect number of parameters: expected ${used} but found ${parameters.length}`,
    )
  return text
}

export interface Unload {
  select: string
  bucket: string
  /** Key prefix with closing slash. */
  prefix: string
  compression: string
}

/** UNLOAD's parts, or undefined for another statement: https://docs.aws.amazon.com/athena/latest/ug/unload.html */
export function parseUnload(sql: string): Unload | undefined {
  if (!/^\s*UNLOAD\b/i.test(sql)) return undefined
  const parts = /^\s*UNLOAD\s*\(([\s\S]*)\)\s*TO\s*'((?:[^']|'')*)'\s*WITH\s*\(([^)]*)\)\s*$/i.exec(sql)
  const location = /^s3:\/\/([^/]+)\/(.*?)\/?$/.exec((parts?.[2] ?? '').replaceAll("''", "'"))
  if (parts === null || location === null) throw new StatementError('SYNTAX_ERROR: mismatched input, expected UNLOAD')
  const properties = new Map(
    [...(parts[3] ?? '').matchAll(/(\w+)\s*=\s*'([^']*)'/g)].map(([, name, value]) => [name?.toLowerCase(), value]),
  )
  if (properties.get('format')?.toUpperCase() !== 'PARQUET')
    throw new StatementError('NOT_SUPPORTED: this front unloads PARQUET only')
  return {
    select: parts[1] ?? '',
    bucket: location[1] ?? '',
    prefix: `${location[2]}/`,
    compression: properties.get('compression')?.toUpperCase() ?? 'GZIP',
  }
}

/** Which of the names stand as a table after FROM or JOIN, or in a list after them. */
export function tablesIn(sql: string, names: readonly string[]): string[] {
  const levels = levelsOf(sql.replace(TOKENS, token => (/^['-/]/.test(token) ? ' ' : token)))
  const item = '"?\\w+"?(?:\\s+(?:as\\s+)?"?\\w+"?)?(?:\\s+_)?'
  return names.filter(name => {
    const stands = new RegExp(`\\b(?:from|join)\\s+(?:${item}\\s*,\\s*)*"?${name}"?(?!\\w)`, 'i')
    return levels.some(level => stands.test(level))
  })
}

/** The text of each pair of parentheses, and the text outside of all, with `_` in place of the pairs in it. */
function levelsOf(code: string): string[] {
  const done: string[] = []
  const open = ['']
  for (const letter of code) {
    if (letter === '(') open.push('')
    else if (letter === ')' && open.length > 1) {
      done.push(open.pop() ?? '')
      open.push(`${open.pop() ?? ''} _ `)
    } else open.push(`${open.pop() ?? ''}${letter}`)
  }
  return [...done, ...open]
}
