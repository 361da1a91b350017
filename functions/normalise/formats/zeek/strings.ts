import { hexDigit } from '../../../lib/addresses.ts'
import type { StringTable } from '../format.ts'
import { bytesEqual, decodeText } from '../framing/fields.ts'
import type { ZeekHeader } from './header.ts'

const BACKSLASH = 92
const COMMA = 44
const DASH = 45
/** Longest string that is kept, in bytes of the log; Zeek's own are below 30. */
const LONGEST = 255

/** Reads the strings of Zeek rows into a string table. */
export interface ZeekStrings {
  /** Id of a string field, `\xHH` unescaped; 0 where it is the empty field. */
  text(buffer: Uint8Array, start: number, end: number, header: ZeekHeader): number
  /**
   * Id of the first of the services, separated by commas (scripts) or the header's set separator, that does not begin
   * with `-` (an analyzer that failed); 0 where none is.
   */
  service(buffer: Uint8Array, start: number, end: number, header: ZeekHeader): number
  /** A string field as such, `\xHH` unescaped; empty where it is the empty field. */
  plain(buffer: Uint8Array, start: number, end: number, header: ZeekHeader): string
}

export function zeekStrings(strings: StringTable): ZeekStrings {
  const scratch = new Uint8Array(LONGEST)

  /** Copies [start, end) to the scratch with `\xHH` (and `\\`) as bytes; returns the length. */
  function unescapeBytes(buffer: Uint8Array, start: number, end: number): number {
    let length = 0
    for (let i = start; i < end; i++) {
      const byte = buffer[i] ?? 0
      const high = byte === BACKSLASH && buffer[i + 1] === 120 && i + 3 < end ? hexDigit(buffer[i + 2] ?? 0) : -1
      const low = high < 0 ? -1 : hexDigit(buffer[i + 3] ?? 0)
      if (low >= 0) {
        scratch[length++] = high * 16 + low
        i += 3
      } else {
        scratch[length++] = byte
        if (byte === BACKSLASH && buffer[i + 1] === BACKSLASH && i + 1 < end) i++
      }
    }
    return length
  }

  function hasEscape(buffer: Uint8Array, start: number, end: number): boolean {
    for (let i = start; i < end; i++) if (buffer[i] === BACKSLASH) return true
    return false
  }

  function firstElement(buffer: Uint8Array, start: number, end: number, header: ZeekHeader): number {
    const setSeparator = header.setSeparator[0] ?? COMMA
    let from = start
    for (let i = start; i <= end; i++) {
      if (i < end && buffer[i] !== COMMA && buffer[i] !== setSeparator) continue
      if (i > from && buffer[from] !== DASH) return strings.fromBytes(buffer, from, i)
      from = i + 1
    }
    return 0
  }

  return {
    text(buffer, start, fieldEnd, header) {
      const end = Math.min(fieldEnd, start + LONGEST)
      if (start === end || bytesEqual(buffer, start, fieldEnd, header.emptyField)) return 0
      if (!hasEscape(buffer, start, end)) return strings.fromBytes(buffer, start, end)
      return strings.fromBytes(scratch, 0, unescapeBytes(buffer, start, end))
    },
    service(buffer, start, fieldEnd, header) {
      const end = Math.min(fieldEnd, start + LONGEST)
      if (start === end || bytesEqual(buffer, start, fieldEnd, header.emptyField)) return 0
      if (!hasEscape(buffer, start, end)) return firstElement(buffer, start, end, header)
      return firstElement(scratch, 0, unescapeBytes(buffer, start, end), header)
    },
    plain(buffer, start, fieldEnd, header) {
      if (bytesEqual(buffer, start, fieldEnd, header.emptyField)) return ''
      return decodeText(scratch, 0, unescapeBytes(buffer, start, Math.min(fieldEnd, start + LONGEST)))
    },
  }
}
