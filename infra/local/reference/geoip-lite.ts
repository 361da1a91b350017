/**
 * The country data of the npm package geoip-lite, 1.1 to 1.4: rows of one width, ascending, big-endian, as its
 * `lib/geoip.js` reads them. `geoip-country.dat`: first and last address of IPv4 (4 bytes each) and two letters.
 * `geoip-country6.dat`: first and last address of IPv6 (16 bytes each) and two letters. Pure.
 */
import { type Address, formatAddress } from '../../../functions/lib/addresses.ts'
import { disjoint, type Range } from '../disjoint-ranges.ts'
import { countryOf } from './labels.ts'
import { createRangeBuilder } from './range-builder.ts'

/** A data file of the package. */
export interface GeoipLiteFile {
  /** For messages. */
  name: string
  bytes: Uint8Array
}

export interface CountryRange {
  first: Address
  /** Included. */
  last: Address
  /** Two letters; null for codes that name no country (proxies, satellites, continents). */
  country: string | null
}

const WIDTH = { 4: 10, 6: 34 } as const
/** Of the rows of IPv6, 1 in so many may lie before the row above: some versions have a few that were misread (see below). */
const ROWS_PER_MISREAD = 100

/**
 * Rows of a file in its order. IPv4 rows ascend and do not overlap. Of IPv6 only the first 64 bits are sound: the package
 * misread addresses with `::` in their middle. Throws at the first row that does not fit, with its number and offset.
 */
export function* geoipLiteRanges({ name, bytes }: GeoipLiteFile, family: 4 | 6): Generator<CountryRange> {
  const width = WIDTH[family]
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  if (bytes.length === 0 || bytes.length % width !== 0)
    throw new Error(
      `${name}: expected rows of ${width} bytes, found ${bytes.length} bytes: the file is cut, or another`,
    )
  const addressAt = (at: number): Address => {
    const word = (index: number) => view.getUint32(at + index * 4)
    return family === 4
      ? { family, w0: 0, w1: 0, w2: 0, w3: word(0) }
      : { family, w0: word(0), w1: word(1), w2: word(2), w3: word(3) }
  }
  const half = (width - 2) / 2
  let before: Address | undefined
  for (let at = 0; at < bytes.length; at += width) {
    const refuse = (expected: string, found: string) =>
      new Error(`${name} row ${at / width + 1} (offset ${at}): expected ${expected}, found ${found}`)
    const first = addressAt(at)
    const last = addressAt(at + half)
    if (compare(last, first) < 0) throw refuse(`a last address not before ${formatAddress(first)}`, formatAddress(last))
    if (family === 4 && before !== undefined && compare(first, before) <= 0)
      throw refuse(`an address behind ${formatAddress(before)}`, formatAddress(first))
    before = last
    const code = String.fromCharCode(view.getUint8(at + half * 2), view.getUint8(at + half * 2 + 1))
    const country = countryOf(code)
    if (country === undefined) throw refuse('a country of two letters', JSON.stringify(code))
    yield { first, last, country }
  }
}

/**
 * Compiles the two files of an edition. IPv6 rows lie inside each other: the narrowest holds the address. Throws as
 * `geoipLiteRanges` does, and where more IPv6 rows are out of order than were ever seen to be misread.
 */
export function compileGeoipLite(ipv4: GeoipLiteFile, ipv6: GeoipLiteFile): Uint8Array {
  const ranges = createRangeBuilder((expected, found) => {
    return new Error(`${ipv4.name} and ${ipv6.name}: expected ${expected}, found ${found}`)
  })
  for (const { first, last, country } of geoipLiteRanges(ipv4, 4))
    if (country !== null) ranges.ipv4(first.w3, last.w3, ranges.label({ key: country, label: country }))
  const numberOf = (country: string | null) => (country === null ? -1 : ranges.label({ key: country, label: country }))
  for (const { first, end, value } of disjoint(networks(ipv6, numberOf))) {
    const last = end - 1n
    if (value >= 0) ranges.ipv6(highOf(first), lowOf(first), highOf(last), lowOf(last), value)
  }
  return ranges.encode()
}

/** IPv6 rows by their first 64 bits, in order. Of rows that share one such network the first has it, as in the package. */
function* networks(file: GeoipLiteFile, numberOf: (country: string | null) => number): Generator<Range<bigint>> {
  const rows = file.bytes.length / WIDTH[6]
  let misread = 0
  let before: Range<bigint> | undefined
  for (const row of geoipLiteRanges(file, 6)) {
    const first = (BigInt(row.first.w0) << 32n) | BigInt(row.first.w1)
    const end = ((BigInt(row.last.w0) << 32n) | BigInt(row.last.w1)) + 1n
    if (before !== undefined && first < before.first) {
      misread++
      if (misread * ROWS_PER_MISREAD > rows)
        throw new Error(`${file.name}: expected rows in ascending order, found ${misread} of ${rows} that are not`)
      continue
    }
    if (before?.first === first && before.end === end && end - first === 1n) continue
    before = { first, end, width: end - first, value: numberOf(row.country) }
    yield before
  }
}

const highOf = (network: bigint): number => Number(network >> 32n)
const lowOf = (network: bigint): number => Number(network & 0xffff_ffffn)

function compare(a: Address, b: Address): number {
  return a.w0 - b.w0 || a.w1 - b.w1 || a.w2 - b.w2 || a.w3 - b.w3
}
