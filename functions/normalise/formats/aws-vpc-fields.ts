import type { VpcColumns } from './aws-vpc-header.ts'
import { type FieldRow, UNSET } from './field-row.ts'
import { BY_SYN, DESTINATION, LAYER_IP, type RecordDraft, SOURCE } from './format.ts'
import { hasPorts, TCP } from './protocols.ts'

const SYN = 2
const ACK = 16

/** Protocol, ports, counters and flags of a VPC row into the draft; false where the row was refused. */
export function readNumbers(row: FieldRow, columns: VpcColumns, draft: RecordDraft): boolean {
  draft.protocol = row.whole(columns.protocol, 255)
  if (draft.protocol < 0) return row.refuse('bad_number', columns.protocol, 'protocol')
  if (hasPorts(draft.protocol)) {
    draft.sourcePort = row.whole(columns.srcport, 65_535)
    if (draft.sourcePort < UNSET) return row.refuse('bad_number', columns.srcport, 'srcport')
    draft.destinationPort = row.whole(columns.dstport, 65_535)
    if (draft.destinationPort < UNSET) return row.refuse('bad_number', columns.dstport, 'dstport')
  }
  const bytes = row.whole(columns.bytes, Number.MAX_SAFE_INTEGER)
  if (bytes < UNSET) return row.refuse('bad_number', columns.bytes, 'bytes')
  if (bytes >= 0) {
    draft.sourceBytes = bytes
    draft.destinationBytes = 0
    draft.bytesLayer = LAYER_IP
  }
  const packets = row.whole(columns.packets, Number.MAX_SAFE_INTEGER)
  if (packets < UNSET) return row.refuse('bad_number', columns.packets, 'packets')
  if (packets >= 0) {
    draft.sourcePackets = packets
    draft.destinationPackets = 0
  }
  draft.sampling = 1
  const flags = row.whole(columns.tcpFlags, 255)
  if (flags < UNSET) return row.refuse('bad_number', columns.tcpFlags, 'tcp-flags')
  if (flags >= 0 && draft.protocol === TCP) {
    draft.sourceFlags = flags
    if ((flags & SYN) !== 0) {
      draft.began = (flags & ACK) === 0 ? SOURCE : DESTINATION
      draft.beganBy = BY_SYN
    }
  }
  return true
}
