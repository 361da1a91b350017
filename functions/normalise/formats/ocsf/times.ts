/** Times of OCSF events. */
import { type JsonFields, UNSET } from '../framing/json-fields.ts'
import type { JsonObject } from '../framing/json-values.ts'

/** From here on a number is milliseconds, as the schema has it, from there microseconds: as less, the year would be 5138. */
const MILLISECONDS_FROM = 100_000_000_000
const MICROSECONDS_FROM = 100_000_000_000_000
/** JSON has numbers beyond those of a double: 1e309 is read as infinite. */
const MOST = Number.MAX_SAFE_INTEGER

/** Milliseconds of one unit of a time of this size. Mappings write seconds, which the schema does not allow. */
function unitOf(time: number): number {
  if (time < MILLISECONDS_FROM) return 1000
  return time < MICROSECONDS_FROM ? 1 : 0.001
}

/** Fills `startMs` and `endMs` of `into`; false where the event was rejected. */
export function readTimes(fields: JsonFields, event: JsonObject, into: { startMs: number; endMs: number }): boolean {
  const start = timeOf(fields, event, ['start_time', 'start_time_dt', 'time', 'time_dt'])
  if (Number.isNaN(start)) return fields.refuse('missing_field', 'start_time', undefined)
  if (start < 0) return false
  const end = timeOf(fields, event, ['end_time', 'end_time_dt'])
  if (end < 0) return false
  into.startMs = start
  into.endMs = end
  if (!Number.isNaN(end)) return true
  const { duration, start_time: startTime, time } = event
  const written = typeof startTime === 'number' ? startTime : time
  // Who writes times in seconds writes durations in seconds.
  const unit = typeof written === 'number' ? unitOf(written) : 1
  if (duration === undefined || duration === null) into.endMs = start
  else if (typeof duration === 'number' && duration >= 0 && duration <= MOST) into.endMs = start + duration * unit
  else return fields.refuse('bad_number', 'duration', duration)
  return true
}

/** Epoch ms of the first of these attributes that is there; UNSET where none is, below 0 where the event was rejected. */
function timeOf(fields: JsonFields, event: JsonObject, names: readonly string[]): number {
  const name = names.find(own => event[own] !== undefined && event[own] !== null)
  if (name === undefined) return UNSET
  const value = event[name]
  if (typeof value === 'number') {
    if (value >= 0 && value <= MOST) return value * unitOf(value)
    fields.refuse('bad_time', name, value)
    return -1
  }
  const ms = fields.time(event, name, name)
  if (ms < 0) fields.refuse('bad_time', name, value)
  return ms >= 0 ? ms : -1
}
