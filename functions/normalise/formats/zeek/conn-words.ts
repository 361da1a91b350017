/** What the words of a Zeek conn record say (https://docs.zeek.org/en/master/scripts/base/protocols/conn/main.zeek.html). */

import { type Answer, BY_LOG, LAYER_IP, LAYER_PAYLOAD, NO, type RecordDraft, SOURCE, UNKNOWN, YES } from '../format.ts'
import { bytesEqual, bytesOf } from '../framing/fields.ts'
import { ICMP, ICMPV6, TCP, UDP } from '../framing/protocols.ts'

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

/** What a conn_state says of an answer, as `tcpAnswer` and the kernel take it. */
export const ESTABLISHED = 1
export const UNANSWERED = 2
export const HALF_OPEN = 3

/** What the conn_state [start, end) says of an answer; 0: nothing. */
export function stateWord(buffer: Uint8Array, start: number, end: number): number {
  if (isOneOf(buffer, start, end, established)) return ESTABLISHED
  if (isOneOf(buffer, start, end, unanswered)) return UNANSWERED
  return bytesEqual(buffer, start, end, halfOpen) ? HALF_OPEN : 0
}

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
  const state = stateWord(buffer, start, end)
  if (state === ESTABLISHED) {
    if (origBytes > 0) return YES
    return origBytes === 0 && respBytes === 0 ? NO : UNKNOWN
  }
  if (state === UNANSWERED) return NO
  const onlySynAndFin = (history & (ORIGINATOR_SYN | ORIGINATOR_WENT_ON)) === ORIGINATOR_SYN
  return onlySynAndFin && state === HALF_OPEN ? NO : UNKNOWN
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

const orNaN = (counter: number) => (counter < 0 ? Number.NaN : counter)

/** Counters of both ends into the draft, negative where the log has none: those of IP packets, else of payload. */
export function setCounters(
  draft: RecordDraft,
  [origIpBytes, respIpBytes]: readonly [number, number],
  [origBytes, respBytes]: readonly [number, number],
  [origPkts, respPkts]: readonly [number, number],
): void {
  if (origIpBytes >= 0 || respIpBytes >= 0) {
    draft.bytesLayer = LAYER_IP
    draft.sourceBytes = orNaN(origIpBytes)
    draft.destinationBytes = orNaN(respIpBytes)
  } else if (origBytes >= 0 || respBytes >= 0) {
    draft.bytesLayer = LAYER_PAYLOAD
    draft.sourceBytes = orNaN(origBytes)
    draft.destinationBytes = orNaN(respBytes)
  }
  draft.sourcePackets = orNaN(origPkts)
  draft.destinationPackets = orNaN(respPkts)
}

/**
 * Who began, into the draft, whose protocol and counters are set: TCP, the originator where the history (`historyWords`) has
 * its SYN or the responder's SYN+ACK; UDP and ICMP, the originator; never an end without a packet.
 */
export function setBegan(draft: RecordDraft, history: number): void {
  const { protocol } = draft
  const isWord =
    protocol === TCP
      ? (history & (ORIGINATOR_SYN | RESPONDER_SYN_ACK)) !== 0
      : protocol === UDP || protocol === ICMP || protocol === ICMPV6
  if (!isWord || draft.sourcePackets === 0) return
  draft.began = SOURCE
  draft.beganBy = BY_LOG
}

/** Type and code of ICMP into the draft, as Zeek has them in the place of ports; negative where it has none. */
export function setIcmp(draft: RecordDraft, originator: number, responder: number): void {
  draft.icmpType = originator
  draft.icmpCode = responder >= 0 && hasIcmpCounterpart(draft.protocol, originator) ? 0 : responder
}

/**
 * Times from here on are milliseconds (`LogAscii::json_timestamps`): as seconds they would be the year 5138, as
 * milliseconds 1973.
 */
export const MILLISECONDS_FROM = 100_000_000_000

/** Durations below zero by less than this many microseconds are what a clock's rounding leaves of none. */
const ROUNDED_AWAY = 1000

/** Microseconds that a connection lasted, of those that the log says. */
export const lastingMicros = (micros: number): number => (micros < 0 && micros > -ROUNDED_AWAY ? 0 : micros)
