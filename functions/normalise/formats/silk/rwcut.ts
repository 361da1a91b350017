import {
  BY_SYN,
  DESTINATION,
  LAYER_IP,
  type RecordSink,
  SOURCE,
  type StreamFormat,
  type StreamReader,
  type UploadContext,
} from '../format.ts'
import { BAD, FieldRow, UNSET } from '../framing/field-row.ts'
import { bytesOf } from '../framing/fields.ts'
import { keptString } from '../framing/kept-string.ts'
import { readLines } from '../framing/lines.ts'
import { microsToMs, parseSecondsAsMicros } from '../framing/numbers.ts'
import { hasPorts, ICMP, ICMPV6, TCP } from '../framing/protocols.ts'
import { ACK, SYN } from '../framing/tcp-flags.ts'
import { tcpHalves } from '../framing/tcp-halves.ts'
import { zonelessTimes } from '../framing/time-zones.ts'
import { type Base, baseOf, parseIntegerAddress, parseTextAddress } from './addresses.ts'
import { parseFlags } from './flags.ts'
import { recogniseRwcut, untitledColumns } from './recognise.ts'
import { parseSilkTime } from './times.ts'
import { parseTitles, type SilkColumns, unreadable } from './titles.ts'

const MAX = Number.MAX_SAFE_INTEGER
/** Longest sensor name that is kept; SiLK's have at most 64 characters. */
const LONGEST_SENSOR = 64
/** What stands for a sensor that `silk.conf` does not name, by name and by number. */
const noSensor = ['?', '-1'].map(bytesOf)
const nothing = bytesOf('')

/**
 * What SiLK's `rwcut` prints. Columns come from the titles, which may be cut to their columns' widths and may come again;
 * without titles they are the twelve of the default, where the first line leaves no doubt. Fields are padded or not. Titles
 * that name a column twice refuse the file.
 *
 * - A record shows one direction: the destination's counters are 0 where the source's are printed, NaN where they are not.
 * - Began, by SYN: the first packet's flags where printed (`initialFlags`): with ACK too, the destination; else see
 *   `tcpHalves`. No flags at all are no word.
 * - ICMP: iType and iCode; else dPort is type × 256 + code, or, where sPort is not 0 (`--icmp-type-and-code`), sPort is the
 *   type and dPort the code.
 * - Addresses printed as integers are decimal or hexadecimal by what the first of them show; one that may be either before
 *   that is refused.
 * - Exporter: the sensor, else the folder.
 */
export const silkRwcut: StreamFormat = {
  name: 'silk-rwcut',
  title: 'SiLK rwcut',
  heartbeat: false,
  directions: 1,
  unit: 'line',
  access: 'stream',
  recognise: recogniseRwcut,
  open: openRwcut,
}

function openRwcut(sink: RecordSink, context: UploadContext): StreamReader {
  const { draft } = sink
  const row = new FieldRow(sink, nothing, nothing)
  const folder = keptString(sink.strings, bytesOf(context.keyExporter))
  const halves = tcpHalves()
  const zoneless = zonelessTimes(sink, context, undefined)
  let columns: SilkColumns | undefined
  let base: Base | undefined

  function setColumns(found: SilkColumns): void {
    columns = found
    base = undefined
    row.setColumns(found.names)
    row.setMarks(Uint8Array.of(found.delimiter), nothing)
    const problem = unreadable(found, lines.framed)
    if (problem !== undefined) sink.refuse(problem)
    else if (found.end < 0 && found.duration < 0) sink.warn('neither eTime nor duration: flows end where they start')
  }

  function takeTitles(buffer: Uint8Array, start: number, end: number): boolean {
    const found = parseTitles(buffer, start, end)
    if (found === undefined) return false
    setColumns(found)
    sink.skip('header')
    return true
  }

  function readAddress(column: number, into: typeof draft.source): boolean {
    if (column < 0) return false
    const start = row.startOf(column)
    const end = row.endOf(column)
    if (parseTextAddress(row.buffer, start, end, into)) return true
    return base !== undefined && parseIntegerAddress(row.buffer, start, end, base, into)
  }

  function readSource({ sIP, dIP }: SilkColumns): boolean {
    row.trim(sIP)
    row.trim(dIP)
    base ??=
      baseOf(row.buffer, row.startOf(sIP), row.endOf(sIP)) ?? baseOf(row.buffer, row.startOf(dIP), row.endOf(dIP))
    return readAddress(sIP, draft.source)
  }

  /** Microseconds of a time; NaN where it is none. */
  const micros = (column: number) => parseSilkTime(row.buffer, row.startOf(column), row.endOf(column), zoneless)

  function readTimes({ start, end, duration }: SilkColumns): boolean {
    if (start < 0 && end < 0) return row.refuse('bad_time', start, 'sTime')
    row.trim(start)
    row.trim(end)
    const from = start < 0 ? Number.NaN : micros(start)
    if (start >= 0 && Number.isNaN(from)) return row.refuse('bad_time', start, 'sTime')
    const to = end < 0 ? Number.NaN : micros(end)
    if (end >= 0 && Number.isNaN(to)) return row.refuse('bad_time', end, 'eTime')
    let lasting = 0
    if ((start < 0 || end < 0) && duration >= 0) {
      row.trim(duration)
      lasting = parseSecondsAsMicros(row.buffer, row.startOf(duration), row.endOf(duration))
      if (Number.isNaN(lasting)) return row.refuse('bad_time', duration, 'duration')
    }
    draft.startMs = microsToMs(start < 0 ? to - lasting : from)
    draft.endMs = microsToMs(end < 0 ? from + lasting : to)
    return true
  }

  function whole(column: number, max: number): number {
    row.trim(column)
    return row.whole(column, max)
  }

  function readPorts({ sPort, dPort, iType, iCode }: SilkColumns): boolean {
    const isIcmp = draft.protocol === ICMP || draft.protocol === ICMPV6
    if (!isIcmp && !hasPorts(draft.protocol)) return true
    if (isIcmp && iType >= 0 && iCode >= 0) {
      draft.icmpType = whole(iType, 255)
      if (draft.icmpType < UNSET) return row.refuse('bad_number', iType, 'iType')
      draft.icmpCode = whole(iCode, 255)
      return draft.icmpCode >= UNSET || row.refuse('bad_number', iCode, 'iCode')
    }
    const source = whole(sPort, 65_535)
    if (source === BAD) return row.refuse('bad_number', sPort, 'sPort')
    const destination = whole(dPort, 65_535)
    if (destination === BAD) return row.refuse('bad_number', dPort, 'dPort')
    if (!isIcmp) {
      draft.sourcePort = source
      draft.destinationPort = destination
    } else if (source > 0 && source <= 255 && destination <= 255) {
      draft.icmpType = source
      draft.icmpCode = destination
    } else if (destination >= 0) {
      draft.icmpType = destination >> 8
      draft.icmpCode = destination & 255
    }
    return true
  }

  function readCounters({ bytes, packets }: SilkColumns): boolean {
    const sent = whole(bytes, MAX)
    if (sent === BAD) return row.refuse('bad_number', bytes, 'bytes')
    const sentPackets = whole(packets, MAX)
    if (sentPackets === BAD) return row.refuse('bad_number', packets, 'packets')
    if (sent >= 0) {
      draft.sourceBytes = sent
      draft.destinationBytes = 0
      draft.bytesLayer = LAYER_IP
    }
    if (sentPackets >= 0) {
      draft.sourcePackets = sentPackets
      draft.destinationPackets = 0
    }
    draft.sampling = context.sampling ?? 1
    return true
  }

  function flagsAt(column: number): number {
    if (column < 0) return UNSET
    row.trim(column)
    return parseFlags(row.buffer, row.startOf(column), row.endOf(column))
  }

  function readFlags({ flags, initialFlags, sessionFlags }: SilkColumns): boolean {
    const all = flagsAt(flags)
    if (all === BAD) return row.refuse('bad_number', flags, 'flags')
    const initial = flagsAt(initialFlags)
    if (initial === BAD) return row.refuse('bad_number', initialFlags, 'initialFlags')
    const session = flagsAt(sessionFlags)
    if (session === BAD) return row.refuse('bad_number', sessionFlags, 'sessionFlags')
    const seen = Math.max(all, 0) | Math.max(initial, 0) | Math.max(session, 0)
    if (draft.protocol !== TCP || seen === 0) return true
    draft.sourceFlags = seen
    if (initial < 0) {
      halves.decide(draft)
    } else if ((initial & SYN) !== 0) {
      draft.began = (initial & ACK) === 0 ? SOURCE : DESTINATION
      draft.beganBy = BY_SYN
    }
    return true
  }

  function readWords({ sensor, application }: SilkColumns): void {
    const label = whole(application, 65_535)
    if (label > 0) draft.app = sink.strings.fromBytes(row.buffer, row.startOf(application), row.endOf(application))
    row.trim(sensor)
    if (!row.isSet(sensor) || noSensor.some(none => row.equals(sensor, none))) {
      draft.exporter = folder()
    } else {
      const start = row.startOf(sensor)
      draft.exporter = sink.strings.fromBytes(row.buffer, start, Math.min(row.endOf(sensor), start + LONGEST_SENSOR))
    }
  }

  function onRow(found: SilkColumns, buffer: Uint8Array, start: number, end: number): void {
    const count = row.split(buffer, start, end)
    if (count !== found.names.length) {
      if (takeTitles(buffer, start, end)) return
      sink.reject('field_count', '', `${count}, ${found.names.length} in the titles`)
      return
    }
    draft.reset()
    if (!readSource(found)) {
      if (!takeTitles(buffer, start, end)) row.refuse('bad_address', found.sIP, 'sIP')
      return
    }
    if (!readAddress(found.dIP, draft.destination)) {
      row.refuse('bad_address', found.dIP, 'dIP')
      return
    }
    if (!readTimes(found)) return
    draft.protocol = whole(found.protocol, 255)
    if (draft.protocol < 0) {
      row.refuse('bad_number', found.protocol, 'protocol')
      return
    }
    if (!readPorts(found) || !readCounters(found) || !readFlags(found)) return
    readWords(found)
    sink.record()
  }

  function onLine(buffer: Uint8Array, start: number, end: number): void {
    if (columns !== undefined) {
      onRow(columns, buffer, start, end)
      return
    }
    if (takeTitles(buffer, start, end)) return
    const untitled = untitledColumns(buffer, start, end)
    if (untitled === undefined) {
      sink.reject('field_count', '', 'a line before any titles of rwcut')
    } else {
      setColumns(untitled)
      onRow(untitled, buffer, start, end)
    }
  }

  const lines = readLines(sink, onLine)
  return lines
}
