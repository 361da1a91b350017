/**
 * Sorted address ranges, each with a small number: one immutable buffer that is used as it is read, without parsing.
 * IPv4 by the address; IPv6 by its first 64 bits (no range of the sources splits a /64 between values that matter).
 * Layout, little-endian: 6 × u32 (magic, version, IPv4 ranges, IPv6 ranges, bytes of labels, 0); IPv4 first, last and
 * value as u32 each; IPv6 first high, first low, last high, last low and value; then the labels as JSON.
 */
import { openLabels, type RangeLabels } from './range-labels.ts'

const MAGIC = 0x46435247
const VERSION = 1
const HEADER_WORDS = 6

/** One range, both ends included. IPv6 ends are the upper and lower half of the first 64 bits. */
export interface Ipv4Range {
  first: number
  last: number
  value: number
}
export interface Ipv6Range {
  firstHigh: number
  firstLow: number
  lastHigh: number
  lastLow: number
  value: number
}

export interface RangeTable<Label> {
  /** Number of the label of an IPv4 address, or -1. */
  ipv4(address: number): number
  /** Number of the label of the first 64 bits of an IPv6 address, or -1. */
  ipv6(high: number, low: number): number
  readonly labelCount: number
  /** A label by its number; undefined where there is none of it. Throws where it is of another form. */
  label(index: number): Label | undefined
  /** All of them, read when they are first asked for. Throws where one is of another form. */
  readonly labels: readonly Label[]
  readonly ranges: number
}

/** Ranges as columns in the order of the layout (three of IPv4, five of IPv6): for what has millions of them. */
export interface RangeColumns {
  ipv4: readonly Uint32Array[]
  ipv6: readonly Uint32Array[]
}

/** Encodes ranges in ascending order that do not overlap. */
export function encodeRanges(
  ipv4: readonly Ipv4Range[],
  ipv6: readonly Ipv6Range[],
  labels: readonly unknown[],
): Uint8Array {
  const column4 = (key: keyof Ipv4Range) => Uint32Array.from(ipv4, range => range[key])
  const column6 = (key: keyof Ipv6Range) => Uint32Array.from(ipv6, range => range[key])
  return encodeColumns(
    {
      ipv4: [column4('first'), column4('last'), column4('value')],
      ipv6: [column6('firstHigh'), column6('firstLow'), column6('lastHigh'), column6('lastLow'), column6('value')],
    },
    labels,
  )
}

/** The same from columns. */
export function encodeColumns({ ipv4, ipv6 }: RangeColumns, labels: readonly unknown[]): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(labels))
  const [rows4 = 0, rows6 = 0] = [ipv4[0]?.length, ipv6[0]?.length]
  const words = HEADER_WORDS + rows4 * ipv4.length + rows6 * ipv6.length
  const bytes = new Uint8Array(words * 4 + text.length)
  const view = new DataView(bytes.buffer)
  let at = 0
  const put = (value: number) => {
    view.setUint32(at, value, true)
    at += 4
  }
  for (const word of [MAGIC, VERSION, rows4, rows6, text.length, 0]) put(word)
  for (const column of [...ipv4, ...ipv6]) for (const word of column) put(word)
  bytes.set(text, at)
  return bytes
}

/** Bytes at the beginning of encoded ranges that say how many there are. */
export const RANGES_HEADER_BYTES = HEADER_WORDS * 4

/** How many ranges there are, by the first bytes alone. */
export function rangesIn(header: Uint8Array): number {
  const view = new DataView(header.buffer, header.byteOffset, header.length)
  return view.getUint32(8, true) + view.getUint32(12, true)
}

/** Encoded ranges as they lie in their buffer. */
export interface OpenedColumns extends RangeColumns {
  labels: RangeLabels
}

/** Opens encoded ranges as columns, without a look-up. Throws where the buffer is not of this layout. */
export function openColumns(name: string, encoded: Uint8Array): OpenedColumns {
  // A copy, so that the words are aligned whatever buffer the bytes came in (slice() of a Buffer would share it).
  const bytes = encoded.byteOffset % 4 === 0 ? encoded : new Uint8Array(encoded)
  const broken = (found: string) =>
    new Error(`${name}: expected compiled ranges of version ${VERSION}, found ${found}; compile it again`)
  if (bytes.length < RANGES_HEADER_BYTES) throw broken(`${bytes.length} bytes`)
  const header = new Uint32Array(bytes.buffer, bytes.byteOffset, HEADER_WORDS)
  const [magic, version, n4 = 0, n6 = 0, labelBytes = 0] = header
  if (magic !== MAGIC || version !== VERSION) throw broken('another layout')
  const end = (HEADER_WORDS + n4 * 3 + n6 * 5) * 4
  if (bytes.length !== end + labelBytes) throw broken(`${bytes.length} bytes instead of ${end + labelBytes}`)
  let offset = bytes.byteOffset + RANGES_HEADER_BYTES
  const columns = (count: number, length: number) =>
    Array.from({ length: count }, () => {
      const words = new Uint32Array(bytes.buffer, offset, length)
      offset += length * 4
      return words
    })
  const ipv4 = columns(3, n4)
  const ipv6 = columns(5, n6)
  return { ipv4, ipv6, labels: openLabels(name, bytes.subarray(end)) }
}

/** Opens encoded ranges. `read` reads a label, or throws. Throws where the buffer is not of this layout. */
export function openRanges<Label>(
  name: string,
  encoded: Uint8Array,
  read: (label: unknown) => Label,
): RangeTable<Label> {
  const { ipv4, ipv6, labels } = openColumns(name, encoded)
  const none = new Uint32Array()
  const [first4 = none, last4 = none, value4 = none] = ipv4
  const [firstHigh = none, firstLow = none, lastHigh = none, lastLow = none, value6 = none] = ipv6
  const n4 = first4.length
  const n6 = firstHigh.length
  const before = rangesBefore(first4)
  let all: readonly Label[] | undefined
  return {
    labelCount: labels.count,
    label(index) {
      const found = labels.at(index)
      return found === undefined ? undefined : read(found)
    },
    get labels() {
      all ??= labels.all().map(read)
      return all
    },
    ranges: n4 + n6,
    ipv4(address) {
      const upper = address >>> 16
      let low = before[upper] as number
      let high = (before[upper + 1] as number) - 1
      while (low <= high) {
        const middle = (low + high) >>> 1
        if ((first4[middle] as number) <= address) low = middle + 1
        else high = middle - 1
      }
      return high >= 0 && (last4[high] as number) >= address ? (value4[high] as number) : -1
    },
    ipv6(wantedHigh, wantedLow) {
      let low = 0
      let high = n6 - 1
      while (low <= high) {
        const middle = (low + high) >>> 1
        const upper = firstHigh[middle] as number
        if (upper < wantedHigh || (upper === wantedHigh && (firstLow[middle] as number) <= wantedLow)) low = middle + 1
        else high = middle - 1
      }
      if (high < 0) return -1
      const upper = lastHigh[high] as number
      const within = upper > wantedHigh || (upper === wantedHigh && (lastLow[high] as number) >= wantedLow)
      return within ? (value6[high] as number) : -1
    },
  }
}

/**
 * How many ranges begin below each value of an address's upper 16 bits, so that a look-up halves the few that begin in its
 * own: of 450,000 ranges some 7 instead of all, which lie in as many places of memory.
 */
function rangesBefore(first: Uint32Array): Uint32Array {
  const before = new Uint32Array(65_537)
  for (const address of first) before[(address >>> 16) + 1] = (before[(address >>> 16) + 1] as number) + 1
  for (let upper = 1; upper < before.length; upper++)
    before[upper] = (before[upper] as number) + (before[upper - 1] as number)
  return before
}
