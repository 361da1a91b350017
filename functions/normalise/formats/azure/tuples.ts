/** Azure's flow tuples as records. */
import { parseAddress } from '../../../lib/addresses.ts'
import type { RejectReason } from '../../rejects.ts'
import { ACCEPT, BY_LOG, DENY, type RecordSink, SOURCE } from '../format.ts'
import { cutText } from '../framing/cut-text.ts'
import { hasPorts } from '../framing/protocols.ts'
import { tupleTimes } from './tuple-times.ts'

/** Which field of a tuple is which, from 0; -1 where this version has none. */
export interface TupleFields {
  /** Names by position, for messages. */
  names: readonly string[]
  /** Milliseconds a unit of `time`. */
  timeUnitMs: number
  protocolOf(text: string): number | undefined
  /** `B`, `C`, `E` or (VNet) `D`; -1 in version 1. */
  state: number
  /** `A` or `D`; -1 where the state says it. */
  decision: number
  /** Of packets and bytes from source to destination, then back; -1 in version 1. */
  counters: number
}

const STATES = new Set(['B', 'C', 'E', 'D'])

/**
 * Fills the draft from tuples, all but the exporter; false where the tuple was rejected. A connection that begins has no
 * counters yet; of a denied one nothing passed, and it is known whose it is.
 */
export function tupleRecords(sink: RecordSink): (fields: readonly string[], of: TupleFields, place: string) => boolean {
  const { draft, strings } = sink
  const times = tupleTimes()

  return (fields, of, place) => {
    const refuse = (reason: RejectReason, at: number): false => {
      const found = fields[at] ?? ''
      sink.reject(found === '' ? 'missing_field' : reason, `field ${at + 1} (${of.names[at]})`, cutText(found, 100))
      return false
    }
    const whole = (at: number, max: number): number => {
      const text = fields[at] ?? ''
      const value = /^\d{1,16}$/.test(text) ? Number(text) : -1
      return value <= max ? value : -1
    }
    if (fields.length !== of.names.length) {
      sink.reject('field_count', '', `${fields.length} fields, ${of.names.length} expected`)
      return false
    }
    draft.reset()
    const time = whole(0, Number.MAX_SAFE_INTEGER)
    if (time < 0) return refuse('bad_time', 0)
    if (parseAddress(fields[1] ?? '', draft.source) === undefined) return refuse('bad_address', 1)
    if (parseAddress(fields[2] ?? '', draft.destination) === undefined) return refuse('bad_address', 2)
    const protocol = of.protocolOf(fields[5] ?? '')
    if (protocol === undefined) return refuse('bad_number', 5)
    draft.protocol = protocol
    if (hasPorts(protocol)) {
      draft.sourcePort = whole(3, 65_535)
      if (draft.sourcePort < 0) return refuse('bad_number', 3)
      draft.destinationPort = whole(4, 65_535)
      if (draft.destinationPort < 0) return refuse('bad_number', 4)
    }
    const state = of.state < 0 ? '' : (fields[of.state] ?? '')
    if (of.state >= 0 && !STATES.has(state)) return refuse('bad_number', of.state)
    const decision = of.decision < 0 ? (state === 'D' ? 'D' : 'A') : fields[of.decision]
    if (decision !== 'A' && decision !== 'D') return refuse('bad_number', of.decision)
    draft.action = decision === 'D' ? DENY : ACCEPT
    if (state !== '') draft.state = strings.fromString(state)
    if (draft.action === DENY) draft.destinationPackets = 0
    else if (of.counters >= 0 && state !== 'B' && !readCounters(of, whole, refuse)) return false
    draft.endMs = time * of.timeUnitMs
    const connection = `${place} ${fields.slice(1, 6).join(' ')}`
    draft.startMs =
      of.state < 0 ? draft.endMs : times.sinceOf(connection, draft.endMs, state === 'E' || decision === 'D')
    draft.sampling = 1
    // The rule that lets a connection in or out is asked for its first packet: the source sent it.
    draft.began = SOURCE
    draft.beganBy = BY_LOG
    return true
  }

  /** What came since the connection's tuple before. */
  function readCounters(
    of: TupleFields,
    whole: (at: number, max: number) => number,
    refuse: (reason: RejectReason, at: number) => false,
  ): boolean {
    const counts = [0, 0, 0, 0]
    for (let i = 0; i < counts.length; i++) {
      counts[i] = whole(of.counters + i, Number.MAX_SAFE_INTEGER)
      if (counts[i] === -1) return refuse('bad_number', of.counters + i)
    }
    const [packetsOut = 0, bytesOut = 0, packetsBack = 0, bytesBack = 0] = counts
    draft.sourcePackets = packetsOut
    draft.sourceBytes = bytesOut
    draft.destinationPackets = packetsBack
    draft.destinationBytes = bytesBack
    return true
  }
}
