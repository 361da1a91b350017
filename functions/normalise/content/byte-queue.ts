/**
 * Bytes that come in chunks, looked at and taken in pieces of any size. What `peek` and `take` give holds until the next
 * `fill`.
 */
export interface ByteQueue {
  /** Reads on until `count` bytes are held; false where the input ends before. */
  fill(count: number): Promise<boolean>
  /** Bytes held, and bytes taken so far. */
  readonly held: number
  readonly taken: number
  /** The byte `index` places ahead; it must be held. */
  at(index: number): number
  /** The next bytes without taking them, at most `count`. */
  peek(count: number): Uint8Array
  /** Takes `count` bytes, which must be held. */
  take(count: number): Uint8Array
  /** Lets go of what the bytes come from. */
  close(): Promise<void>
}

export function byteQueue(body: AsyncIterable<Uint8Array>): ByteQueue {
  const source = body[Symbol.asyncIterator]()
  let bytes: Uint8Array = new Uint8Array(0)
  /** Whether they are a copy. */
  let isOurs = true
  let start = 0
  let taken = 0
  return {
    async fill(count) {
      while (bytes.length - start < count) {
        // A chunk holds until the next is asked for: what is left of it, where a piece lies over its end, is copied.
        const rest = isOurs ? bytes.subarray(start) : Buffer.from(bytes.subarray(start))
        const { value, done } = await source.next()
        isOurs = rest.length > 0
        bytes = isOurs && done !== true ? Buffer.concat([rest, value]) : (value ?? rest)
        start = 0
        if (done === true) return false
      }
      return true
    },
    get held() {
      return bytes.length - start
    },
    get taken() {
      return taken
    },
    at: index => bytes[start + index] ?? 0,
    peek: count => bytes.subarray(start, start + count),
    take(count) {
      const piece = bytes.subarray(start, start + count)
      start += piece.length
      taken += piece.length
      return piece
    },
    async close() {
      await source.return?.()
    },
  }
}
