/** Rows of a VPC flow log in Parquet as records. */
import { type Address, parseAddressBytes } from '../../../lib/addresses.ts'
import type { RejectReason } from '../../rejects.ts'
import { ACCEPT, type RecordSink } from '../format.ts'
import { bytesEqual, bytesOf, foundText } from '../framing/fields.ts'
import { parseWhole } from '../framing/numbers.ts'
import { hasPorts } from '../framing/protocols.ts'
import { NO_LOG_STATUS, setVpcCounters, setVpcDenied, setVpcFlags, vpcTimeMs } from '../framing/vpc-record.ts'
import type { ColumnCursor } from '../parquet/column.ts'
import type { RowReader } from '../parquet/read-rows.ts'
import { isNumber, isText, isTime, type ParquetColumn, typeOf } from '../parquet/schema.ts'
import { ParquetDamage } from '../parquet/thrift.ts'
import { vpcName } from './names.ts'

const texts = [
  'srcaddr',
  'dstaddr',
  'pkt_srcaddr',
  'pkt_dstaddr',
  'action',
  'log_status',
  'interface_id',
  'tgw_attachment_id',
  'tgw_id',
  'resource_id',
] as const
const numbers = ['srcport', 'dstport', 'protocol', 'packets', 'bytes', 'start', 'end', 'tcp_flags'] as const
type TextName = (typeof texts)[number]
type NumberName = (typeof numbers)[number]
type Name = TextName | NumberName

const used: ReadonlySet<string> = new Set<string>([...texts, ...numbers])
const accept = bytesOf('ACCEPT')
const reject = bytesOf('REJECT')
const noData = bytesOf('NODATA')
const skipData = bytesOf('SKIPDATA')
const DASH = 45
const UNSET = -1
const BAD = -2

/** The field that a column is, however its name is written. */
export const fieldOf = (column: ParquetColumn): string => vpcName(column.name).replaceAll('-', '_')

/** Columns that are no part of another, with one value a row. */
const isFlat = ({ path, maxRepetition }: ParquetColumn): boolean => path.length === 1 && maxRepetition === 0

/** Whether the columns are of a VPC or transit gateway flow log: a source and a destination address are among them. */
export function isVpcSchema(columns: readonly ParquetColumn[]): boolean {
  const names = new Set(columns.filter(isFlat).map(fieldOf))
  const has = (name: string) => names.has(name) || names.has(`pkt_${name}`)
  return has('srcaddr') && has('dstaddr')
}

/** The columns that are read. */
export const vpcColumns = (schema: readonly ParquetColumn[]): ParquetColumn[] =>
  schema.filter(column => isFlat(column) && used.has(fieldOf(column)))

export function createRowReader(
  schema: readonly ParquetColumn[],
  sink: RecordSink,
  exporterOf: (buffer: Uint8Array, start: number, end: number) => number,
): RowReader {
  const { draft } = sink
  const columns = vpcColumns(schema)
  const places = new Map(columns.map((column, place) => [fieldOf(column), place]))
  const namesOf = (is: (column: ParquetColumn) => boolean) => new Set(columns.filter(is).map(fieldOf))
  const [digits, timed] = [namesOf(isText), namesOf(isTime)]
  const nothing = new Uint8Array(0)
  let row: readonly ColumnCursor[] = []
  let ordinal = 0

  const cursorOf = (name: Name): ColumnCursor | undefined => row[places.get(name) ?? -1]

  function frame(text: Uint8Array): void {
    sink.frame(ordinal, text, 0, text.length)
  }

  /** Rejects the row: `missing_field` where the column has no word, else `reason`. Returns false. */
  function refuse(reason: RejectReason, name: Name): false {
    const cursor = cursorOf(name)
    frame(bytesOf(columns.map((column, place) => `${column.name}=${shown(column, row[place])}`).join(' ')))
    if (cursor === undefined) sink.reject('missing_field', name, 'no such column')
    else sink.reject(cursor.isSet ? reason : 'missing_field', name, shown(columns[places.get(name) ?? -1], cursor))
    return false
  }

  /** Whether the column has a text that is neither empty nor `-`. */
  function hasText(name: Name): boolean {
    const cursor = cursorOf(name)
    if (cursor?.isSet !== true || cursor.start === cursor.end) return false
    return cursor.end - cursor.start > 1 || cursor.buffer[cursor.start] !== DASH
  }

  function textIs(name: TextName, expected: Uint8Array): boolean {
    const cursor = cursorOf(name)
    return cursor?.isSet === true && bytesEqual(cursor.buffer, cursor.start, cursor.end, expected)
  }

  /** Whole number of at most `max`; UNSET or BAD. Not-a-number, which pandas writes for nothing, is no word. */
  function whole(name: NumberName, max: number): number {
    const cursor = cursorOf(name)
    if (cursor?.isSet !== true) return UNSET
    if (digits.has(name)) return hasText(name) ? wholeOfText(cursor, max) : UNSET
    const { number } = cursor
    if (Number.isNaN(number)) return UNSET
    return number >= 0 && number <= max && Number.isInteger(number) ? number : BAD
  }

  function readAddress(name: TextName, into: Address): boolean {
    const cursor = cursorOf(name)
    return cursor?.isSet === true && parseAddressBytes(cursor.buffer, cursor.start, cursor.end, into)
  }

  function readTimes(): boolean {
    const start = whole('start', Number.MAX_SAFE_INTEGER)
    if (start < 0) return refuse('bad_time', 'start')
    const end = whole('end', Number.MAX_SAFE_INTEGER)
    if (end < 0) return refuse('bad_time', 'end')
    draft.startMs = timed.has('start') ? start : vpcTimeMs(start, sink)
    draft.endMs = timed.has('end') ? end : vpcTimeMs(end, sink)
    return true
  }

  function readNumbers(): boolean {
    draft.protocol = whole('protocol', 255)
    if (draft.protocol < 0) return refuse('bad_number', 'protocol')
    if (hasPorts(draft.protocol)) {
      draft.sourcePort = whole('srcport', 65_535)
      if (draft.sourcePort === BAD) return refuse('bad_number', 'srcport')
      draft.destinationPort = whole('dstport', 65_535)
      if (draft.destinationPort === BAD) return refuse('bad_number', 'dstport')
    }
    const bytes = whole('bytes', Number.MAX_SAFE_INTEGER)
    if (bytes === BAD) return refuse('bad_number', 'bytes')
    const packets = whole('packets', Number.MAX_SAFE_INTEGER)
    if (packets === BAD) return refuse('bad_number', 'packets')
    const flags = whole('tcp_flags', 255)
    if (flags === BAD) return refuse('bad_number', 'tcp_flags')
    setVpcCounters(draft, bytes, packets)
    setVpcFlags(draft, flags)
    return true
  }

  function readExporter(): number {
    // The first of these columns that there is, as in text.
    const name = (['interface_id', 'tgw_attachment_id', 'tgw_id'] as const).find(candidate => places.has(candidate))
    const given = name !== undefined && hasText(name) ? name : 'resource_id'
    const cursor = hasText(given) ? cursorOf(given) : undefined
    return cursor === undefined ? exporterOf(nothing, 0, 0) : exporterOf(cursor.buffer, cursor.start, cursor.end)
  }

  function takeMarker(kind: 'nodata' | 'skipdata'): void {
    if (!readTimes()) return
    frame(nothing)
    sink.marker(kind, readExporter(), draft.startMs, draft.endMs)
  }

  function takeRecord(): void {
    const source = hasText('pkt_srcaddr') ? 'pkt_srcaddr' : 'srcaddr'
    const destination = hasText('pkt_dstaddr') ? 'pkt_dstaddr' : 'dstaddr'
    draft.reset()
    if (!places.has('log_status') && !hasText(source) && !hasText(destination)) {
      sink.warn(NO_LOG_STATUS)
      takeMarker('nodata')
      return
    }
    if (!readAddress(source, draft.source)) refuse('bad_address', source)
    else if (!readAddress(destination, draft.destination)) refuse('bad_address', destination)
    else if (readTimes() && readNumbers()) {
      if (textIs('action', accept)) draft.action = ACCEPT
      else if (textIs('action', reject)) setVpcDenied(draft)
      frame(nothing)
      draft.exporter = readExporter()
      sink.record()
    }
  }

  return {
    columns,
    checkTypes: () => checkTypes(columns),
    take(cursors, at) {
      row = cursors
      ordinal = at
      if (textIs('log_status', noData)) takeMarker('nodata')
      else if (textIs('log_status', skipData)) takeMarker('skipdata')
      else takeRecord()
    },
  }
}

/**
 * Throws ParquetDamage where a column that is read has another type than it can have: numbers may be whole, floating, decimal or
 * text of digits, and times may be typed.
 */
function checkTypes(columns: readonly ParquetColumn[]): void {
  for (const column of columns) {
    const name = fieldOf(column)
    const isNamed = texts.some(text => text === name)
    const isMoment = name === 'start' || name === 'end'
    const fits = isText(column) || (!isNamed && (isNumber(column) || (isMoment && isTime(column))))
    if (fits || column.isNothing) continue
    const expected = isNamed ? 'texts are' : isMoment ? 'seconds since 1970 or TIMESTAMP is' : 'whole numbers are'
    throw new ParquetDamage(
      `${typeOf(column)} in column ${column.name}, where ${expected} expected (cast it as you write the file)`,
    )
  }
}

/** A number in decimal digits; BAD where it is something else or over `max`. */
function wholeOfText({ buffer, start, end }: ColumnCursor, max: number): number {
  const number = parseWhole(buffer, start, end)
  return number >= 0 && number <= max ? number : BAD
}

function shown(column: ParquetColumn | undefined, cursor: ColumnCursor | undefined): string {
  if (column === undefined || cursor?.isSet !== true) return 'nothing'
  if (!isText(column)) return String(cursor.number)
  return foundText(cursor.buffer, cursor.start, cursor.end)
}
