/** A word of a JSON object, read without parsing it. */
import { bytesEqual, bytesOf, decodeText } from './fields.ts'

const SPACE = 32
const QUOTE = 34
const COLON = 58
const OPEN_BRACE = 123
const LONGEST_WORD = 32

/**
 * Makes a reader of the text at a key of the object in [start, end), without parsing it: 0.3 µs against 5 for an object of
 * 1 kB. It gives undefined where it is not sure: a brace stands before the key, so that it may belong to an inner object, or
 * the value is no plain string of at most 32 bytes.
 */
export function jsonWord(name: string): (buffer: Uint8Array, start: number, end: number) => string | undefined {
  const key = bytesOf(`"${name}"`)
  /** The word of the object before: most have the same. */
  let lastBytes: Uint8Array = new Uint8Array(0)
  let lastWord = ''
  return (buffer, start, end) => {
    const at = placeOf(key, buffer, start, end)
    if (at < 0) return undefined
    let from = at + key.length
    while (from < end && buffer[from] === SPACE) from++
    if (from >= end || buffer[from++] !== COLON) return undefined
    while (from < end && buffer[from] === SPACE) from++
    if (from >= end || buffer[from++] !== QUOTE) return undefined
    let to = from
    while (to < end && buffer[to] !== QUOTE) if (++to - from > LONGEST_WORD) return undefined
    if (to >= end) return undefined
    if (!bytesEqual(buffer, from, to, lastBytes)) {
      lastBytes = Uint8Array.prototype.slice.call(buffer, from, to)
      lastWord = decodeText(lastBytes, 0, lastBytes.length)
    }
    return lastWord
  }
}

/** The first place of the key in [start, end) before any brace but the first; −1 where there is none. */
function placeOf(key: Uint8Array, buffer: Uint8Array, start: number, end: number): number {
  const last = end - key.length
  for (let at = start; at <= last; at++) {
    const byte = buffer[at]
    if (byte === QUOTE && buffer[at + 1] === key[1] && bytesEqual(buffer, at, at + key.length, key)) return at
    if (byte === OPEN_BRACE && at > start) return -1
  }
  return -1
}
