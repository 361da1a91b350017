/** Arrays of objects that are written on one line. */

const TAB = 9
const LF = 10
const CR = 13
const SPACE = 32
const QUOTE = 34
const OPEN_BRACKET = 91
const BACKSLASH = 92
const OPEN_BRACE = 123
const CLOSE_BRACE = 125
const lineEnd = Uint8Array.of(LF)

/**
 * Hands on the bytes of a file, with a line end before each object that follows another on a line, where the file begins with
 * an array: so each counts as a line, however long the array is. Other files are handed on as they are.
 */
export function splitArrayLines(push: (chunk: Uint8Array) => void): (chunk: Uint8Array) => void {
  /** Undefined until the first byte that is something. */
  let isArray: boolean | undefined
  let inString = false
  let escaped = false
  let depth = 0
  /** An object ended on this line. */
  let closed = false

  function split(chunk: Uint8Array): void {
    let from = 0
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i]
      if (byte === LF) {
        // No string goes over a line end (RFC 8259, section 7): damage ends there, and its object.
        if (inString) depth = 0
        inString = escaped = closed = false
      } else if (inString) {
        if (escaped) escaped = false
        else if (byte === BACKSLASH) escaped = true
        else if (byte === QUOTE) inString = false
      } else if (byte === QUOTE) {
        inString = true
      } else if (byte === OPEN_BRACE) {
        if (depth === 0 && closed) {
          push(chunk.subarray(from, i))
          push(lineEnd)
          from = i
        }
        depth++
        closed = false
      } else if (byte === CLOSE_BRACE && depth > 0) {
        depth--
        closed = depth === 0
      }
    }
    push(chunk.subarray(from))
  }

  return chunk => {
    isArray ??= firstIsBracket(chunk)
    if (isArray === true) split(chunk)
    else push(chunk)
  }
}

/** Whether the first byte that is no blank, line end or byte order mark opens an array; undefined where there is none. */
function firstIsBracket(chunk: Uint8Array): boolean | undefined {
  for (const byte of chunk) {
    const isNothing =
      byte === SPACE || byte === TAB || byte === LF || byte === CR || byte === 0xef || byte === 0xbb || byte === 0xbf
    if (!isNothing) return byte === OPEN_BRACKET
  }
  return undefined
}
