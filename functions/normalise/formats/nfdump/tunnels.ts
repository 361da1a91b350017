/**
 * Tunnelled flows in nfdump's CSV. nfdump prints the tunnel (its addresses, and 4, 41 or 47 as protocol) as a line of its own
 * before the flow. From 1.7.5 on that line repeats times, counters and ports of the flow (`csv_record` in
 * src/output/output_csv.c); to 1.7.4 it has neither addresses nor counters.
 */
import { BAD, type FieldRow } from '../framing/field-row.ts'
import { bytesEqual, bytesOf } from '../framing/fields.ts'
import type { NfdumpColumns } from './columns.ts'
import { readDestinationPort } from './csv-fields.ts'

const tunnels = ['4', '41', '47', 'IPIP', 'IPv6', 'GRE'].map(bytesOf)

/** Whether a row may be the tunnel of the flow that the next row tells of. */
export function maybeTunnel(row: FieldRow, columns: NfdumpColumns): boolean {
  return columns.printsTunnels && isTunnelProtocol(row, columns)
}

/** Whether the protocol of a row is one of those of tunnels, as a number or by nfdump's name. */
export function isTunnelProtocol(row: FieldRow, { protocol }: NfdumpColumns): boolean {
  return tunnels.some(known => row.equals(protocol, known))
}

/** Whether `outer` is the tunnel of `row`: another protocol, and all else that both lines have is the same. */
export function isTunnelOf(outer: FieldRow, row: FieldRow, columns: NfdumpColumns): boolean {
  const { first, last, duration, packets, bytes, outPackets, outBytes, sourcePort, destinationPort } = columns
  if (isSame(outer, row, columns.protocol)) return false
  const shared = [first, last, duration, packets, bytes, outPackets, outBytes, sourcePort]
  if (!shared.every(column => column < 0 || isSame(outer, row, column))) return false
  const port = readDestinationPort(outer, destinationPort)
  return port !== BAD && port === readDestinationPort(row, destinationPort)
}

const isSame = (one: FieldRow, other: FieldRow, column: number): boolean =>
  bytesEqual(
    one.buffer,
    one.startOf(column),
    one.endOf(column),
    other.buffer.subarray(other.startOf(column), other.endOf(column)),
  )
