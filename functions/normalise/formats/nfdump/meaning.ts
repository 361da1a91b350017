/** What fields of nfdump's records mean, in CSV as in JSON. */

import type { Address } from '../../../lib/addresses.ts'
import { BY_LOG, DENY, DESTINATION, LAYER_IP, type RecordDraft, SOURCE } from '../format.ts'
import { TCP } from '../framing/protocols.ts'
import type { TcpHalves } from '../framing/tcp-halves.ts'

export const NO_ZONE = 'print them in UTC: TZ=UTC nfdump …'
export const NO_END = 'some records have no end: they are read as if they ended when they began'
export const NO_SAMPLING =
  'CSV of nfdump does not say whether packets were sampled: every packet is taken to be counted; -o ndjson ' +
  'says it, and so may sources.csv'
export const SAMPLED =
  'some records are of sampled packets, multiplied by nfcapd with a rate that is not in the log: sampling is unknown'

const FLAG_LETTERS = 'FSRPAUEC'
const DOT = 46

/**
 * TCP flags of letters at fixed places (`...AP.SF`); −1 where none is set, which no packet of TCP shows (the exporter had
 * none to tell), or where there is anything else (`0xc2` of the oldest versions).
 */
export function flagsOf(buffer: Uint8Array, start: number, end: number): number {
  let flags = 0
  for (let i = start; i < end; i++) {
    const byte = buffer[i] ?? 0
    if (byte === DOT) continue
    const bit = FLAG_LETTERS.indexOf(String.fromCharCode(byte))
    if (bit < 0) return -1
    flags |= 1 << bit
  }
  return flags === 0 ? -1 : flags
}

/**
 * Sets the counters; 0 and below stand for none, as no flow is without a packet or a byte of IP. `out` counts what was sent
 * back (RFC 5103, `-B`, NSEL), but for records that have nothing else: those of exporters that count at the way out.
 * Returns whether the record shows both directions.
 */
export function setCounters(
  draft: RecordDraft,
  inPackets: number,
  inBytes: number,
  outPackets: number,
  outBytes: number,
): boolean {
  const hasIn = inPackets > 0 || inBytes > 0
  const isBoth = hasIn && (outPackets > 0 || outBytes > 0)
  draft.sourcePackets = orNone(hasIn ? inPackets : outPackets)
  draft.sourceBytes = orNone(hasIn ? inBytes : outBytes)
  // The other direction is another record; NaN where this one has no counters either.
  draft.destinationPackets = isBoth ? orNone(outPackets) : draft.sourcePackets * 0
  draft.destinationBytes = isBoth ? orNone(outBytes) : draft.sourceBytes * 0
  draft.bytesLayer = LAYER_IP
  return isBoth
}

const orNone = (counter: number): number => (counter > 0 ? counter : Number.NaN)

/** Values of biflowDirection (IANA, RFC 5103): who began is the log's own word. */
const INITIATOR = 1
const REVERSE_INITIATOR = 2

/** Sets flags of TCP (negative: unknown) and who began. */
export function setBegan(
  draft: RecordDraft,
  flags: number,
  isBoth: boolean,
  biDirection: number,
  halves: TcpHalves,
): void {
  // Of both directions nobody knows whose flags they are.
  if (draft.protocol === TCP && !isBoth) draft.sourceFlags = flags
  if (biDirection === INITIATOR || biDirection === REVERSE_INITIATOR) {
    draft.began = biDirection === INITIATOR ? SOURCE : DESTINATION
    draft.beganBy = BY_LOG
  } else {
    halves.decide(draft)
  }
}

/** Values of forwardingStatus (IANA, RFC 7270 section 4.12): dropped by an access list. */
const ACL_DENY = 129
const ACL_DROP = 130

/**
 * Sets what was done with the packets, where a policy says so; other reasons for dropping them are none. Where packets are
 * not counted, 0 for the other end still says whose record it is: a denied end that stands alone began.
 */
export function setForwarding(draft: RecordDraft, status: number): void {
  if (status !== ACL_DENY && status !== ACL_DROP) return
  draft.action = DENY
  if (Number.isNaN(draft.destinationPackets)) draft.destinationPackets = 0
}

/** Type and code of ICMP, as nfdump keeps them: type × 256 + code. */
export function setIcmp(draft: RecordDraft, typeAndCode: number): void {
  draft.icmpType = typeAndCode >> 8
  draft.icmpCode = typeAndCode & 255
}

/** Whether an address is 0.0.0.0 or `::`, which nfdump prints where a record has none. */
export const isUnspecified = ({ w0, w1, w2, w3 }: Address): boolean => (w0 | w1 | w2 | w3) === 0
