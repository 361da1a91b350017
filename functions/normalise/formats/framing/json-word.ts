/** A word of a JSON object, read without parsing it. */
import { bytesOf, decodeText } from './fields.ts'

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
  return (buffer, start, end) => {
    const bytes = Buffer.from(buffer.buffer, buffer.byteOffset + start, end - start)
    const at = bytes.indexOf(key)
    if (at < 0) return undefined
    for (let i = 1; i < at; i++) if (bytes[i] === OPEN_BRACE) return undefined
    let from = at + key.length
    while (bytes[from] === SPACE) from++
    if (bytes[from++] !== COLON) return undefined
    while (bytes[from] === SPACE) from++
    if (bytes[from++] !== QUOTE) return undefined
    const to = bytes.indexOf(QUOTE, from)
    if (to < 0 || to - from > LONGEST_WORD) return undefined
    return decodeText(bytes, from, to)
  }
}
