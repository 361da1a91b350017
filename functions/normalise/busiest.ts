/** Which unwatched prefixes logs are full of: the hint for a team whose networks.csv watches nothing of them. */
import { type Address, formatAddress } from '../lib/addresses.ts'

/** Distinct prefixes held; a new one beyond that is not counted. */
const MAX_PREFIXES = 4096

export interface BusiestPrefixes {
  /** Counts both ends of a record by /24 (IPv4) or /48 (IPv6). */
  add(source: Address, destination: Address): void
  /** The busiest five, ties by text. */
  top(): { prefix: string; records: number }[]
}

export function createBusiestPrefixes(): BusiestPrefixes {
  const counts = new Map<string | number, number>()
  const keyOf = ({ family, w0, w1, w3 }: Address): string | number =>
    family === 4 ? Math.floor(w3 / 256) : `${w0}:${Math.floor(w1 / 65_536)}`
  const count = (key: string | number) => {
    const known = counts.get(key)
    if (known !== undefined) counts.set(key, known + 1)
    else if (counts.size < MAX_PREFIXES) counts.set(key, 1)
  }
  const textOf = (key: string | number): string => {
    if (typeof key === 'number') return `${formatAddress({ family: 4, w0: 0, w1: 0, w2: 0, w3: key * 256 })}/24`
    const [w0 = 0, high = 0] = key.split(':').map(Number)
    return `${formatAddress({ family: 6, w0, w1: high * 65_536, w2: 0, w3: 0 })}/48`
  }
  return {
    add(source, destination) {
      count(keyOf(source))
      count(keyOf(destination))
    },
    top() {
      return [...counts]
        .map(([key, records]) => ({ prefix: textOf(key), records }))
        .sort((a, b) => b.records - a.records || (a.prefix < b.prefix ? -1 : 1))
        .slice(0, 5)
    },
  }
}
