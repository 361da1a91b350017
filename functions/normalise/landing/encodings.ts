/**
 * Parquet's encodings of whole numbers: RLE_DICTIONARY's runs and levels, and DELTA_BINARY_PACKED.
 * https://parquet.apache.org/docs/file-format/data-pages/encodings/
 */
import type { ByteSink } from './byte-sink.ts'

/** Packed words wait here for their copy into the sink; as much as one call packs. */
let packed = new Int32Array(1 << 14)

/**
 * Packs values[start, end) at `bitWidth` (1 to 32) bits each, least significant bit first, zeros after index `count`.
 * `end - start` is a multiple of 8. Words are written as the machine has them: little-endian.
 */
function appendBitPacked(
  sink: ByteSink,
  values: Int32Array,
  start: number,
  end: number,
  count: number,
  bitWidth: number,
): void {
  const bytes = ((end - start) / 8) * bitWidth
  const words = (bytes + 3) >> 2
  if (words > packed.length) packed = new Int32Array(words * 2)
  const into = packed
  const last = Math.min(end, count)
  let at = 0
  let held = 0
  let bits = 0
  for (let i = start; i < last; i++) {
    const value = values[i] as number
    held |= value << bits
    bits += bitWidth
    if (bits >= 32) {
      into[at++] = held
      bits -= 32
      held = bits === 0 ? 0 : value >>> (bitWidth - bits)
    }
  }
  while (at < words) {
    into[at++] = held
    held = 0
  }
  sink.appendWords(into, bytes)
}

/** The RLE/bit-packed hybrid without its length. Runs of 8 and more equal values become RLE. */
export function appendRleBitPacked(sink: ByteSink, values: Int32Array, count: number, bitWidth: number): void {
  const valueBytes = (bitWidth + 7) >> 3
  let packedStart = 0
  let i = 0
  const flush = (end: number) => {
    if (end === packedStart) return
    sink.appendVarint(((end - packedStart) >> 2) | 1)
    appendBitPacked(sink, values, packedStart, end, count, bitWidth)
  }
  while (i < count) {
    const value = values[i] as number
    let run = 1
    if (values[i + 7] === value && i + 7 < count) while (i + run < count && values[i + run] === value) run++
    if (run >= 8) {
      flush(i)
      sink.appendVarint(run * 2)
      for (let k = 0; k < valueBytes; k++) sink.appendByte((value >>> (8 * k)) & 255)
      i += run
      packedStart = i
    } else i += 8
  }
  flush(i)
}

/** A run of one value as the hybrid writes it. */
export function appendRun(sink: ByteSink, value: number, count: number, bitWidth: number): void {
  if (count === 0) return
  sink.appendVarint(count * 2)
  if (bitWidth > 0) sink.appendByte(value)
}

const BLOCK = 128
const MINIBLOCKS = 4
const MINIBLOCK = BLOCK / MINIBLOCKS
const deltas = new Float64Array(BLOCK)
const offsets = new Int32Array(BLOCK)
const widths = new Uint8Array(MINIBLOCKS)

/** Whole numbers whose largest is less than 2^31 above the smallest, which is within ±2^51. */
export function appendDeltas(sink: ByteSink, values: Float64Array, count: number): void {
  sink.appendVarint(BLOCK)
  sink.appendVarint(MINIBLOCKS)
  sink.appendVarint(count)
  let previous = count === 0 ? 0 : (values[0] as number)
  sink.appendZigZag(previous)
  for (let start = 1; start < count; start += BLOCK) {
    const size = Math.min(BLOCK, count - start)
    let least = Number.POSITIVE_INFINITY
    for (let k = 0; k < size; k++) {
      const value = values[start + k] as number
      const delta = value - previous
      previous = value
      deltas[k] = delta
      if (delta < least) least = delta
    }
    for (let mini = 0; mini < MINIBLOCKS; mini++) {
      const from = mini * MINIBLOCK
      const to = Math.min(from + MINIBLOCK, size)
      // The highest bit of any is the highest bit of all together.
      let together = 0
      for (let k = from; k < to; k++) {
        const offset = (deltas[k] as number) - least
        offsets[k] = offset
        together |= offset
      }
      widths[mini] = 32 - Math.clz32(together)
    }
    sink.appendZigZag(least)
    for (let mini = 0; mini < MINIBLOCKS; mini++) sink.appendByte(widths[mini] as number)
    for (let mini = 0; mini < MINIBLOCKS; mini++) {
      const width = widths[mini] as number
      const from = mini * MINIBLOCK
      if (width > 0) appendBitPacked(sink, offsets, from, from + MINIBLOCK, size, width)
    }
  }
}
