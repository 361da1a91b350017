import { MAX_UNIT_BYTES, type PlainLines, type StreamReader, type UnitSink } from '../format.ts'

const LF = 10
const CR = 13

/**
 * What a text format does with a line, [start, end) of `buffer` without its line end and byte order mark. The line has
 * been framed; exactly one of record, reject, skip or marker must follow. The bytes are valid for this call only.
 */
export type LineHandler = (buffer: Uint8Array, start: number, end: number) => void

/**
 * Frames lines that end with LF or CRLF, over chunks of any sizes; the last line may lack its end. A UTF-8 byte order
 * mark at the start of the file is dropped. Lines of nothing but spaces and tabs are skipped as `blank`. A line of more
 * than MAX_UNIT_BYTES (its end not counted) is rejected as `too_long` with its first MAX_UNIT_BYTES as text; the rest of
 * it is dropped, so that at most one line is held. `plain` takes what it can of whole lines before `onLine` is asked.
 */
export function readLines(sink: UnitSink, onLine: LineHandler, plain?: PlainLines): StreamReader {
  let framed = 0
  /** Bytes of a line that the chunks so far did not end; one more than the longest line, for its CR. */
  let held = Buffer.alloc(0)
  let heldLength = 0
  /** The line under way was rejected: nothing of it is kept. */
  let dropping = false

  function emit(buffer: Uint8Array, start: number, lineEnd: number): void {
    const end = lineEnd > start && buffer[lineEnd - 1] === CR ? lineEnd - 1 : lineEnd
    if (end - start > MAX_UNIT_BYTES) {
      rejectLong(buffer, start)
      return
    }
    framed++
    const from = framed === 1 && startsWithMark(buffer, start, end) ? start + 3 : start
    sink.frame(framed, buffer, from, end)
    if (isBlank(buffer, from, end)) sink.skip('blank')
    else onLine(buffer, from, end)
  }

  function rejectLong(buffer: Uint8Array, start: number): void {
    framed++
    sink.frame(framed, buffer, start, start + MAX_UNIT_BYTES)
    sink.reject('too_long', '', `more than ${MAX_UNIT_BYTES} bytes`)
  }

  function rejectCut(): void {
    framed++
    sink.frame(framed, held, 0, heldLength)
    sink.reject('cut_off', '', `${heldLength} bytes without a line end`)
  }

  /** Keeps [start, end) of a chunk, or rejects the line where it grew too long. */
  function hold(chunk: Uint8Array, start: number, end: number): void {
    const length = heldLength + end - start
    if (length > held.length) {
      const grown = Buffer.allocUnsafe(Math.min(MAX_UNIT_BYTES + 1, Math.max(4096, length * 2)))
      grown.set(held.subarray(0, heldLength))
      held = grown
    }
    const fits = Math.min(end, start + held.length - heldLength)
    held.set(chunk.subarray(start, fits), heldLength)
    heldLength += fits - start
    const overlong = heldLength > MAX_UNIT_BYTES && held[MAX_UNIT_BYTES] !== CR
    if (fits < end || overlong) {
      rejectLong(held, 0)
      heldLength = 0
      dropping = true
    }
  }

  return {
    push(chunk) {
      // Buffer's indexOf is memchr: 25 ns a line of 110 bytes, against 70 for a loop. Lines are always in Buffers, whole
      // or held, since code that reads bytes of one class only is faster.
      const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
      let start = 0
      while (start < bytes.length) {
        if (plain !== undefined && heldLength === 0 && !dropping) {
          start = plain.take(bytes, start, framed)
          framed += plain.taken
          if (start === bytes.length) break
        }
        const lineFeed = bytes.indexOf(LF, start)
        const end = lineFeed < 0 ? bytes.length : lineFeed
        if (dropping) {
          dropping = lineFeed < 0
        } else if (heldLength > 0 || lineFeed < 0) {
          hold(bytes, start, end)
          if (lineFeed >= 0) {
            if (!dropping) emit(held, 0, heldLength)
            heldLength = 0
            dropping = false
          }
        } else {
          emit(bytes, start, end)
        }
        start = end + 1
      }
    },
    end(cut = false) {
      if (heldLength > 0 && cut) rejectCut()
      else if (heldLength > 0) emit(held, 0, heldLength)
      heldLength = 0
      dropping = false
    },
    get framed() {
      return framed
    },
  }
}

function startsWithMark(buffer: Uint8Array, start: number, end: number): boolean {
  return end - start >= 3 && buffer[start] === 0xef && buffer[start + 1] === 0xbb && buffer[start + 2] === 0xbf
}

function isBlank(buffer: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    const byte = buffer[i]
    if (byte !== 32 && byte !== 9) return false
  }
  return true
}

/**
 * The first lines of a file, for recognition: at most `limit` lines of `head` that are not blank, as [start, end)
 * without line end and byte order mark. The last line counts only where the file is `complete` or it ends in `head`.
 */
export function* firstLines(
  head: Uint8Array,
  complete: boolean,
  limit: number,
): Generator<{ start: number; end: number }> {
  let start = startsWithMark(head, 0, head.length) ? 3 : 0
  let given = 0
  while (start < head.length && given < limit) {
    const lineFeed = head.indexOf(LF, start)
    if (lineFeed < 0 && !complete) return
    const lineEnd = lineFeed < 0 ? head.length : lineFeed
    const end = lineEnd > start && head[lineEnd - 1] === CR ? lineEnd - 1 : lineEnd
    if (!isBlank(head, start, end)) {
      given++
      yield { start, end }
    }
    start = lineEnd + 1
  }
}
