/** Which days a report's window is compared with. */
import type { Comparison, LocalDays } from '../../lib/reports/definition.ts'
import { addDays, DAY_MS, daysBetween } from './calendar.ts'

const WEEKS = 4

/** Local days before a window, and which of them each of its days is compared with. */
export interface ComparedDays {
  fromDay: string
  toDay: string
  days: number
  /** In order, at least one for a day of the window. */
  daysOf(day: string): string[]
}

/**
 * A day is compared with days of its weekday only. In windows of whole weeks that is the day as many days before; in others
 * every earlier day of the weekday. A window below a week is compared with the week before. Undefined for `none`, and for
 * days of one's own that are not before the window.
 */
export function comparedDays(
  { fromDay, days }: { fromDay: string; days: number },
  comparison: Comparison,
): ComparedDays | undefined {
  if (comparison === 'none') return undefined
  if (typeof comparison === 'object') return ownDays({ fromDay, days }, comparison)
  const length = comparison === 'same weekdays' ? 7 * WEEKS : Math.max(days, 7)
  const span = { fromDay: addDays(fromDay, -length), toDay: addDays(fromDay, -1), days: length }
  const isPaired = comparison === 'window before' && days % 7 === 0
  return { ...span, daysOf: day => (isPaired ? [addDays(day, -length)] : sameWeekdays(day, span)) }
}

/** As many whole weeks, some weeks ago, are compared day by day. */
function ownDays(window: { fromDay: string; days: number }, own: LocalDays): ComparedDays | undefined {
  if (own.toDay >= window.fromDay) return undefined
  const back = daysBetween(own.fromDay, window.fromDay).length - 1
  const span = { ...own, days: daysBetween(own.fromDay, own.toDay).length }
  const isPaired = span.days === window.days && back % 7 === 0
  return { ...span, daysOf: day => (isPaired ? [addDays(day, -back)] : sameWeekdays(day, span)) }
}

const sameWeekdays = (day: string, { fromDay, toDay }: LocalDays): string[] =>
  daysBetween(fromDay, toDay).filter(own => (Date.parse(day) - Date.parse(own)) % (7 * DAY_MS) === 0)
