/** Times, protocol, ports and counters of a Zeek conn row, with what they say of who began and who answered. */

import type { RecordDraft } from '../format.ts'
import { BAD, type FieldRow, UNSET } from '../framing/field-row.ts'
import { bytesOf } from '../framing/fields.ts'
import { microsToMs, parseIsoAsMicros, parseSecondsAsMicros } from '../framing/numbers.ts'
import { hasPorts, ICMP, ICMPV6, TCP, UDP, UNKNOWN_PROTOCOL } from '../framing/protocols.ts'
import { hasZone, type ZonelessTimes } from '../framing/time-zones.ts'
import type { ConnColumns } from './conn-columns.ts'
import {
  historyWords,
  lastingMicros,
  MILLISECONDS_FROM,
  setBegan,
  setCounters,
  setIcmp,
  tcpAnswer,
} from './conn-words.ts'

const HYPHEN = 45
const MAX = Number.MAX_SAFE_INTEGER

const tcp = bytesOf('tcp')
const udp = bytesOf('udp')
const icmp = bytesOf('icmp')
const unknownTransport = bytesOf('unknown_transport')

/** What to do about ISO 8601 times without a zone, which Zeek never writes. */
export const NO_ZONE = 'write them with Z, as Zeek does'

/** Epoch seconds, epoch milliseconds or ISO 8601 of a field as microseconds; NaN where it is none of them. */
function readMicros(row: FieldRow, column: number, zoneless: ZonelessTimes): number {
  const start = row.startOf(column)
  const end = row.endOf(column)
  if (row.buffer[start + 4] === HYPHEN && end - start >= 19) {
    const found = parseIsoAsMicros(row.buffer, start, end)
    return Number.isNaN(found) || hasZone(row.buffer, start, end) ? found : zoneless.toUtc(found)
  }
  const micros = parseSecondsAsMicros(row.buffer, start, end)
  return micros < MILLISECONDS_FROM * 1_000_000 ? micros : Math.round(micros / 1000)
}

/** Start and end, from ts and duration, into the draft; false where the row was refused. */
export function readTimes(row: FieldRow, columns: ConnColumns, draft: RecordDraft, zoneless: ZonelessTimes): boolean {
  const { ts, duration } = columns
  if (!row.isSet(ts)) return row.refuse('bad_time', ts, 'ts')
  const startMicros = readMicros(row, ts, zoneless)
  if (Number.isNaN(startMicros)) return row.refuse('bad_time', ts, 'ts')
  draft.startMs = draft.endMs = microsToMs(startMicros)
  if (!row.isSet(duration)) return true
  const lasting = parseSecondsAsMicros(row.buffer, row.startOf(duration), row.endOf(duration))
  if (Number.isNaN(lasting)) return row.refuse('bad_time', duration, 'duration')
  draft.endMs = microsToMs(startMicros + lastingMicros(lasting))
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
    setIcmp(draft, originator, responder)
  } else {
    draft.sourcePort = originator
    draft.destinationPort = responder
  }
  return true
}

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

  setCounters(draft, [origIpBytes, respIpBytes], [origBytes, respBytes], [origPkts, respPkts])
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
  let history = 0
  if (draft.protocol === TCP) {
    if (row.isSet(columns.history))
      history = historyWords(row.buffer, row.startOf(columns.history), row.endOf(columns.history))
    const { connState } = columns
    const [start, end] = row.isSet(connState) ? [row.startOf(connState), row.endOf(connState)] : [0, 0]
    draft.answered = tcpAnswer(row.buffer, start, end, origBytes, respBytes, history)
  }
  setBegan(draft, history)
}
