import type { RecordSink, StreamFormat, StreamReader, UploadContext } from '../format.ts'
import { FieldRow } from '../framing/field-row.ts'
import { bytesOf, foundText } from '../framing/fields.ts'
import { readLines } from '../framing/lines.ts'
import {
  columnTwice,
  defaultColumns,
  defaultColumnsOf,
  looksLikeHeader,
  parseVpcHeader,
  recogniseVpc,
  type VpcColumns,
} from './header.ts'
import { plainColumns } from './plain-columns.ts'
import { vpcRows } from './rows.ts'

const TAB = 9

const space = bytesOf(' ')
const dash = bytesOf('-')

/**
 * AWS VPC and transit gateway flow logs in plain text. Columns come from the header, which may come again with another
 * order; before any header they are those of the default formats, the 14 of version 2 or the 36 of a transit gateway's
 * version 6, line by line. Fields are separated by one space; `-` is no word. A first line that is neither a header nor
 * such a record, a later one that names columns and cannot be read, and a header that names a column twice refuse the file:
 * read in another order than its own, bytes and packets would change places and nobody would see it.
 *
 * - `pkt-srcaddr` and `pkt-dstaddr` (the packet's own, behind NAT) win over `srcaddr` and `dstaddr`.
 * - A record shows one direction: the destination's counters are 0 (nothing of it is in this record) where the source's
 *   are logged, NaN where they are not.
 * - `tcp-flags` are the source's, OR-ed over the window. AWS logs ACK only with SYN, so SYN without ACK means that the
 *   source began, SYN with ACK that the destination did.
 * - ICMP has neither type nor code. NODATA and SKIPDATA are markers; where `log-status` is not logged, a record without
 *   addresses is taken for NODATA, with a warning.
 * - Exporter: see `exporterNames`. `account-id` is not read.
 */
export const awsVpc: StreamFormat = {
  name: 'aws-vpc',
  title: 'AWS VPC flow logs (text)',
  heartbeat: true,
  directions: 1,
  unit: 'line',
  access: 'stream',
  recognise: recogniseVpc,
  open: openVpc,
}

function openVpc(sink: RecordSink, context: UploadContext): StreamReader {
  const row = new FieldRow(sink, space, dash)
  const rows = vpcRows(row, sink, context)
  let columns = defaultColumns
  let isFirst = true
  let hasHeader = false
  let lineStart = 0
  let lineEnd = 0
  turnTo(columns)

  /** A line that is no record may be a header; it takes effect from the next line on. */
  function takeHeader(buffer: Uint8Array, start: number, end: number): boolean {
    const header = parseVpcHeader(buffer, start, end)
    if (header === undefined) return false
    const twice = columnTwice(header, lines.framed)
    if (twice !== undefined) sink.refuse(twice)
    turnTo(header)
    hasHeader = true
    sink.skip('header')
    return true
  }

  function turnTo(next: VpcColumns): void {
    columns = next
    row.setColumns(columns.names)
    sink.plain?.setForm({ lines: 'vpc', columns: plainColumns(columns), sampling: 1 })
  }

  /** A line before any header may be of another default format than the line before it: a log group may hold both. */
  function takeDefault(buffer: Uint8Array, start: number, end: number): boolean {
    const found = hasHeader ? undefined : defaultColumnsOf(buffer, start, end)
    if (found === undefined) return false
    turnTo(found)
    return true
  }

  /** The first line decides how the file is read; false where it is a header, and all is said. */
  function takeFirst(buffer: Uint8Array, start: number, end: number): boolean {
    isFirst = false
    if (takeHeader(buffer, start, end)) return false
    if (!takeDefault(buffer, start, end)) sink.refuse(unreadableHeader('first line', buffer, start, end))
    return true
  }

  /** Whether the line that was split is a header, which may come again. */
  function isHeader(): boolean {
    if (takeHeader(row.buffer, lineStart, lineEnd)) return true
    refuseHeader(row.buffer, lineStart, lineEnd)
    return false
  }

  /** Said of a line whose fields are none of a record. */
  function refuseHeader(buffer: Uint8Array, start: number, end: number): void {
    if (looksLikeHeader(buffer, start, end)) sink.refuse(unreadableHeader('header', buffer, start, end))
  }

  function onLine(buffer: Uint8Array, start: number, end: number): void {
    if (isFirst && !takeFirst(buffer, start, end)) return
    let count = row.split(buffer, start, end)
    if (count !== columns.names.length && takeDefault(buffer, start, end)) count = row.split(buffer, start, end)
    if (count !== columns.names.length) {
      if (takeHeader(buffer, start, end)) return
      refuseHeader(buffer, start, end)
      const hint = buffer.subarray(start, end).includes(TAB) ? ' (there is a TAB)' : ''
      sink.reject('field_count', '', `${count} separated by one space, ${columns.names.length} named${hint}`)
    } else {
      lineStart = start
      lineEnd = end
      rows.take(columns, isHeader)
      const { exporter } = columns
      if (row.isSet(exporter)) sink.plain?.learn(row.buffer, row.startOf(exporter), row.endOf(exporter))
    }
  }

  const lines = readLines(sink, onLine, sink.plain)
  return lines
}

function unreadableHeader(what: string, buffer: Uint8Array, start: number, end: number): string {
  return (
    `expected a ${what} with the names of the columns (version account-id interface-id srcaddr dstaddr …, separated by one ` +
    `space) or a record of version 2, found ${JSON.stringify(foundText(buffer, start, end))}; put the names of the log's ` +
    'columns into the first line'
  )
}
