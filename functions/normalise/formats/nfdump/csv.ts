import type { RecordSink, StreamFormat, StreamReader, UploadContext } from '../format.ts'
import { FieldRow } from '../framing/field-row.ts'
import { bytesEqual, bytesOf } from '../framing/fields.ts'
import { refuseByFirst } from '../framing/first-unit.ts'
import { keptString } from '../framing/kept-string.ts'
import { firstLines, readLines } from '../framing/lines.ts'
import { tcpHalves } from '../framing/tcp-halves.ts'
import { zonelessTimes } from '../framing/time-zones.ts'
import { columnTwice, isOldRow, type NfdumpColumns, oldColumns, parseNfdumpHeader } from './columns.ts'
import { hasCounters, readCounters, readEnds, readProtocol, readTimes } from './csv-fields.ts'
import { isUnspecified, NO_SAMPLING, NO_ZONE } from './meaning.ts'
import { otherOutput } from './other-outputs.ts'
import { isTunnelOf, isTunnelProtocol, maybeTunnel } from './tunnels.ts'

const comma = bytesOf(',')
const nothing = bytesOf('')
const summaries = ['Summary', 'No matching flows'].map(bytesOf)
const noAddresses = ['0.0.0.0', '::'].map(bytesOf)
const DIGITS_END = 57
/** Lines of the block that ends the output to 1.7.4: its title, names, figures. */
const SUMMARY_LINES = 3

/**
 * nfdump's CSV (`-o csv`, `-o csv-fast`, `-o "csv:…"`): columns by the names in the first line, which may come again in a file
 * (outputs joined), and refuses the file where it names a column twice. To 1.7.4 the 48 columns of `ts,te,td,…` are known
 * without that line (`-q`).
 *
 * - A record shows one direction, but for those with counters of both (RFC 5103, `-B`). Bytes are those of IP.
 * - Times are printed in the zone of the machine: of the source's zone, else UTC, with a warning. To 1.7.4 to the second.
 *   Without an end (1970,
 *   0000-00-00, 0) a record ends when it began, as nfdump prints its duration from 1.7.5 on; without a start it is refused.
 * - Began: see `tcpHalves`; the log's own word where `biDirection` is printed. Answered: no word of its own.
 * - ICMP: the destination's port is type × 256 + code, or `type.code`.
 * - Tunnelled flows, which are printed twice, count once: the tunnel's line is skipped as `tunnel`. Rows without addresses and
 *   counters tell of events (NAT, NSEL) and are skipped as `event`.
 * - Denied: where the forwarding status says that an access list dropped the packets.
 * - Exporter: the router's address, where it is printed and known, else the folder.
 * - A file of nfcapd, and what nfdump prints in a line mode, as `raw`, or of statistics, is refused with the command that
 *   prints what can be read.
 */
export const nfdumpCsv: StreamFormat = {
  name: 'nfdump-csv',
  title: 'nfdump CSV',
  heartbeat: false,
  directions: 1,
  unit: 'line',
  access: 'stream',
  recognise(head, complete) {
    if (otherOutput(head, complete) !== undefined) return true
    for (const { start, end } of firstLines(head, complete, 8)) {
      if (isOldRow(head, start, end) || parseNfdumpHeader(head, start, end) !== undefined) return true
    }
    return false
  },
  open: openCsv,
}

function openCsv(sink: RecordSink, context: UploadContext): StreamReader {
  const { draft } = sink
  const folder = keptString(sink.strings, bytesOf(context.keyExporter))
  const halves = tcpHalves()
  const zoneless = zonelessTimes(sink, context, NO_ZONE)
  const refuseOther = refuseByFirst(sink, unit => otherOutput(unit, true))
  const row = new FieldRow(sink, comma, nothing)
  /** A line that may be a tunnel, until the next line tells: a copy of its bytes. */
  const held = new FieldRow(sink, comma, nothing)
  let heldBytes: Uint8Array | undefined
  let heldOrdinal = 0
  let columns: NfdumpColumns | undefined
  let summaryLeft = 0
  let records = 0
  let bothWays = 0
  /** The line under way as its framer gave it. */
  let unit: Unit = { ordinal: 0, buffer: nothing, start: 0, end: 0 }

  function frameUnit(): void {
    releaseHeld(false)
    sink.frame(unit.ordinal, unit.buffer, unit.start, unit.end)
  }

  function releaseHeld(isTunnel: boolean): void {
    if (heldBytes === undefined) return
    sink.frame(heldOrdinal, heldBytes, 0, heldBytes.length)
    heldBytes = undefined
    if (isTunnel) sink.skip('tunnel')
    else if (columns !== undefined) takeRow(held, columns)
  }

  function hold({ names }: NfdumpColumns): void {
    heldOrdinal = unit.ordinal
    heldBytes = Buffer.from(unit.buffer.subarray(unit.start, unit.end))
    held.setColumns(names)
    held.split(heldBytes, 0, heldBytes.length)
  }

  function setColumns(found: NfdumpColumns): void {
    columns = found
    row.setColumns(found.names)
    summaryLeft = 0
    const twice = columnTwice(found, unit.ordinal)
    if (twice !== undefined) sink.refuse(twice)
    if (context.sampling === undefined) sink.warn(NO_SAMPLING)
  }

  /** What is no row: names of columns, the summary, what nfdump says instead of rows. */
  function takeWords(buffer: Uint8Array, start: number, end: number): boolean {
    const header = parseNfdumpHeader(buffer, start, end)
    const isSummary = summaries.some(title => bytesEqual(buffer, start, end, title))
    if (header === undefined && !isSummary && summaryLeft === 0) return false
    frameUnit()
    if (header !== undefined) setColumns(header)
    else summaryLeft = isSummary ? SUMMARY_LINES - 1 : summaryLeft - 1
    sink.skip(header === undefined ? 'summary' : 'header')
    return true
  }

  /** The exporter of a row: its router where it is known. */
  function readExporter(of: FieldRow, { router }: NfdumpColumns): number {
    if (!of.isSet(router) || noAddresses.some(none => of.equals(router, none))) return folder()
    return sink.strings.fromBytes(of.buffer, of.startOf(router), of.endOf(router))
  }

  /** A framed line that has as many fields as there are names. */
  function takeRow(of: FieldRow, columns: NfdumpColumns): void {
    draft.reset()
    if (!readEnds(of, columns, draft)) return
    const nothingSent = isUnspecified(draft.source) && isUnspecified(draft.destination) && !hasCounters(of, columns)
    if (nothingSent) {
      sink.skip(isTunnelProtocol(of, columns) ? 'tunnel' : 'event')
      return
    }
    if (!readTimes(of, columns, draft, sink, zoneless) || !readProtocol(of, columns, draft)) return
    if (!readCounters(of, columns, draft, halves)) return
    draft.sampling = context.sampling ?? 1
    draft.exporter = readExporter(of, columns)
    records++
    if (draft.destinationPackets > 0 || draft.destinationBytes > 0) bothWays++
    sink.record()
  }

  function onLine(buffer: Uint8Array, start: number, end: number): void {
    // No row of nfdump's own columns begins with a letter; of others one may, by an IPv6 address or a protocol.
    const mayBeWords = columns === undefined || summaryLeft > 0 || (buffer[start] ?? 0) > DIGITS_END
    if (mayBeWords && takeWords(buffer, start, end)) return
    if (columns === undefined && isOldRow(buffer, start, end)) setColumns(oldColumns)
    if (columns === undefined) {
      frameUnit()
      sink.reject('field_count', '', 'a row before any line of column names')
      return
    }
    const count = row.split(buffer, start, end)
    const isRow = count === columns.names.length
    if (heldBytes !== undefined) releaseHeld(isRow && isTunnelOf(held, row, columns))
    if (isRow && maybeTunnel(row, columns)) {
      hold(columns)
      return
    }
    frameUnit()
    if (isRow) takeRow(row, columns)
    else sink.reject('field_count', '', `${count}, ${columns.names.length} named`)
  }

  const lines = readLines(
    {
      frame(ordinal, buffer, start, end) {
        refuseOther(buffer, start, end)
        unit = { ordinal, buffer, start, end }
      },
      skip(kind) {
        frameUnit()
        sink.skip(kind)
      },
      reject(reason, column, found) {
        frameUnit()
        sink.reject(reason, column, found)
      },
    },
    onLine,
  )
  return {
    push: chunk => lines.push(chunk),
    end(cut) {
      lines.end(cut)
      releaseHeld(false)
    },
    get framed() {
      return lines.framed
    },
    get directions() {
      return bothWays * 2 > records ? 2 : 1
    },
  }
}

interface Unit {
  ordinal: number
  buffer: Uint8Array
  start: number
  end: number
}
