/** Times, protocol, ports and counters of a Zeek conn row, with what they say of who began and who answered. */

import { BY_LOG, LAYER_IP, LAYER_PAYLOAD, type RecordDraft, SOURCE } from '../format.ts'
import { BAD, type FieldRow, UNSET } from '../framing/field-row.ts'
import { bytesOf } from '../framing/fields.ts'
import { microsToMs, parseIsoAsMicros, parseSecondsAsMicros } from '../framing/numbers.ts'
import { hasPorts, ICMP, ICMPV6, TCP, UDP, UNKNOWN_PROTOCOL } from '../framing/protocols.ts'
import type { ConnColumns } from './conn-columns.ts'
import { hasIcmpCounterpart, historyWords, ORIGINATOR_SYN, RESPONDER_SYN_ACK, tcpAnswer } from './conn-words.ts'

const HYPHEN = 45
const MAX = Number.MAX_SAFE_INTEGER

const tcp = bytesOf('tcp')
const udp = bytesOf('udp')
const icmp = bytesOf('icmp')
const unknownTransport = bytesOf('unknown_transport')

/** Epoch seconds, or ISO 8601, of a field as microseconds; NaN where it is neither. */
function readMicros(row: FieldRow, column: number): number {
  const start = row.startOf(column)
  const end = row.endOf(column)
  return row.buffer[start + 4] === HYPHEN && end - start >= 19
    ? parseIsoAsMicros(row.buffer, start, end)
    : parseSecondsAsMicros(row.buffer, start, end)
}

/** Start and end, from ts and duration, into the draft; false where the row was refused. */
export function readTimes(row: FieldRow, columns: ConnColumns, draft: RecordDraft): boolean {
  const { ts, duration } = columns
  if (!row.isSet(ts)) return row.refuse('bad_time', ts, 'ts')
  const startMicros = readMicros(row, ts)
  if (Number.isNaN(startMicros)) return row.refuse('bad_time', ts, 'ts')
  draft.startMs = draft.endMs = microsToMs(startMicros)
  if (!row.isSet(duration)) return true
  const lasting = parseSecondsAsMicros(row.buffer, row.startOf(duration), row.endOf(duration))
  if (Number.isNaN(lasting)) return row.refuse('bad_time', duration, 'duration')
  draft.endMs = microsToMs(startMicros + lasting)
  return true
}

/** IANA number of the row's transport; negative where there is none. `family`: that of the originator's address. */
export function readProtocol(row: FieldRow, columns: ConnColumns, family: number): number {
  if (row.equals(columns.proto, tcp)) return TCP
  if (row.equals(columns.proto, udp)) return UDP
  if (row.equals(columns.proto, icmp)) return family === 6 ? ICMPV6 : ICMP
  if (!row.isSet(columns.proto)) return UNSET
  const protocol = row.whole(columns.ipProto, 255)
  if (protocol !== UNSET) return protocol
  return row.equals(columns.proto, unknownTransport) ? UNKNOWN_PROTOCOL : BAD
}

/** Ports, or ICMP type and code, into the draft, whose protocol is set; false where the row was refused. */
export function readPorts(row: FieldRow, columns: ConnColumns, draft: RecordDraft): boolean {
  const isIcmp = draft.protocol === ICMP || draft.protocol === ICMPV6
  if (!isIcmp && !hasPorts(draft.protocol)) return true
  const largest = isIcmp ? 255 : 65_535
  const originator = row.whole(columns.origP, largest)
  if (originator < UNSET) return row.refuse('bad_number', columns.origP, 'id.orig_p')
  const responder = row.whole(columns.respP, largest)
  if (responder < UNSET) return row.refuse('bad_number', columns.respP, 'id.resp_p')
  if (isIcmp) {
    draft.icmpType = originator
    draft.icmpCode = responder >= 0 && hasIcmpCounterpart(draft.protocol, originator) ? 0 : responder
  } else {
    draft.sourcePort = originator
    draft.destinationPort = responder
  }
  return true
}

const orNaN = (counter: number) => (counter < 0 ? Number.NaN : counter)

/** Counters, and the words of history and conn_state, into the draft; false where the row was refused. */
export function readCounters(row: FieldRow, columns: ConnColumns, draft: RecordDraft): boolean {
  const origBytes = row.whole(columns.origBytes, MAX)
  if (origBytes < UNSET) return row.refuse('bad_number', columns.origBytes, 'orig_bytes')
  const respBytes = row.whole(columns.respBytes, MAX)
  if (respBytes < UNSET) return row.refuse('bad_number', columns.respBytes, 'resp_bytes')
  const origIpBytes = row.whole(columns.origIpBytes, MAX)
  if (origIpBytes < UNSET) return row.refuse('bad_number', columns.origIpBytes, 'orig_ip_bytes')
  const respIpBytes = row.whole(columns.respIpBytes, MAX)
  if (respIpBytes < UNSET) return row.refuse('bad_number', columns.respIpBytes, 'resp_ip_bytes')
  const origPkts = row.whole(columns.origPkts, MAX)
  if (origPkts < UNSET) return row.refuse('bad_number', columns.origPkts, 'orig_pkts')
  const respPkts = row.whole(columns.respPkts, MAX)
  if (respPkts < UNSET) return row.refuse('bad_number', columns.respPkts, 'resp_pkts')

  if (origIpBytes >= 0 || respIpBytes >= 0) {
    draft.bytesLayer = LAYER_IP
    draft.sourceBytes = orNaN(origIpBytes)
    draft.destinationBytes = orNaN(respIpBytes)
  } else if (origBytes >= 0 || respBytes >= 0) {
    draft.bytesLayer = LAYER_PAYLOAD
    draft.sourceBytes = orNaN(origBytes)
    draft.destinationBytes = orNaN(respBytes)
  }
  draft.sourcePackets = orNaN(origPkts)
  draft.destinationPackets = orNaN(respPkts)
  draft.sampling = 1
  readWords(row, columns, draft, origBytes, respBytes)
  return true
}

function readWords(
  row: FieldRow,
  columns: ConnColumns,
  draft: RecordDraft,
  origBytes: number,
  respBytes: number,
): void {
  const { protocol } = draft
  let originatorBegan = protocol === UDP || protocol === ICMP || protocol === ICMPV6
  if (protocol === TCP) {
    const history = row.isSet(columns.history)
      ? historyWords(row.buffer, row.startOf(columns.history), row.endOf(columns.history))
      : 0
    originatorBegan = (history & (ORIGINATOR_SYN | RESPONDER_SYN_ACK)) !== 0
    if (row.isSet(columns.connState)) {
      const { connState } = columns
      const [start, end] = [row.startOf(connState), row.endOf(connState)]
      draft.answered = tcpAnswer(row.buffer, start, end, origBytes, respBytes, history)
    } else {
      draft.answered = tcpAnswer(row.buffer, 0, 0, origBytes, respBytes, history)
    }
  }
  // An end without a packet did not begin.
  if (originatorBegan && draft.sourcePackets !== 0) {
    draft.began = SOURCE
    draft.beganBy = BY_LOG
  }
}
