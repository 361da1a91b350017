/**
 * JSON objects as places in their bytes: no object, and no string for what nobody asks for. One subject, the grammar of
 * RFC 8259, whose parts call each other.
 */
import { bytesEqual, bytesOf } from './fields.ts'
import { CLASSES, COMMON } from './json-scan.ts'
import { parseJson } from './json-values.ts'

const QUOTE = 34
const COMMA = 44
const MINUS = 45
const DOT = 46
const ZERO = 48
const NINE = 57
const COLON = 58
const OPEN_BRACKET = 91
const BACKSLASH = 92
const CLOSE_BRACKET = 93
const OPEN_BRACE = 123
const CLOSE_BRACE = 125
/** What lies within so many objects and lists is left to JSON.parse, which takes no stack for each. */
const DEEPEST = 200
const NOT_JSON = -1

/** What stands at a place. */
export const ABSENT = 0
/** A text whose bytes are its characters. */
export const PLAIN_TEXT = 1
/** A text with escapes, or of more than ASCII. */
export const OTHER_TEXT = 2
export const NUMBER = 3
export const TRUE = 4
export const FALSE = 5
export const NULL = 6
export const OBJECT = 7
export const LIST = 8

/** The values of an object that were asked for, by the number of their path. */
export interface JsonSlots {
  readonly kinds: Uint8Array
  /** Of texts without their quotes. */
  readonly starts: Int32Array
  readonly ends: Int32Array
  /**
   * Finds the values in the object that [start, end) is the text of, as `JSON.parse` would: of keys that come twice the last
   * counts. False where it is no object.
   */
  scan(buffer: Uint8Array, start: number, end: number): boolean
}

/** Keys of an object that are asked for. */
interface Node {
  entries: Map<string, Entry>
  /** The same by the hash of the key's bytes. */
  byHash: (Entry | undefined)[]
  /** Slots of all below it. */
  slots: number[]
  /** The scan that met it last. */
  met: number
}

interface Entry {
  key: Uint8Array
  hash: number
  /** −1: only what is within it is asked for. */
  slot: number
  inside: Node | undefined
  next: Entry | undefined
}

/** Numbers of a list of paths (`flow.start`: the key `start` of the object at the key `flow`). */
export const slotNumbers = <P extends string>(paths: readonly P[]): Readonly<Record<P, number>> =>
  Object.fromEntries(paths.map((path, slot) => [path, slot])) as Record<P, number>

/** A scanner for the values at these paths; the number of each is its place in the list. */
export function jsonSlots(paths: readonly string[]): JsonSlots {
  const kinds = new Uint8Array(paths.length)
  const starts = new Int32Array(paths.length)
  const ends = new Int32Array(paths.length)
  const root = treeOf(paths)
  let text: Uint8Array = kinds
  let end = 0
  let scans = 0
  /** Whether the string that was passed last is one of ASCII without escapes. */
  let isPlain = true

  /** The place of the quote that ends the string whose text begins at `from`. */
  function endOfText(from: number): number {
    const bytes = text
    const to = end
    isPlain = true
    let at = from
    for (;;) {
      while (at < to && CLASSES[bytes[at] as number] === COMMON) at++
      if (at >= to) return NOT_JSON
      const byte = bytes[at] as number
      if (byte === QUOTE) return at
      if (byte < 32) return NOT_JSON
      isPlain = false
      if (byte === BACKSLASH) at = endOfEscape(at)
      if (at < 0) return NOT_JSON
      at++
    }
  }

  /** The last place of the escape that begins at `at`. */
  function endOfEscape(at: number): number {
    const byte = at + 1 < end ? text[at + 1] : 0
    if (byte !== 117) return isEscaped(byte) ? at + 1 : NOT_JSON
    if (at + 5 >= end) return NOT_JSON
    for (let i = at + 2; i < at + 6; i++) if (!isHex(text[i] as number)) return NOT_JSON
    return at + 5
  }

  function afterSpace(from: number): number {
    let at = from
    while (at < end && isSpace(text[at] as number)) at++
    return at
  }

  /** The place behind the digits at `from`, at least one. */
  function afterDigits(from: number): number {
    let at = from
    while (at < end && (text[at] as number) >= ZERO && (text[at] as number) <= NINE) at++
    return at > from ? at : NOT_JSON
  }

  function afterNumber(from: number): number {
    let at = text[from] === MINUS ? from + 1 : from
    at = at < end && text[at] === ZERO ? at + 1 : afterDigits(at)
    if (at > 0 && at < end && text[at] === DOT) at = afterDigits(at + 1)
    if (at > 0 && at < end && ((text[at] as number) | 32) === 101) {
      const sign = at + 1 < end ? text[at + 1] : 0
      at = afterDigits(sign === MINUS || sign === 43 ? at + 2 : at + 1)
    }
    return at
  }

  const afterWord = (at: number, word: Uint8Array): number =>
    at + word.length <= end && bytesEqual(text, at, at + word.length, word) ? at + word.length : NOT_JSON

  /** The place behind the value at `at`, which is put into its slot where it was asked for. */
  function takeValue(at: number, entry: Entry | undefined, depth: number): number {
    const byte = at < end ? text[at] : 0
    let kind = NUMBER
    let after: number
    let from = at
    if (byte === QUOTE) {
      from = at + 1
      after = endOfText(from) + 1
      kind = isPlain ? PLAIN_TEXT : OTHER_TEXT
      if (after === 0) return NOT_JSON
    } else if (byte === OPEN_BRACE) {
      kind = OBJECT
      after = depth === DEEPEST ? afterDeep(at) : takeObject(at + 1, entry?.inside, depth + 1)
    } else if (byte === OPEN_BRACKET) {
      kind = LIST
      after = depth === DEEPEST ? afterDeep(at) : takeList(at + 1, depth + 1)
    } else if (byte === 116) {
      kind = TRUE
      after = afterWord(at, TRUE_WORD)
    } else if (byte === 102) {
      kind = FALSE
      after = afterWord(at, FALSE_WORD)
    } else if (byte === 110) {
      kind = NULL
      after = afterWord(at, NULL_WORD)
    } else {
      after = afterNumber(at)
    }
    if (after < 0 || entry === undefined) return after
    // What another value of the same key had within it counts no more.
    if (kind !== OBJECT && entry.inside?.met === scans) for (const slot of entry.inside.slots) kinds[slot] = ABSENT
    if (entry.slot >= 0) {
      kinds[entry.slot] = kind
      starts[entry.slot] = from
      ends[entry.slot] = byte === QUOTE ? after - 1 : after
    }
    return after
  }

  /** The place behind the object or list that begins at `from`. */
  function afterDeep(from: number): number {
    let open = 0
    for (let at = from; at < end; at++) {
      const byte = text[at]
      if (byte === QUOTE) {
        at = endOfText(at + 1)
        if (at < 0) return NOT_JSON
      } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) open++
      else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) open--
      if (open === 0) return parseJson(text, from, at + 1) === undefined ? NOT_JSON : at + 1
    }
    return NOT_JSON
  }

  function takeList(from: number, depth: number): number {
    let at = afterSpace(from)
    if (at < end && text[at] === CLOSE_BRACKET) return at + 1
    for (;;) {
      const after = takeValue(at, undefined, depth)
      if (after < 0) return NOT_JSON
      at = afterSpace(after)
      if (at >= end) return NOT_JSON
      if (text[at] === CLOSE_BRACKET) return at + 1
      if (text[at] !== COMMA) return NOT_JSON
      at = afterSpace(at + 1)
    }
  }

  /** `from`: behind the brace. */
  function takeObject(from: number, node: Node | undefined, depth: number): number {
    if (node !== undefined) {
      if (node.met === scans) for (const slot of node.slots) kinds[slot] = ABSENT
      node.met = scans
    }
    let at = afterSpace(from)
    if (at < end && text[at] === CLOSE_BRACE) return at + 1
    for (;;) {
      if (at >= end || text[at] !== QUOTE) return NOT_JSON
      const close = endOfText(at + 1)
      if (close < 0) return NOT_JSON
      const entry = node === undefined ? undefined : entryOf(node, at + 1, close)
      at = afterSpace(close + 1)
      if (at >= end || text[at] !== COLON) return NOT_JSON
      const after = takeValue(afterSpace(at + 1), entry, depth)
      if (after < 0) return NOT_JSON
      at = afterSpace(after)
      if (at >= end) return NOT_JSON
      if (text[at] === CLOSE_BRACE) return at + 1
      if (text[at] !== COMMA) return NOT_JSON
      at = afterSpace(at + 1)
    }
  }

  function entryOf(node: Node, from: number, to: number): Entry | undefined {
    if (!isPlain) {
      const name = parseJson(text, from - 1, to + 1)
      return typeof name === 'string' ? node.entries.get(name) : undefined
    }
    const hash = hashOf(text, from, to)
    let entry = node.byHash[hash]
    while (entry !== undefined && !bytesEqual(text, from, to, entry.key)) entry = entry.next
    return entry
  }

  return {
    kinds,
    starts,
    ends,
    scan(buffer, start, until) {
      text = buffer
      end = until
      scans++
      kinds.fill(ABSENT)
      const at = afterSpace(start)
      return at < end && text[at] === OPEN_BRACE && afterSpace(takeObject(at + 1, root, 1)) === end
    },
  }
}

const TRUE_WORD = bytesOf('true')
const FALSE_WORD = bytesOf('false')
const NULL_WORD = bytesOf('null')
const ESCAPED = new Set([...'"\\/bfnrt'].map(character => character.charCodeAt(0)))

const isEscaped = (byte: number | undefined): boolean => byte !== undefined && ESCAPED.has(byte)
const isSpace = (byte: number): boolean => byte <= 32 && (byte === 32 || byte === 9 || byte === 10 || byte === 13)
const isHex = (byte: number): boolean => (byte >= ZERO && byte <= NINE) || ((byte | 32) >= 97 && (byte | 32) <= 102)

const BUCKETS = 64

/** A bucket of a key, by its length and what tells the keys of one object apart: its first and last bytes. */
function hashOf(bytes: Uint8Array, from: number, to: number): number {
  if (to <= from) return 0
  return ((to - from) * 31 + (bytes[from] as number) * 7 + (bytes[to - 1] as number) * 3) & (BUCKETS - 1)
}

function treeOf(paths: readonly string[]): Node {
  const root = freshNode()
  for (const [slot, path] of paths.entries()) {
    let node = root
    const names = path.split('.')
    for (const [depth, name] of names.entries()) {
      const entry = addEntry(node, name)
      if (depth === names.length - 1) entry.slot = slot
      else {
        entry.inside ??= freshNode()
        entry.inside.slots.push(slot)
        node = entry.inside
      }
    }
  }
  return root
}

const freshNode = (): Node => ({ entries: new Map(), byHash: Array(BUCKETS).fill(undefined), slots: [], met: 0 })

function addEntry(node: Node, name: string): Entry {
  const known = node.entries.get(name)
  if (known !== undefined) return known
  const key = bytesOf(name)
  const hash = hashOf(key, 0, key.length)
  const entry: Entry = { key, hash, slot: -1, inside: undefined, next: node.byHash[hash] }
  node.byHash[hash] = entry
  node.entries.set(name, entry)
  return entry
}
