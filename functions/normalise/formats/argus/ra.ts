import type { RecordSink, StreamFormat, StreamReader, UploadContext } from '../format.ts'
import { FieldRow } from '../framing/field-row.ts'
import { bytesOf } from '../framing/fields.ts'
import { refuseByFirst } from '../framing/first-unit.ts'
import { keptString } from '../framing/kept-string.ts'
import { readLines } from '../framing/lines.ts'
import { zonelessTimes } from '../framing/time-zones.ts'
import { type ArgusColumns, hasArgusTitles, parseArgusTitles, titledTwice } from './columns.ts'
import { readCounters, readPorts } from './numbers.ts'
import { ARP, argusProtocol, EVENT, LINK_LAYER, MANAGEMENT } from './protocols.ts'
import { NO_ZONE, readTimes } from './times.ts'
import { otherArgusOutput } from './unreadable.ts'
import { type Direction, parseDirection, setAnswered, setBegan } from './words.ts'

const nothing = bytesOf('')
const COLON = 58
const LETTERS_FROM = 64
/** Characters of a MAC address. */
const MAC_LENGTH = 17
/** Longest state and sensor that is kept; Argus' own are below 40. */
const LONGEST = 64

/**
 * What Argus' `ra` prints with a delimiter (`-c`), comma, TAB, `|` or `;`, as also the `.binetflow` files of CTU-13 and data sets
 * with ra's field names as titles. Columns come from the titles, which may come again (`-L`); blanks around fields are dropped.
 * Titles that name a column twice refuse the file.
 *
 * - A record shows both directions. Bytes are captured frames, with their Ethernet header. Of the other end's counter and a
 *   total without it, the rest is this end's; where neither end's is printed, it is known only where one end sent nothing.
 * - Times are floored to ms; without a zone they are of the source's, else UTC, with a warning.
 *   Without LastTime the end is StartTime + Dur. Times
 *   without a day, and ports by name, are refused with the command that prints both.
 * - Began, by the log's word: see `setBegan`. Without Dir, of protocols other than TCP the source, where it sent a packet.
 * - Answered: see `setAnswered`. Flags, where State is of `-Z b`.
 * - ICMP: Sport is code × 256 + type, of ICMPv6 the type, and Dport its code.
 * - Management records (`man`) say that Argus was alive, from their start to their end. ARP, other protocols that are not
 *   above IP, and events are skipped by kind.
 * - Exporter: SrcId, else the folder.
 */
export const argusRa: StreamFormat = {
  name: 'argus-ra',
  title: 'Argus ra (delimited)',
  heartbeat: false,
  directions: 2,
  unit: 'line',
  access: 'stream',
  recognise: (head, complete) => otherArgusOutput(head, complete) !== undefined || hasArgusTitles(head, complete),
  open: openRa,
}

function openRa(sink: RecordSink, context: UploadContext): StreamReader {
  const { draft, strings } = sink
  const row = new FieldRow(sink, nothing, nothing)
  const folder = keptString(strings, bytesOf(context.keyExporter))
  const zoneless = zonelessTimes(sink, context, NO_ZONE)
  const arrows: Direction = { toLeft: false, toRight: false, isAsked: false }
  let columns: ArgusColumns | undefined

  function takeTitles(buffer: Uint8Array, start: number, end: number): boolean {
    const found = parseArgusTitles(buffer, start, end)
    if (found === undefined) return false
    columns = found
    row.setColumns(found.names)
    row.setMarks(Uint8Array.of(found.delimiter), nothing)
    const twice = titledTwice(found, lines.framed)
    if (twice !== undefined) sink.refuse(twice)
    sink.skip('header')
    return true
  }

  /** Id of the text of a field; 0 where it has none. */
  function readText(column: number): number {
    row.trim(column)
    if (!row.isSet(column)) return 0
    const start = row.startOf(column)
    return strings.fromBytes(row.buffer, start, Math.min(row.endOf(column), start + LONGEST))
  }

  /** Whether a field has the form of a MAC address. */
  function isMac(column: number): boolean {
    const start = row.startOf(column)
    if (row.endOf(column) - start !== MAC_LENGTH) return false
    for (let at = 2; at < MAC_LENGTH; at += 3) if (row.buffer[start + at] !== COLON) return false
    return true
  }

  /** What the row is skipped as, by its protocol and its addresses; undefined where it is a flow of IP, or is no row. */
  function kindOf(protocol: number, { source }: ArgusColumns): string | undefined {
    if (protocol === EVENT) return 'event'
    if (protocol === ARP) return 'arp'
    return protocol === LINK_LAYER || isMac(source) ? 'link_layer' : undefined
  }

  function readEnds({ source, destination }: ArgusColumns): boolean {
    if (!row.address(source, draft.source)) return row.refuse('bad_address', source, 'SrcAddr')
    row.trim(destination)
    return row.address(destination, draft.destination) || row.refuse('bad_address', destination, 'DstAddr')
  }

  /** Arrows of Dir; undefined where it has none. */
  function readArrows({ direction }: ArgusColumns): Direction | undefined {
    row.trim(direction)
    if (!row.isSet(direction)) return undefined
    return parseDirection(row.buffer, row.startOf(direction), row.endOf(direction), arrows) ? arrows : undefined
  }

  /** The arrows that Dir would have of what is not TCP: they say which ends sent packets. */
  function arrowsByCounters(): Direction {
    arrows.toRight = draft.sourcePackets > 0 || draft.sourceBytes > 0
    arrows.toLeft = draft.destinationPackets > 0 || draft.destinationBytes > 0
    arrows.isAsked = true
    return arrows
  }

  function takeFlow(columns: ArgusColumns): void {
    if (!readEnds(columns) || !readTimes(row, columns, draft, sink, zoneless)) return
    if (!readPorts(row, columns, draft, sink)) return
    const written = readArrows(columns)
    if (!readCounters(row, columns, draft, written)) return
    const shown = columns.direction < 0 ? arrowsByCounters() : written
    if (shown !== undefined) setBegan(draft, shown)
    draft.state = readText(columns.state)
    const { state } = columns
    setAnswered(draft, shown, state < 0 ? nothing : row.buffer.subarray(row.startOf(state), row.endOf(state)))
    draft.sampling = context.sampling ?? 1
    draft.exporter = readText(columns.sensor) || folder()
    sink.record()
  }

  function takeRow(columns: ArgusColumns): void {
    draft.reset()
    row.trim(columns.protocol)
    row.trim(columns.source)
    if (!row.isSet(columns.protocol)) {
      row.refuse('missing_field', columns.protocol, 'Proto')
      return
    }
    const protocol = argusProtocol(row.buffer, row.startOf(columns.protocol), row.endOf(columns.protocol))
    const kind = kindOf(protocol, columns)
    if (protocol === MANAGEMENT) {
      if (!readTimes(row, columns, draft, sink, zoneless)) return
      sink.marker('nodata', readText(columns.sensor) || folder(), draft.startMs, draft.endMs)
    } else if (kind !== undefined) {
      sink.skip(kind)
    } else {
      draft.protocol = protocol
      takeFlow(columns)
    }
  }

  /** Whether a line may be titles again: no time begins with a letter. */
  function mayBeTitles({ names, start }: ArgusColumns, count: number): boolean {
    return count !== names.length || (row.buffer[row.startOf(start)] ?? 0) >= LETTERS_FROM
  }

  function onLine(buffer: Uint8Array, start: number, end: number): void {
    if (columns === undefined) {
      if (takeTitles(buffer, start, end)) return
      sink.reject('field_count', '', 'a row before any line of titles (-L 0)')
      return
    }
    const count = row.split(buffer, start, end)
    if (mayBeTitles(columns, count) && takeTitles(buffer, start, end)) return
    if (count === columns.names.length) takeRow(columns)
    else sink.reject('field_count', '', `${count}, ${columns.names.length} named`)
  }

  const refuseOther = refuseByFirst(sink, unit => otherArgusOutput(unit, true))
  const lines = readLines(
    {
      frame(ordinal, buffer, start, end) {
        refuseOther(buffer, start, end)
        sink.frame(ordinal, buffer, start, end)
      },
      skip: kind => sink.skip(kind),
      reject: (reason, column, found) => sink.reject(reason, column, found),
    },
    onLine,
  )
  return lines
}
