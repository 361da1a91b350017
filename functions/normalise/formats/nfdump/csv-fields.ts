/** Times, protocol, ports and counters of a row of nfdump's CSV. */
import type { RecordDraft, RecordSink } from '../format.ts'
import { BAD, type FieldRow, UNSET } from '../framing/field-row.ts'
import { microsToMs, parseIsoAsMicros, parseSecondsAsMicros, parseWhole } from '../framing/numbers.ts'
import { hasPorts, ICMP, ICMPV6 } from '../framing/protocols.ts'
import type { TcpHalves } from '../framing/tcp-halves.ts'
import { hasZone, type ZonelessTimes } from '../framing/time-zones.ts'
import type { NfdumpColumns } from './columns.ts'
import { flagsOf, NO_END, setBegan, setCounters, setForwarding, setIcmp } from './meaning.ts'
import { nfdumpProtocol } from './protocols.ts'

const MINUS = 45
const DOT = 46
const ZERO = 48
const MAX = Number.MAX_SAFE_INTEGER
/** Numbers from here on are milliseconds: as seconds they would be the year 5138, as milliseconds 1973. */
const MILLISECONDS_FROM = 100_000_000_000
/** What `0000-00-00 …` is read as: no time, as 0 is, which to 1.7.4 is printed as 1970. */
const NO_TIME = 0

/**
 * Epoch ms of a time, floored: `2018-01-12 15:37:30`, with or without a fraction; epoch seconds with one (`%tsr`); epoch ms
 * (`csv-fast`). NO_TIME where the record has none, NaN for anything else.
 */
function readTime(row: FieldRow, column: number, zoneless: ZonelessTimes): number {
  const { buffer } = row
  const start = row.startOf(column)
  const end = row.endOf(column)
  if (buffer[start + 4] === MINUS) {
    if (buffer[start] === ZERO && buffer[start + 1] === ZERO && buffer[start + 6] === ZERO) return NO_TIME
    const micros = parseIsoAsMicros(buffer, start, end)
    return microsToMs(hasZone(buffer, start, end) ? micros : zoneless.toUtc(micros))
  }
  const whole = parseWhole(buffer, start, end)
  if (whole >= 0) return whole >= MILLISECONDS_FROM ? whole : whole * 1000
  for (let i = start; i < end; i++) if (buffer[i] === DOT) return microsToMs(parseSecondsAsMicros(buffer, start, end))
  return Number.NaN
}

/** Both addresses into the draft; false where the row was refused. */
export function readEnds(row: FieldRow, { source, destination }: NfdumpColumns, draft: RecordDraft): boolean {
  if (!row.address(source, draft.source)) return row.refuse('bad_address', source, 'srcAddr')
  return row.address(destination, draft.destination) || row.refuse('bad_address', destination, 'dstAddr')
}

/** Whether any counter of a row is more, or something else, than 0. */
export function hasCounters(row: FieldRow, { packets, bytes, outPackets, outBytes }: NfdumpColumns): boolean {
  return [packets, bytes, outPackets, outBytes].some(column => row.isSet(column) && row.whole(column, MAX) !== 0)
}

/** Start and end into the draft; false where the row was refused. */
export function readTimes(
  row: FieldRow,
  columns: NfdumpColumns,
  draft: RecordDraft,
  sink: RecordSink,
  zoneless: ZonelessTimes,
): boolean {
  const { first, last, duration } = columns
  draft.startMs = readTime(row, first, zoneless)
  if (Number.isNaN(draft.startMs)) return row.refuse('bad_time', first, 'firstSeen')
  draft.endMs = draft.startMs
  if (row.isSet(last)) {
    const endMs = readTime(row, last, zoneless)
    if (Number.isNaN(endMs)) return row.refuse('bad_time', last, 'lastSeen')
    if (endMs === NO_TIME && draft.startMs !== NO_TIME) sink.warn(NO_END)
    else draft.endMs = endMs
  } else if (row.isSet(duration)) {
    const lasting = parseSecondsAsMicros(row.buffer, row.startOf(duration), row.endOf(duration))
    if (!(lasting >= 0)) return row.refuse('bad_time', duration, 'duration')
    draft.endMs += microsToMs(lasting)
  }
  return true
}

/** Protocol and ports, or type and code of ICMP, into the draft; false where the row was refused. */
export function readProtocol(row: FieldRow, columns: NfdumpColumns, draft: RecordDraft): boolean {
  const { protocol, sourcePort, destinationPort } = columns
  if (!row.isSet(protocol)) return row.refuse('missing_field', protocol, 'proto')
  draft.protocol = nfdumpProtocol(row.buffer, row.startOf(protocol), row.endOf(protocol))
  if (draft.protocol < 0) return row.refuse('bad_number', protocol, 'proto')
  if (draft.protocol === ICMP || draft.protocol === ICMPV6) {
    const typeAndCode = readDestinationPort(row, destinationPort)
    if (typeAndCode === BAD) return row.refuse('bad_number', destinationPort, 'dstPort')
    if (typeAndCode >= 0) setIcmp(draft, typeAndCode)
  } else if (hasPorts(draft.protocol)) {
    draft.sourcePort = row.whole(sourcePort, 65_535)
    if (draft.sourcePort === BAD) return row.refuse('bad_number', sourcePort, 'srcPort')
    draft.destinationPort = row.whole(destinationPort, 65_535)
    if (draft.destinationPort === BAD) return row.refuse('bad_number', destinationPort, 'dstPort')
  }
  return true
}

/** A port; of ICMP type × 256 + code, which from 1.7.5 on is written as type.code. UNSET or BAD where it is neither. */
export function readDestinationPort(row: FieldRow, column: number): number {
  const whole = row.whole(column, 65_535)
  if (whole !== BAD) return whole
  const end = row.endOf(column)
  for (let i = row.startOf(column); i < end; i++) {
    if (row.buffer[i] !== DOT) continue
    const type = parseWhole(row.buffer, row.startOf(column), i)
    const code = parseWhole(row.buffer, i + 1, end)
    return type >= 0 && type <= 255 && code >= 0 && code <= 255 ? type * 256 + code : BAD
  }
  return BAD
}

/** Counters, flags and what was done with the packets, into the draft; false where the row was refused. */
export function readCounters(row: FieldRow, columns: NfdumpColumns, draft: RecordDraft, halves: TcpHalves): boolean {
  const packets = row.whole(columns.packets, MAX)
  if (packets === BAD) return row.refuse('bad_number', columns.packets, 'packets')
  const bytes = row.whole(columns.bytes, MAX)
  if (bytes === BAD) return row.refuse('bad_number', columns.bytes, 'bytes')
  const outPackets = row.whole(columns.outPackets, MAX)
  if (outPackets === BAD) return row.refuse('bad_number', columns.outPackets, 'outPackets')
  const outBytes = row.whole(columns.outBytes, MAX)
  if (outBytes === BAD) return row.refuse('bad_number', columns.outBytes, 'outBytes')
  const forwarding = row.whole(columns.forwarding, 255)
  if (forwarding === BAD) return row.refuse('bad_number', columns.forwarding, 'fwdStatus')
  const biDirection = row.whole(columns.biDirection, 255)
  if (biDirection === BAD) return row.refuse('bad_number', columns.biDirection, 'biDirection')

  const isBoth = setCounters(draft, packets, bytes, outPackets, outBytes)
  const { flags } = columns
  const flagBits = flags < 0 ? UNSET : flagsOf(row.buffer, row.startOf(flags), row.endOf(flags))
  setBegan(draft, flagBits, isBoth, biDirection, halves)
  setForwarding(draft, forwarding)
  return true
}
