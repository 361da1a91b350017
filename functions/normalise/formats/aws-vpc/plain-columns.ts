import type { PlainColumn } from '../format.ts'
import type { VpcColumns } from './header.ts'

/**
 * What each column is where lines are read many at a time: plain are those in which all of these have a word. Empty where
 * the header lacks one that every plain line has. A packet's own addresses stand for those of the interface.
 */
export function plainColumns(columns: VpcColumns): (PlainColumn | undefined)[] {
  const needed = {
    source: columns.pktSrcaddr < 0 ? columns.srcaddr : columns.pktSrcaddr,
    destination: columns.pktDstaddr < 0 ? columns.dstaddr : columns.pktDstaddr,
    sourcePort: columns.srcport,
    destinationPort: columns.dstport,
    protocol: columns.protocol,
    sourcePackets: columns.packets,
    sourceBytes: columns.bytes,
    start: columns.start,
    end: columns.end,
    exporter: columns.exporter,
  }
  if (Object.values(needed).some(place => place < 0)) return []
  const places = { ...needed, action: columns.action, status: columns.logStatus, flags: columns.tcpFlags }
  const names = Object.keys(places) as (keyof typeof places)[]
  return columns.names.map((_, at) => names.find(name => places[name] === at))
}
