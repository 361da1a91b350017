/** Addresses in the forms of rwcut's `--ip-format` that are not plain text of one. */
import { type Address, hexDigit, parseAddressBytes } from '../../../lib/addresses.ts'
import { parseWhole } from '../framing/numbers.ts'

const DOT = 46
const LARGEST_IPV4 = 0xffff_ffff
/** Digits of the largest IPv6 address. */
const MOST_DECIMAL = 39
const MOST_HEX = 32

/** Base of addresses printed as integers. */
export type Base = 10 | 16

/** Reads dotted or colon-separated text, its parts padded with zeros or not. */
export function parseTextAddress(buffer: Uint8Array, start: number, end: number, into: Address): boolean {
  return parseAddressBytes(buffer, start, end, into) || parsePadded(buffer, start, end, into)
}

/** `192.000.002.001`: three digits in every part, which nobody can take for octal. */
function parsePadded(buffer: Uint8Array, start: number, end: number, into: Address): boolean {
  if (end - start !== 15) return false
  let value = 0
  for (let at = start; at < end; at += 4) {
    const part = parseWhole(buffer, at, at + 3)
    if (part < 0 || part > 255 || (at + 3 < end && buffer[at + 3] !== DOT)) return false
    value = value * 256 + part
  }
  into.family = 4
  into.w0 = into.w1 = into.w2 = 0
  into.w3 = value
  return true
}

/**
 * The base that an integer shows: 16 where it has a letter, 10 where its length fits addresses in decimals alone (IPv4
 * addresses from 5.245.225.0, IPv4-mapped ones, and IPv6 of 33 digits and more). undefined where it may be either.
 */
export function baseOf(buffer: Uint8Array, start: number, end: number): Base | undefined {
  const length = end - start
  if (length === 0 || length > MOST_DECIMAL) return undefined
  let letters = false
  for (let i = start; i < end; i++) {
    const digit = hexDigit(buffer[i] ?? 0)
    if (digit < 0) return undefined
    letters ||= digit > 9
  }
  if (letters) return length <= MOST_HEX ? 16 : undefined
  return length === 9 || length === 10 || length === 15 || length > MOST_HEX ? 10 : undefined
}

/** Reads an address printed as an integer; false (family 0) where it is none. A decimal below 2^32 is an IPv4 address. */
export function parseIntegerAddress(
  buffer: Uint8Array,
  start: number,
  end: number,
  base: Base,
  into: Address,
): boolean {
  into.family = 0
  return base === 10 ? parseDecimal(buffer, start, end, into) : parseHex(buffer, start, end, into)
}

function parseDecimal(buffer: Uint8Array, start: number, end: number, into: Address): boolean {
  const short = parseWhole(buffer, start, end)
  if (short >= 0 && short <= LARGEST_IPV4) {
    into.family = 4
    into.w0 = into.w1 = into.w2 = 0
    into.w3 = short
    return true
  }
  if (end - start > MOST_DECIMAL) return false
  let value = 0n
  for (let i = start; i < end; i++) {
    const digit = (buffer[i] ?? 0) - 48
    if (digit < 0 || digit > 9) return false
    value = value * 10n + BigInt(digit)
  }
  if (start === end || value >= 1n << 128n) return false
  const word = (shift: bigint) => Number((value >> shift) & 0xffff_ffffn)
  setIpv6(into, word(96n), word(64n), word(32n), word(0n))
  return true
}

function parseHex(buffer: Uint8Array, start: number, end: number, into: Address): boolean {
  const length = end - start
  if (length === 0 || length > MOST_HEX) return false
  const words: [number, number, number, number] = [0, 0, 0, 0]
  for (let i = start; i < end; i++) {
    const digit = hexDigit(buffer[i] ?? 0)
    if (digit < 0) return false
    const at = 3 - ((end - 1 - i) >> 3)
    words[at] = (words[at] ?? 0) * 16 + digit
  }
  if (length > 8) {
    setIpv6(into, ...words)
  } else {
    into.family = 4
    into.w0 = into.w1 = into.w2 = 0
    into.w3 = words[3]
  }
  return true
}

function setIpv6(into: Address, w0: number, w1: number, w2: number, w3: number): void {
  const mapped = w0 === 0 && w1 === 0 && w2 === 0xffff
  into.family = mapped ? 4 : 6
  into.w0 = w0
  into.w1 = w1
  into.w2 = mapped ? 0 : w2
  into.w3 = w3
}
