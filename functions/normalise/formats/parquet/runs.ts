import { ParquetDamage } from './thrift.ts'

/**
 * Whole numbers of a fixed width in runs of one value, or packed in bits: definition levels and dictionary indexes.
 * https://parquet.apache.org/docs/file-format/data-pages/encodings/#RLE. Values are taken one at a time, so that a run
 * that claims 2^31 of them costs nothing.
 */
export class ParquetRuns {
  private readonly bytes: Uint8Array
  private at: number
  private readonly end: number
  private readonly width: number
  /** Values left in the run. */
  private left = 0
  private packed = false
  private value = 0
  private bit = 0

  /** Runs in bytes [start, end) of numbers of `width` bits. Throws ParquetDamage where the width is none. */
  constructor(bytes: Uint8Array, start: number, end: number, width: number) {
    if (width > 32 || end > bytes.length || start > end) throw new ParquetDamage('runs outside of their page')
    this.bytes = bytes
    this.at = start
    this.end = end
    this.width = width
  }

  /** The next number. Throws ParquetDamage where there is none. */
  next(): number {
    while (this.left === 0) this.begin()
    this.left--
    return this.packed ? this.unpack() : this.value
  }

  /** Passes by at most so many numbers that are the last one again, as far as its run goes; returns how many. */
  passAlike(most: number): number {
    const count = this.packed ? 0 : Math.min(this.left, most)
    this.left -= count
    return count
  }

  private begin(): void {
    const head = this.varint()
    this.packed = head % 2 === 1
    if (this.packed) {
      this.left = ((head - 1) / 2) * 8
      // Where the last run stopped within a byte, the next one begins at the following byte.
      this.bit = this.at * 8
      const bytes = (this.left / 8) * this.width
      // Writers may leave out the padding of the last group.
      this.at = Math.min(this.end, this.at + bytes)
      return
    }
    this.left = head / 2
    this.value = 0
    for (let i = 0; i < Math.ceil(this.width / 8); i++) this.value += this.byte() * 2 ** (8 * i)
  }

  private unpack(): number {
    let value = 0
    let taken = 0
    while (taken < this.width) {
      const place = this.bit >>> 3
      if (place >= this.end) throw new ParquetDamage('packed numbers that end too early')
      const offset = this.bit & 7
      const count = Math.min(8 - offset, this.width - taken)
      value += (((this.bytes[place] ?? 0) >> offset) & ((1 << count) - 1)) * 2 ** taken
      taken += count
      this.bit += count
    }
    return value
  }

  private varint(): number {
    let value = 0
    for (let shift = 0; shift < 35; shift += 7) {
      const next = this.byte()
      value += (next & 127) * 2 ** shift
      if (next < 128) return value
    }
    throw new ParquetDamage('a run of more than 2^35 values')
  }

  private byte(): number {
    if (this.at >= this.end) throw new ParquetDamage('runs that end too early')
    return this.bytes[this.at++] ?? 0
  }
}
