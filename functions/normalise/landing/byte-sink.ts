/** Bytes that grow, little-endian as Parquet writes. */
export class ByteSink {
  #bytes: Uint8Array<ArrayBuffer>
  #view: DataView
  length = 0

  /** `capacity`: bytes that there is room for at first. */
  constructor(capacity = 1 << 16) {
    this.#bytes = new Uint8Array(capacity)
    this.#view = new DataView(this.#bytes.buffer)
  }

  /** The bytes so far; a view that is valid until the next append. */
  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.length)
  }

  /** Empties it, keeping its room. */
  clear(): void {
    this.length = 0
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

  /** Unsigned LEB128 of a whole number below 2^53. */
  appendVarint(value: number): void {
    let rest = value
    while (rest > 0x7fffffff) {
      this.appendByte((rest % 128) | 128)
      rest = Math.floor(rest / 128)
    }
    while (rest > 127) {
      this.appendByte((rest & 127) | 128)
      rest >>>= 7
    }
    this.appendByte(rest)
  }

  /** LEB128 of a whole number within ±2^52, zigzag: 0, -1, 1, -2, … */
  appendZigZag(value: number): void {
    this.appendVarint(value < 0 ? -value * 2 - 1 : value * 2)
  }

  /** PLAIN BYTE_ARRAY: length in 4 bytes, then UTF-8. */
  appendText(text: string): void {
    this.#ensure(4 + text.length * 3)
    const at = this.length + 4
    let i = 0
    // Most texts are short and ASCII: a loop takes a third of the encoder's time.
    for (; i < text.length; i++) {
      const code = text.charCodeAt(i)
      if (code > 127) break
      this.#bytes[at + i] = code
    }
    const written = i === text.length ? i : encoder.encodeInto(text, this.#bytes.subarray(at)).written
    this.#view.setUint32(this.length, written, true)
    this.length = at + written
  }

  /** PLAIN BYTE_ARRAY of an IPv4 address as text, from its 32 bits, unsigned. */
  appendIpv4(address: number): void {
    this.#ensure(LONGEST_IPV4)
    const view = this.#view
    const begin = this.length + 4
    let at = begin
    // Four bytes at once: the next octet is written over those behind an octet and its dot.
    for (let shift = 24; shift >= 0; shift -= 8) {
      const octet = (address >>> shift) & 255
      view.setUint32(at, OCTET_TEXTS[octet] as number, true)
      at += OCTET_LENGTHS[octet] as number
    }
    const length = at - begin - 1
    view.setUint32(this.length, length, true)
    this.length = begin + length
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

  appendBytes(bytes: Uint8Array): void {
    this.#ensure(bytes.length)
    this.#bytes.set(bytes, this.length)
    this.length += bytes.length
  }

  /** Appends bytes that stand here once more. */
  repeat(begin: number, count: number): void {
    this.#ensure(count)
    this.#bytes.copyWithin(this.length, begin, begin + count)
    this.length += count
  }

  /** Some bytes of another sink: of a few tens, four at once are faster than a copy of all. */
  appendPart(from: ByteSink, begin: number, end: number): void {
    this.#ensure(end - begin + 3)
    from.#ensure(3)
    const [view, source] = [this.#view, from.#view]
    let to = this.length
    for (let at = begin; at < end; at += 4, to += 4) view.setUint32(to, source.getUint32(at, true), true)
    this.length += end - begin
  }

  /** The first `count` bytes of 32-bit words. */
  appendWords(words: Int32Array, count: number): void {
    this.#ensure(count)
    this.#bytes.set(new Uint8Array(words.buffer, words.byteOffset, count), this.length)
    this.length += count
  }
}

const encoder = new TextEncoder()
/** With its length before, and a dot behind. */
const LONGEST_IPV4 = 20
/** Each octet and a dot, as four little-endian bytes, and how many of them count. */
const OCTET_TEXTS = new Uint32Array(256)
const OCTET_LENGTHS = new Uint8Array(256)
for (let octet = 0; octet < 256; octet++) {
  const text = `${octet}.`
  OCTET_LENGTHS[octet] = text.length
  for (let at = 0; at < text.length; at++)
    OCTET_TEXTS[octet] = (OCTET_TEXTS[octet] as number) + text.charCodeAt(at) * 256 ** at
}
