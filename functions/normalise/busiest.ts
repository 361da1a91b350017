/** Which unwatched prefixes logs are full of: the hint for a team whose networks.csv watches nothing of them. */
import { type Address, formatAddress } from '../lib/addresses.ts'
import { newHashSeed } from './hash-seed.ts'

/** Distinct prefixes held; a new one beyond that is not counted. */
const MAX_PREFIXES = 4096

export interface BusiestPrefixes {
  /** Counts both ends of a record by /24 (IPv4) or /48 (IPv6). */
  add(source: Address, destination: Address): void
  /** The busiest five, ties by text; a prefix of which only one address was seen is that address (/32, /128). */
  top(): { prefix: string; records: number }[]
}

interface Counted {
  /** The first address seen: a copy, as a draft's addresses are written over. */
  first: Address
  isAlone: boolean
  records: number
}

export function createBusiestPrefixes(): BusiestPrefixes {
  const prefixes = new Map<string | number, Counted>()
  // Places of numbers in a Map can be chosen by who knows the numbers.
  const seed = newHashSeed() >>> 8
  const keyOf = ({ family, w0, w1, w3 }: Address): string | number =>
    family === 4 ? (w3 >>> 8) ^ seed : `${w0}:${Math.floor(w1 / 65_536)}`
  const count = (address: Address) => {
    const key = keyOf(address)
    const known = prefixes.get(key)
    if (known !== undefined) {
      const { w1, w2, w3 } = known.first
      known.isAlone &&= w3 === address.w3 && w2 === address.w2 && w1 === address.w1
      known.records++
    } else if (prefixes.size < MAX_PREFIXES) prefixes.set(key, { first: { ...address }, isAlone: true, records: 1 })
  }
  const textOf = ({ first, isAlone }: Counted): string => {
    const { family, w0, w1, w3 } = first
    if (isAlone) return `${formatAddress(first)}/${family === 4 ? 32 : 128}`
    return family === 4
      ? `${formatAddress({ family, w0: 0, w1: 0, w2: 0, w3: w3 - (w3 % 256) })}/24`
      : `${formatAddress({ family, w0, w1: w1 - (w1 % 65_536), w2: 0, w3: 0 })}/48`
  }
  return {
    add(source, destination) {
      count(source)
      count(destination)
    },
    top() {
      return [...prefixes.values()]
        .map(counted => ({ prefix: textOf(counted), records: counted.records }))
        .sort((a, b) => b.records - a.records || (a.prefix < b.prefix ? -1 : 1))
        .slice(0, 5)
    },
  }
}
