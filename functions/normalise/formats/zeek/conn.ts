import type { RecordSink, StreamFormat, StreamReader, UploadContext } from '../format.ts'
import { FieldRow } from '../framing/field-row.ts'
import { bytesOf, decodeText } from '../framing/fields.ts'
import { keptString } from '../framing/kept-string.ts'
import { readLines } from '../framing/lines.ts'
import { namedTwice } from '../framing/named-twice.ts'
import { serverNames } from '../framing/server-names.ts'
import { zonelessTimes } from '../framing/time-zones.ts'
import { type ConnColumns, connColumns, connPathUnder, parsePlainHeader, recogniseConn } from './conn-columns.ts'
import { NO_ZONE, readCounters, readPorts, readProtocol, readTimes } from './conn-fields.ts'
import { freshHeader, isHeaderLine, takeHeaderLine } from './header.ts'
import { LONGEST_UID, namingColumns, onlyRepeats, otherPaths, repeatOfKey } from './log-paths.ts'
import { plainForm } from './plain-form.ts'
import { zeekStrings } from './strings.ts'

/**
 * Zeek's conn log as text: columns, separator, and the strings for unset and empty come from the `#` lines, which may
 * come again in a file (members joined, logs joined); or from one first line of column names. Rows of another `#path` are
 * skipped, those of `conn_long` and `open_conn` too, as conn.log has the same connections again; a file of nothing else is
 * refused, and so is one with a conn log that names a column twice. Filters may name conn.log anew (`conn-local`).
 *
 * - The source is Zeek's originator. Times are floored to ms after `ts` + `duration` is added exactly in µs; without a
 *   duration (one packet) the end is the start.
 * - Bytes are those of IP packets where logged, else of payload; a counter that is unset is NaN.
 * - Began, by the log's word: TCP, the originator where the history has its SYN or the responder's SYN+ACK; UDP and
 *   ICMP, the originator; never an end whose packet counter is 0.
 * - Answered: see `tcpAnswer`; UDP and ICMP: no word of its own.
 * - ICMP: the source's port is the type, the destination's the code, or the type of the reply (then the code is 0).
 * - A transport that Zeek does not know is that of `ip_proto` where logged, else UNKNOWN_PROTOCOL.
 * - Server names are those of rows of ssl, quic and http with the same `uid` that stand before the connection's.
 * - A duration below zero by less than a millisecond is none.
 * - Zeek applies no policy: `action` is unknown, also for what NetControl dropped. Exporter: `_node_name` or
 *   `_system_name`, else the folder.
 */
export const zeekConn: StreamFormat = {
  name: 'zeek-conn',
  title: 'Zeek conn.log (TSV)',
  heartbeat: false,
  directions: 2,
  unit: 'line',
  access: 'stream',
  recognise: recogniseConn,
  open: openConn,
}

function openConn(sink: RecordSink, context: UploadContext): StreamReader {
  const { draft } = sink
  const header = freshHeader()
  const row = new FieldRow(sink, header.separator, header.unsetField)
  const strings = zeekStrings(sink.strings)
  const kindOf = otherPaths()
  const names = serverNames()
  const zoneless = zonelessTimes(sink, context, NO_ZONE)
  const folder = keptString(sink.strings, bytesOf(context.keyExporter))
  const sampling = context.sampling ?? 1
  const plain = plainForm(strings, header, sampling)
  let columns: ConnColumns = connColumns([])
  /** The names that `columns` was made of. */
  let titles: readonly string[] | undefined
  /** Why rows of connections under them cannot be read; undefined where they can. */
  let twice: string | undefined
  /** The names came as a line without `#`, which may come again. */
  let isUnmarked = false
  /** Why rows under this header are skipped; empty where they are conn records, undefined before `#fields`. */
  let otherPath: string | undefined
  /** Column of these rows that names a server; −1 where none does. */
  let nameColumn = -1
  let hasConn = false
  /** The last log of connections that conn.log has too. */
  let repeat: string | undefined

  function applyHeader(): void {
    if (header.fields !== titles) {
      // Once for each #fields, never for each line: a file of hostile headers stays linear.
      titles = header.fields
      columns = connColumns(titles ?? [])
      twice = namedTwice(titles ?? [], Object.values(columns), lines.framed, NAME_ONCE)
      row.setColumns(titles ?? [])
      plain.setColumns(columns, titles?.length ?? 0)
    }
    row.setMarks(header.separator, header.unsetField)
    if (titles === undefined) otherPath = undefined
    else judgePath(header.path === '' ? (repeatOfKey(context.key) ?? '') : header.path)
    sink.plain?.setForm(otherPath === '' && names.isEmpty ? plain.form() : plain.none)
  }

  function judgePath(path: string): void {
    const found = connPathUnder(path, columns)
    if (found === 'conn') {
      hasConn = true
      if (twice !== undefined) sink.refuse(twice)
    } else if (found === 'repeat') repeat = path
    otherPath = found === 'conn' ? '' : kindOf(path)
    const naming = namingColumns[path]
    nameColumn = naming === undefined ? -1 : (titles?.indexOf(naming) ?? -1)
  }

  /** Keeps the server name of a row of another log, where it has one. */
  function keepName(buffer: Uint8Array, start: number, end: number): void {
    if (row.split(buffer, start, end) !== titles?.length || !row.isSet(nameColumn)) return
    const uid = uidOf()
    const name = strings.plain(buffer, row.startOf(nameColumn), row.endOf(nameColumn), header)
    if (uid !== undefined && name !== '') names.keep(uid, name)
  }

  function uidOf(): string | undefined {
    const { uid } = columns
    if (!row.isSet(uid) || row.endOf(uid) - row.startOf(uid) > LONGEST_UID) return undefined
    return decodeText(row.buffer, row.startOf(uid), row.endOf(uid))
  }

  function readHost(): void {
    const uid = names.isEmpty ? undefined : uidOf()
    const name = uid === undefined ? undefined : names.of(uid)
    if (uid === undefined || name === undefined) return
    draft.host = sink.strings.fromString(name)
    names.forget(uid)
  }

  function takePlainHeader(buffer: Uint8Array, start: number, end: number): boolean {
    const fields = parsePlainHeader(buffer, start, end)
    if (fields === undefined) return false
    isUnmarked = true
    Object.assign(header, freshHeader(), { fields })
    applyHeader()
    sink.skip('header')
    return true
  }

  /** Whether a line under plain names may be such a line again: no time begins with a letter or `@`. */
  function mayBePlainHeader(buffer: Uint8Array, count: number): boolean {
    return isUnmarked && (count !== titles?.length || (buffer[row.startOf(columns.ts)] ?? 0) >= 64)
  }

  function readEnds(): boolean {
    if (!row.address(columns.origH, draft.source)) return row.refuse('bad_address', columns.origH, 'id.orig_h')
    if (!row.address(columns.respH, draft.destination)) return row.refuse('bad_address', columns.respH, 'id.resp_h')
    draft.protocol = readProtocol(row, columns, draft.source.family)
    return draft.protocol >= 0 || row.refuse('bad_number', columns.proto, 'proto')
  }

  function readText(column: number): number {
    if (!row.isSet(column)) return 0
    return strings.text(row.buffer, row.startOf(column), row.endOf(column), header)
  }

  function readStrings(): void {
    draft.state = readText(columns.connState)
    if (row.isSet(columns.service)) {
      const { service } = columns
      draft.app = strings.service(row.buffer, row.startOf(service), row.endOf(service), header)
    }
    draft.exporter = readText(columns.nodeName) || folder()
  }

  function onRow(buffer: Uint8Array, start: number, end: number): void {
    const count = row.split(buffer, start, end)
    if (mayBePlainHeader(buffer, count) && takePlainHeader(buffer, start, end)) return
    if (count !== titles?.length) {
      sink.reject('field_count', '', `${count}, ${titles?.length ?? 0} named`)
      return
    }
    draft.reset()
    if (
      !readTimes(row, columns, draft, zoneless) ||
      !readEnds() ||
      !readPorts(row, columns, draft) ||
      !readCounters(row, columns, draft)
    )
      return
    draft.sampling = sampling
    readStrings()
    readHost()
    sink.record()
    const { nodeName } = columns
    sink.plain?.learn(buffer, row.startOf(nodeName), row.endOf(nodeName))
  }

  function onLine(buffer: Uint8Array, start: number, end: number): void {
    if (isHeaderLine(buffer, start, end)) {
      const kind = takeHeaderLine(header, buffer, start, end)
      if (kind === 'header') {
        isUnmarked = false
        applyHeader()
      }
      sink.skip(kind)
    } else if (otherPath === undefined) {
      if (takePlainHeader(buffer, start, end)) return
      sink.reject('field_count', '', 'a row before any line of column names (#fields)')
    } else if (otherPath === '') {
      onRow(buffer, start, end)
    } else {
      if (nameColumn >= 0) keepName(buffer, start, end)
      sink.skip(otherPath)
    }
  }

  const lines = readLines(sink, onLine, sink.plain)
  return {
    push: chunk => lines.push(chunk),
    end(cut) {
      lines.end(cut)
      if (!hasConn && repeat !== undefined) sink.refuse(onlyRepeats(repeat))
      names.warnOfDropped(sink)
    },
    get framed() {
      return lines.framed
    },
  }
}

const NAME_ONCE = 'let #fields name each once, also where Log::default_field_name_map renames it'
