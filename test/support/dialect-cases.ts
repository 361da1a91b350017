/**
 * Cases of the dialect: files of `statement => what it gives`, a line each, read as a truth table. A statement without
 * SELECT is one expression. `⏎` stands for a line feed, `⇥` for a tab. What it gives: rows apart by ` ; `, columns by
 * `|`, with NULL, '' for an empty text and `no rows`; `stops`: an error on both engines; `refused: <part of the message>`:
 * never run.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { doubleText, type ShownValue, withMilliseconds } from '../../functions/lib/shown-values.ts'

const FOLDER = join(import.meta.dirname, '../cases/dialect')

export interface DialectCase {
  /** Name of the file without ending. */
  subject: string
  /** As it stands in the file. */
  statement: string
  sql: string
  gives: string
}

/** Every case, in order of file. Throws where a line is none. */
export function dialectCases(): DialectCase[] {
  return readdirSync(FOLDER)
    .sort()
    .flatMap(file =>
      readFileSync(join(FOLDER, file), 'utf8')
        .split('\n')
        .filter(line => line !== '' && !line.startsWith('#'))
        .map(line => {
          const at = line.indexOf(' => refused: ') < 0 ? line.lastIndexOf(' => ') : line.indexOf(' => refused: ')
          if (at < 0) throw new Error(`${file}: expected a line with =>, found ${line}`)
          const statement = line.slice(0, at)
          const text = statement.replaceAll('⏎', '\n').replaceAll('⇥', '\t')
          const isQuery = /^(select|with)\b/i.test(text)
          const sql = isQuery ? text : `select ${text}${/ as \w+ from /.test(text) ? '' : ' as x'}`
          return { subject: file.replace(/\.txt$/, ''), statement, sql, gives: line.slice(at + 4) }
        }),
    )
}

/** Rows as a case has them; `types` are either engine's names, in any case. */
export function givenText(rows: readonly (readonly unknown[])[], types: readonly string[]): string {
  if (rows.length === 0) return 'no rows'
  return rows
    .map(row => row.map((value, at) => valueText(value, (types[at] ?? '').toLowerCase())).join('|'))
    .join(' ; ')
}

function valueText(value: unknown, type: string): string {
  if (value === null || value === undefined) return 'NULL'
  if (value === '') return "''"
  // Only Trino gives lists as such.
  if (Array.isArray(value)) {
    const ofItems = /^array\((.*)\)$/.exec(type)?.[1] ?? ''
    return `[${value.map(item => (item === null ? 'null' : valueText(item, ofItems))).join(', ')}]`
  }
  if (type === 'double' || type === 'real' || type === 'float') return doubleText(Number(value))
  return /^(timestamp|time)\b/.test(type) ? withMilliseconds(String(value)) : String(value as ShownValue)
}
