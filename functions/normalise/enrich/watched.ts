/** Which watched network an address belongs to, asked twice per record: a flat table of intervals, no allocation. */
import type { Address } from '../../lib/addresses.ts'
import { parsePrefix, type WatchedNetwork } from '../../lib/networks.ts'

/** Returns the index of the most specific network that holds the address and is valid at that time, or -1. */
export type WatchedLookup = (address: Address, startMs: number) => number

interface Candidate {
  index: number
  length: number
  fromMs: number
  toMs: number
}

const NONE: readonly Candidate[] = []
/** Dates decide; else the interval's network is the same at any time. */
const BY_DATE = -2

export function createWatchedLookup(networks: readonly WatchedNetwork[]): WatchedLookup {
  const prefixes = networks.map((network, index) => {
    const prefix = parsePrefix(network.cidr)
    if (prefix === undefined) throw new Error(`network ${network.cidr}: expected a prefix`)
    const { validFromMs, validToMs } = network
    const dates = { fromMs: validFromMs ?? Number.NEGATIVE_INFINITY, toMs: validToMs ?? Number.POSITIVE_INFINITY }
    return { ...prefix, candidate: { index, length: prefix.length, ...dates } }
  })
  const ipv4 = intervalsOf(
    prefixes
      .filter(prefix => prefix.address.family === 4)
      .map(({ address, length, candidate }) => ({ first: address.w3, size: 2 ** (32 - length), candidate })),
  )
  const ipv6 = prefixes.filter(prefix => prefix.address.family === 6).sort((a, b) => b.length - a.length)

  return (address, startMs) => {
    if (address.family === 4) {
      const { starts, candidates, always } = ipv4
      let low = 0
      let high = starts.length - 1
      while (low <= high) {
        const middle = (low + high) >>> 1
        if ((starts[middle] as number) <= address.w3) low = middle + 1
        else high = middle - 1
      }
      if (high < 0) return -1
      const index = always[high] as number
      if (index !== BY_DATE) return index
      for (const candidate of candidates[high] ?? NONE) {
        if (startMs >= candidate.fromMs && startMs < candidate.toMs) return candidate.index
      }
      return -1
    }
    for (const { address: prefix, length, candidate } of ipv6) {
      if (holds(prefix, length, address) && startMs >= candidate.fromMs && startMs < candidate.toMs)
        return candidate.index
    }
    return -1
  }
}

/** Cuts overlapping prefixes into intervals, each with its candidates, most specific first. */
function intervalsOf(prefixes: { first: number; size: number; candidate: Candidate }[]) {
  const edges = new Set<number>()
  for (const { first, size } of prefixes) edges.add(first).add(first + size)
  const starts = Float64Array.from([...edges].sort((a, b) => a - b))
  const candidates = [...starts].map(start =>
    prefixes
      .filter(({ first, size }) => start >= first && start < first + size)
      .map(({ candidate }) => candidate)
      .sort((a, b) => b.length - a.length),
  )
  const always = Int32Array.from(candidates, ([first]) => {
    if (first === undefined) return -1
    return first.fromMs === Number.NEGATIVE_INFINITY && first.toMs === Number.POSITIVE_INFINITY ? first.index : BY_DATE
  })
  return { starts, candidates, always }
}

function holds(prefix: Address, length: number, address: Address): boolean {
  return (
    sameBits(prefix.w0, address.w0, length) &&
    sameBits(prefix.w1, address.w1, length - 32) &&
    sameBits(prefix.w2, address.w2, length - 64) &&
    sameBits(prefix.w3, address.w3, length - 96)
  )
}

function sameBits(a: number, b: number, bits: number): boolean {
  if (bits <= 0) return true
  return bits >= 32 ? a === b : (a ^ b) >>> (32 - bits) === 0
}
