/** Looking at JSON text without parsing it. */

const SPACE = 32
const TAB = 9
const QUOTE = 34
const COMMA = 44
const OPEN_BRACKET = 91
const BACKSLASH = 92
const CLOSE_BRACKET = 93
const OPEN_BRACE = 123
const CLOSE_BRACE = 125

const isBlank = (byte: number | undefined): boolean => byte === SPACE || byte === TAB

/** The first place in [start, end) that is no space or tab; `end` where all are. */
export function afterBlanks(buffer: Uint8Array, start: number, end: number): number {
  let at = start
  while (at < end && isBlank(buffer[at])) at++
  return at
}

/** The end of [start, end) less what may follow an object there: the end of an array, commas, spaces and tabs. */
export function beforeClosing(buffer: Uint8Array, start: number, end: number): number {
  let at = end
  while (at > start && isBetween(buffer[at - 1])) at--
  return at
}

const isBetween = (byte: number | undefined): boolean => byte === CLOSE_BRACKET || byte === COMMA || isBlank(byte)

/** The place of the object that [start, end) begins with, behind the beginning of an array; `start` where it is none. */
export function afterOpening(buffer: Uint8Array, start: number, end: number): number {
  if (buffer[start] !== OPEN_BRACKET) return start
  const at = afterBlanks(buffer, start + 1, end)
  return at < end && buffer[at] === OPEN_BRACE ? at : start
}

/** Whether [start, end) is nothing but what stands between the objects of an array: brackets, commas, blanks. */
export function isBrackets(buffer: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    const byte = buffer[i]
    if (byte !== OPEN_BRACKET && byte !== CLOSE_BRACKET && byte !== COMMA && !isBlank(byte)) return false
  }
  return true
}

/**
 * How many braces are open after a line, of which `depth` were open before it. −1 where a string does not end on the
 * line: JSON has no line ends in strings (RFC 8259, section 7). What follows the last brace is not looked at.
 */
export function depthAfter(buffer: Uint8Array, start: number, end: number, depth: number): number {
  let open = depth
  for (let i = start; i < end; i++) {
    const byte = buffer[i]
    if (byte === QUOTE) {
      i = closingQuote(buffer, i + 1, end)
      if (i === end) return -1
    } else if (byte === OPEN_BRACE) {
      open++
    } else if (byte === CLOSE_BRACE) {
      open--
      if (open === 0) return 0
    }
  }
  return open
}

/** Place of the quote that ends the string whose text begins at `start`; `end` where there is none. */
function closingQuote(buffer: Uint8Array, start: number, end: number): number {
  for (let i = start; i < end; i++) {
    if (buffer[i] === QUOTE) return i
    if (buffer[i] === BACKSLASH) i++
  }
  return end
}

/** What `endOfString` gives where a chunk does not end the string: whether the first byte of the next one is escaped. */
const ENDS_OPEN = -1
export const ENDS_ESCAPED = -2

/**
 * The place of the quote that ends the string which goes on at `start` of a chunk, by memchr: strings are most of a document.
 * ENDS_OPEN or ENDS_ESCAPED where there is none. `escaped`: whether the byte at `start` is.
 */
export function endOfString(chunk: Buffer, start: number, escaped: boolean): number {
  for (let from = start, first = escaped; ; first = false) {
    const quote = chunk.indexOf(QUOTE, from)
    const end = quote < 0 ? chunk.length : quote
    let backslashes = 0
    while (end - backslashes > from && chunk[end - backslashes - 1] === BACKSLASH) backslashes++
    // Where the first of them is itself escaped, one fewer escapes.
    const isEscaped = (backslashes + (first && backslashes === end - from ? 1 : 0)) % 2 === 1
    if (quote < 0) return isEscaped ? ENDS_ESCAPED : ENDS_OPEN
    if (!isEscaped) return quote
    from = quote + 1
  }
}

/** What the byte behind a backslash stands for; 0 of those that are none, and of `u`. */
const ESCAPED = new Uint8Array(256)
for (const [at, byte] of [...'"\\/bfnrt'].entries()) ESCAPED[byte.charCodeAt(0)] = '"\\/\b\f\n\r\t'.charCodeAt(at)

/** A text of JSON without its escapes: the place of the quote that ended it, and how many bytes it has. */
export interface PlainText {
  end: number
  length: number
}

/**
 * Writes the text that begins at `start` of a buffer into another, without its escapes; false where a byte of it is no ASCII,
 * an escape is `\u`, or `end` comes before its quote. The other has room for as many bytes.
 */
export function unescapeText(
  buffer: Uint8Array,
  start: number,
  end: number,
  into: Uint8Array,
  found: PlainText,
): boolean {
  let length = 0
  for (let at = start; at < end; at++) {
    let byte = buffer[at] as number
    if (CLASSES[byte] !== COMMON) {
      if (byte === QUOTE) {
        found.end = at
        found.length = length
        return true
      }
      if (byte !== BACKSLASH || ++at === end) return false
      byte = ESCAPED[buffer[at] as number] as number
      if (byte === 0) return false
    }
    into[length++] = byte
  }
  return false
}

/** Bytes of a text in JSON that are characters by themselves: ASCII but controls, quotes and backslashes. */
export const COMMON = 0
export const CLASSES = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte < 32 || byte > 127 || byte === QUOTE || byte === BACKSLASH ? 1 : COMMON,
)

/**
 * The place of the quote that ends the text which begins at `start`, where all of it are characters by themselves; −1 where
 * others are among them, or `end` comes before.
 */
export function endOfPlain(buffer: Uint8Array, start: number, end: number): number {
  let at = start
  while (at < end && CLASSES[buffer[at] as number] === COMMON) at++
  return at < end && buffer[at] === QUOTE ? at : -1
}
