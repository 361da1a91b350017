/** The SQL texts of `queries/`: one SELECT a file, with a header that says what it asks. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'

export interface Query {
  /** Path below `queries/`, without `.sql`: `sections/hours/cells`. */
  name: string
  text: string
  /** SHA-256 of the text, 16 hexadecimal digits. */
  hash: string
  /** Header lines: what the query asks, its parameters in order, its columns in order. */
  question: string
  parameters: string[]
  columns: string[]
}

/** Folder of all queries; bundles keep it at the same place relative to `functions/`. */
const FOLDER = new URL('../../queries/', import.meta.url)
const loaded = new Map<string, Query>()

/** Names of all queries, in order. */
export function queryNames(): string[] {
  const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.sql'))
  return files.map(file => file.slice(0, -'.sql'.length).replaceAll('\\', '/')).sort()
}

/** Loads a query once. Throws where its header lacks Question, Params or Columns. */
export function loadQuery(name: string): Query {
  const known = loaded.get(name)
  if (known !== undefined) return known
  const query = parseQuery(name, readFileSync(new URL(`${name}.sql`, FOLDER), 'utf8'))
  loaded.set(name, query)
  return query
}

/** Reads the header; a header line that begins with two spaces after `--` goes on with the line before. */
export function parseQuery(name: string, text: string): Query {
  const header = [...text.matchAll(/^-- ?(.*)$/gm)].map(match => match[1] ?? '')
  const fields = new Map<string, string>()
  let field = ''
  for (const line of header) {
    const begin = /^(Question|Params|Columns): ?(.*)$/.exec(line)
    if (begin !== null) {
      field = begin[1] ?? ''
      fields.set(field, begin[2] ?? '')
    } else if (/^ {2}/.test(line) && field !== '') fields.set(field, `${fields.get(field)} ${line.trim()}`)
    else field = ''
  }
  const list = (key: string): string[] => {
    const value = fields.get(key)
    if (value === undefined) throw new Error(`queries/${name}.sql: expected a header line "-- ${key}: …", found none`)
    return value === '' || value === 'none' ? [] : value.split(',').map(item => item.trim())
  }
  return {
    name,
    text,
    hash: createHash('sha256').update(text).digest('hex').slice(0, 16),
    question: list('Question').join(', '),
    parameters: list('Params'),
    columns: list('Columns'),
  }
}
