/** What fields of VPC flow logs mean, in text, in Parquet and as events of another schema. */
import { BY_SYN, DENY, DESTINATION, LAYER_IP, type RecordDraft, type RecordSink, SOURCE } from '../format.ts'
import { TCP } from './protocols.ts'
import { ACK, SYN } from './tcp-flags.ts'

/** Times from here on are milliseconds: as seconds they would be the year 5138, as milliseconds 1973. */
const MILLISECONDS_FROM = 100_000_000_000

/** Epoch ms of `start` or `end`, which AWS writes in seconds. */
export function vpcTimeMs(value: number, sink: Pick<RecordSink, 'warn'>): number {
  if (value < MILLISECONDS_FROM) return value * 1000
  sink.warn('times are in milliseconds, where AWS writes seconds: read as milliseconds')
  return value
}

/** Sets the counters that are known (not negative). A record shows one direction: nothing of the other is in it. */
export function setVpcCounters(draft: RecordDraft, bytes: number, packets: number): void {
  if (bytes >= 0) {
    draft.sourceBytes = bytes
    draft.destinationBytes = 0
    draft.bytesLayer = LAYER_IP
  }
  if (packets >= 0) {
    draft.sourcePackets = packets
    draft.destinationPackets = 0
  }
  draft.sampling = 1
}

/**
 * Denies the record. Where packets are not counted, 0 for the other end still says whose record it is: a denied end that
 * stands alone began.
 */
export function setVpcDenied(draft: RecordDraft): void {
  draft.action = DENY
  draft.destinationPackets = 0
}

/**
 * Sets `tcp-flags` where they are known (not negative): the source's, OR-ed over the window. AWS logs ACK only with SYN,
 * so SYN without ACK means that the source began, SYN with ACK that the destination did.
 */
export function setVpcFlags(draft: RecordDraft, flags: number): void {
  if (flags < 0 || draft.protocol !== TCP) return
  draft.sourceFlags = flags
  if ((flags & SYN) === 0) return
  draft.began = (flags & ACK) === 0 ? SOURCE : DESTINATION
  draft.beganBy = BY_SYN
}

/** Warning where markers are guessed. */
export const NO_LOG_STATUS =
  'log-status is not logged: records without addresses are taken for NODATA, lost records are not seen'
