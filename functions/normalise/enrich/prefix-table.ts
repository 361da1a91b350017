/** Longest-prefix match over few prefixes: intervals for IPv4, for IPv6 one map per prefix length, longest first. */
import { type Address, formatAddress } from '../../lib/addresses.ts'
import { parsePrefix } from '../../lib/networks.ts'

export interface PrefixTable<T> {
  /** Values of the prefixes that hold the address, most specific first. */
  matches(address: Address): Iterable<T>
  first(address: Address): T | undefined
}

interface Entry<T> {
  address: Address
  length: number
  value: T
}

export function createPrefixTable<T>(entries: Iterable<readonly [prefix: string, value: T]>): PrefixTable<T> {
  const ipv4: Entry<T>[] = []
  const lengths = new Map<number, Map<string, T[]>>()
  for (const [text, value] of entries) {
    const prefix = parsePrefix(text)
    if (prefix === undefined || prefix.address.family === 0) throw new Error(`prefix ${text}: expected address/length`)
    const { address, length } = prefix
    if (address.family === 4) {
      ipv4.push({ address, length, value })
      continue
    }
    const byKey = lengths.get(length) ?? new Map<string, T[]>()
    lengths.set(length, byKey)
    const key = keyOf(address, length)
    byKey.set(key, [...(byKey.get(key) ?? []), value])
  }
  const { starts, values } = intervalsOf(ipv4)
  const ipv6 = [...lengths].sort(([a], [b]) => b - a)

  function* matches6(address: Address): Iterable<T> {
    for (const [length, byKey] of ipv6) yield* byKey.get(keyOf(address, length)) ?? []
  }
  function matches4(address: number): readonly T[] {
    let low = 0
    let high = starts.length - 1
    while (low <= high) {
      const middle = (low + high) >>> 1
      if ((starts[middle] as number) <= address) low = middle + 1
      else high = middle - 1
    }
    return values[high] ?? []
  }
  return {
    matches: address => (address.family === 4 ? matches4(address.w3) : address.family === 6 ? matches6(address) : []),
    first(address) {
      if (address.family === 4) return matches4(address.w3)[0]
      for (const value of address.family === 6 ? matches6(address) : []) return value
      return undefined
    },
  }
}

/** Cuts overlapping IPv4 prefixes into intervals, each with its values, most specific first. */
function intervalsOf<T>(entries: readonly Entry<T>[]): { starts: Float64Array; values: T[][] } {
  const ranges = entries
    .map(({ address, length, value }) => ({ first: address.w3, end: address.w3 + 2 ** (32 - length), length, value }))
    .sort((a, b) => b.length - a.length)
  const edges = new Set(ranges.flatMap(({ first, end }) => [first, end]))
  const starts = Float64Array.from([...edges].sort((a, b) => a - b))
  const values = Array.from(starts, start =>
    ranges.filter(({ first, end }) => start >= first && start < end).map(({ value }) => value),
  )
  return { starts, values }
}

const masked: Address = { family: 4, w0: 0, w1: 0, w2: 0, w3: 0 }

function keyOf(address: Address, length: number): string {
  masked.family = address.family
  const skipped = address.family === 4 ? 96 : 0
  const keep = (word: number, at: number) => {
    const bits = Math.min(32, Math.max(0, length + skipped - at * 32))
    return bits === 0 ? 0 : word - (word % 2 ** (32 - bits))
  }
  masked.w0 = keep(address.w0, 0)
  masked.w1 = keep(address.w1, 1)
  masked.w2 = keep(address.w2, 2)
  masked.w3 = keep(address.w3, 3)
  return formatAddress(masked)
}
