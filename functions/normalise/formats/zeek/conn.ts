import type { RecordSink, StreamFormat, StreamReader, UploadContext } from '../format.ts'
import { FieldRow } from '../framing/field-row.ts'
import { bytesOf } from '../framing/fields.ts'
import { keptString } from '../framing/kept-string.ts'
import { readLines } from '../framing/lines.ts'
import { type ConnColumns, connColumns, isConn, parsePlainHeader, recogniseConn } from './conn-columns.ts'
import { readCounters, readPorts, readProtocol, readTimes } from './conn-fields.ts'
import { freshHeader, isHeaderLine, takeHeaderLine } from './header.ts'
import { zeekStrings } from './strings.ts'

/** Distinct names of other logs that are counted by name; the rest is `path:other`. */
const MOST_PATHS = 20

/**
 * Zeek's conn log as text: columns, separator, and the strings for unset and empty come from the `#` lines, which may
 * come again in a file (members joined, logs joined); or from one first line of column names. Rows of another `#path`
 * are skipped.
 *
 * - The source is Zeek's originator. Times are floored to ms after `ts` + `duration` is added exactly in µs; without a
 *   duration (one packet) the end is the start.
 * - Bytes are those of IP packets where logged, else of payload; a counter that is unset is NaN.
 * - Began, by the log's word: TCP, the originator where the history has its SYN or the responder's SYN+ACK; UDP and
 *   ICMP, the originator; never an end whose packet counter is 0.
 * - Answered: see `tcpAnswer`; UDP and ICMP: no word of its own.
 * - ICMP: the source's port is the type, the destination's the code, or the type of the reply (then the code is 0).
 * - A transport that Zeek does not know is that of `ip_proto` where logged, else UNKNOWN_PROTOCOL.
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
  const paths = new Set<string>()
  const folder = keptString(sink.strings, bytesOf(context.keyExporter))
  let columns: ConnColumns = connColumns([])
  /** The names that `columns` was made of. */
  let names: readonly string[] | undefined
  /** The names came as a plain line, which may come again. */
  let plain = false
  /** Why rows under this header are skipped; empty where they are conn records, undefined before `#fields`. */
  let otherPath: string | undefined

  function applyHeader(): void {
    if (header.fields !== names) {
      // Once for each #fields, never for each line: a file of hostile headers stays linear.
      names = header.fields
      columns = connColumns(names ?? [])
      row.setColumns(names ?? [])
    }
    row.setMarks(header.separator, header.unsetField)
    if (names === undefined) otherPath = undefined
    else otherPath = isConn(header.path, columns) ? '' : nameOfPath(header.path)
  }

  function nameOfPath(path: string): string {
    const name = path.replace(/[^A-Za-z0-9_.-]/g, '?').slice(0, 40) || 'unknown'
    if (paths.size >= MOST_PATHS && !paths.has(name)) return 'path:other'
    paths.add(name)
    return `path:${name}`
  }

  function takePlainHeader(buffer: Uint8Array, start: number, end: number): boolean {
    const fields = parsePlainHeader(buffer, start, end)
    if (fields === undefined) return false
    plain = true
    Object.assign(header, freshHeader(), { fields })
    applyHeader()
    sink.skip('header')
    return true
  }

  /** Whether a line under plain names may be such a line again: no time begins with a letter or `@`. */
  function mayBePlainHeader(buffer: Uint8Array, count: number): boolean {
    return plain && (count !== names?.length || (buffer[row.startOf(columns.ts)] ?? 0) >= 64)
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
    if (count !== names?.length) {
      sink.reject('field_count', '', `${count}, ${names?.length ?? 0} named`)
      return
    }
    draft.reset()
    if (
      !readTimes(row, columns, draft) ||
      !readEnds() ||
      !readPorts(row, columns, draft) ||
      !readCounters(row, columns, draft)
    )
      return
    readStrings()
    sink.record()
  }

  function onLine(buffer: Uint8Array, start: number, end: number): void {
    if (isHeaderLine(buffer, start, end)) {
      const kind = takeHeaderLine(header, buffer, start, end)
      if (kind === 'header') {
        plain = false
        applyHeader()
      }
      sink.skip(kind)
    } else if (otherPath === undefined) {
      if (takePlainHeader(buffer, start, end)) return
      sink.reject('field_count', '', 'a row before any line of column names (#fields)')
    } else if (otherPath === '') {
      onRow(buffer, start, end)
    } else {
      sink.skip(otherPath)
    }
  }

  return readLines(sink, onLine)
}
