/** Parquet's encodings over a growing buffer. */

/** Bytes that grow. Little-endian, as Parquet writes. */
export class ByteSink {
  #bytes = new Uint8Array(1024)
  #view = new DataView(this.#bytes.buffer)
  length = 0

  /** The bytes so far; a view that is valid until the next append. */
  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.length)
  }

  #ensure(more: number): void {
    if (this.length + more <= this.#bytes.length) return
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.length + more))
    larger.set(this.#bytes.subarray(0, this.length))
    this.#bytes = larger
    this.#view = new DataView(larger.buffer)
  }

  appendByte(value: number): void {
    this.#ensure(1)
    this.#bytes[this.length++] = value
  }

  /** Unsigned LEB128. */
  appendVarint(value: number): void {
    let rest = value
    while (rest > 127) {
      this.appendByte((rest & 127) | 128)
      rest >>>= 7
    }
    this.appendByte(rest)
  }

  /** PLAIN BYTE_ARRAY: length in 4 bytes, then UTF-8. */
  appendText(text: string): void {
    this.#ensure(4 + text.length * 3)
    const { written } = encoder.encodeInto(text, this.#bytes.subarray(this.length + 4))
    this.#view.setUint32(this.length, written, true)
    this.length += 4 + written
  }

  /** PLAIN INT64 or INT32 of a whole number. */
  appendInteger(value: number, wide: boolean): void {
    this.#ensure(8)
    if (!wide) {
      this.#view.setInt32(this.length, value, true)
      this.length += 4
      return
    }
    const high = Math.floor(value / 4294967296)
    this.#view.setUint32(this.length, value - high * 4294967296, true)
    this.#view.setInt32(this.length + 4, high, true)
    this.length += 8
  }

  appendInt64s(values: Float64Array, count: number): void {
    this.#ensure(count * 8)
    const view = this.#view
    let at = this.length
    for (let i = 0; i < count; i++) {
      const value = values[i] as number
      const high = Math.floor(value / 4294967296)
      view.setUint32(at, value - high * 4294967296, true)
      view.setInt32(at + 4, high, true)
      at += 8
    }
    this.length = at
  }

  appendInt32s(values: Float64Array, count: number): void {
    this.#ensure(count * 4)
    const view = this.#view
    let at = this.length
    for (let i = 0; i < count; i++) {
      view.setInt32(at, values[i] as number, true)
      at += 4
    }
    this.length = at
  }

  /** Groups of 8 values, least significant bit first. */
  appendBitPacked(values: Int32Array, start: number, groups: number, bitWidth: number, count: number): void {
    this.#ensure(groups * bitWidth + 8)
    const bytes = this.#bytes
    let at = this.length
    let held = 0
    let bits = 0
    const end = start + groups * 8
    for (let i = start; i < end; i++) {
      const value = i < count ? (values[i] as number) : 0
      // At most 7 bits are held, so up to 24 more fit in 31; wider values go in two halves.
      if (bitWidth <= 24) {
        held |= value << bits
        bits += bitWidth
      } else {
        held |= (value & 0xffff) << bits
        bits += 16
        while (bits >= 8) {
          bytes[at++] = held & 255
          held >>>= 8
          bits -= 8
        }
        held |= (value >>> 16) << bits
        bits += bitWidth - 16
      }
      while (bits >= 8) {
        bytes[at++] = held & 255
        held >>>= 8
        bits -= 8
      }
    }
    this.length = at
  }
}

const encoder = new TextEncoder()

/** The RLE/bit-packed hybrid without its length. Runs of 8 and more equal values become RLE. */
export function appendRleBitPacked(sink: ByteSink, values: Int32Array, count: number, bitWidth: number): void {
  const valueBytes = (bitWidth + 7) >> 3
  let packedStart = 0
  let packedGroups = 0
  let i = 0
  while (i < count) {
    const value = values[i] as number
    let run = 1
    while (i + run < count && values[i + run] === value) run++
    if (run >= 8) {
      if (packedGroups > 0) {
        sink.appendVarint((packedGroups << 1) | 1)
        sink.appendBitPacked(values, packedStart, packedGroups, bitWidth, count)
        packedGroups = 0
      }
      sink.appendVarint(run << 1)
      for (let k = 0; k < valueBytes; k++) sink.appendByte((value >>> (8 * k)) & 255)
      i += run
    } else {
      if (packedGroups === 0) packedStart = i
      packedGroups++
      i += 8
    }
  }
  if (packedGroups > 0) {
    sink.appendVarint((packedGroups << 1) | 1)
    sink.appendBitPacked(values, packedStart, packedGroups, bitWidth, count)
  }
}

/** Definition levels of a flat optional column: 0 where the row equals `absent`, 1 else. */
export function appendLevels(sink: ByteSink, rows: Int32Array, count: number, nulls: number, absent: number): void {
  if (nulls === 0 || nulls === count) {
    sink.appendVarint(count << 1)
    sink.appendByte(nulls === 0 ? 1 : 0)
    return
  }
  const levels = new Int32Array(count)
  for (let i = 0; i < count; i++) levels[i] = rows[i] === absent ? 0 : 1
  appendRleBitPacked(sink, levels, count, 1)
}
