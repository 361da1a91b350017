/**
 * Delta encodings of data pages, which writers of version 2 use.
 * https://parquet.apache.org/docs/file-format/data-pages/encodings/
 */
import { ParquetDamage } from './thrift.ts'

/** Whole numbers as differences (DELTA_BINARY_PACKED), one at a time. */
export class ParquetDeltas {
  private readonly bytes: Uint8Array
  private at: number
  private readonly perMiniblock: number
  private readonly miniblocks: number
  private total: number
  private value: bigint
  private given = 0
  private lowest = 0n
  private widthsAt = 0
  private miniblock: number
  private leftInMiniblock = 0
  private width = 0
  private bit = 0

  /** Numbers that begin at `start`. Throws ParquetDamage where the header is impossible. */
  constructor(bytes: Uint8Array, start: number) {
    this.bytes = bytes
    this.at = start
    const perBlock = Number(this.varint())
    this.miniblocks = Number(this.varint())
    this.total = Number(this.varint())
    this.value = this.zigzag()
    this.perMiniblock = perBlock / this.miniblocks
    this.miniblock = this.miniblocks
    if (this.miniblocks < 1 || this.miniblocks > 512 || this.perMiniblock > 65_536 || this.perMiniblock % 32 !== 0) {
      throw new ParquetDamage(`differences in blocks of ${perBlock}`)
    }
  }

  /** The next number. Throws ParquetDamage where there is none. */
  next(): bigint {
    if (this.given >= this.total) throw new ParquetDamage('differences that end too early')
    if (this.given++ === 0) return this.value
    if (this.leftInMiniblock === 0) this.beginMiniblock()
    this.leftInMiniblock--
    this.value = BigInt.asIntN(64, this.value + this.lowest + this.unpack())
    return this.value
  }

  /** The number that was given last. */
  get last(): bigint {
    return this.value
  }

  /** Takes all numbers that are left of the last miniblock and returns the place after it. */
  get end(): number {
    return this.at
  }

  /** How many numbers the header claims. */
  get length(): number {
    return this.total
  }

  private beginMiniblock(): void {
    if (this.miniblock === this.miniblocks) {
      this.lowest = this.zigzag()
      this.widthsAt = this.at
      this.at += this.miniblocks
      this.miniblock = 0
    }
    this.width = this.bytes[this.widthsAt + this.miniblock++] ?? 255
    if (this.width > 64) throw new ParquetDamage(`differences of ${this.width} bits`)
    this.leftInMiniblock = this.perMiniblock
    this.bit = this.at * 8
    this.at += (this.perMiniblock * this.width) / 8
    if (this.at > this.bytes.length) throw new ParquetDamage('differences that end too early')
  }

  private unpack(): bigint {
    let low = 0
    let high = 0
    let taken = 0
    while (taken < this.width) {
      const offset = this.bit & 7
      const limit = taken < 32 ? 32 - taken : 64 - taken
      const count = Math.min(8 - offset, this.width - taken, limit)
      const part = ((this.bytes[this.bit >>> 3] ?? 0) >> offset) & ((1 << count) - 1)
      if (taken < 32) low += part * 2 ** taken
      else high += part * 2 ** (taken - 32)
      taken += count
      this.bit += count
    }
    return high === 0 ? BigInt(low) : (BigInt(high) << 32n) | BigInt(low)
  }

  private varint(): bigint {
    let value = 0n
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const next = this.bytes[this.at++]
      if (next === undefined) break
      value |= BigInt(next & 127) << shift
      if (next < 128) return value
    }
    throw new ParquetDamage('differences that end too early')
  }

  private zigzag(): bigint {
    const value = this.varint()
    return BigInt.asIntN(64, (value >> 1n) ^ -(value & 1n))
  }
}

/** Lengths of `count` byte strings, and the place after them. Throws ParquetDamage where they exceed the page. */
export function readLengths(bytes: Uint8Array, start: number, count: number): { lengths: Int32Array; end: number } {
  const deltas = new ParquetDeltas(bytes, start)
  if (deltas.length !== count) throw new ParquetDamage(`${deltas.length} lengths of ${count} values`)
  const lengths = new Int32Array(count)
  for (let i = 0; i < count; i++) {
    const length = Number(deltas.next())
    if (length < 0 || length > bytes.length) throw new ParquetDamage(`a value of ${length} bytes`)
    lengths[i] = length
  }
  return { lengths, end: deltas.end }
}
