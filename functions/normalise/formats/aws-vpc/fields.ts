import type { RecordDraft } from '../format.ts'
import { type FieldRow, UNSET } from '../framing/field-row.ts'
import { hasPorts } from '../framing/protocols.ts'
import { setVpcCounters, setVpcFlags } from '../framing/vpc-record.ts'
import type { VpcColumns } from './header.ts'

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
  const packets = row.whole(columns.packets, Number.MAX_SAFE_INTEGER)
  if (packets < UNSET) return row.refuse('bad_number', columns.packets, 'packets')
  const flags = row.whole(columns.tcpFlags, 255)
  if (flags < UNSET) return row.refuse('bad_number', columns.tcpFlags, 'tcp-flags')
  setVpcCounters(draft, bytes, packets)
  setVpcFlags(draft, flags)
  return true
}
