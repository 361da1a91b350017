/** Data records as flow records. */
import { readIpv4, readIpv6, wordAt } from '../../../lib/addresses.ts'
import {
  ACCEPT,
  BY_LOG,
  BY_SYN,
  DENY,
  DESTINATION,
  LAYER_ETHERNET,
  LAYER_IP,
  LAYER_PAYLOAD,
  type RecordDraft,
  type RecordSink,
  SOURCE,
  UNKNOWN,
  YES,
} from '../format.ts'
import { hasPorts, ICMP, ICMPV6, TCP, UNKNOWN_PROTOCOL } from '../framing/protocols.ts'
import { tcpHalves } from '../framing/tcp-halves.ts'
import type { ExportTime } from './export-time.ts'
import type { Sampling } from './sampling.ts'
import type { Template } from './template.ts'
import { type RecordValues, slotOf } from './values.ts'

const SOURCE_4 = slotOf('source4')
const SOURCE_6 = slotOf('source6')
const DESTINATION_4 = slotOf('destination4')
const DESTINATION_6 = slotOf('destination6')
const NAT_4 = slotOf('natDestination4')
const NAT_6 = slotOf('natDestination6')
const NAT_PORT = slotOf('natDestinationPort')
const SOURCE_PORT = slotOf('sourcePort')
const DESTINATION_PORT = slotOf('destinationPort')
const PROTOCOL = slotOf('protocol')
const VERSION = slotOf('version')
const OCTETS = slotOf('octets')
const PACKETS = slotOf('packets')
const POST_OCTETS = slotOf('postOctets')
const POST_PACKETS = slotOf('postPackets')
const LAYER_2_OCTETS = slotOf('layer2Octets')
const REVERSE_OCTETS = slotOf('reverseOctets')
const REVERSE_PACKETS = slotOf('reversePackets')
const INITIATOR_OCTETS = slotOf('initiatorOctets')
const RESPONDER_OCTETS = slotOf('responderOctets')
const INITIATOR_PACKETS = slotOf('initiatorPackets')
const RESPONDER_PACKETS = slotOf('responderPackets')
const FLAGS = slotOf('flags')
const FIRST_FLAGS = slotOf('firstFlags')
const LATER_FLAGS = slotOf('laterFlags')
const REVERSE_FLAGS = slotOf('reverseFlags')
const REVERSE_FIRST_FLAGS = slotOf('reverseFirstFlags')
const REVERSE_LATER_FLAGS = slotOf('reverseLaterFlags')
const ICMP_4 = slotOf('icmp4')
const ICMP_6 = slotOf('icmp6')
const ICMP_4_TYPE = slotOf('icmp4Type')
const ICMP_4_CODE = slotOf('icmp4Code')
const ICMP_6_TYPE = slotOf('icmp6Type')
const ICMP_6_CODE = slotOf('icmp6Code')
const BIFLOW_DIRECTION = slotOf('biflowDirection')
const FIREWALL_EVENT = slotOf('firewallEvent')
const FORWARDING = slotOf('forwarding')

const SYN = 2
const ACK = 16
const FLAG_BITS = 0xffff

/** Firewall events (element 233) by their number; 0 is none. */
const FIREWALL_STATES = ['', 'created', 'deleted', 'denied', 'alert', 'update']
const EVENT_DENIED = 3

const NO_NSEL_COUNTERS =
  "events of a firewall (Cisco's NSEL) are read as records: they count no packets, and bytes at most where a connection " +
  'goes on or ends; who answered is often not known'
const POST_BESIDE =
  'OUT_BYTES and OUT_PKTS stand beside IN_BYTES and IN_PKTS: taken for the same packets on their way out, and not added'

/** What shows both directions of a connection, in one record. */
type Both = 'biflow' | 'initiator' | 'ntop' | 'events' | undefined

/** What is known of a template's records before any is read. */
interface Kind {
  both: Both
  hasFlags: boolean
  hasReverseFlags: boolean
  hasIcmp: boolean
  /** Biflows whose source is not the end that began. */
  isArbitrary: boolean
}

export interface FlowRecords {
  /** Gives the sink the record whose values were read, framed. False where it was rejected. */
  take(template: Template, bytes: Buffer, time: ExportTime, sampling: Sampling): boolean
  /** Records that show one direction, and both. */
  readonly oneWay: number
  readonly bothWays: number
}

export function createFlowRecords(sink: RecordSink, values: RecordValues): FlowRecords {
  const { draft } = sink
  const { of } = values
  const kinds = new WeakMap<Template, Kind>()
  let template: Template | undefined
  let kind: Kind = { both: undefined, hasFlags: false, hasReverseFlags: false, hasIcmp: false, isArbitrary: false }
  const halves = tcpHalves()
  let oneWay = 0
  let bothWays = 0

  function kindOf(next: Template): Kind {
    const found = kinds.get(next)
    if (found !== undefined) return found
    const made = makeKind(next)
    kinds.set(next, made)
    if (made.both === 'events') sink.warn(NO_NSEL_COUNTERS)
    const beside = next.has('octets') && next.has('postOctets')
    if (beside && !next.isNtop) sink.warn(POST_BESIDE)
    return made
  }

  function refuseCounter(name: string, value: number): false {
    sink.reject('implausible_counter', name, String(value))
    return false
  }

  /** False where a counter is beyond what a number holds exactly. */
  function readCounters(): boolean {
    let sourceBytes = or(of[OCTETS] as number, of[POST_OCTETS] as number)
    let sourcePackets = or(of[PACKETS] as number, of[POST_PACKETS] as number)
    let bytesBack = sourceBytes * 0
    let packetsBack = sourcePackets * 0
    draft.bytesLayer = LAYER_IP
    switch (kind.both) {
      case 'biflow':
        bytesBack = of[REVERSE_OCTETS] as number
        packetsBack = of[REVERSE_PACKETS] as number
        break
      case 'ntop':
        bytesBack = of[POST_OCTETS] as number
        packetsBack = of[POST_PACKETS] as number
        break
      case 'initiator':
        if (!template?.has('octets')) {
          sourceBytes = of[INITIATOR_OCTETS] as number
          bytesBack = of[RESPONDER_OCTETS] as number
          draft.bytesLayer = LAYER_PAYLOAD
        }
        if (!template?.has('packets')) {
          sourcePackets = of[INITIATOR_PACKETS] as number
          packetsBack = of[RESPONDER_PACKETS] as number
        }
        break
      case 'events':
        // Where octets are counted at all, of both directions together.
        sourceBytes = of[INITIATOR_OCTETS] as number
        bytesBack = of[RESPONDER_OCTETS] as number
        sourcePackets = Number.NaN
        packetsBack = Number.NaN
        draft.bytesLayer = LAYER_PAYLOAD
        break
      default:
        if (Number.isNaN(sourceBytes)) {
          sourceBytes = of[LAYER_2_OCTETS] as number
          bytesBack = sourceBytes * 0
          draft.bytesLayer = LAYER_ETHERNET
        }
    }
    if (Number.isNaN(sourceBytes) && Number.isNaN(bytesBack)) draft.bytesLayer = UNKNOWN
    const most = Number.MAX_SAFE_INTEGER
    if (sourceBytes > most || bytesBack > most) return refuseCounter('bytes', Math.max(sourceBytes, bytesBack))
    if (sourcePackets > most || packetsBack > most) return refuseCounter('packets', sourcePackets)
    draft.sourceBytes = sourceBytes
    draft.destinationBytes = bytesBack
    draft.sourcePackets = sourcePackets
    draft.destinationPackets = packetsBack
    return true
  }

  function readEnds(bytes: Buffer): boolean {
    // Of a template for both families, one address of each end is zero.
    const isSix = isOfSix(bytes)
    const source = of[isSix ? SOURCE_6 : SOURCE_4] as number
    const destination = of[isSix ? DESTINATION_6 : DESTINATION_4] as number
    const nat = of[isSix ? NAT_6 : NAT_4] as number
    if (!(source >= 0)) return refuseEnd('source')
    if (!(destination >= 0)) return refuseEnd('destination')
    // Behind a translated address stands the end itself.
    const end = nat >= 0 && !isZero(bytes, nat, isSix) ? nat : destination
    const read = isSix ? readIpv6 : readIpv4
    read(bytes, source, draft.source)
    read(bytes, end, draft.destination)
    return true
  }

  function refuseEnd(which: 'source' | 'destination'): false {
    sink.reject('missing_field', `${which}IPv4Address, ${which}IPv6Address`, 'neither')
    return false
  }

  function isOfSix(bytes: Buffer): boolean {
    const six = of[SOURCE_6] as number
    if (!(six >= 0)) return (of[DESTINATION_6] as number) >= 0
    const four = of[SOURCE_4] as number
    if (!(four >= 0)) return true
    const version = of[VERSION] as number
    if (version === 4 || version === 6) return version === 6
    return isZero(bytes, four, false) && !isZero(bytes, six, true)
  }

  function readPorts(): void {
    const { protocol } = draft
    if (hasPorts(protocol)) {
      draft.sourcePort = portOf(of[SOURCE_PORT] as number)
      const behind = of[NAT_PORT] as number
      draft.destinationPort = portOf(behind > 0 ? behind : (of[DESTINATION_PORT] as number))
    } else if (protocol === ICMP || protocol === ICMPV6) readIcmp(protocol === ICMPV6)
  }

  /** Type and code, where no element has them in the destination's port (RFC 3954 does not say it, Cisco's routers do it). */
  function readIcmp(isSix: boolean): void {
    const type = of[isSix ? ICMP_6_TYPE : ICMP_4_TYPE] as number
    if (type >= 0) {
      draft.icmpType = type & 255
      const code = of[isSix ? ICMP_6_CODE : ICMP_4_CODE] as number
      if (code >= 0) draft.icmpCode = code & 255
      return
    }
    const both = kind.hasIcmp
      ? or(of[isSix ? ICMP_6 : ICMP_4] as number, of[isSix ? ICMP_4 : ICMP_6] as number)
      : (of[DESTINATION_PORT] as number)
    if (!(both >= 0)) return
    draft.icmpType = (both >> 8) & 255
    draft.icmpCode = both & 255
  }

  function readFlags(): void {
    if (draft.protocol !== TCP) return
    if (kind.hasFlags) draft.sourceFlags = flagsOf(of[FLAGS], of[FIRST_FLAGS], of[LATER_FLAGS])
    if (kind.hasReverseFlags)
      draft.destinationFlags = flagsOf(of[REVERSE_FLAGS], of[REVERSE_FIRST_FLAGS], of[REVERSE_LATER_FLAGS])
  }

  /** By the log's word where a record of both directions has one, else by a SYN that no ACK followed. */
  function decideBegan(): void {
    if (kind.both === 'events' || kind.both === 'initiator') sayBegan(of[BIFLOW_DIRECTION] as number)
    else if (kind.both === 'biflow') {
      const direction = of[BIFLOW_DIRECTION] as number
      // The source of a biflow sent its first packet; where it sent none, the exporter put the ends in an order of its own.
      if (draft.sourcePackets === 0) kind.isArbitrary = true
      const isHalf = draft.sourcePackets === 0 || (draft.destinationPackets === 0 && isAcknowledged(draft.sourceFlags))
      if (!isHalf && (direction >= 0 || !kind.isArbitrary)) sayBegan(direction)
    }
    if (draft.began === UNKNOWN) beganBySyn()
  }

  /** 0 and 3: the direction was not chosen by who began (RFC 5103, section 6.3). */
  function sayBegan(direction: number): void {
    if (direction === 0 || direction === 3) return
    draft.began = direction === 2 ? DESTINATION : SOURCE
    draft.beganBy = BY_LOG
  }

  /** By the flags of the first packet where they are said, else by those of all, of this record and of the other half. */
  function beganBySyn(): void {
    if (draft.protocol !== TCP) return
    const first = of[FIRST_FLAGS] as number
    if (first >= 0 && (first & SYN) !== 0) draft.began = isSyn(first) ? SOURCE : DESTINATION
    else if (isSyn(draft.destinationFlags) || isSyn(of[REVERSE_FIRST_FLAGS] as number)) draft.began = DESTINATION
    else halves.decide(draft)
    if (draft.began !== UNKNOWN) draft.beganBy = BY_SYN
  }

  /** A SYN of the other end, or payload of it. That there was none may stand in another record. */
  function decideAnswered(): void {
    if (draft.began !== SOURCE) return
    if (draft.protocol === TCP && draft.destinationFlags > 0 && (draft.destinationFlags & SYN) !== 0)
      draft.answered = YES
    else if (draft.bytesLayer === LAYER_PAYLOAD && draft.destinationBytes > 0) draft.answered = YES
  }

  function readActions(): void {
    const event = of[FIREWALL_EVENT] as number
    const state = event >= 0 ? (FIREWALL_STATES[event] ?? '') : ''
    if (state !== '') draft.state = sink.strings.fromString(state)
    if (event === EVENT_DENIED) setDenied(draft)
    else if (state !== '') draft.action = ACCEPT
    const status = of[FORWARDING] as number
    if (!(status >= 0) || draft.action !== UNKNOWN) return
    // The two high bits: 1 forwarded, 2 dropped; of the drops those by a list of access (element 89).
    const byPolicy = status === 129 || status === 130
    if (byPolicy) setDenied(draft)
    else if (status >> 6 === 1) draft.action = ACCEPT
  }

  return {
    take(next, bytes, time, sampling) {
      if (next !== template) {
        template = next
        kind = kindOf(next)
      }
      draft.reset()
      if (!readEnds(bytes)) return false
      const protocol = of[PROTOCOL] as number
      draft.protocol = protocol >= 0 && protocol <= 255 ? protocol : UNKNOWN_PROTOCOL
      time.set(draft, of)
      if (!readCounters()) return false
      readPorts()
      readFlags()
      readActions()
      decideBegan()
      decideAnswered()
      // A firewall follows every connection.
      draft.sampling = kind.both === 'events' ? 1 : sampling.of(of)
      if (kind.both === undefined) oneWay++
      else bothWays++
      return true
    },
    get oneWay() {
      return oneWay
    },
    get bothWays() {
      return bothWays
    },
  }
}

function makeKind(template: Template): Kind {
  const { has } = template
  const counts = has('octets') || has('packets')
  const isBiflow = has('reverseOctets') || has('reversePackets') || has('reverseFlags')
  const hasEnds = has('initiatorOctets') || has('initiatorPackets')
  const isEvent = has('firewallEvent') && !has('packets') && !has('initiatorPackets')
  const isNtop = template.isNtop && counts && (has('postOctets') || has('postPackets'))
  return {
    both: isBiflow ? 'biflow' : isEvent ? 'events' : hasEnds ? 'initiator' : isNtop ? 'ntop' : undefined,
    hasFlags: has('flags') || has('firstFlags') || has('laterFlags'),
    hasReverseFlags: has('reverseFlags') || has('reverseFirstFlags') || has('reverseLaterFlags'),
    hasIcmp: has('icmp4') || has('icmp6') || has('icmp4Type') || has('icmp6Type'),
    isArbitrary: false,
  }
}

/**
 * Denies the record. 0 packets of the other end say whose record it is: a denied end that stands alone began.
 */
function setDenied(draft: RecordDraft): void {
  draft.action = DENY
  draft.destinationPackets = 0
}

const isSyn = (flags: number): boolean => flags >= 0 && (flags & (SYN | ACK)) === SYN
const isAcknowledged = (flags: number): boolean => flags >= 0 && (flags & ACK) !== 0

const or = (first: number, second: number): number => (Number.isNaN(first) ? second : first)

/** A port that is no 16-bit number is none. */
const portOf = (value: number): number => (value >= 0 && value <= 65_535 ? value : -1)

/** All flags that were sent; −1 where no element says any. */
function flagsOf(all: number | undefined, first: number | undefined, later: number | undefined): number {
  if (all !== undefined && all >= 0) return all & FLAG_BITS
  const known = [first, later].filter(flags => flags !== undefined && flags >= 0) as number[]
  return known.length === 0 ? -1 : known.reduce((sum, flags) => sum | (flags & FLAG_BITS), 0)
}

function isZero(bytes: Buffer, at: number, isSix: boolean): boolean {
  if (wordAt(bytes, at) !== 0) return false
  return !isSix || (wordAt(bytes, at + 4) === 0 && wordAt(bytes, at + 8) === 0 && wordAt(bytes, at + 12) === 0)
}
