/** Longest-prefix match: prefixes, which lie within each other or apart, are cut into intervals that are found by halving. */
import type { Address } from '../../lib/addresses.ts'
import { parsePrefix } from '../../lib/networks.ts'

export interface PrefixTable<T> {
  /** Values of the prefixes that hold the address, most specific first. */
  matches(address: Address): Iterable<T>
  first(address: Address): T | undefined
}

/** Addresses as whole numbers, of IPv4 or of IPv6. */
interface Prefix<T> {
  first: bigint
  /** Exclusive. */
  behind: bigint
  /** Of all that name this prefix, in their order. */
  values: T[]
}

export function createPrefixTable<T>(entries: Iterable<readonly [prefix: string, value: T]>): PrefixTable<T> {
  const ipv4 = new Map<string, Prefix<T>>()
  const ipv6 = new Map<string, Prefix<T>>()
  for (const [text, value] of entries) {
    const prefix = parsePrefix(text)
    if (prefix === undefined || prefix.address.family === 0) throw new Error(`prefix ${text}: expected address/length`)
    const { address, length, canonical } = prefix
    const [known, bits] = address.family === 4 ? [ipv4, 32] : [ipv6, 128]
    const first = numberOf(address)
    const held = known.get(canonical) ?? { first, behind: first + (1n << BigInt(bits - length)), values: [] }
    held.values.push(value)
    known.set(canonical, held)
  }
  const find4 = createSearch4(intervalsOf(ipv4.values()))
  const find6 = createSearch6(intervalsOf(ipv6.values()))
  const matches = (address: Address): readonly T[] =>
    (address.family === 4 ? find4(address) : address.family === 6 ? find6(address) : undefined) ?? []
  return { matches, first: address => matches(address)[0] }
}

const numberOf = ({ w0, w1, w2, w3 }: Address): bigint =>
  (BigInt(w0) << 96n) | (BigInt(w1) << 64n) | (BigInt(w2) << 32n) | BigInt(w3)

interface Interval<T> {
  first: bigint
  /** Most specific first. */
  values: readonly T[]
}

/** In order of addresses; each ends where the next begins. */
function intervalsOf<T>(prefixes: Iterable<Prefix<T>>): Interval<T>[] {
  const intervals: Interval<T>[] = []
  const add = (first: bigint, values: readonly T[]) => {
    if (intervals.at(-1)?.first === first) intervals.pop()
    intervals.push({ first, values })
  }
  /** Those that hold the place, the most specific last. */
  const open: { behind: bigint; values: readonly T[] }[] = []
  const closeUntil = (place: bigint | undefined) => {
    for (
      let last = open.at(-1);
      last !== undefined && (place === undefined || last.behind <= place);
      last = open.at(-1)
    ) {
      open.pop()
      add(last.behind, open.at(-1)?.values ?? [])
    }
  }
  const widestFirst = (a: Prefix<T>, b: Prefix<T>) =>
    a.first === b.first ? compare(b.behind, a.behind) : compare(a.first, b.first)
  for (const { first, behind, values } of [...prefixes].sort(widestFirst)) {
    closeUntil(first)
    const all = [...values, ...(open.at(-1)?.values ?? [])]
    open.push({ behind, values: all })
    add(first, all)
  }
  closeUntil(undefined)
  return intervals
}

const compare = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0)

type Search<T> = (address: Address) => readonly T[] | undefined

function createSearch4<T>(intervals: readonly Interval<T>[]): Search<T> {
  const starts = Float64Array.from(intervals, ({ first }) => Number(first))
  const values = intervals.map(interval => interval.values)
  return ({ w3 }) => {
    let low = 0
    let high = starts.length - 1
    while (low <= high) {
      const middle = (low + high) >>> 1
      if ((starts[middle] as number) <= w3) low = middle + 1
      else high = middle - 1
    }
    return values[high]
  }
}

function createSearch6<T>(intervals: readonly Interval<T>[]): Search<T> {
  const within = intervals.filter(({ first }) => first < 1n << 128n)
  const starts = Uint32Array.from(
    within.flatMap(({ first }) => [96n, 64n, 32n, 0n].map(shift => Number((first >> shift) & 0xffff_ffffn))),
  )
  const values = within.map(interval => interval.values)

  function isFrom(at: number, { w0, w1, w2, w3 }: Address): boolean {
    const [s0, s1, s2] = [starts[at], starts[at + 1], starts[at + 2]] as [number, number, number]
    if (s0 !== w0) return s0 < w0
    if (s1 !== w1) return s1 < w1
    return s2 === w2 ? (starts[at + 3] as number) <= w3 : s2 < w2
  }

  return address => {
    let low = 0
    let high = values.length - 1
    while (low <= high) {
      const middle = (low + high) >>> 1
      if (isFrom(middle * 4, address)) low = middle + 1
      else high = middle - 1
    }
    return values[high]
  }
}
