/**
 * Where editions of country data have the watched networks registered. A leased or sold range is told otherwise by editions
 * of other years, and so is everything that other networks' reports say of it.
 */
import type { Address } from '../lib/addresses.ts'
import { parsePrefix, type WatchedNetwork } from '../lib/networks.ts'
import type { ObjectStore } from '../lib/ports.ts'
import type { Edition } from '../lib/reference/editions.ts'
import { comparedEditions, countriesByEdition } from './country-editions.ts'

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
  const ends = networks.flatMap(({ name, cidr }) => {
    const prefix = parsePrefix(cidr)
    return prefix === undefined
      ? []
      : [{ name, cidr, first: prefix.address, last: lastOf(prefix.address, prefix.length) }]
  })
  const addresses = ends.flatMap(({ first, last }) => [first, last])
  const told: WatchedCountry[] = []
  for (const { date, countries } of await countriesByEdition(lake, comparedEditions(editions), addresses))
    for (const [at, { name, cidr }] of ends.entries()) {
      const own = countries.slice(2 * at, 2 * at + 2).filter(country => country !== undefined)
      told.push({ network: name, cidr, date, countries: [...new Set(own)] })
    }
  const keyOf = ({ network, cidr, date }: WatchedCountry) => `${network}\n${cidr}\n${date}`
  return told.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
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
