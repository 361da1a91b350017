/** Lists of ranges as CSV to ranges: each line once, in ascending order, none over another. */
import { type Address, emptyAddress, formatAddress, parseAddress } from '../../../functions/lib/addresses.ts'
import { cellsOf, csvLines } from './csv-cells.ts'
import { columnsByHeader, columnsByPlace, isHeader, type RangeColumnsOfCsv } from './csv-columns.ts'
import { labelOf, type RangeData, type RefusePlace } from './labels.ts'
import type { RangeBuilder } from './range-builder.ts'

/** Country codes of GeoLite2's and GeoIP2's locations, by `geoname_id`. */
export type Locations = ReadonlyMap<string, string>

export interface CsvFile {
  name: string
  pieces: AsyncIterable<Uint8Array>
}

/** Where the ranges of one or more lists go. */
export interface ListTarget {
  data: RangeData
  ranges: RangeBuilder
  /** Of lists that name locations by their ids. */
  locations: Locations | undefined
  /** The last address of each family: what follows lies behind it, also in the next list. */
  lasts: { 4: Address | undefined; 6: Address | undefined }
  /** Names the line that is being read: `ranges` has no more room at one of them. */
  refuse: RefusePlace
}

/**
 * Adds a list's ranges. Throws at the first line that does not fit, with its number: that overlaps with one before it or
 * lies before it, that is of all addresses, or of which the end is missing.
 */
export async function addCsv({ name, pieces }: CsvFile, target: ListTarget): Promise<void> {
  const { data, locations } = target
  let columns: RangeColumnsOfCsv | undefined
  const refuseLine = (line: number, expected: string, found: string) =>
    new Error(`${name} line ${line}: expected ${expected}, found ${found}`)
  for await (const lines of csvLines(pieces, refuseLine)) {
    for (const { number, text, ended } of lines) {
      const refuse: RefusePlace = (expected, found) => refuseLine(number, expected, found)
      target.refuse = refuse
      const shown = JSON.stringify(text.slice(0, 80))
      const cells = cellsOf(text)
      if (cells === undefined) throw refuse('cells with their quotes closed', shown)
      if (columns === undefined) {
        const found = isHeader(cells) ? columnsByHeader(cells, data) : columnsByPlace(cells)
        if (typeof found === 'string') throw refuse(found, shown)
        if (found.byLocation && locations === undefined)
          throw refuse('the locations beside the blocks (…-Locations-en.csv)', 'none; name both files')
        columns = found
        if (isHeader(cells)) continue
      }
      if (cells.length < columns.least || cells.length > columns.most)
        throw refuse(
          columns.least === columns.most ? `${columns.least} cells` : 'first,last,label or prefix,label',
          shown,
        )
      // A name or a number goes on behind the cut, and nobody would see it; a country has two letters.
      if (!ended && data === 'asn') throw refuse('a line feed behind the last line', `${shown}: the file is cut`)
      addLine(cells, columns, target, refuse)
    }
  }
  if (columns === undefined) throw new Error(`${name}: expected lines of first,last,label, found an empty file`)
}

function addLine(cells: readonly string[], columns: RangeColumnsOfCsv, target: ListTarget, refuse: RefusePlace): void {
  const { data, locations, lasts, ranges } = target
  const shown = JSON.stringify(cells.join())
  const bounds = boundsOf(cells, columns.range)
  if (bounds === undefined) throw refuse('the two addresses of a range, or a prefix', shown)
  const { first, last } = bounds
  const { family } = first
  if (family === 0 || family !== last.family) throw refuse('two addresses of one family', shown)
  if (compare(last, first) < 0) throw refuse(`a last address not before ${formatAddress(first)}`, formatAddress(last))
  if (isAll(first, last)) throw refuse('a range that is not of all addresses', shown)
  const before = lasts[family]
  if (before !== undefined && compare(first, before) <= 0)
    throw refuse(
      `ranges in ascending order that do not overlap, so an address behind ${formatAddress(before)}`,
      formatAddress(first),
    )
  lasts[family] = last
  const value = columns.value.map(index => cells[index] ?? '').find(cell => cell !== '') ?? ''
  const code = columns.byLocation && value !== '' ? locations?.get(value) : value
  if (code === undefined) throw refuse('an id of the locations', JSON.stringify(value))
  const anycast = columns.anycast === undefined ? '' : (cells[columns.anycast] ?? '')
  const isAnycast = data === 'country' && /^(1|true)$/i.test(anycast)
  const name = columns.name === undefined ? '' : (cells[columns.name] ?? '')
  const label = labelOf(data, { value: isAnycast ? '' : code, name }, refuse)
  if (label === null) return
  if (family === 4) ranges.ipv4(first.w3, last.w3, ranges.label(label))
  else ranges.ipv6(first.w0, first.w1, last.w0, last.w1, ranges.label(label))
}

interface Bounds {
  first: Address
  last: Address
}

/** The ends of a line's range, both included; undefined where it has none. */
function boundsOf(cells: readonly string[], range: RangeColumnsOfCsv['range']): Bounds | undefined {
  if ('prefix' in range) return boundsOfPrefix(cells[range.prefix] ?? '')
  const first = addressOf(cells[range.first] ?? '')
  const last = addressOf(cells[range.last] ?? '')
  return first === undefined || last === undefined ? undefined : { first, last }
}

/** Dotted or with colons, or as a decimal number: below 2^32 of IPv4. */
function addressOf(cell: string): Address | undefined {
  if (!/^\d{1,39}$/.test(cell)) return parseAddress(cell, emptyAddress())
  if (cell.length < 10 || Number(cell) < 2 ** 32) return { family: 4, w0: 0, w1: 0, w2: 0, w3: Number(cell) }
  const value = BigInt(cell)
  const word = (shift: bigint) => Number((value >> shift) & 0xffff_ffffn)
  return value >> 128n === 0n ? { family: 6, w0: word(96n), w1: word(64n), w2: word(32n), w3: word(0n) } : undefined
}

/** A prefix's ends; undefined where bits are set behind it. A prefix without its length is one address. */
function boundsOfPrefix(cell: string): Bounds | undefined {
  const [text = '', bits, ...more] = cell.split('/')
  const first = parseAddress(text, emptyAddress())
  if (first === undefined || more.length > 0) return undefined
  const width = first.family === 4 ? 32 : 128
  const length = bits === undefined ? width : /^\d{1,3}$/.test(bits) ? Number(bits) : width + 1
  if (length > width) return undefined
  const last = { ...first }
  const begin = first.family === 4 ? 96 : 0
  for (const [at, key] of (['w0', 'w1', 'w2', 'w3'] as const).entries()) {
    const free = Math.min(32, Math.max(0, at * 32 + 32 - begin - length))
    const size = 2 ** free
    if (at * 32 < begin) continue
    if (first[key] % size !== 0) return undefined
    last[key] = first[key] + size - 1
  }
  return { first, last }
}

const isAll = (first: Address, last: Address): boolean => {
  const { family, w0, w1, w2, w3 } = last
  const ends = family === 4 ? [w3] : [w0, w1, w2, w3]
  return first.w0 + first.w1 + first.w2 + first.w3 === 0 && ends.every(word => word === 2 ** 32 - 1)
}

const compare = (a: Address, b: Address): number => a.w0 - b.w0 || a.w1 - b.w1 || a.w2 - b.w2 || a.w3 - b.w3
