/** Local time of IANA zones for quarter-hours: never a fixed offset. */

export const SLOT_MS = 900_000
export const DAY_MS = 86_400_000
const SLOTS_AROUND = 56

export interface ZoneCalendar {
  zone: string
  /** Local day YYYY-MM-DD, ISO weekday (Monday 1) and hour of the quarter-hour that begins at `ms`. */
  at(ms: number): { day: string; weekday: number; hour: number }
  /** First quarter-hour (epoch ms) of a local day. */
  startOf(day: string): number
}

const calendars = new Map<string, ZoneCalendar>()

/** Calendar of a zone; an empty name is UTC. */
export function calendarOf(name: string): ZoneCalendar {
  const zone = name === '' ? 'UTC' : name
  const known = calendars.get(zone)
  if (known !== undefined) return known
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    calendar: 'iso8601',
    numberingSystem: 'latn',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  const offsets = new Map<number, number>()
  /** Offsets change on quarter-hours at the finest, so one per quarter-hour is exact. */
  const offsetOf = (ms: number): number => {
    const slot = Math.floor(ms / SLOT_MS)
    let offset = offsets.get(slot)
    if (offset === undefined) {
      const at = slot * SLOT_MS
      const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
      const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? 0
      offset = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute')) - at
      offsets.set(slot, offset)
    }
    return offset
  }
  const at = (ms: number) => {
    const local = new Date(ms + offsetOf(ms))
    return {
      day: local.toISOString().slice(0, 10),
      weekday: ((local.getUTCDay() + 6) % 7) + 1,
      hour: local.getUTCHours(),
    }
  }
  const calendar: ZoneCalendar = {
    zone,
    at,
    startOf(day) {
      const middle = Date.parse(`${day}T00:00:00Z`)
      for (let slot = -SLOTS_AROUND - 4; slot <= SLOTS_AROUND; slot++) {
        if (at(middle + slot * SLOT_MS).day >= day) return middle + slot * SLOT_MS
      }
      throw new Error(`calendar: expected a local day of ${zone}, found ${day}`)
    },
  }
  calendars.set(zone, calendar)
  return calendar
}

/** The day after (or `by` days from) a local day. */
export const addDays = (day: string, by: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + by * DAY_MS).toISOString().slice(0, 10)

/** Local days from `from` to `to`, both included. */
export function daysBetween(from: string, to: string): string[] {
  const days: string[] = []
  for (let day = from; day <= to; day = addDays(day, 1)) days.push(day)
  return days
}
