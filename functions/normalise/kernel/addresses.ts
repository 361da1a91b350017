/** Addresses as the kernel tells them. */
import type { Address } from '../../lib/addresses.ts'

/** 32-bit words of a pair: of each end the second, first, fourth and third of its address; then whether they are of IPv6. */
export const PAIR_WORDS = 9

/** Fills in the IPv4 address of these bits. */
export function toIpv4(into: Address, bits: number): Address {
  into.family = 4
  into.w0 = into.w1 = into.w2 = 0
  into.w3 = bits >>> 0
  return into
}

/** Fills in the IPv6 address of these words. */
export function toIpv6(into: Address, w0: number, w1: number, w2: number, w3: number): Address {
  into.family = 6
  into.w0 = w0 >>> 0
  into.w1 = w1 >>> 0
  into.w2 = w2 >>> 0
  into.w3 = w3 >>> 0
  return into
}

/** Fills in the ends of a pair by its place. */
export function readPair(words: Uint32Array, pair: number, source: Address, destination: Address): void {
  const at = pair * PAIR_WORDS
  const isSix = words[at + 8] === 1
  readEnd(words, at, isSix, source)
  readEnd(words, at + 4, isSix, destination)
}

function readEnd(words: Uint32Array, at: number, isSix: boolean, into: Address): void {
  const word = (place: number) => words[at + place] ?? 0
  if (isSix) toIpv6(into, word(1), word(0), word(3), word(2))
  else toIpv4(into, word(2))
}
