/** Flow records of one file or group of files, as any implementation reads them, and what differs between two. */
import type { RecordedRow } from '../support/recording-sink.ts'

/** A record of one implementation. What it has no word on counts as 0. */
export interface PeerRow {
  source: string
  destination: string
  sourcePort?: number
  destinationPort?: number
  protocol?: number
  bytes?: number
  packets?: number
  bytesBack?: number
  packetsBack?: number
}

/** Sums of the records of a 5-tuple, or of all. */
export interface Sums {
  rows: number
  bytes: number
  packets: number
}

export const sumOf = (rows: readonly PeerRow[]): Sums => ({
  rows: rows.length,
  bytes: rows.reduce((sum, { bytes = 0, bytesBack = 0 }) => sum + bytes + bytesBack, 0),
  packets: rows.reduce((sum, { packets = 0, packetsBack = 0 }) => sum + packets + packetsBack, 0),
})

/** The rows of one 5-tuple each. */
function byTuple(rows: readonly PeerRow[]): Map<string, PeerRow[]> {
  const tuples = new Map<string, PeerRow[]>()
  for (const row of rows) {
    const { source, destination, sourcePort = 0, destinationPort = 0, protocol = 0 } = row
    const key = [source, destination, sourcePort, destinationPort, protocol].join(' ')
    tuples.set(key, [...(tuples.get(key) ?? []), row])
  }
  return tuples
}

/** Sums of one of them. */
export const sumOfTuple = (rows: readonly PeerRow[], tuple: string): Sums => sumOf(byTuple(rows).get(tuple) ?? [])

/** 5-tuples of which rows, bytes or packets differ. */
export function differingTuples(ours: readonly PeerRow[], theirs: readonly PeerRow[]): string[] {
  const [own, other] = [byTuple(ours), byTuple(theirs)]
  return [...new Set([...own.keys(), ...other.keys()])].filter(key => {
    const [a, b] = [sumOf(own.get(key) ?? []), sumOf(other.get(key) ?? [])]
    return a.rows !== b.rows || a.bytes !== b.bytes || a.packets !== b.packets
  })
}

/** What our reader gives, in the same form. ICMP has its type and code where exporters put them: in the destination's port. */
export const ownRows = (rows: readonly RecordedRow[]): PeerRow[] =>
  rows.map(row => ({
    source: row.source,
    destination: row.destination,
    sourcePort: row.sourcePort ?? 0,
    destinationPort: row.icmpType === null ? (row.destinationPort ?? 0) : row.icmpType * 256 + (row.icmpCode ?? 0),
    protocol: row.protocol,
    bytes: row.sourceBytes ?? 0,
    packets: row.sourcePackets ?? 0,
    bytesBack: row.destinationBytes ?? 0,
    packetsBack: row.destinationPackets ?? 0,
  }))
