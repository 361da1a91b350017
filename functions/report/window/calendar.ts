/** Local time of IANA zones for quarter-hours: never a fixed offset. */

export const SLOT_MS = 900_000
export const DAY_MS = 86_400_000
const SLOTS_AROUND = 56

/** Local day YYYY-MM-DD, ISO weekday (Monday 1) and hour. */
export interface LocalTime {
  readonly day: string
  readonly weekday: number
  readonly hour: number
}

export interface ZoneCalendar {
  zone: string
  /** Local time of the quarter-hour that `ms` lies in. */
  at(ms: number): LocalTime
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
  /** Of each quarter-hour that was asked for: sections ask for the same ones again and again. */
  const times = new Map<number, LocalTime>()
  /** Offsets change on quarter-hours at the finest, so one per quarter-hour is exact. */
  const at = (ms: number): LocalTime => {
    const slot = Math.floor(ms / SLOT_MS)
    let time = times.get(slot)
    if (time === undefined) {
      const parts = new Map(format.formatToParts(slot * SLOT_MS).map(({ type, value }) => [type, Number(value)]))
      const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? 0
      const local = new Date(Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute')))
      time = {
        day: local.toISOString().slice(0, 10),
        weekday: ((local.getUTCDay() + 6) % 7) + 1,
        hour: local.getUTCHours(),
      }
      times.set(slot, time)
    }
    return time
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

/** Time zone of a network by name; empty, which is UTC, where it has none. */
export const zoneOf = (networks: readonly { name: string; timeZone: string }[], network: string): string =>
  networks.find(({ name }) => name === network)?.timeZone ?? ''

/** A moment as tables have it, and back: `2017-04-01 10:15:00`, UTC. */
export const timestampText = (ms: number): string => new Date(ms).toISOString().slice(0, 19).replace('T', ' ')
export const timestampMs = (text: string): number => Date.parse(`${text.replace(' ', 'T')}Z`)

/** The day after (or `by` days from) a local day. */
export const addDays = (day: string, by: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + by * DAY_MS).toISOString().slice(0, 10)

/** Local days from `from` to `to`, both included. */
export function daysBetween(from: string, to: string): string[] {
  const days: string[] = []
  for (let day = from; day <= to; day = addDays(day, 1)) days.push(day)
  return days
}
