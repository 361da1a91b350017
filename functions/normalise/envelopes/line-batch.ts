/** Lines that were taken out of what is around them, on their way to a format, and where each was. */
import { MAX_UNIT_BYTES } from '../formats/format.ts'

const LF = 10
const CR = 13
const SPACE = 32
const FIRST_BYTES = 65_536
/**
 * Places that are remembered: a format holds at most MAX_UNIT_BYTES of lines, and a slice has fewer documents than bytes.
 */
const MOST_RUNS = 4 * MAX_UNIT_BYTES

export interface LineBatch {
  /**
   * Adds the bytes [start, end) as one line, without what ends it; line ends within become spaces. One that is longer than
   * any unit is cut to a byte more than one, for the format to refuse it. `what` and `nth`: its place, such as `row` and 5.
   */
  add(buffer: Uint8Array, start: number, end: number, what: string, nth: number): void
  /** The lines since the last call. */
  take(): Uint8Array
  /** Lines so far. */
  readonly count: number
  /** The place of a line that was given by the last two calls of `take`: `object 2, event 5`. */
  placeOf(line: number): string | undefined
}

export function lineBatch(): LineBatch {
  let ready = Buffer.allocUnsafe(FIRST_BYTES)
  let length = 0
  let count = 0
  /** Runs of lines that follow each other: number of the first line, what it is and its number among them. */
  const firstLines: number[] = []
  const firstNths: number[] = []
  const whats: string[] = []

  function reserve(more: number): void {
    if (length + more <= ready.length) return
    const grown = Buffer.allocUnsafe(Math.max(length + more, ready.length * 2))
    grown.set(ready.subarray(0, length))
    ready = grown
  }

  function place(what: string, nth: number): void {
    const last = whats.length - 1
    const expected = (firstNths[last] ?? 0) + count - (firstLines[last] ?? 0)
    if (last >= 0 && whats[last] === what && nth === expected) return
    if (whats.length === MOST_RUNS) for (const runs of [firstLines, firstNths, whats]) runs.splice(0, MOST_RUNS / 2)
    firstLines.push(count)
    firstNths.push(nth)
    whats.push(what)
  }

  /** Makes spaces of a byte. */
  function blank(byte: number, from: number, to: number): void {
    const within = ready.subarray(from, to)
    for (let at = within.indexOf(byte); at >= 0; at = within.indexOf(byte, at + 1)) within[at] = SPACE
  }

  return {
    add(buffer, start, lineEnd, what, nth) {
      let end = lineEnd
      while (end > start && (buffer[end - 1] === LF || buffer[end - 1] === CR)) end--
      end = Math.min(end, start + MAX_UNIT_BYTES + 1)
      count++
      place(what, nth)
      reserve(end - start + 1)
      ready.set(buffer.subarray(start, end), length)
      const behind = length + end - start
      blank(LF, length, behind)
      blank(CR, length, behind)
      ready[behind] = LF
      length = behind + 1
    },
    take() {
      const taken = ready.subarray(0, length)
      // The bytes are the taker's.
      ready = Buffer.allocUnsafe(FIRST_BYTES)
      length = 0
      return taken
    },
    get count() {
      return count
    },
    placeOf(line) {
      if (line > count) return undefined
      let low = 0
      let high = whats.length
      while (low < high) {
        const middle = (low + high) >> 1
        if ((firstLines[middle] ?? 0) <= line) low = middle + 1
        else high = middle
      }
      const run = low - 1
      if (run < 0) return undefined
      return `${whats[run]} ${(firstNths[run] ?? 0) + line - (firstLines[run] ?? 0)}`
    },
  }
}
