/** Where messages begin and end, in a stream of them or in one datagram. */
import type { Messages } from './messages.ts'
import { HEADER_BYTES, MOST_RECORDS, RECORD_BYTES } from './v5.ts'

export const V9_HEADER_BYTES = 20
export const IPFIX_HEADER_BYTES = 16
const SET_HEADER_BYTES = 4
/** 1990-01-01T00:00Z in seconds: a header that was sent before is none. */
const EARLIEST_SECONDS = 631_152_000
/** Bytes by which a header is known: the longest, and that of the set after it. */
export const KNOWN_BY = HEADER_BYTES + SET_HEADER_BYTES

export interface MessageFramer {
  /** As `readPieces` asks. */
  take(bytes: Buffer, start: number, end: number): number
  /** No more of this stream or datagram comes; [start, end) is what was not taken, and `missing` bytes follow it. */
  end(reason: 'cut_off' | 'cut_datagram', bytes: Buffer, start: number, end: number, missing?: number): void
}

/**
 * A version 9 header has no length. Its sets follow one another, and none can begin as a header does: their numbers are 0,
 * 1, or at least 256 (RFC 3954, section 5). What is no message is one unit, `bad_datagram`, up to the next header.
 */
export function createMessageFramer(messages: Messages): MessageFramer {
  let state: 'between' | 'records' | 'sets' | 'message' | 'lost' = 'between'
  /** Records to come in version 5, bytes in IPFIX. */
  let remaining = 0

  /** `known`: the bytes by which it was found out, which are the same however the content is split. */
  function lose(found: string, bytes: Buffer, start: number, known: number): number {
    messages.refuse('bad_datagram', found, bytes, start, start + known)
    messages.endMessage()
    state = 'lost'
    return 1
  }

  function between(bytes: Buffer, start: number, end: number): number {
    if (end - start < 2) return 0
    const version = bytes.readUInt16BE(start)
    // Zeros before a header are padding; its first byte is one of them.
    if (version === 0) return 1
    const header = version === 5 ? HEADER_BYTES : version === 9 ? V9_HEADER_BYTES : IPFIX_HEADER_BYTES
    if (version !== 5 && version !== 9 && version !== 10)
      return lose(`${version} where a version (5, 9 or 10) is due`, bytes, start, 2)
    if (end - start < header) return 0
    if (version === 5) {
      remaining = bytes.readUInt16BE(start + 2)
      if (remaining === 0 || remaining > MOST_RECORDS)
        return lose(`a header of version 5 that counts ${remaining} records`, bytes, start, header)
      messages.beginVersion5(bytes, start)
      state = 'records'
    } else if (version === 9) {
      messages.beginVersion9(bytes, start)
      state = 'sets'
    } else {
      const length = bytes.readUInt16BE(start + 2)
      if (length < IPFIX_HEADER_BYTES) return lose(`an IPFIX message of ${length} bytes`, bytes, start, header)
      messages.beginIpfix(bytes, start)
      remaining = length - IPFIX_HEADER_BYTES
      state = 'message'
    }
    return header
  }

  function inVersion9(bytes: Buffer, start: number, end: number): number {
    if (end - start < 2) return 0
    const id = bytes.readUInt16BE(start)
    if (id === 5 || id === 9 || id === 10) return endMessage(bytes, start, end)
    if (end - start < SET_HEADER_BYTES) return 0
    const length = bytes.readUInt16BE(start + 2)
    if (id === 0 && length === 0) return SET_HEADER_BYTES
    if (length < SET_HEADER_BYTES) return lose(`a set of ${length} bytes`, bytes, start, SET_HEADER_BYTES)
    if (end - start < length) return 0
    messages.set(bytes, start, start + length)
    return length
  }

  function inIpfix(bytes: Buffer, start: number, end: number): number {
    if (remaining === 0) return endMessage(bytes, start, end)
    if (end - start < Math.min(remaining, SET_HEADER_BYTES)) return 0
    if (remaining < SET_HEADER_BYTES) {
      const padding = remaining
      remaining = 0
      return padding
    }
    const length = bytes.readUInt16BE(start + 2)
    if (length < SET_HEADER_BYTES || length > remaining)
      return lose(`a set of ${length} bytes where ${remaining} of its message remain`, bytes, start, SET_HEADER_BYTES)
    if (end - start < length) return 0
    messages.set(bytes, start, start + length)
    remaining -= length
    return length
  }

  function inVersion5(bytes: Buffer, start: number, end: number): number {
    if (remaining === 0) return endMessage(bytes, start, end)
    if (end - start < RECORD_BYTES) return 0
    messages.record(bytes, start)
    remaining--
    return RECORD_BYTES
  }

  function endMessage(bytes: Buffer, start: number, end: number): number {
    messages.endMessage()
    state = 'between'
    return between(bytes, start, end)
  }

  /** Passes over what cannot be the header of a message. */
  function search(bytes: Buffer, start: number, end: number): number {
    for (let at = start; end - at >= KNOWN_BY; at++) {
      if (!isHeader(bytes, at)) continue
      state = 'between'
      return at > start ? at - start : between(bytes, at, end)
    }
    return Math.max(0, end - start - KNOWN_BY + 1)
  }

  return {
    take(bytes, start, end) {
      switch (state) {
        case 'between':
          return between(bytes, start, end)
        case 'records':
          return inVersion5(bytes, start, end)
        case 'sets':
          return inVersion9(bytes, start, end)
        case 'message':
          return inIpfix(bytes, start, end)
        default:
          return search(bytes, start, end)
      }
    },
    end(reason, bytes, start, end, missing = 0) {
      const isOpen = missing > 0 || ((state === 'records' || state === 'message') && remaining > 0)
      const isWhole = !isOpen && bytes.subarray(start, end).every(byte => byte === 0)
      if (state !== 'lost' && !isWhole)
        messages.refuse(
          reason,
          `${end - start} bytes of a part that is not whole${missing > 0 ? `, ${missing} are missing` : ''}`,
          bytes,
          start,
          end,
        )
      messages.endMessage()
      state = 'between'
      remaining = 0
    },
  }
}

/** Whether a message may begin at `at`, of which at least KNOWN_BY bytes are there. */
export function isHeader(bytes: Buffer, at: number): boolean {
  const version = bytes.readUInt16BE(at)
  const second = bytes.readUInt16BE(at + 2)
  if (version === 5) {
    const nanoseconds = bytes.readUInt32BE(at + 12)
    return second > 0 && second <= MOST_RECORDS && isSent(bytes, at + 8) && nanoseconds < 1_000_000_000
  }
  if (version === 9) return isSent(bytes, at + 8) && isSet(bytes, at + V9_HEADER_BYTES, 0)
  if (version !== 10 || second < IPFIX_HEADER_BYTES + SET_HEADER_BYTES) return false
  return isSent(bytes, at + 4) && isSet(bytes, at + IPFIX_HEADER_BYTES, 2)
}

/** Whether the seconds at `at` may be the time of a message. */
export const isSent = (bytes: Buffer, at: number): boolean => bytes.readUInt32BE(at) >= EARLIEST_SECONDS

/** Whether a set may begin at `at`; `templates`: the number of sets of templates. */
export function isSet(bytes: Buffer, at: number, templates: 0 | 2): boolean {
  const id = bytes.readUInt16BE(at)
  return (id === templates || id === templates + 1 || id >= 256) && bytes.readUInt16BE(at + 2) >= SET_HEADER_BYTES
}
