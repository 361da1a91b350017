/** What the words of a Zeek conn record say (https://docs.zeek.org/en/master/scripts/base/protocols/conn/main.zeek.html). */

import { type Answer, NO, UNKNOWN, YES } from '../format.ts'
import { bytesEqual, bytesOf } from '../framing/fields.ts'

const CARET = 94
const [S, A, D, H] = [83, 65, 68, 72] as const

/** Bits of `historyWords`, in the roles that the record has in the end. */
export const ORIGINATOR_SYN = 1
export const RESPONDER_SYN_ACK = 2
/** The originator sent a pure ACK or data. */
export const ORIGINATOR_WENT_ON = 4

/**
 * What a history says, as bits. Letters are capitals where the originator sent the packet. `^` says that Zeek swapped
 * the two ends there: letters before it are meant in the roles before.
 */
export function historyWords(buffer: Uint8Array, start: number, end: number): number {
  let words = 0
  let flips = 0
  for (let i = start; i < end; i++) if (buffer[i] === CARET) flips++
  for (let i = start; i < end; i++) {
    const byte = buffer[i] ?? 0
    if (byte === CARET) {
      flips--
      continue
    }
    // A letter's case is bit 32.
    const letter = byte & ~32
    const originator = ((byte & 32) === 0) === (flips % 2 === 0)
    if (letter === S && originator) words |= ORIGINATOR_SYN
    else if (letter === H && !originator) words |= RESPONDER_SYN_ACK
    else if ((letter === A || letter === D) && originator) words |= ORIGINATOR_WENT_ON
  }
  return words
}

const established = ['S1', 'SF', 'S2', 'S3', 'RSTO', 'RSTR'].map(bytesOf)
const unanswered = ['S0', 'REJ', 'RSTOS0'].map(bytesOf)
const halfOpen = bytesOf('SH')

const isOneOf = (buffer: Uint8Array, start: number, end: number, states: readonly Uint8Array[]): boolean => {
  for (const state of states) if (bytesEqual(buffer, start, end, state)) return true
  return false
}

/**
 * Whether the responder of a TCP connection answered, by its conn_state [start, end) and payload counters (−1 for none).
 * Yes: it sent payload, or got some in an established connection. No: an established connection without payload either
 * way, an attempt without reply (S0, RSTOS0), a refusal (REJ), and SH where the originator sent SYN and FIN and nothing
 * between. SH with more, or without the SYN, is the one side of a connection that was seen: unknown, as are partial
 * connections (OTH, SHR, RSTRH) without payload from the responder.
 */
export function tcpAnswer(
  buffer: Uint8Array,
  start: number,
  end: number,
  origBytes: number,
  respBytes: number,
  history: number,
): Answer {
  if (respBytes > 0) return YES
  if (isOneOf(buffer, start, end, established)) {
    if (origBytes > 0) return YES
    return origBytes === 0 && respBytes === 0 ? NO : UNKNOWN
  }
  if (isOneOf(buffer, start, end, unanswered)) return NO
  const onlySynAndFin = (history & (ORIGINATOR_SYN | ORIGINATOR_WENT_ON)) === ORIGINATOR_SYN
  return onlySynAndFin && bytesEqual(buffer, start, end, halfOpen) ? NO : UNKNOWN
}

/**
 * Whether an ICMP type has a counterpart. Zeek then logs the counterpart's type in place of the code, which is 0 for
 * these (RFC 792; RFC 4443, 4861, 2710, 6275).
 */
export function hasIcmpCounterpart(protocol: number, type: number): boolean {
  if (protocol === 1) return type === 0 || (type >= 8 && type <= 10) || (type >= 13 && type <= 18)
  return (
    (type >= 128 && type <= 131) ||
    (type >= 133 && type <= 136) ||
    type === 139 ||
    type === 140 ||
    type === 144 ||
    type === 145
  )
}
