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
import { bytesOf } from '../framing/fields.ts'
import { REFUSED } from '../framing/json-fields.ts'
import { hasPorts, ICMP, ICMPV6, TCP, UDP } from '../framing/protocols.ts'
import type { SlotFields } from '../framing/slot-fields.ts'
import { isSyn, SYN } from '../framing/tcp-flags.ts'
import { type EveSlots, flagsOf, flowKey } from './fields.ts'
import { eveProtocol } from './protocols.ts'

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

const PROTOCOLS = [
  [bytesOf('TCP'), TCP],
  [bytesOf('UDP'), UDP],
] as const
const [FAILED, UNDETECTED, DROP, ACCEPTED, PASS] = ['failed', 'unknown', 'drop', 'accept', 'pass'].map(bytesOf) as [
  Uint8Array,
  Uint8Array,
  Uint8Array,
  Uint8Array,
  Uint8Array,
]

/** Fills the draft from the event that `fields` is at, by its slots; false where the event was rejected. */
export interface EveRecords {
  flow(slots: EveSlots, wrapped: boolean): boolean
  netflow(slots: EveSlots, wrapped: boolean): boolean
}

export function eveRecords(
  sink: RecordSink,
  fields: SlotFields,
  { sampling }: Pick<UploadContext, 'sampling'>,
): EveRecords {
  const { draft } = sink
  const firstHalves = boundedMap<string, FirstHalf>(HALVES)

  /** What both kinds of event have: ends, protocol, times (at the slots `start` and `end`), words. */
  function readCommon(slots: EveSlots, wrapped: boolean, start: number, end: number): boolean {
    draft.reset()
    if (!fields.address(slots.src_ip, draft.source) || !fields.address(slots.dest_ip, draft.destination)) return false
    if (!readProtocol(slots.proto)) return false
    if (hasPorts(draft.protocol) && !readPorts(slots)) return false
    if ((draft.protocol === ICMP || draft.protocol === ICMPV6) && !readIcmp(slots)) return false
    draft.startMs = fields.time(start)
    if (Number.isNaN(draft.startMs)) return false
    draft.endMs = fields.time(end)
    if (Number.isNaN(draft.endMs)) return false
    // `failed`: detection gave up, `unknown`: it did not start.
    if (!fields.isText(slots.app_proto, FAILED) && !fields.isText(slots.app_proto, UNDETECTED))
      draft.app = fields.id(slots.app_proto, LONGEST_WORD)
    draft.sampling = sampling ?? 1
    // AWS Network Firewall sees packets without their link layer, or with one of its own: it does not say.
    draft.bytesLayer = wrapped ? UNKNOWN : LAYER_ETHERNET
    return true
  }

  function readProtocol(slot: number): boolean {
    for (const [name, protocol] of PROTOCOLS) {
      if (!fields.isText(slot, name)) continue
      draft.protocol = protocol
      return true
    }
    const name = fields.text(slot)
    if (name === undefined) return fields.refuse('missing_field', slot)
    draft.protocol = eveProtocol(name)
    return true
  }

  function readPorts(slots: EveSlots): boolean {
    const source = fields.whole(slots.src_port, 65_535)
    if (source === REFUSED) return false
    const destination = fields.whole(slots.dest_port, 65_535)
    if (destination === REFUSED) return false
    if (source >= 0) draft.sourcePort = source
    if (destination >= 0) draft.destinationPort = destination
    return true
  }

  function readIcmp(slots: EveSlots): boolean {
    const type = fields.whole(slots.icmp_type, 255)
    if (type === REFUSED) return false
    const code = fields.whole(slots.icmp_code, 255)
    if (code === REFUSED) return false
    if (type >= 0) draft.icmpType = type
    if (code >= 0) draft.icmpCode = code
    return true
  }

  function readCounters(slots: EveSlots): boolean {
    draft.sourcePackets = fields.whole(slots['flow.pkts_toserver'], MAX)
    if (draft.sourcePackets === REFUSED) return false
    draft.destinationPackets = fields.whole(slots['flow.pkts_toclient'], MAX)
    if (draft.destinationPackets === REFUSED) return false
    draft.sourceBytes = fields.whole(slots['flow.bytes_toserver'], MAX)
    if (draft.sourceBytes === REFUSED) return false
    draft.destinationBytes = fields.whole(slots['flow.bytes_toclient'], MAX)
    return draft.destinationBytes !== REFUSED
  }

  function readFlowFlags(slots: EveSlots): boolean {
    const toServer = flagsOf(fields, slots['tcp.tcp_flags_ts'])
    if (toServer === REFUSED) return false
    const toClient = flagsOf(fields, slots['tcp.tcp_flags_tc'])
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
    flow(slots, wrapped) {
      if (!readCommon(slots, wrapped, slots['flow.start'], slots['flow.end']) || !readCounters(slots)) return false
      if (draft.protocol === TCP && !readFlowFlags(slots)) return false
      if (beganBySource(draft)) {
        draft.began = SOURCE
        draft.beganBy = BY_LOG
      }
      draft.state = fields.id(slots['flow.state'], LONGEST_WORD)
      const action = slots['flow.action']
      if (fields.isText(action, DROP)) draft.action = DENY
      else if (fields.isText(action, ACCEPTED) || fields.isText(action, PASS)) draft.action = ACCEPT
      return true
    },

    netflow(slots, wrapped) {
      if (!readCommon(slots, wrapped, slots['netflow.start'], slots['netflow.end'])) return false
      draft.sourcePackets = fields.whole(slots['netflow.pkts'], MAX)
      if (draft.sourcePackets === REFUSED) return false
      draft.sourceBytes = fields.whole(slots['netflow.bytes'], MAX)
      if (draft.sourceBytes === REFUSED) return false
      // The other direction is another record; NaN where this one has no counters either.
      draft.destinationPackets = draft.sourcePackets * 0
      draft.destinationBytes = draft.sourceBytes * 0
      if (draft.protocol === TCP) {
        const flags = flagsOf(fields, slots['tcp.tcp_flags'])
        if (flags === REFUSED) return false
        if (flags > 0) draft.sourceFlags = flags
      }
      decideHalf(slots.flow_id)
      return true
    },
  }

  /**
   * Suricata writes the half to the server, then, where the server sent anything, the half to the client, with the same
   * flow_id. The flags of either are OR-ed over the flow, so that both ends may show SYN and ACK: only the pair tells
   * who began. A half whose partner is in another file stays unknown, but for a SYN that no ACK followed.
   */
  function decideHalf(flowId: number): void {
    const id = flowKey(fields, flowId)
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
