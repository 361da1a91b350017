/** What is to be kept of no upload, however often it is read again: records of an address, of a source, of a range of days. */

import { parseAddress } from '../addresses.ts'
import { type CsvFile, type CsvRow, quoted, rowsOf } from '../csv-rows.ts'
import { dayMsOf } from '../iso-day.ts'
import { parsePrefix } from '../networks.ts'

/** One row of deleted.csv. A record is deleted where all that the row says is true of it; what is empty is true of each. */
export interface DeletionRow {
  /** A source, or the folders that keys begin with. */
  source: string
  /** Prefix that either end of the record lies in. */
  cidr: string
  /** First and last UTC day that the record touches, YYYY-MM-DD. */
  from: string
  to: string
  /** Day on which it was asked, and why: for the record. */
  asked: string
  note: string
}

/** deleted.csv is refused whole; each problem is one line with where, expected, found and what to do. */
export class DeletionsRefused extends Error {
  override name = 'DeletionsRefused'
}

type Column = keyof DeletionRow
export const DELETIONS_FILE: CsvFile<Column> = {
  name: 'deleted.csv',
  columns: ['source', 'cidr', 'from', 'to', 'asked', 'note'],
  needed: ['asked'],
}

const LONGEST_TEXT = 1024
const MOST_ROWS = 10_000

/** Reads deleted.csv; a header alone deletes nothing. Throws DeletionsRefused. */
export function parseDeletions(csv: string): DeletionRow[] {
  const problems: string[] = []
  const rows: DeletionRow[] = []
  for (const row of rowsOf(csv, DELETIONS_FILE, problems)) {
    rows.push(deletionOf(row))
    if (rows.length === MOST_ROWS + 1)
      row.problem('asked', `at most ${MOST_ROWS} rows`, 'more', 'join prefixes or days that lie beside each other')
  }
  if (problems.length > 0) throw new DeletionsRefused(problems.join('\n'))
  return rows
}

function deletionOf(row: CsvRow<Column>): DeletionRow {
  const source = row.value('source').replace(/\/+$/, '')
  const cidr = cidrOf(row)
  const [from, to] = [dayOf(row, 'from'), dayOf(row, 'to')]
  if (source.length > LONGEST_TEXT || source.startsWith('/'))
    row.problem(
      'source',
      'a source, or the first folders of its keys (uni/sensor-1)',
      source,
      'write it as receipts do',
    )
  if (from !== '' && to !== '' && from > to) row.problem('to', `a day at or after ${from}`, to, 'mend one of the two')
  if (source === '' && row.value('cidr') === '' && row.value('from') === '' && row.value('to') === '')
    row.problem('source', 'a source, a prefix or days', 'none, which is everything', 'say what is to be deleted')
  const asked = row.value('asked')
  if (dayMsOf(asked) === undefined)
    row.problem('asked', 'the day on which it was asked, YYYY-MM-DD', asked, 'write it so')
  return { source, cidr, from, to, asked, note: row.value('note').slice(0, LONGEST_TEXT) }
}

/** The prefix as it is written everywhere; of an address alone that of its whole length. */
function cidrOf(row: CsvRow<Column>): string {
  const text = row.value('cidr')
  if (text === '') return ''
  const address = text.includes('/') ? undefined : parseAddress(text)
  const prefix = parsePrefix(address === undefined ? text : `${text}/${address.family === 4 ? 32 : 128}`)
  if (prefix !== undefined && !prefix.hostBits && prefix.length > 0) return prefix.canonical
  row.problem(
    'cidr',
    'an address, or a prefix without bits behind its length',
    text,
    'write it as 192.0.2.7 or 192.0.2.0/24',
  )
  return ''
}

function dayOf(row: CsvRow<Column>, column: 'from' | 'to'): string {
  const text = row.value(column)
  if (text !== '' && dayMsOf(text) === undefined) row.problem(column, 'a day YYYY-MM-DD', text, 'write it so')
  return text
}

/** The text of deleted.csv with these rows. */
export const deletionsCsv = (rows: readonly DeletionRow[]): string =>
  [DELETIONS_FILE.columns, ...rows.map(row => DELETIONS_FILE.columns.map(column => row[column]))]
    .map(cells => `${cells.map(quoted).join(',')}\n`)
    .join('')

/** Rows that are about uploads of this key. */
export const deletionsOf = (rows: readonly DeletionRow[], key: string, source: string): DeletionRow[] =>
  rows.filter(
    row => row.source === '' || row.source === source || key === row.source || key.startsWith(`${row.source}/`),
  )
