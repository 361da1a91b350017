/** Data records as flow records. */
import {
  ACCEPT,
  BY_LOG,
  BY_SYN,
  DENY,
  DESTINATION,
  LAYER_PAYLOAD,
  type RecordDraft,
  type RecordSink,
  SOURCE,
  UNKNOWN,
  YES,
} from '../format.ts'
import { TCP, UNKNOWN_PROTOCOL } from '../framing/protocols.ts'
import { ACK, isSyn, SYN } from '../framing/tcp-flags.ts'
import { tcpHalves } from '../framing/tcp-halves.ts'
import type { ExportTime } from './export-time.ts'
import { countersOf } from './record-counters.ts'
import { endsOf } from './record-ends.ts'
import { type RecordKind, recordKindOf } from './record-kind.ts'
import type { Sampling } from './sampling.ts'
import type { Template } from './template.ts'
import { type RecordValues, slotOf } from './values.ts'

const PROTOCOL = slotOf('protocol')
const FLAGS = slotOf('flags')
const FIRST_FLAGS = slotOf('firstFlags')
const LATER_FLAGS = slotOf('laterFlags')
const REVERSE_FLAGS = slotOf('reverseFlags')
const REVERSE_FIRST_FLAGS = slotOf('reverseFirstFlags')
const REVERSE_LATER_FLAGS = slotOf('reverseLaterFlags')
const BIFLOW_DIRECTION = slotOf('biflowDirection')
const FIREWALL_EVENT = slotOf('firewallEvent')
const FORWARDING = slotOf('forwarding')

const FLAG_BITS = 0xffff

/** Firewall events (element 233) by their number; 0 is none. */
const FIREWALL_STATES = ['', 'created', 'deleted', 'denied', 'alert', 'update']
const EVENT_DENIED = 3

const NO_NSEL_COUNTERS =
  "events of a firewall (Cisco's NSEL) are read as records: they count no packets, and bytes at most where a connection " +
  'goes on or ends; who answered is often not known'
const POST_BESIDE =
  'OUT_BYTES and OUT_PKTS stand beside IN_BYTES and IN_PKTS: taken for the same packets on their way out, and not added'

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
  const kinds = new WeakMap<Template, RecordKind>()
  let template: Template | undefined
  let kind: RecordKind = {
    both: 'none',
    hasFlags: false,
    hasReverseFlags: false,
    hasIcmp: false,
    isArbitrary: false,
  }
  const halves = tcpHalves()
  const readCounters = countersOf(sink, values)
  const { readEnds, readPorts } = endsOf(sink, values)
  let oneWay = 0
  let bothWays = 0

  function kindOf(next: Template): RecordKind {
    const found = kinds.get(next)
    if (found !== undefined) return found
    const made = recordKindOf(next)
    kinds.set(next, made)
    if (made.both === 'events') sink.warn(NO_NSEL_COUNTERS)
    const beside = next.has('octets') && next.has('postOctets')
    if (beside && !next.isNtop) sink.warn(POST_BESIDE)
    return made
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
      if (!readCounters(kind, next)) return false
      readPorts(kind)
      readFlags()
      readActions()
      decideBegan()
      decideAnswered()
      // A firewall follows every connection.
      draft.sampling = kind.both === 'events' ? 1 : sampling.of(of)
      if (kind.both === 'none') oneWay++
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

/**
 * Denies the record. 0 packets of the other end say whose record it is: a denied end that stands alone began.
 */
function setDenied(draft: RecordDraft): void {
  draft.action = DENY
  draft.destinationPackets = 0
}

const isAcknowledged = (flags: number): boolean => flags >= 0 && (flags & ACK) !== 0

/** All flags that were sent; −1 where no element says any. */
function flagsOf(all: number | undefined, first: number | undefined, later: number | undefined): number {
  if (all !== undefined && all >= 0) return all & FLAG_BITS
  const known = [first, later].filter(flags => flags !== undefined && flags >= 0) as number[]
  return known.length === 0 ? -1 : known.reduce((sum, flags) => sum | (flags & FLAG_BITS), 0)
}
