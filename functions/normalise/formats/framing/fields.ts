/** Fields of a line as places in its bytes: no string and no object for a field that nobody asks for. */

const TAB = 9

/**
 * Splits [start, end) at every `separator` (one or more bytes) and returns the number of fields (at least 1). The places
 * of as many as fit are written to `starts` and `ends`; the count is whole.
 */
export function splitFields(
  buffer: Uint8Array,
  start: number,
  end: number,
  separator: Uint8Array,
  starts: Int32Array,
  ends: Int32Array,
): number {
  if (separator.length > 1) return splitAtText(buffer, start, end, separator, starts, ends)
  const byte = separator[0] ?? TAB
  const room = starts.length
  let count = 0
  let from = start
  for (let i = start; i < end; i++) {
    if (buffer[i] !== byte) continue
    if (count < room) {
      starts[count] = from
      ends[count] = i
    }
    count++
    from = i + 1
  }
  if (count < room) {
    starts[count] = from
    ends[count] = end
  }
  return count + 1
}

function splitAtText(
  buffer: Uint8Array,
  start: number,
  end: number,
  separator: Uint8Array,
  starts: Int32Array,
  ends: Int32Array,
): number {
  let count = 0
  let from = start
  let i = start
  while (i + separator.length <= end) {
    if (!bytesEqual(buffer, i, i + separator.length, separator)) {
      i++
      continue
    }
    if (count < starts.length) {
      starts[count] = from
      ends[count] = i
    }
    count++
    i += separator.length
    from = i
  }
  if (count < starts.length) {
    starts[count] = from
    ends[count] = end
  }
  return count + 1
}

const QUOTE = 34

/**
 * The same of CSV (RFC 4180) with a separator of one byte: separators within quotes are none, and the place of a field in
 * quotes is that of what is within them.
 */
export function splitQuotedFields(
  buffer: Uint8Array,
  start: number,
  end: number,
  separator: Uint8Array,
  starts: Int32Array,
  ends: Int32Array,
): number {
  const byte = separator[0] ?? TAB
  let count = 0
  let from = start
  let inQuotes = false
  for (let i = start; i <= end; i++) {
    const at = buffer[i]
    if (i < end && at === QUOTE) inQuotes = !inQuotes
    else if (i === end || (at === byte && !inQuotes)) {
      if (count < starts.length) {
        const isQuoted = i - from >= 2 && buffer[from] === QUOTE && buffer[i - 1] === QUOTE
        starts[count] = isQuoted ? from + 1 : from
        ends[count] = isQuoted ? i - 1 : i
      }
      count++
      from = i + 1
    }
  }
  return count
}

/** Whether [start, end) are exactly the bytes of `expected`. */
export function bytesEqual(buffer: Uint8Array, start: number, end: number, expected: Uint8Array): boolean {
  if (end - start !== expected.length) return false
  for (let i = 0; i < expected.length; i++) if (buffer[start + i] !== expected[i]) return false
  return true
}

/** UTF-8 bytes of a text. */
export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** Text of [start, end), whole. For headers and rejections, never for rows. */
export function decodeText(buffer: Uint8Array, start: number, end: number): string {
  return decoder.decode(buffer.subarray(start, end))
}

/** Text of [start, end), at most 100 bytes of it: what a rejection says was found. */
export function foundText(buffer: Uint8Array, start: number, end: number): string {
  return decodeText(buffer, start, Math.min(end, start + 100))
}
