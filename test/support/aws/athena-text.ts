/** Values of Trino's protocol (JSON) as GetQueryResults of Athena writes them. */
import { doubleText } from '../../../functions/lib/shown-values.ts'

/** Text of a value of the type that Trino names; null stays. */
export function athenaText(value: unknown, type: string): string | null {
  if (value === null) return null
  const [, name = type, inner = ''] = /^(\w+)(?:\((.*)\))?$/s.exec(type) ?? []
  const item = (part: unknown, of: string) => athenaText(part, of) ?? 'null'
  if (name === 'array' && Array.isArray(value)) return `[${value.map(part => item(part, inner)).join(', ')}]`
  if (name === 'row' && Array.isArray(value)) {
    const fields = parts(inner).map((field, at) => {
      const [, label, of = field] = /^"([^"]*)" (.*)$/s.exec(field) ?? []
      return `${label ?? `field${at}`}=${item(value[at], of)}`
    })
    return `{${fields.join(', ')}}`
  }
  if (name === 'map') {
    const [, of = ''] = parts(inner)
    return `{${Object.entries(value as object)
      .map(([key, part]) => `${key}=${item(part, of)}`)
      .join(', ')}}`
  }
  if (name === 'varbinary')
    return Buffer.from(String(value), 'base64')
      .toString('hex')
      .replace(/..(?=.)/g, '$& ')
  if ((name === 'double' || name === 'real') && typeof value === 'number') return doubleText(value)
  return String(value)
}

/** Types separated by commas, of which each may have brackets of its own. */
function parts(text: string): string[] {
  const found: string[] = ['']
  let depth = 0
  for (const letter of text) {
    if (letter === '(') depth++
    if (letter === ')') depth--
    if (letter === ',' && depth === 0) found.push('')
    else found.push(`${found.pop() ?? ''}${letter}`)
  }
  return found.map(part => part.trim())
}
