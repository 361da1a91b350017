/** Bits of a buffer, the most significant of each byte first. */
export interface BitReader {
  /** Bits taken, from the beginning of the buffer. */
  readonly position: number
  /** Takes `count` bits, at most 24, as a number. Throws OutOfBits behind the last. */
  take(count: number): number
  /** The next 24 bits as a number, without taking them: zeros behind the last. */
  ahead(): number
}

export class OutOfBits extends Error {
  override name = 'OutOfBits'
}

export function bitReader(bytes: Uint8Array, from: number): BitReader {
  let position = from
  const last = bytes.length * 8

  function ahead(): number {
    const at = position >> 3
    const low =
      ((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)
    return (low << (position & 7)) >>> 8
  }

  return {
    get position() {
      return position
    },
    ahead,
    take(count) {
      const value = ahead() >>> (24 - count)
      position += count
      if (position > last) throw new OutOfBits('expected more bits')
      return value
    },
  }
}
