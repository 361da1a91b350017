/** Objects that follow each other on one line, in an array or with nothing between them. */

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
 * an array, or with two objects on a line, as Firehose writes them: so each counts as a line, however long the line is.
 * Other files are handed on as they are.
 */
export function splitObjects(push: (chunk: Uint8Array) => void): (chunk: Uint8Array) => void {
  /** What the file begins with: an array, or else an object; undefined until it begins. */
  let isArray: boolean | undefined
  /** Two objects shared a line; or the first has ended its line, and all are taken to do so. */
  let areTogether = false
  let areApart = false
  let inString = false
  let escaped = false
  let depth = 0
  /** An object ended on this line. */
  let closed = false

  function split(chunk: Uint8Array): void {
    let from = 0
    for (let i = 0; i < chunk.length && !areApart; i++) {
      const byte = chunk[i]
      if (byte === LF) {
        areApart = closed && !areTogether && isArray === false
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
          areTogether = true
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
    const first = isArray === undefined ? firstByte(chunk) : undefined
    if (first !== undefined) {
      isArray = first === OPEN_BRACKET
      areApart = !isArray && first !== OPEN_BRACE
    }
    if (isArray === undefined || areApart) push(chunk)
    else split(chunk)
  }
}

/** The first byte that is no blank, line end or part of a byte order mark; undefined where there is none. */
function firstByte(chunk: Uint8Array): number | undefined {
  return chunk.find(byte => ![SPACE, TAB, LF, CR, 0xef, 0xbb, 0xbf].includes(byte))
}
