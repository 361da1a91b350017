/** Times of ra: by RA_TIME_FORMAT, or seconds since 1970 (`-u`). */
import type { RecordDraft, RecordSink } from '../format.ts'
import type { FieldRow } from '../framing/field-row.ts'
import { foundText } from '../framing/fields.ts'
import { microsToMs, parseIsoAsMicros, parseSecondsAsMicros } from '../framing/numbers.ts'
import { hasZone, type ZonelessTimes } from '../framing/time-zones.ts'
import type { ArgusColumns } from './columns.ts'
import { timeOfDay } from './unreadable.ts'

const SLASH = 47
const MINUS = 45
const COLON = 58
const DOT = 46
const SPACE = 32
/** How to print times that are no zone's. */
export const NO_ZONE = 'print seconds since 1970: ra -u'

const scratch = new Uint8Array(40)

/**
 * Epoch microseconds of a time: `2011/08/10 09:46:53.047277`, the same with `-` between, with `T` or `.` before the hour;
 * or decimal seconds. NaN where it is anything else.
 */
function readMicros(row: FieldRow, column: number, sink: RecordSink, zoneless: ZonelessTimes): number {
  const { buffer } = row
  const start = row.startOf(column)
  const end = row.endOf(column)
  const fifth = buffer[start + 4]
  if (fifth !== SLASH && fifth !== MINUS) {
    if (buffer[start + 2] === COLON && buffer[start + 5] === COLON)
      sink.refuse(timeOfDay(foundText(buffer, start, end)))
    return parseSecondsAsMicros(buffer, start, end)
  }
  const length = end - start
  if (length > scratch.length) return Number.NaN
  for (let i = 0; i < length; i++) scratch[i] = buffer[start + i] ?? 0
  if (scratch[4] === SLASH && scratch[7] === SLASH) scratch[4] = scratch[7] = MINUS
  if (scratch[10] === DOT) scratch[10] = SPACE
  const micros = parseIsoAsMicros(scratch, 0, length)
  return hasZone(scratch, 0, length) ? micros : zoneless.toUtc(micros)
}

/** Start and end, from StartTime and LastTime, else Dur, into the draft; false where the row was refused. */
export function readTimes(
  row: FieldRow,
  columns: ArgusColumns,
  draft: RecordDraft,
  sink: RecordSink,
  zoneless: ZonelessTimes,
): boolean {
  const { start, last, duration } = columns
  row.trim(start)
  const from = row.isSet(start) ? readMicros(row, start, sink, zoneless) : Number.NaN
  if (Number.isNaN(from)) return row.refuse('bad_time', start, 'StartTime')
  draft.startMs = draft.endMs = microsToMs(from)
  row.trim(last)
  row.trim(duration)
  if (row.isSet(last)) {
    const to = readMicros(row, last, sink, zoneless)
    if (Number.isNaN(to)) return row.refuse('bad_time', last, 'LastTime')
    draft.endMs = microsToMs(to)
  } else if (row.isSet(duration)) {
    const lasting = parseSecondsAsMicros(row.buffer, row.startOf(duration), row.endOf(duration))
    if (Number.isNaN(lasting)) return row.refuse('bad_time', duration, 'Dur')
    draft.endMs = microsToMs(from + lasting)
  }
  return true
}
