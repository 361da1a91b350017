/** Longest-prefix match over few prefixes: one map per prefix length, longest first. */
import { type Address, formatAddress } from '../../lib/addresses.ts'
import { parsePrefix } from '../../lib/networks.ts'

export interface PrefixTable<T> {
  /** Values of the prefixes that hold the address, most specific first. */
  matches(address: Address): Iterable<T>
  first(address: Address): T | undefined
}

export function createPrefixTable<T>(entries: Iterable<readonly [prefix: string, value: T]>): PrefixTable<T> {
  const lengths = { 4: new Map<number, Map<string, T[]>>(), 6: new Map<number, Map<string, T[]>>() }
  for (const [text, value] of entries) {
    const prefix = parsePrefix(text)
    if (prefix === undefined || prefix.address.family === 0) throw new Error(`prefix ${text}: expected address/length`)
    const byLength = lengths[prefix.address.family]
    let byKey = byLength.get(prefix.length)
    if (byKey === undefined) {
      byKey = new Map()
      byLength.set(prefix.length, byKey)
    }
    const key = keyOf(prefix.address, prefix.length)
    byKey.set(key, [...(byKey.get(key) ?? []), value])
  }
  const sorted = {
    4: [...lengths[4]].sort(([a], [b]) => b - a),
    6: [...lengths[6]].sort(([a], [b]) => b - a),
  }
  function* matches(address: Address): Iterable<T> {
    if (address.family === 0) return
    for (const [length, byKey] of sorted[address.family]) yield* byKey.get(keyOf(address, length)) ?? []
  }
  return {
    matches,
    first(address) {
      for (const value of matches(address)) return value
      return undefined
    },
  }
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
