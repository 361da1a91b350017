/** A text of several SQL statements, cut at the semicolons that stand outside of quotes and comments. */

/** A quoted text, a comment, a semicolon, or anything else: whichever comes first. */
const PARTS = /'(?:[^']|'')*'?|"(?:[^"]|"")*"?|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|;|[^'";/-]+|[\s\S]/g

/** The statements, without their semicolons; `isWhole`: whether the last one ended with one, or nothing followed it. */
export function statementsOf(text: string): { statements: string[]; isWhole: boolean } {
  const statements: string[] = []
  let current = ''
  for (const [part] of text.matchAll(PARTS)) {
    if (part !== ';') {
      current += part
      continue
    }
    statements.push(current)
    current = ''
  }
  const isWhole = isEmpty(current)
  if (!isWhole) statements.push(current)
  return { statements: statements.filter(statement => !isEmpty(statement)).map(statement => statement.trim()), isWhole }
}

const isEmpty = (statement: string): boolean => statement.replace(/--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/g, '').trim() === ''
