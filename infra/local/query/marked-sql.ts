/** Where in a statement something is wrong: its line, and below it the column marked. */

/** Of a long line as much as this is shown around the place. */
const AROUND = 50

/** `line` from 1, `column` from 0; empty where the statement has no such place. */
export function markedSql(sql: string, { line, column }: { line: number; column: number }): string {
  const text = sql.split('\n')[line - 1]
  if (text === undefined || column > text.length) return ''
  const from = Math.max(0, column - AROUND)
  const shown = text.slice(from, column + AROUND).replaceAll('\t', ' ')
  const before = from > 0 ? '…' : ''
  const after = column + AROUND < text.length ? '…' : ''
  return `\n  ${before}${shown}${after}\n  ${' '.repeat(before.length + column - from)}^`
}

/** Where a name stands in a statement outside of texts and comments; undefined where it does not. */
export function placeOfName(sql: string, name: string): { line: number; column: number } | undefined {
  const plain = sql.replace(/'(?:[^']|'')*'|--[^\n]*|\/\*[\s\S]*?\*\//g, part => part.replace(/[^\n]/g, ' '))
  const found = new RegExp(`(?<![\\w"])"?${name.replace(/[^\w]/g, '\\$&')}"?(?![\\w"])`, 'i').exec(plain)
  if (found === null) return undefined
  const before = plain.slice(0, found.index).split('\n')
  return { line: before.length, column: before.at(-1)?.length ?? 0 }
}
