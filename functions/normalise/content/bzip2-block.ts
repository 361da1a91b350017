/** One block of bzip2: Huffman codes, moves to the front, runs, the sorted order undone, and runs once more. */
import type { BitReader } from './bit-reader.ts'

/** A block before its order is undone. */
export interface SortedBlock {
  /** For each place: its byte, and above it the place that comes next. */
  links: Uint32Array
  first: number
}

/** One code for so many symbols, of 2 to 6 codes. */
const SYMBOLS_A_CODE = 50
const LONGEST_CODE = 20
const OUTPUT_CHUNK = 131_072
/** Places to begin with: 1,771 members of a byte each, 64 KiB, took 1.2 s where each had those of the largest, and take 0.07 s. */
const SMALL_BLOCK = 4096
/** Bytes that a byte of a block can stand for, as a number of repetitions. */
const MOST_REPEATED = 255
const BROKEN = 'a block that is damaged'

/** Reads a block of at most `longest` bytes from behind its checksum; what is wrong with it where it is none. */
export function readBlock(bits: BitReader, longest: number): SortedBlock | string {
  if (bits.take(1) === 1) return 'a randomised block, as bzip2 wrote them before 1999'
  const origin = bits.take(24)
  const used = usedBytes(bits)
  const codes = bits.take(3)
  const selectors = readSelectors(bits, codes)
  if (used.length === 0 || codes < 2 || codes > 6 || selectors === undefined) return BROKEN
  const tables: HuffmanTable[] = []
  for (let code = 0; code < codes; code++) {
    const table = readTable(bits, used.length + 2)
    if (table === undefined) return BROKEN
    tables.push(table)
  }

  let links = new Uint32Array(Math.min(longest, SMALL_BLOCK))
  const grow = (least: number) => {
    const larger = new Uint32Array(Math.min(longest, Math.max(least, 2 * links.length)))
    larger.set(links)
    links = larger
  }
  const counts = new Uint32Array(256)
  const front = Uint8Array.from(used)
  const end = used.length + 1
  let length = 0
  let run = 0
  /** What the next digit of a run is worth: runs are numbers of the digits 1 and 2. */
  let worth = 1
  for (let group = 0, left = 0, table = tables[0]; ; left--) {
    if (left === 0) {
      table = tables[selectors[group++] ?? codes]
      left = SYMBOLS_A_CODE
    }
    const symbol = table === undefined ? -1 : readSymbol(bits, table)
    if (symbol < 0) return BROKEN
    if (symbol < 2) {
      run += worth * (symbol + 1)
      worth *= 2
      if (run > longest) return BROKEN
      continue
    }
    if (run > 0) {
      if (length + run > longest) return BROKEN
      const byte = front[0] ?? 0
      counts[byte] = (counts[byte] ?? 0) + run
      if (length + run > links.length) grow(length + run)
      links.fill(byte, length, length + run)
      length += run
      run = 0
      worth = 1
    }
    if (symbol === end) break
    if (length === longest) return BROKEN
    const byte = front[symbol - 1] ?? 0
    front.copyWithin(1, 0, symbol - 1)
    front[0] = byte
    counts[byte] = (counts[byte] ?? 0) + 1
    if (length === links.length) grow(length + 1)
    links[length++] = byte
  }
  if (origin >= length) return BROKEN
  return { links: linked(links.subarray(0, length), counts), first: origin }
}

/** Turns sorted bytes into links: each byte's place in the sorted order leads to the place where it stood. */
function linked(links: Uint32Array, counts: Uint32Array): Uint32Array {
  const next = new Uint32Array(256)
  for (let byte = 1; byte < 256; byte++) next[byte] = (next[byte - 1] ?? 0) + (counts[byte - 1] ?? 0)
  for (let at = 0; at < links.length; at++) {
    const byte = (links[at] ?? 0) & 255
    const place = next[byte] ?? 0
    next[byte] = place + 1
    links[place] = ((links[place] ?? 0) & 255) | (at << 8)
  }
  return links
}

/** Yields the content of a block; returns its checksum (CRC-32, most significant bit first). */
export function* contentOfBlock({ links, first }: SortedBlock): Generator<Uint8Array, number> {
  let crc = 0xffff_ffff
  let chunk = new Uint8Array(Math.min(OUTPUT_CHUNK, MOST_REPEATED * links.length))
  let filled = 0
  let link = links[first] ?? 0
  let last = -1
  let alike = 0
  for (let at = 0; at < links.length; at++) {
    link = links[link >>> 8] ?? 0
    const byte = link & 255
    // Four alike are followed by the number of more of them.
    const isCount = alike === 4
    const times = isCount ? byte : 1
    const value = isCount ? last : byte
    alike = isCount ? 0 : byte === last ? alike + 1 : 1
    last = isCount ? -1 : byte
    for (let n = 0; n < times; n++) {
      crc = ((crc << 8) ^ (CRC_TABLE[((crc >>> 24) ^ value) & 255] ?? 0)) >>> 0
      chunk[filled++] = value
      if (filled === chunk.length) {
        yield chunk
        chunk = new Uint8Array(OUTPUT_CHUNK)
        filled = 0
      }
    }
  }
  if (filled > 0) yield chunk.subarray(0, filled)
  return ~crc >>> 0
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24
  for (let bit = 0; bit < 8; bit++) crc = (crc << 1) ^ (crc < 0 ? 0x04c1_1db7 : 0)
  return crc
})

/** The bytes that occur in a block, in order. */
function usedBytes(bits: BitReader): number[] {
  const rows = bits.take(16)
  const used: number[] = []
  for (let row = 0; row < 16; row++) {
    if (((rows >> (15 - row)) & 1) === 0) continue
    const columns = bits.take(16)
    for (let column = 0; column < 16; column++) if (((columns >> (15 - column)) & 1) === 1) used.push(row * 16 + column)
  }
  return used
}

/** Which code each fifty symbols have; undefined where one names none. */
function readSelectors(bits: BitReader, codes: number): Uint8Array | undefined {
  const selectors = new Uint8Array(bits.take(15))
  const front = [0, 1, 2, 3, 4, 5]
  for (let at = 0; at < selectors.length; at++) {
    let place = 0
    while (bits.take(1) === 1) if (++place >= codes) return undefined
    const [code = 0] = front.splice(place, 1)
    front.unshift(code)
    selectors[at] = code
  }
  return selectors
}

interface HuffmanTable {
  shortest: number
  /** Of each length: the largest code plus one, and what to take from a code to find its symbol's place. */
  limits: Int32Array
  offsets: Int32Array
  /** Symbols in the order of their codes. */
  symbols: Uint16Array
}

/** Canonical codes by their lengths, each told by its difference to the one before. */
function readTable(bits: BitReader, alphabet: number): HuffmanTable | undefined {
  const lengths = new Uint8Array(alphabet)
  let length = bits.take(5)
  for (let symbol = 0; symbol < alphabet; symbol++) {
    while (bits.take(1) === 1) length += bits.take(1) === 1 ? -1 : 1
    if (length < 1 || length > LONGEST_CODE) return undefined
    lengths[symbol] = length
  }
  const limits = new Int32Array(LONGEST_CODE + 1)
  const offsets = new Int32Array(LONGEST_CODE + 1)
  const symbols = new Uint16Array(alphabet)
  let code = 0
  let placed = 0
  for (let size = 1; size <= LONGEST_CODE; size++) {
    offsets[size] = code - placed
    for (let symbol = 0; symbol < alphabet; symbol++) {
      if (lengths[symbol] !== size) continue
      symbols[placed++] = symbol
      code++
    }
    limits[size] = code
    code *= 2
  }
  return { shortest: lengths.reduce((least, size) => Math.min(least, size), LONGEST_CODE), limits, offsets, symbols }
}

/** The symbol whose code comes next; -1 where none does. */
function readSymbol(bits: BitReader, { shortest, limits, offsets, symbols }: HuffmanTable): number {
  const ahead = bits.ahead()
  for (let size = shortest; size <= LONGEST_CODE; size++) {
    const code = ahead >>> (24 - size)
    if (code >= (limits[size] ?? 0)) continue
    bits.take(size)
    return symbols[code - (offsets[size] ?? 0)] ?? -1
  }
  return -1
}
