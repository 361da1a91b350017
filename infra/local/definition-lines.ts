/** Definitions of reports in words, a line each. */
import type { ObjectStore } from '../../functions/lib/ports.ts'
import {
  isRolling,
  type Recurrence,
  type ReportDefinition,
  ROLLING_WINDOWS,
} from '../../functions/lib/reports/definition.ts'
import { nextDueMs } from '../../functions/lib/reports/due.ts'
import { storedReports } from '../../functions/lib/reports/stored-reports.ts'

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']

/** Of the definitions of a lake. */
export const definitionLines = async (lake: Pick<ObjectStore, 'get'>, nowMs: number): Promise<string[]> =>
  (await storedReports(lake)).map(definition => definitionLine(definition, nowMs))

/** `weekly: 7 days of all networks; every Tuesday at 07:00 (Etc/UTC), next on 2026-12-01 at 07:00 UTC` */
export function definitionLine(definition: ReportDefinition, nowMs: number): string {
  const { name, window, networks } = definition
  const span = isRolling(window) ? daysText(ROLLING_WINDOWS[window]) : `${window.fromDay} to ${window.toDay}`
  const own = [span, networks === null ? 'all networks' : networks.join(', ')].join(' of ')
  return `${name}: ${own}; ${whenText(definition, nowMs)}`
}

const daysText = (days: number): string => (days === 1 ? '1 day' : `${days} days`)

function whenText(definition: ReportDefinition, nowMs: number): string {
  const { schedule, zone } = definition
  if (schedule === null) return 'made when asked for'
  const next = nextDueMs(definition, nowMs)
  const at = next === undefined ? '' : `${new Date(next).toISOString().slice(0, 16).replace('T', ' at ')} UTC`
  if (schedule === 'once') return at === '' ? 'made once, now that its days have settled' : `made once, on ${at}`
  return `${recurrenceText(schedule)} (${zone}), next on ${at}`
}

function recurrenceText(schedule: Recurrence): string {
  const { atMinute } = schedule
  const time = `${String(Math.floor(atMinute / 60)).padStart(2, '0')}:${String(atMinute % 60).padStart(2, '0')}`
  switch (schedule.every) {
    case 'day':
      return `every day at ${time}`
    case 'week':
      return `every ${WEEKDAYS[schedule.on - 1]} at ${time}`
    case 'month':
      return `on day ${schedule.on} of every month at ${time}`
    case 'quarter':
      return `on day ${schedule.on} of every quarter at ${time}`
  }
}
