/** `key=value` pairs of a line, in place: no string for a value that nobody asks for. */
import { bytesOf } from '../framing/fields.ts'

const [SPACE, QUOTE, LESS, EQUALS, GREATER, BACKSLASH] = [32, 34, 60, 61, 62, 92] as const
/** Digits of a priority of syslog (RFC 5424, section 6.2.1). */
const PRIORITY_DIGITS = 3
/** Keys of FortiOS have at most 20 characters; pairs with longer ones are passed by. */
const LONGEST_KEY = 32

/** Values of the keys that are asked for; of a key that comes twice the first. At most 31 keys. */
export class Pairs {
  buffer: Uint8Array = new Uint8Array(0)
  /** The keys that came twice or more, a bit each, by their places. */
  repeated = 0
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
    this.repeated = 0
    let at = start
    while (at < end) {
      while (at < end && buffer[at] === SPACE) at++
      at = afterPriority(buffer, at, end)
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
      if (place < 0) continue
      if ((this.starts[place] ?? 0) < 0) {
        this.starts[place] = from
        this.ends[place] = to
      } else {
        this.repeated |= 1 << place
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

/** The place after a priority such as `<189>`, which FortiOS writes before the pairs when it sends to a syslog server. */
function afterPriority(buffer: Uint8Array, start: number, end: number): number {
  if (buffer[start] !== LESS) return start
  const close = buffer.subarray(start, Math.min(end, start + PRIORITY_DIGITS + 2)).indexOf(GREATER)
  return close < 0 ? start : start + close + 1
}
