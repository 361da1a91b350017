/** EVE flow and netflow events as records. */

import { formatAddress } from '../../../lib/addresses.ts'
import {
  ACCEPT,
  BY_LOG,
  BY_SYN,
  DENY,
  DESTINATION,
  LAYER_ETHERNET,
  NO,
  type RecordDraft,
  type RecordSink,
  SOURCE,
  UNKNOWN,
  type UploadContext,
  YES,
} from '../format.ts'
import { boundedMap } from '../framing/bounded-map.ts'
import { cutText } from '../framing/cut-text.ts'
import { innerOf, JsonFields, REFUSED, textOf } from '../framing/json-fields.ts'
import type { JsonObject } from '../framing/json-values.ts'
import { hasPorts, ICMP, ICMPV6, TCP } from '../framing/protocols.ts'
import { isSyn, SYN } from '../framing/tcp-flags.ts'
import { zonelessTimes } from '../framing/time-zones.ts'
import { flagsOf, flowKey } from './fields.ts'
import { eveProtocol } from './protocols.ts'

/** Suricata itself writes an offset; what ships its events may drop it. */
const NO_ZONE = 'let what ships the events keep their times as Suricata writes them, with an offset'
const MAX = Number.MAX_SAFE_INTEGER
/** First halves of netflow pairs that are remembered; Suricata writes the second right after. */
const HALVES = 4096
/** Longest application or state that is kept; Suricata's own have at most 15 characters. */
const LONGEST_WORD = 64

/** The first half of a netflow pair: its destination, and whether its source is known to have begun. */
interface FirstHalf {
  destination: string
  began: boolean
}

/** Fills the draft from an event; false where the event was rejected. */
export interface EveRecords {
  flow(event: JsonObject, prefix: string, wrapped: boolean): boolean
  netflow(event: JsonObject, prefix: string, wrapped: boolean): boolean
}

export function eveRecords(sink: RecordSink, { timeZone, sampling }: Omit<UploadContext, 'key'>): EveRecords {
  const { draft } = sink
  const fields = new JsonFields(sink, zonelessTimes(sink, { timeZone }, NO_ZONE))
  const firstHalves = boundedMap<string, FirstHalf>(HALVES)

  /** What both kinds of event have: ends, protocol, times (of the inner object `of`), words. */
  function readCommon(event: JsonObject, wrapped: boolean, of: string, times: JsonObject): boolean {
    draft.reset()
    if (
      !fields.address(event, 'src_ip', 'src_ip', draft.source) ||
      !fields.address(event, 'dest_ip', 'dest_ip', draft.destination)
    )
      return false
    const protocol = textOf(event.proto)
    if (protocol === undefined) return fields.refuse('missing_field', 'proto', event.proto)
    draft.protocol = eveProtocol(protocol)
    if (hasPorts(draft.protocol) && !readPorts(event)) return false
    if ((draft.protocol === ICMP || draft.protocol === ICMPV6) && !readIcmp(event)) return false
    draft.startMs = fields.time(times, 'start', `${of}.start`)
    if (Number.isNaN(draft.startMs)) return false
    draft.endMs = fields.time(times, 'end', `${of}.end`)
    if (Number.isNaN(draft.endMs)) return false
    const app = textOf(event.app_proto)
    // `failed`: detection gave up, `unknown`: it did not start.
    if (app !== undefined && app !== 'failed' && app !== 'unknown')
      draft.app = sink.strings.fromString(cutText(app, LONGEST_WORD))
    draft.sampling = sampling ?? 1
    // AWS Network Firewall sees packets without their link layer, or with one of its own: it does not say.
    draft.bytesLayer = wrapped ? UNKNOWN : LAYER_ETHERNET
    return true
  }

  function readPorts(event: JsonObject): boolean {
    const source = fields.whole(event, 'src_port', 'src_port', 65_535)
    if (source === REFUSED) return false
    const destination = fields.whole(event, 'dest_port', 'dest_port', 65_535)
    if (destination === REFUSED) return false
    if (source >= 0) draft.sourcePort = source
    if (destination >= 0) draft.destinationPort = destination
    return true
  }

  function readIcmp(event: JsonObject): boolean {
    const type = fields.whole(event, 'icmp_type', 'icmp_type', 255)
    if (type === REFUSED) return false
    const code = fields.whole(event, 'icmp_code', 'icmp_code', 255)
    if (code === REFUSED) return false
    if (type >= 0) draft.icmpType = type
    if (code >= 0) draft.icmpCode = code
    return true
  }

  function readCounters(flow: JsonObject): boolean {
    draft.sourcePackets = fields.whole(flow, 'pkts_toserver', 'flow.pkts_toserver', MAX)
    if (draft.sourcePackets === REFUSED) return false
    draft.destinationPackets = fields.whole(flow, 'pkts_toclient', 'flow.pkts_toclient', MAX)
    if (draft.destinationPackets === REFUSED) return false
    draft.sourceBytes = fields.whole(flow, 'bytes_toserver', 'flow.bytes_toserver', MAX)
    if (draft.sourceBytes === REFUSED) return false
    draft.destinationBytes = fields.whole(flow, 'bytes_toclient', 'flow.bytes_toclient', MAX)
    return draft.destinationBytes !== REFUSED
  }

  function readFlowFlags(tcp: JsonObject): boolean {
    const toServer = flagsOf(fields, tcp, 'tcp_flags_ts')
    if (toServer === REFUSED) return false
    const toClient = flagsOf(fields, tcp, 'tcp_flags_tc')
    if (toClient === REFUSED) return false
    // Both 0 is what Suricata writes where it followed no session: no TCP packet is without flags.
    if (!(toServer > 0 || toClient > 0)) return true
    draft.sourceFlags = toServer >= 0 ? toServer : -1
    draft.destinationFlags = toClient >= 0 ? toClient : -1
    if ((toClient & SYN) !== 0) draft.answered = YES
    else if ((toServer & SYN) !== 0 && toClient >= 0) draft.answered = NO
    return true
  }

  return {
    flow(event, prefix, wrapped) {
      fields.setPrefix(prefix)
      const flow = innerOf(event, 'flow')
      if (!readCommon(event, wrapped, 'flow', flow) || !readCounters(flow)) return false
      if (draft.protocol === TCP && !readFlowFlags(innerOf(event, 'tcp'))) return false
      if (beganBySource(draft)) {
        draft.began = SOURCE
        draft.beganBy = BY_LOG
      }
      const state = textOf(flow.state)
      if (state !== undefined) draft.state = sink.strings.fromString(cutText(state, LONGEST_WORD))
      if (flow.action === 'drop') draft.action = DENY
      else if (flow.action === 'accept' || flow.action === 'pass') draft.action = ACCEPT
      return true
    },

    netflow(event, prefix, wrapped) {
      fields.setPrefix(prefix)
      const netflow = innerOf(event, 'netflow')
      if (!readCommon(event, wrapped, 'netflow', netflow)) return false
      draft.sourcePackets = fields.whole(netflow, 'pkts', 'netflow.pkts', MAX)
      if (draft.sourcePackets === REFUSED) return false
      draft.sourceBytes = fields.whole(netflow, 'bytes', 'netflow.bytes', MAX)
      if (draft.sourceBytes === REFUSED) return false
      // The other direction is another record; NaN where this one has no counters either.
      draft.destinationPackets = draft.sourcePackets * 0
      draft.destinationBytes = draft.sourceBytes * 0
      if (draft.protocol === TCP) {
        const flags = flagsOf(fields, innerOf(event, 'tcp'), 'tcp_flags')
        if (flags === REFUSED) return false
        if (flags > 0) draft.sourceFlags = flags
      }
      decideHalf(event)
      return true
    },
  }

  /**
   * Suricata writes the half to the server, then, where the server sent anything, the half to the client, with the same
   * flow_id. The flags of either are OR-ed over the flow, so that both ends may show SYN and ACK: only the pair tells
   * who began. A half whose partner is in another file stays unknown, but for a SYN that no ACK followed.
   */
  function decideHalf(event: JsonObject): void {
    const id = flowKey(event.flow_id)
    const first = id === undefined ? undefined : firstHalves.get(id)
    if (id !== undefined && first?.destination === `${formatAddress(draft.source)} ${draft.sourcePort}`) {
      firstHalves.delete(id)
      if (first.began) {
        draft.began = DESTINATION
        draft.beganBy = BY_LOG
      }
      if (draft.protocol === TCP && (draft.sourceFlags & SYN) !== 0 && draft.sourceFlags >= 0) draft.answered = YES
      return
    }
    if (id !== undefined) {
      const destination = `${formatAddress(draft.destination)} ${draft.destinationPort}`
      firstHalves.set(id, { destination, began: beganBySource(draft) })
    }
    if (isSyn(draft.sourceFlags)) {
      draft.began = SOURCE
      draft.beganBy = BY_SYN
    }
  }
}

/**
 * Whether the log says that the client (source) began. TCP: it sent a SYN. Others: Suricata takes the end whose packet it
 * saw first, corrected by what the application protocol shows, as Zeek's originator. An end without a packet did not.
 */
function beganBySource(draft: RecordDraft): boolean {
  if (draft.protocol === TCP) return draft.sourceFlags >= 0 && (draft.sourceFlags & SYN) !== 0
  return draft.sourcePackets > 0
}
