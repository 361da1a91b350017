/** The dated event nearest to a day, and how near any day of the window is to one: mostly chance. */
import type { DatedEvent } from '../../../lib/reference/events.ts'
import { DAY_MS } from '../../window/calendar.ts'

export interface NearestEvent {
  name: string
  day: string
  /** Days from the change to the event; below 0 where the event came first. */
  daysAfter: number
  /** Share of the days of the window that are as near to an event. */
  asNear: number
}

/** Of equally near ones the earlier. Undefined without events. `days`: of the window, those that a change may be on. */
export function nearestEvent(
  events: readonly Pick<DatedEvent, 'name' | 'day'>[],
  days: readonly string[],
  day: string,
): NearestEvent | undefined {
  const apart = (from: string, to: string) => Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS)
  const distanceOf = (own: string) =>
    events.reduce((least, event) => Math.min(least, Math.abs(apart(own, event.day))), Number.POSITIVE_INFINITY)
  const distance = distanceOf(day)
  const [event] = events
    .filter(own => Math.abs(apart(day, own.day)) === distance)
    .sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0))
  if (event === undefined) return undefined
  const near = days.filter(own => distanceOf(own) <= distance).length
  return {
    name: event.name,
    day: event.day,
    daysAfter: apart(day, event.day),
    asNear: days.length === 0 ? 1 : near / days.length,
  }
}
