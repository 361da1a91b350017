/** Ports and counters of an Argus row. */
import { LAYER_ETHERNET, type RecordDraft, type RecordSink } from '../format.ts'
import { BAD, type FieldRow, UNSET } from '../framing/field-row.ts'
import { foundText } from '../framing/fields.ts'
import { hasPorts, ICMP, ICMPV6, TCP, UDP } from '../framing/protocols.ts'
import type { ArgusColumns } from './columns.ts'
import { namedPort } from './unreadable.ts'
import type { Direction } from './words.ts'

const MAX = Number.MAX_SAFE_INTEGER
const [ZERO, LETTER_X] = [48, 120] as const

/** A number in decimal, or in hexadecimal after `0x`; UNSET or BAD where it is neither. */
function readNumber(row: FieldRow, column: number, max: number): number {
  row.trim(column)
  const value = row.whole(column, max)
  if (value !== BAD) return value
  const start = row.startOf(column)
  const end = row.endOf(column)
  if (row.buffer[start] !== ZERO || row.buffer[start + 1] !== LETTER_X || end - start > 10) return BAD
  const digits = foundText(row.buffer, start + 2, end)
  if (!/^[0-9a-fA-F]+$/.test(digits)) return BAD
  const number = Number.parseInt(digits, 16)
  return number <= max ? number : BAD
}

/** Name of a service (RFC 6335, section 5.1), which no address, number or cut field is. */
const SERVICE = /^[a-z][a-z0-9-]{0,14}$/i

/** Ports, or type and code of ICMP, into the draft, whose protocol is set; false where the row was refused. */
export function readPorts(row: FieldRow, columns: ArgusColumns, draft: RecordDraft, sink: RecordSink): boolean {
  const { sourcePort, destinationPort } = columns
  const isIcmp = draft.protocol === ICMP || draft.protocol === ICMPV6
  if (!isIcmp && !hasPorts(draft.protocol)) return true
  const source = readNumber(row, sourcePort, 65_535)
  if (source === BAD) return refusePort(row, sourcePort, 'Sport', draft.protocol, sink)
  // Of ICMP other than type and code: an id, or what the message is about.
  const destination = readNumber(row, destinationPort, 65_535)
  if (destination === BAD && draft.protocol !== ICMP)
    return refusePort(row, destinationPort, 'Dport', draft.protocol, sink)
  if (draft.protocol === ICMP) {
    if (source >= 0) {
      draft.icmpType = source & 255
      draft.icmpCode = source >> 8
    }
  } else if (draft.protocol === ICMPV6) {
    if (source > 255) return row.refuse('bad_number', sourcePort, 'Sport')
    draft.icmpType = source
    draft.icmpCode = destination <= 255 ? destination : UNSET
  } else {
    // ra prints nothing for port 0, and of SCTP, whose ports it does not read.
    const none = draft.protocol === TCP || draft.protocol === UDP ? 0 : UNSET
    draft.sourcePort = source >= 0 || sourcePort < 0 ? source : none
    draft.destinationPort = destination >= 0 || destinationPort < 0 ? destination : none
  }
  return true
}

/** A name where a number should be is one in every row of a service that has a name: the whole file is refused. */
function refusePort(row: FieldRow, column: number, name: string, protocol: number, sink: RecordSink): false {
  const found = foundText(row.buffer, row.startOf(column), row.endOf(column))
  if ((protocol === TCP || protocol === UDP) && SERVICE.test(found)) sink.refuse(namedPort(found))
  return row.refuse('bad_number', column, name)
}

/** Counters into the draft; false where the row was refused. */
export function readCounters(
  row: FieldRow,
  columns: ArgusColumns,
  draft: RecordDraft,
  arrows: Direction | undefined,
): boolean {
  const packets = readNumber(row, columns.packets, MAX)
  if (packets === BAD) return row.refuse('bad_number', columns.packets, 'TotPkts')
  const sourcePackets = readNumber(row, columns.sourcePackets, MAX)
  if (sourcePackets === BAD) return row.refuse('bad_number', columns.sourcePackets, 'SrcPkts')
  const destinationPackets = readNumber(row, columns.destinationPackets, MAX)
  if (destinationPackets === BAD) return row.refuse('bad_number', columns.destinationPackets, 'DstPkts')
  const bytes = readNumber(row, columns.bytes, MAX)
  if (bytes === BAD) return row.refuse('bad_number', columns.bytes, 'TotBytes')
  const sourceBytes = readNumber(row, columns.sourceBytes, MAX)
  if (sourceBytes === BAD) return row.refuse('bad_number', columns.sourceBytes, 'SrcBytes')
  const destinationBytes = readNumber(row, columns.destinationBytes, MAX)
  if (destinationBytes === BAD) return row.refuse('bad_number', columns.destinationBytes, 'DstBytes')
  if (packets >= 0 && sourcePackets > packets) return row.refuse('bad_number', columns.sourcePackets, 'SrcPkts')
  if (bytes >= 0 && sourceBytes > bytes) return row.refuse('bad_number', columns.sourceBytes, 'SrcBytes')

  draft.sourceBytes = counterOf(sourceBytes, bytes, destinationBytes)
  draft.destinationBytes = counterOf(destinationBytes, bytes, sourceBytes)
  draft.sourcePackets = counterOf(sourcePackets, packets, destinationPackets)
  draft.destinationPackets = counterOf(destinationPackets, packets, sourcePackets)
  const silent = silentEnd(draft, arrows)
  if (silent !== 0) giveAll(draft, silent, packets, bytes)
  draft.bytesLayer = LAYER_ETHERNET
  return true
}

/** A counter of one end: its own, else the total without the other's. */
function counterOf(own: number, total: number, other: number): number {
  if (own >= 0) return own
  return total >= 0 && other >= 0 && total >= other ? total - other : Number.NaN
}

/** The end that sent nothing, where the log says so: 1 the source, 2 the destination, 0 neither. */
function silentEnd(draft: RecordDraft, arrows: Direction | undefined): 0 | 1 | 2 {
  if (draft.sourceBytes === 0 || draft.sourcePackets === 0) return 1
  if (draft.destinationBytes === 0 || draft.destinationPackets === 0) return 2
  // Of TCP the arrow shows who sent the SYN.
  if (arrows === undefined || draft.protocol === TCP || arrows.toLeft === arrows.toRight) return 0
  return arrows.toLeft ? 1 : 2
}

/** Where one end sent nothing, the totals are the other's. */
function giveAll(draft: RecordDraft, silent: 1 | 2, packets: number, bytes: number): void {
  const orNone = (total: number) => (total >= 0 ? total : Number.NaN)
  if (silent === 1) {
    if (Number.isNaN(draft.sourcePackets) && packets >= 0) draft.sourcePackets = 0
    if (Number.isNaN(draft.sourceBytes) && bytes >= 0) draft.sourceBytes = 0
    if (Number.isNaN(draft.destinationPackets)) draft.destinationPackets = orNone(packets)
    if (Number.isNaN(draft.destinationBytes)) draft.destinationBytes = orNone(bytes)
  } else {
    if (Number.isNaN(draft.destinationPackets) && packets >= 0) draft.destinationPackets = 0
    if (Number.isNaN(draft.destinationBytes) && bytes >= 0) draft.destinationBytes = 0
    if (Number.isNaN(draft.sourcePackets)) draft.sourcePackets = orNone(packets)
    if (Number.isNaN(draft.sourceBytes)) draft.sourceBytes = orNone(bytes)
  }
}
