/**
 * Where editions of country data have the watched networks registered. A leased or sold range is told otherwise by editions
 * of other years, and so is everything that other networks' reports say of it.
 */
import type { Address } from '../lib/addresses.ts'
import { parsePrefix, type WatchedNetwork } from '../lib/networks.ts'
import type { ObjectStore } from '../lib/ports.ts'
import { openCountryRanges, rangesKeyOf } from '../lib/reference/edition-ranges.ts'
import type { Edition } from '../lib/reference/editions.ts'
import type { RangeTable } from '../lib/reference/ranges.ts'

/** Editions that are read, 8 MB each, one after another: the first and last that placed contacts, and the set's newest. */
const MOST_EDITIONS = 3

/** What one edition says of a watched prefix. */
export interface WatchedCountry {
  network: string
  cidr: string
  /** Day of the edition. */
  date: string
  /** Registered country of its first and of its last address, once where they are the same; none where it says nothing. */
  countries: string[]
}

/** By network, prefix and date. Editions whose ranges are no longer stored say nothing. */
export async function watchedCountries(
  lake: Pick<ObjectStore, 'get'>,
  networks: readonly WatchedNetwork[],
  editions: readonly Edition[],
): Promise<WatchedCountry[]> {
  const chosen = new Map<string, Edition>()
  for (const edition of [editions[0], ...editions.slice(-MOST_EDITIONS + 1)])
    if (edition !== undefined) chosen.set(edition.ranges, edition)
  const told: WatchedCountry[] = []
  for (const { date, ranges } of chosen.values()) {
    const object = await lake.get(rangesKeyOf(ranges))
    if (object === undefined) continue
    const table = openCountryRanges(ranges, object.bytes)
    for (const { name, cidr } of networks) told.push({ network: name, cidr, date, countries: countriesOf(table, cidr) })
  }
  const keyOf = ({ network, cidr, date }: WatchedCountry) => `${network}\n${cidr}\n${date}`
  return told.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
}

function countriesOf(table: RangeTable<string>, cidr: string): string[] {
  const prefix = parsePrefix(cidr)
  if (prefix === undefined) return []
  const found = [prefix.address, lastOf(prefix.address, prefix.length)].map(({ family, w0, w1, w3 }) =>
    family === 4 ? table.ipv4(w3) : table.ipv6(w0, w1),
  )
  return [...new Set(found.map(index => table.labels[index]).filter(country => country !== undefined))]
}

/** The last address of a prefix; of IPv6 the words that ranges go by. */
function lastOf(address: Address, length: number): Address {
  const filled = (word: number, bits: number) => {
    const free = 32 - Math.min(32, Math.max(0, bits))
    return word + 2 ** free - 1
  }
  if (address.family === 4) return { ...address, w3: filled(address.w3, length) }
  return { ...address, w0: filled(address.w0, length), w1: filled(address.w1, length - 32) }
}
