/** Times that a log writes without their zone. */
import type { RecordSink, UploadContext } from '../format.ts'

const LETTER_Z = 90
const PLUS = 43
const MINUS = 45
/** Characters of a date and a time to the second. */
const TO_THE_SECOND = 19

/** Whether the ISO 8601 time [start, end) ends with a zone: `Z`, or an offset. */
export function hasZone(buffer: Uint8Array, start: number, end: number): boolean {
  for (let i = end - 1; i >= start + TO_THE_SECOND; i--) {
    const byte = buffer[i]
    if (byte === LETTER_Z || byte === PLUS || byte === MINUS) return true
  }
  return false
}

/** The same of a text. */
export function textHasZone(text: string): boolean {
  for (let i = text.length - 1; i >= TO_THE_SECOND; i--) {
    const code = text.charCodeAt(i)
    if (code === LETTER_Z || code === PLUS || code === MINUS) return true
  }
  return false
}

/** Warning for the owner of a file of such times; `todo`: how to print them in UTC. */
const noZoneWarning = (todo: string): string =>
  `times have no zone: they are read as UTC; ${todo}, or say their zone in sources.csv (npx flowcensus start: --source-zone)`

const twiceWarning = (zone: string): string =>
  `times without a zone lie in an hour that ${zone} has twice, as its clock went back: they are read as the first of the two`

/** What reads times without a zone. */
export interface ZonelessTimes {
  /** Epoch microseconds of a time that was read as if it were UTC; says to the sink what was taken for granted. */
  toUtc(micros: number): number
}

/** Times that are UTC where nobody says otherwise. */
export const asUtc: ZonelessTimes = { toUtc: micros => micros }

/**
 * By the zone of the upload's source, with its changes of offset; where it has none, UTC, with the warning of `todo` (without
 * one: the log's times are UTC by its specification).
 */
export function zonelessTimes(
  sink: Pick<RecordSink, 'warn'>,
  { timeZone }: Pick<UploadContext, 'timeZone'>,
  todo: string | undefined,
): ZonelessTimes {
  if (timeZone !== undefined) {
    const offsetOf = localOffsets(timeZone, () => sink.warn(twiceWarning(timeZone)))
    return { toUtc: micros => micros - offsetOf(micros) }
  }
  if (todo === undefined) return asUtc
  const warning = noZoneWarning(todo)
  return {
    toUtc(micros) {
      sink.warn(warning)
      return micros
    },
  }
}

/** Offsets of zones change on quarter-hours at the finest since 1972. */
const QUARTER_MICROS = 900_000_000
const HOUR_MS = 3_600_000
/** Beyond it times are refused as no such day. */
const MOST_MICROS = 8.6e18
/** Quarter-hours that are remembered: more than a year. */
const REMEMBERED = 40_000

/**
 * Microseconds east of UTC for local microseconds. A time that comes twice is the first of the two, one that is left out
 * counts as if the clock had not gone forward yet (as RFC 5545, section 3.3.5, has both).
 */
function localOffsets(zone: string, onTwice: () => void): (localMicros: number) => number {
  const format = new Intl.DateTimeFormat('en', {
    timeZone: zone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    timeZoneName: 'longOffset',
  })
  const offsetAt = (ms: number): number => {
    const name = format.formatToParts(ms).find(({ type }) => type === 'timeZoneName')?.value ?? ''
    const [, sign, hours, minutes = '0', seconds = '0'] = /([+-])(\d{2}):(\d{2})(?::(\d{2}))?/.exec(name) ?? []
    if (sign === undefined) return 0
    return (sign === '-' ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000
  }
  const known = new Map<number, { micros: number; twice: boolean }>()

  function look(slot: number): { micros: number; twice: boolean } {
    const localMs = (slot * QUARTER_MICROS) / 1000
    // Offsets lie between −12 and +14 hours, and no zone changes twice within a day.
    const before = offsetAt(localMs - 14 * HOUR_MS)
    const after = offsetAt(localMs + 12 * HOUR_MS)
    const isBefore = offsetAt(localMs - before) === before
    const isAfter = offsetAt(localMs - after) === after
    const offset = isBefore || !isAfter ? before : after
    return { micros: offset * 1000, twice: isBefore && isAfter && before !== after }
  }

  let lastSlot = Number.NaN
  let last = { micros: 0, twice: false }
  return localMicros => {
    if (!(Math.abs(localMicros) < MOST_MICROS)) return 0
    const slot = Math.floor(localMicros / QUARTER_MICROS)
    if (slot !== lastSlot) {
      let found = known.get(slot)
      if (found === undefined) {
        found = look(slot)
        if (known.size >= REMEMBERED) known.clear()
        known.set(slot, found)
      }
      last = found
      lastSlot = slot
    }
    if (last.twice) onTwice()
    return last.micros
  }
}
