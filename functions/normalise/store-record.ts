/** A record with a watched end as rows: one of each UTC day that it touches, told from the watched end. */
import { beganByPort } from './began-by-port.ts'
import type { Enricher } from './enrich/enricher.ts'
import { BY_LOG, BY_NONE, type End, type RecordDraft, SOURCE, UNKNOWN } from './formats/format.ts'
import type { Spool } from './landing/spool.ts'

const DAY_MS = 86_400_000
const SCOPE_EXTERNAL = 0
const SCOPE_INTERNAL = 1
const SCOPE_SPECIAL = 2
const PORT_RULE = 3

/**
 * Stores the draft. `ordinal`: its line or place in the upload; networks: their indexes, -1 for an end that is not watched. An
 * internal record is counted at the sender's network.
 */
export function storeRecord(
  draft: RecordDraft,
  ordinal: number,
  sourceNetwork: number,
  destinationNetwork: number,
  spool: Spool,
  enricher: Enricher,
): void {
  const startMs = Math.floor(draft.startMs)
  const endMs = Math.floor(draft.endMs)
  const { source, destination } = draft
  const { addresses } = spool
  const sourceIsLocal = sourceNetwork >= 0
  const network = sourceIsLocal ? sourceNetwork : destinationNetwork
  const remoteNetwork = sourceIsLocal ? destinationNetwork : -1
  const local = addresses.id(sourceIsLocal ? source : destination)
  const remote = addresses.id(sourceIsLocal ? destination : source)
  const scope = remoteNetwork >= 0 ? SCOPE_INTERNAL : addresses.isSpecial(remote) ? SCOPE_SPECIAL : SCOPE_EXTERNAL
  const localPort = sourceIsLocal ? draft.sourcePort : draft.destinationPort
  const remotePort = sourceIsLocal ? draft.destinationPort : draft.sourcePort
  let began = orient(draft.began, sourceIsLocal)
  let beganBy: number = draft.beganBy
  if (began === UNKNOWN) {
    began = beganByPort(enricher, draft.protocol, localPort, remotePort)
    beganBy = began === UNKNOWN ? BY_NONE : PORT_RULE
  } else if (beganBy === BY_NONE) beganBy = BY_LOG
  const firstDay = Math.floor(startMs / DAY_MS)
  const lastDay = Math.floor(endMs / DAY_MS)
  for (let day = firstDay; day <= lastDay; day++) {
    const buffer = spool.bufferOf(day)
    const i = buffer.rows
    buffer.startMs[i] = startMs
    buffer.endMs[i] = endMs
    buffer.part[i] = day - firstDay
    buffer.network[i] = network
    buffer.remoteNetwork[i] = remoteNetwork
    buffer.scope[i] = scope
    buffer.local[i] = local
    buffer.remote[i] = remote
    buffer.localPort[i] = localPort
    buffer.remotePort[i] = remotePort
    buffer.protocol[i] = draft.protocol
    buffer.icmpType[i] = draft.icmpType
    buffer.icmpCode[i] = draft.icmpCode
    buffer.bytesOut[i] = sourceIsLocal ? draft.sourceBytes : draft.destinationBytes
    buffer.bytesIn[i] = sourceIsLocal ? draft.destinationBytes : draft.sourceBytes
    buffer.packetsOut[i] = sourceIsLocal ? draft.sourcePackets : draft.destinationPackets
    buffer.packetsIn[i] = sourceIsLocal ? draft.destinationPackets : draft.sourcePackets
    buffer.bytesLayer[i] = draft.bytesLayer
    buffer.sampling[i] = draft.sampling
    buffer.flagsOut[i] = sourceIsLocal ? draft.sourceFlags : draft.destinationFlags
    buffer.flagsIn[i] = sourceIsLocal ? draft.destinationFlags : draft.sourceFlags
    buffer.state[i] = draft.state
    buffer.action[i] = draft.action
    buffer.began[i] = began
    buffer.beganBy[i] = beganBy
    buffer.answered[i] = draft.answered
    buffer.app[i] = draft.app
    buffer.host[i] = draft.host
    buffer.exporter[i] = draft.exporter
    buffer.record[i] = ordinal
    spool.added(buffer)
  }
}

/** Turns source/destination into local (1) and remote (2), the codes of BEGAN. */
const orient = (end: End, sourceIsLocal: boolean): number =>
  end === UNKNOWN ? 0 : (end === SOURCE) === sourceIsLocal ? 1 : 2
