/**
 * Editions of the data that places addresses: countries and autonomous systems, each of its own day. editions.csv of a
 * reference set names them; a record is placed by the edition of its day.
 */
import { isDay } from '../iso-day.ts'
import { type List, parseList, refuseRow } from './lists/list-rows.ts'

/** What an edition says of an address. */
export type EditionData = 'country' | 'asn'

export interface Edition {
  data: EditionData
  /** Day of the data, YYYY-MM-DD. */
  date: string
  /** Where it comes from, and its version there. */
  name: string
  version: string
  licence: string
  /** What the licence asks to be said of its source; empty where it asks for nothing. */
  notice: string
  /** Hash of the compiled ranges, `reference/ranges/<hash>.bin`. */
  ranges: string
}

/** A set's editions of each data by date; at least one of each. */
export type Editions = Readonly<Record<EditionData, readonly Edition[]>>

const COLUMNS = ['data', 'date', 'name', 'version', 'licence', 'notice', 'ranges'] as const

const list: List<Edition> = {
  name: 'editions',
  columns: COLUMNS,
  read({ data = '', date = '', name = '', version = '', licence = '', notice = '', ranges = '' }, refuse) {
    if (data !== 'country' && data !== 'asn') throw refuse('country or asn', data, 'data')
    if (!isDay(date)) throw refuse('a date YYYY-MM-DD', date, 'date')
    if (name === '') throw refuse('the name of what it comes from', name, 'name')
    if (licence === '') throw refuse('its licence', licence, 'licence')
    if (!/^[0-9a-f]{16}$/.test(ranges)) throw refuse('the hash of its ranges, 16 hexadecimal digits', ranges, 'ranges')
    return { data, date, name, version, licence, notice, ranges }
  },
  once: { expected: 'each data and date once', keyOf: ({ data, date }) => `${data} ${date}` },
}

/**
 * Reads editions.csv. Throws at the first row that does not fit, with its line; where rows are not in order of data and
 * date; where one of the two has no edition.
 */
export function parseEditions(text: string): Editions {
  const rows = parseList(list, text)
  rows.forEach((row, at) => {
    const before = rows[at - 1]
    if (before !== undefined && inOrder(before, row) > 0)
      throw refuseRow(list, 'editions.csv', text, at)('rows in order of data and date', row.date, 'date')
  })
  const of = (data: EditionData) => rows.filter(row => row.data === data)
  const editions = { country: of('country'), asn: of('asn') }
  for (const data of ['country', 'asn'] as const)
    if (editions[data].length === 0)
      throw new Error(`editions.csv: expected an edition of ${data} data, found none; every address would be unknown`)
  return editions
}

/** editions.csv of these editions, in whatever order they are given. */
export function editionsCsv(editions: Iterable<Edition>): string {
  const rows = [...editions].sort(inOrder).map(edition => COLUMNS.map(column => edition[column]))
  return [COLUMNS, ...rows].map(row => `${row.map(cell).join()}\n`).join('')
}

/**
 * The edition that places the records of a UTC day: the last at or before it, else the first after it. `editions` of one
 * data, by date.
 */
export function editionOf(editions: readonly Edition[], dt: string): Edition {
  let [found] = editions
  if (found === undefined) throw new Error(`editions expected at least one, got none for ${dt}`)
  for (const edition of editions) if (edition.date <= dt) found = edition
  return found
}

const inOrder = (a: Edition, b: Edition): number => {
  const [left, right] = [`${a.data} ${a.date}`, `${b.data} ${b.date}`]
  return left < right ? -1 : left > right ? 1 : 0
}

/** Names of packages begin with `@`: the file is read by this module, not made for a spreadsheet. */
const cell = (value: string): string => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value)
