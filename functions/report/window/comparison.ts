/** Which days a report's window is compared with. */
import { addDays } from './calendar.ts'

/**
 * `window before`: as many days as the window has, directly before it. `same weekdays`: for each day the same weekday of
 * the four weeks before the window. `none`: nothing.
 */
export const COMPARISONS = ['window before', 'same weekdays', 'none'] as const
export type Comparison = (typeof COMPARISONS)[number]

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
 * every earlier day of the weekday. A window below a week is compared with the week before. Undefined for `none`.
 */
export function comparedDays(
  { fromDay, days }: { fromDay: string; days: number },
  comparison: Comparison,
): ComparedDays | undefined {
  if (comparison === 'none') return undefined
  const length = comparison === 'same weekdays' ? 7 * WEEKS : Math.max(days, 7)
  const from = addDays(fromDay, -length)
  const isPaired = comparison === 'window before' && days % 7 === 0
  return {
    fromDay: from,
    toDay: addDays(fromDay, -1),
    days: length,
    daysOf(day) {
      if (isPaired) return [addDays(day, -length)]
      const same: string[] = []
      for (let own = addDays(day, -7); own >= from; own = addDays(own, -7)) if (own < fromDay) same.unshift(own)
      return same
    },
  }
}
