/** `key=value` pairs of a line, in place: no string for a value that nobody asks for. */
import { bytesOf } from '../framing/fields.ts'

const [SPACE, QUOTE, EQUALS, BACKSLASH] = [32, 34, 61, 92] as const
/** Keys of FortiOS have at most 20 characters; pairs with longer ones are passed by. */
const LONGEST_KEY = 32

/** Values of the keys that are asked for; of a key that comes twice the first. */
export class Pairs {
  buffer: Uint8Array = new Uint8Array(0)
  private readonly starts: Int32Array
  private readonly ends: Int32Array
  /** Keys by their length. */
  private readonly byLength: { key: Uint8Array; place: number }[][] = []

  constructor(keys: readonly string[]) {
    this.starts = new Int32Array(keys.length)
    this.ends = new Int32Array(keys.length)
    for (const [place, key] of keys.entries()) {
      const known = this.byLength[key.length] ?? []
      known.push({ key: bytesOf(key), place })
      this.byLength[key.length] = known
    }
  }

  /** Finds the pairs of [start, end): after blanks a key, `=`, and a value, in quotes where it has blanks in it. */
  read(buffer: Uint8Array, start: number, end: number): void {
    this.buffer = buffer
    this.starts.fill(-1)
    let at = start
    while (at < end) {
      while (at < end && buffer[at] === SPACE) at++
      const keyStart = at
      while (at < end && buffer[at] !== EQUALS && buffer[at] !== SPACE) at++
      if (at >= end || buffer[at] !== EQUALS) continue
      const place = this.placeOf(buffer, keyStart, at)
      at++
      const isQuoted = buffer[at] === QUOTE
      if (isQuoted) at++
      const from = at
      while (at < end && (isQuoted ? buffer[at] !== QUOTE : buffer[at] !== SPACE))
        at += buffer[at] === BACKSLASH ? 2 : 1
      const to = Math.min(at, end)
      if (isQuoted) at++
      if (place >= 0 && (this.starts[place] ?? 0) < 0) {
        this.starts[place] = from
        this.ends[place] = to
      }
    }
  }

  /** Whether the key is there and has a value. */
  has(place: number): boolean {
    return this.startOf(place) >= 0 && this.endOf(place) > this.startOf(place)
  }

  /** Below 0 where the line has no such key. */
  startOf(place: number): number {
    return this.starts[place] ?? -1
  }

  endOf(place: number): number {
    return this.ends[place] ?? -1
  }

  private placeOf(buffer: Uint8Array, start: number, end: number): number {
    const length = end - start
    if (length > LONGEST_KEY) return -1
    for (const { key, place } of this.byLength[length] ?? []) {
      let at = 0
      while (at < length && key[at] === buffer[start + at]) at++
      if (at === length) return place
    }
    return -1
  }
}
