/**
 * Framing of JSON logs: one object a line, or objects printed over several lines, at the top level or in one array.
 */

import { MAX_UNIT_BYTES, type StreamReader, type UnitSink } from '../format.ts'
import { bytesEqual, decodeText } from './fields.ts'
import { afterBlanks, afterOpening, beforeClosing, depthAfter, isBrackets } from './json-scan.ts'
import { readLines } from './lines.ts'
import { splitObjects } from './split-objects.ts'

const LF = 10
const QUOTE = 34
const BACKSLASH = 92
const OPEN_BRACE = 123
const CLOSE_BRACE = 125

export type JsonObject = { readonly [name: string]: unknown }

export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What a JSON format does with the objects of a log, as JSON.parse gives them, or as it reads them itself (`parse`). */
export interface JsonHandler<T = JsonObject> {
  /**
   * Kind to skip the object as, seen without parsing it, or undefined. [start, end) of `buffer` begins and ends with a
   * brace; no more is known.
   */
  skipKind(buffer: Uint8Array, start: number, end: number): string | undefined
  /** Exactly one of record, reject, skip or marker must follow. */
  onObject(value: T): void
}

/** One that reads objects itself. */
export interface ParsingHandler<T> extends JsonHandler<T> {
  /** What the format sees of the object that [start, end) is the text of; undefined where it is none. */
  parse(buffer: Uint8Array, start: number, end: number): T | undefined
}

/**
 * Frames the objects of a JSON log, one object a line at most. Ordinals are the 1-based lines of their opening braces. A
 * surrounding array may begin and end on lines of objects; lines of nothing but its brackets and commas are skipped as
 * `bracket`, blank ones between objects as `blank`. Objects that follow each other on a line (`splitObjects`) count as lines.
 *
 * An object ends where its braces balance. It is `bad_json` where a string does not end on its line, where the file
 * ends, or where a line begins with `{"` at the margin: printers indent or break there, writers of one object a line
 * never do, so the open object is a cut line, and the new line is read as its own. Whatever else begins no object is
 * `bad_json`, line by line. An object of more than MAX_UNIT_BYTES is `too_long` and not held.
 */
export const readJsonValues = (sink: UnitSink, handler: JsonHandler): StreamReader =>
  readJsonObjects(sink, {
    skipKind: (buffer, start, end) => handler.skipKind(buffer, start, end),
    parse: parseObject,
    onObject: value => handler.onObject(value),
  })

/** The same for a format that reads objects itself. */
export function readJsonObjects<T>(sink: UnitSink, handler: ParsingHandler<T>): StreamReader {
  let framed = 0
  /** Ordinals of the line under way and of the line that the open object began on. */
  let line = 0
  let openLine = 0
  /** The open object so far, lines joined by line feeds; braces open in it. */
  let held = new Uint8Array(0)
  let heldLength = 0
  let depth = 0
  /** The open object was rejected as too long: its braces are counted, its bytes not kept. */
  let dropping = false
  /** The line under way as its framer gave it. */
  let unit: { buffer: Uint8Array; start: number; end: number } = { buffer: held, start: 0, end: 0 }

  function frame(ordinal: number, buffer: Uint8Array, start: number, end: number): void {
    framed++
    sink.frame(ordinal, buffer, start, end)
  }

  /** Hands on what is an object, framed; false, with nothing done, where it is none. */
  function take(ordinal: number, buffer: Uint8Array, start: number, end: number): boolean {
    const kind = handler.skipKind(buffer, start, end)
    if (kind !== undefined) {
      frame(ordinal, buffer, start, end)
      sink.skip(kind)
      return true
    }
    const value = handler.parse(buffer, start, end)
    if (value === undefined) return false
    frame(ordinal, buffer, start, end)
    handler.onObject(value)
    return true
  }

  /** Ends the open object, with a rejection where it has none yet. */
  function abandon(found: string): void {
    if (!dropping) {
      frame(openLine, held, 0, heldLength)
      sink.reject('bad_json', '', found)
    }
    depth = 0
    dropping = false
  }

  function hold(buffer: Uint8Array, start: number, end: number): void {
    if (dropping) return
    const length = heldLength + (heldLength > 0 ? 1 : 0) + end - start
    if (length > MAX_UNIT_BYTES) {
      frame(openLine, held, 0, heldLength)
      sink.reject('too_long', '', `more than ${MAX_UNIT_BYTES} bytes`)
      dropping = true
      return
    }
    if (length > held.length) {
      const grown = new Uint8Array(Math.min(MAX_UNIT_BYTES, Math.max(4096, length * 2)))
      grown.set(held.subarray(0, heldLength))
      held = grown
    }
    if (heldLength > 0) held[heldLength++] = LF
    held.set(buffer.subarray(start, end), heldLength)
    heldLength = length
  }

  /** A line while no object is open; `end` is before what follows an object. */
  function begin(buffer: Uint8Array, start: number, lineEnd: number, end: number): void {
    if (buffer[start] !== OPEN_BRACE) {
      frame(line, buffer, start, end)
      if (isBrackets(buffer, start, end)) sink.skip('bracket')
      else sink.reject('bad_json', '', 'no opening brace')
      return
    }
    if (buffer[end - 1] === CLOSE_BRACE && take(line, buffer, start, end)) return
    const left = depthAfter(buffer, start, end, 0)
    if (left > 0) {
      openLine = line
      heldLength = 0
      depth = left
      hold(buffer, start, lineEnd)
    } else {
      frame(line, buffer, start, end)
      sink.reject('bad_json', '', left < 0 ? 'an unfinished string' : 'an object that is not JSON')
    }
  }

  /** A line while an object is open. */
  function proceed(buffer: Uint8Array, start: number, lineEnd: number, end: number): void {
    const left = depthAfter(buffer, start, lineEnd, depth)
    // The comma after an inner value belongs to the object; the one after its last brace does not.
    hold(buffer, start, left === 0 ? end : lineEnd)
    if (left < 0) {
      abandon('an unfinished string')
    } else if (left > 0) {
      depth = left
    } else {
      depth = 0
      if (!dropping && !take(openLine, held, 0, heldLength)) abandon('an object that is not JSON')
      dropping = false
    }
  }

  const lines = readLines(
    {
      frame(ordinal, buffer, start, end) {
        line = ordinal
        unit = { buffer, start, end }
      },
      skip(kind) {
        if (depth > 0) return
        frame(line, unit.buffer, unit.start, unit.end)
        sink.skip(kind)
      },
      reject(reason, column, found) {
        if (depth > 0) abandon('the line ends within an object')
        frame(line, unit.buffer, unit.start, unit.end)
        sink.reject(reason, column, found)
      },
    },
    (buffer, lineStart, lineEnd) => {
      const start = afterBlanks(buffer, lineStart, lineEnd)
      const end = beforeClosing(buffer, start, lineEnd)
      const begins = start + 1 < lineEnd && buffer[start] === OPEN_BRACE && buffer[start + 1] === QUOTE
      if (depth > 0 && start === lineStart && begins) {
        abandon('the line ends within an object')
      }
      if (depth > 0) proceed(buffer, start, lineEnd, end)
      else begin(buffer, afterOpening(buffer, start, lineEnd), lineEnd, end)
    },
  )

  return {
    push: splitObjects(chunk => lines.push(chunk)),
    end() {
      lines.end()
      if (depth > 0) abandon('the file ends within an object')
    },
    get framed() {
      return framed
    },
  }
}

function parseObject(buffer: Uint8Array, start: number, end: number): JsonObject | undefined {
  const value = parseJson(buffer, start, end)
  return isJsonObject(value) ? value : undefined
}

/** The value that [start, end) is the text of; undefined where it is no JSON. */
export function parseJson(buffer: Uint8Array, start: number, end: number): unknown {
  try {
    const value: unknown = JSON.parse(decodeText(buffer, start, end))
    return value
  } catch {
    return undefined
  }
}

/** Keys that are remembered by their bytes, and the longest of them. */
const KEYS = 64
const LONGEST_KEY = 64

/**
 * Makes a reader of keys, whose quoted text [start, end) is; an empty one where they are none. Documents have few keys: those
 * met before are known by their bytes, and no text is made of them.
 */
export function jsonKeys(): (buffer: Buffer, start: number, end: number) => string {
  const bytes: (Uint8Array | undefined)[] = Array(KEYS).fill(undefined)
  const texts: string[] = Array(KEYS).fill('')
  return (buffer, start, end) => {
    const length = end - start
    if (length > LONGEST_KEY || length < 3) return parseKey(buffer, start, end)
    const hash = (length * 31 + (buffer[start + 1] as number) * 7 + (buffer[end - 2] as number) * 3) % KEYS
    const known = bytes[hash]
    if (known !== undefined && bytesEqual(buffer, start, end, known)) return texts[hash] as string
    const text = parseKey(buffer, start, end)
    bytes[hash] = Uint8Array.from(buffer.subarray(start, end))
    texts[hash] = text
    return text
  }
}

function parseKey(text: Buffer, start: number, end: number): string {
  for (let i = start + 1; i < end - 1; i++) {
    const byte = text[i] ?? 0
    if (byte >= 32 && byte < 127 && byte !== BACKSLASH) continue
    const key = parseJson(text, start, end)
    return typeof key === 'string' ? key : ''
  }
  return text.toString('latin1', start + 1, end - 1)
}
