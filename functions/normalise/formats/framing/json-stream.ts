/**
 * Framing of JSON logs whose records lie deep in documents of any size: nothing but the value under way is held, however
 * long the document or its line is. One subject, where in a document a byte stands, which all of its parts share.
 */
import { MAX_UNIT_BYTES, type StreamReader, type UnitSink } from '../format.ts'
import { decodeText } from './fields.ts'
import { ENDS_ESCAPED, endOfPlain, endOfString, type PlainText, unescapeText } from './json-scan.ts'
import { jsonKeys, parseJson } from './json-values.ts'

/**
 * What a format does with a value by its place: `enter` an object or array, `keep` it as something said of units to come,
 * `unit`: frame it, or pass over it.
 */
export type Plan = 'enter' | 'keep' | 'unit' | 'pass'

export interface JsonStreamHandler {
  /** `path`: keys from the document down, `*` for the elements of an array; empty for a document. Valid for this call only. */
  planOf(path: readonly string[]): Plan
  /** A value to keep; it was no longer than MAX_KEPT_BYTES. */
  onKept(path: readonly string[], value: unknown): void
  /** A framed unit. Exactly one of record, reject, skip or marker must follow. */
  onUnit(path: readonly string[], value: unknown): void
  /**
   * The same of a unit that is a text of ASCII, which bytes [start, end) of `buffer` are, for this call only: no string is made of
   * it. Some of them come to `onUnit` all the same.
   */
  onPlainText?(path: readonly string[], buffer: Buffer, start: number, end: number): void
  /** The object or array of this path, which was entered, ends. */
  onLeave?(path: readonly string[]): void
}

export interface JsonStreamOptions {
  /** Longest unit, in bytes of JSON. */
  longestUnit?: number
}

/** Longest value that is kept; a longer one is passed over. */
const MAX_KEPT_BYTES = 4096
/** Objects and arrays within each other that are entered; deeper ones are passed over. */
const MAX_DEPTH = 16
/** Texts up to here are taken without a string of them, though there are escapes in them. */
const UNESCAPED_BYTES = 65_536

const TAB = 9
const LF = 10
const CR = 13
const SPACE = 32
const QUOTE = 34
const COMMA = 44
const COLON = 58
const OPEN_BRACKET = 91
const BACKSLASH = 92
const CLOSE_BRACKET = 93
const OPEN_BRACE = 123
const CLOSE_BRACE = 125

interface Level {
  isObject: boolean
  /** In an object: whether a key came, and its value is due. */
  hasKey: boolean
}

/**
 * Reads documents one after another, each of any size, on one line or many; commas between them and around them are passed
 * over, as is a byte order mark. Ordinals count units from 1. What is no JSON is one unit, `bad_json`; reading goes on at the
 * next `{` that begins a line or follows a `}`, as documents without line ends between them do. A document that the file's
 * end leaves open counts as far as it goes; a unit that it cuts is refused. A unit of more than `longestUnit` bytes
 * (MAX_UNIT_BYTES) is `too_long` and not held.
 */
export function readJsonStream(
  sink: UnitSink,
  handler: JsonStreamHandler,
  { longestUnit = MAX_UNIT_BYTES }: JsonStreamOptions = {},
): StreamReader {
  let framed = 0
  const levels: Level[] = []
  const path: string[] = []
  /** The value under way, while one is: its plan, bytes so far, objects and arrays open in it, and where in a string. */
  let plan: Plan | 'key' | undefined
  let held = Buffer.alloc(256)
  let heldLength = 0
  let isOverlong = false
  let depth = 0
  let inString = false
  let escaped = false
  /** After what is no JSON: nothing is read until a document may begin. */
  let lost = false
  let mayBegin = true
  const keyOf = jsonKeys()
  let unescaped: Buffer | undefined
  const text: PlainText = { end: 0, length: 0 }

  const longest = (of: Plan | 'key'): number => (of === 'unit' ? longestUnit : of === 'pass' ? 0 : MAX_KEPT_BYTES)

  function hold(chunk: Buffer, start: number, end: number): void {
    if (plan === undefined || plan === 'pass' || isOverlong) return
    const length = heldLength + end - start
    if (length > longest(plan)) {
      isOverlong = true
      const fits = longest(plan) - heldLength
      grow(heldLength + fits)
      chunk.copy(held, heldLength, start, start + fits)
      heldLength += fits
      return
    }
    grow(length)
    chunk.copy(held, heldLength, start, end)
    heldLength = length
  }

  function grow(length: number): void {
    if (length <= held.length) return
    const grown = Buffer.allocUnsafe(Math.min(longestUnit, Math.max(length, held.length * 2)))
    grown.set(held.subarray(0, heldLength))
    held = grown
  }

  function refuse(reason: 'bad_json' | 'too_long' | 'cut_off', found: string): void {
    framed++
    sink.frame(framed, held, 0, heldLength)
    sink.reject(reason, path.join('.'), found)
  }

  function lose(found: string): void {
    refuse('bad_json', found)
    levels.length = 0
    path.length = 0
    plan = undefined
    lost = true
  }

  /** The text of the value under way has ended. */
  function finish(): void {
    const of = plan
    plan = undefined
    if (of === 'key') {
      const level = levels.at(-1)
      if (level !== undefined) level.hasKey = true
      path.push(isOverlong ? '' : keyOf(held, 0, heldLength))
      return
    }
    if (of === 'unit') finishUnit()
    else if (of === 'keep' && !isOverlong) {
      const value = parseJson(held, 0, heldLength)
      if (value !== undefined) handler.onKept(path, value)
    }
    leaveValue()
  }

  function finishUnit(): void {
    if (isOverlong) {
      refuse('too_long', `more than ${longestUnit} bytes`)
      return
    }
    const value = parseJson(held, 0, heldLength)
    if (value === undefined) {
      refuse('bad_json', decodeText(held, 0, Math.min(heldLength, 100)))
      return
    }
    framed++
    sink.frame(framed, held, 0, heldLength)
    handler.onUnit(path, value)
  }

  /** A value has ended: its key or star goes from the path. */
  function leaveValue(): void {
    const level = levels.at(-1)
    if (level === undefined) return
    path.pop()
    level.hasKey = false
  }

  /** A value begins at [at] of a chunk; returns the place after what it took. */
  function beginValue(chunk: Buffer, at: number): number {
    const byte = chunk[at] ?? 0
    const level = levels.at(-1)
    if (level?.isObject === false) path.push('*')
    const own = handler.planOf(path)
    const opens = byte === OPEN_BRACE || byte === OPEN_BRACKET
    if (opens && own === 'enter' && levels.length < MAX_DEPTH) {
      levels.push({ isObject: byte === OPEN_BRACE, hasKey: false })
      return at + 1
    }
    plan = own === 'enter' ? 'pass' : own
    if (byte === QUOTE) {
      const after = takeWholeText(chunk, at)
      if (after >= 0) return after
    }
    heldLength = 0
    isOverlong = false
    depth = opens ? 1 : 0
    inString = byte === QUOTE
    escaped = false
    hold(chunk, at, at + 1)
    return at + 1
  }

  /** A text that is to be passed over, or taken as it is, and ends in this chunk: the place after it; −1 of any other. */
  function takeWholeText(chunk: Buffer, at: number): number {
    if (plan === 'pass') {
      let end = at + 1
      while (end < chunk.length && chunk[end] !== QUOTE && chunk[end] !== BACKSLASH) end++
      if (chunk[end] !== QUOTE) end = endOfString(chunk, end, false)
      if (end < 0) return -1
      plan = undefined
      leaveValue()
      return end + 1
    }
    if (plan !== 'unit' || handler.onPlainText === undefined) return -1
    const last = Math.min(chunk.length, at + longestUnit)
    const end = endOfPlain(chunk, at + 1, last)
    if (end < 0) return takeEscapedText(chunk, at, last, handler.onPlainText)
    plan = undefined
    framed++
    sink.frame(framed, chunk, at, end + 1)
    handler.onPlainText(path, chunk, at + 1, end)
    leaveValue()
    return end + 1
  }

  function takeEscapedText(
    chunk: Buffer,
    at: number,
    last: number,
    onPlainText: NonNullable<JsonStreamHandler['onPlainText']>,
  ): number {
    // Room for what most texts are; a longer one is held as any other value is.
    const end = Math.min(last, at + UNESCAPED_BYTES)
    unescaped ??= Buffer.alloc(UNESCAPED_BYTES)
    if (!unescapeText(chunk, at + 1, end, unescaped, text)) return -1
    plan = undefined
    framed++
    sink.frame(framed, chunk, at, text.end + 1)
    onPlainText(path, unescaped, 0, text.length)
    leaveValue()
    return text.end + 1
  }

  /** A key that begins at `at` and ends in this chunk: the place after it; −1 of any other. */
  function takeWholeKey(chunk: Buffer, level: Level, at: number): number {
    const end = endOfPlain(chunk, at + 1, Math.min(chunk.length, at + MAX_KEPT_BYTES))
    if (end < 0) return -1
    level.hasKey = true
    path.push(keyOf(chunk, at, end + 1))
    return end + 1
  }

  /** Goes on with the value under way from `start`; returns the place after it, or the chunk's end where it goes on. */
  function proceed(chunk: Buffer, start: number): number {
    for (let i = start; i < chunk.length; i++) {
      if (inString) {
        i = endOfString(chunk, i, escaped)
        escaped = i === ENDS_ESCAPED
        if (i < 0) break
        inString = false
        if (depth === 0) return endAt(chunk, start, i + 1)
        continue
      }
      const byte = chunk[i]
      if (byte === QUOTE) inString = true
      else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth++
      else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
        // A number or word ends before what closes its object.
        if (depth === 0) return endAt(chunk, start, i)
        depth--
        if (depth === 0) return endAt(chunk, start, i + 1)
      } else if (depth === 0 && isGap(byte)) return endAt(chunk, start, i)
    }
    hold(chunk, start, chunk.length)
    return chunk.length
  }

  function endAt(chunk: Buffer, start: number, end: number): number {
    hold(chunk, start, end)
    finish()
    return end
  }

  /** One byte between values; returns the next place. */
  function between(chunk: Buffer, at: number): number {
    const byte = chunk[at]
    const level = levels.at(-1)
    if (isGap(byte)) return at + 1
    if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
      if (level === undefined || level.isObject !== (byte === CLOSE_BRACE) || level.hasKey) {
        // What ends an array around documents is no part of any of them.
        if (level === undefined && byte === CLOSE_BRACKET) return at + 1
        heldLength = 0
        lose(`${String.fromCharCode(byte)} where nothing of that kind is open`)
        return at + 1
      }
      handler.onLeave?.(path)
      levels.pop()
      leaveValue()
      return at + 1
    }
    if (level?.isObject === true && !level.hasKey) {
      if (byte !== QUOTE) {
        heldLength = 0
        lose('no key where one is due')
        return at + 1
      }
      const after = takeWholeKey(chunk, level, at)
      if (after >= 0) return chunk[after] === COLON && chunk[after + 1] === QUOTE ? beginValue(chunk, after + 1) : after
      plan = 'key'
      heldLength = 0
      isOverlong = false
      depth = 0
      inString = true
      escaped = false
      hold(chunk, at, at + 1)
      return at + 1
    }
    if (byte === COLON) return at + 1
    if (level === undefined && byte !== OPEN_BRACE && byte !== OPEN_BRACKET) {
      heldLength = 0
      lose('no opening brace')
      return at + 1
    }
    return beginValue(chunk, at)
  }

  return {
    push(given) {
      const chunk = Buffer.from(given.buffer, given.byteOffset, given.byteLength)
      let at = 0
      while (at < chunk.length) {
        const byte = chunk[at]
        if (lost) {
          if (mayBegin && byte === OPEN_BRACE) lost = false
          else {
            mayBegin = endsDocument(byte)
            at++
            continue
          }
        }
        const next: number = plan === undefined ? between(chunk, at) : proceed(chunk, at)
        mayBegin = endsDocument(chunk[next - 1])
        at = next
      }
    },
    end(cut = false) {
      if (plan === 'unit') refuse(cut ? 'cut_off' : 'bad_json', `${heldLength} bytes, and the file ends`)
      plan = undefined
    },
    get framed() {
      return framed
    },
  }
}

/** Whether a document may begin after it, where all before it is lost. */
const endsDocument = (byte: number | undefined): boolean => byte === LF || byte === CLOSE_BRACE

/** Bytes of nothing: blanks, line ends, commas, and those of a byte order mark, which are in no JSON outside of strings. */
const isGap = (byte: number | undefined): boolean =>
  byte === SPACE ||
  byte === LF ||
  byte === CR ||
  byte === COMMA ||
  byte === TAB ||
  byte === 0xef ||
  byte === 0xbb ||
  byte === 0xbf
