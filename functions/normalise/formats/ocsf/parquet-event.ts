/** Rows of a Parquet file as the events that JSON would have. */
import type { JsonObject } from '../framing/json-values.ts'
import type { ColumnCursor } from '../parquet/column.ts'
import { BOOLEAN, isNumber, isText, isTime, type ParquetColumn, typeOf } from '../parquet/schema.ts'
import { ParquetDamage } from '../parquet/thrift.ts'

const counters = ['bytes', 'bytes_in', 'bytes_out', 'packets', 'packets_in', 'packets_out']
const endpoint = ['ip', 'port', 'interface_uid']

/** Attributes that the rules ask for, below their objects; `''`: of the event itself. */
const attributes: Readonly<Record<string, readonly string[]>> = {
  '': [
    ...['class_uid', 'type_uid', 'activity_id', 'status_code', 'app_name'],
    ...['time', 'time_dt', 'start_time', 'start_time_dt', 'end_time', 'end_time_dt', 'duration'],
    ...['initiator_id', 'is_src_dst_assignment_known', 'action_id', 'disposition_id', 'action', 'disposition'],
  ],
  src_endpoint: endpoint,
  dst_endpoint: endpoint,
  connection_info: ['protocol_num', 'protocol_name', 'tcp_flags', 'direction_id'],
  traffic: counters,
  cumulative_traffic: counters,
  tls: ['sni'],
  device: ['hostname', 'uid'],
  'metadata.product': ['name'],
}

const names: ReadonlySet<string> = new Set(
  Object.entries(attributes).flatMap(([object, own]) => own.map(name => (object === '' ? name : `${object}.${name}`))),
)

/** Names of the loggers of an event, a list: of its first one, as JSON has it. Writers name the list's own groups as they like. */
const isLogger = ({ path, maxRepetition }: ParquetColumn): boolean =>
  maxRepetition === 1 && path[0] === 'metadata' && path[1] === 'loggers' && path.at(-1) === 'name' && path.length <= 5

const isPlain = ({ path, name, maxRepetition }: ParquetColumn): boolean =>
  maxRepetition === 0 && path.length <= 3 && names.has(name)

/** Whether the columns can be of network events: they have the addresses of both ends. */
export function hasEnds(columns: readonly ParquetColumn[]): boolean {
  const own = new Set(columns.filter(isPlain).map(({ name }) => name))
  return own.has('src_endpoint.ip') && own.has('dst_endpoint.ip')
}

export interface EventRows {
  /** The columns that are read. */
  columns: readonly ParquetColumn[]
  /** The event of the row that the cursors (one for each of `columns`) are at; the same object again and again. */
  eventAt(cursors: readonly ColumnCursor[]): JsonObject
  /** The event last given, as JSON. */
  text(): string
}

/** The columns that are read. */
export const eventColumns = (schema: readonly ParquetColumn[]): ParquetColumn[] =>
  schema.filter(column => isPlain(column) || isLogger(column))

export function openEventRows(schema: readonly ParquetColumn[]): EventRows {
  const columns = eventColumns(schema)
  const event: Record<string, unknown> = {}
  const places = columns.map(column => placeOf(event, column))
  return {
    columns,
    eventAt(cursors) {
      for (let i = 0; i < cursors.length; i++) {
        const [place, cursor, column] = [places[i], cursors[i], columns[i]]
        if (place === undefined || cursor === undefined || column === undefined) continue
        place.object[place.name] = cursor.isSet ? valueAt(cursor, column) : undefined
      }
      return event
    },
    text: () => JSON.stringify(event),
  }
}

interface Place {
  object: Record<string, unknown>
  name: string
}

/** Where the column's values stand in the event; the objects on the way are made. */
function placeOf(event: Record<string, unknown>, column: ParquetColumn): Place {
  const name = column.path.at(-1) ?? ''
  let object = event
  for (const step of isLogger(column) ? ['metadata'] : column.path.slice(0, -1)) object = objectIn(object, step)
  if (isLogger(column)) {
    const first: Record<string, unknown> = {}
    object.loggers = [first]
    object = first
  }
  object[name] = undefined
  return { object, name }
}

function objectIn(object: Record<string, unknown>, name: string): Record<string, unknown> {
  const known = object[name]
  if (isRecord(known)) return known
  const made: Record<string, unknown> = {}
  object[name] = made
  return made
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

/** Smaller numbers of JSON are seconds (see `readTimes`): typed times that are so early, before 1973, are given as text. */
const SECONDS_BELOW = 100_000_000_000

/** As JSON has it: text, number or boolean; a typed time as epoch ms. Not-a-number, which some write for nothing, is no word. */
function valueAt(cursor: ColumnCursor, column: ParquetColumn): unknown {
  if (isText(column)) return cursor.text()
  const { number } = cursor
  if (column.type === BOOLEAN) return number === 1
  if (Number.isNaN(number)) return undefined
  return isTime(column) && number >= 0 && number < SECONDS_BELOW ? new Date(number).toISOString() : number
}

/** Throws ParquetDamage where the values of a column are neither texts, numbers, times nor booleans. */
export function checkReadable(columns: readonly ParquetColumn[]): void {
  for (const column of columns) {
    if (isText(column) || isNumber(column) || isTime(column) || column.type === BOOLEAN || column.isNothing) continue
    throw new ParquetDamage(
      `${typeOf(column)} in column ${column.name}, where texts, numbers or times are expected (cast it as you write the file)`,
    )
  }
}
