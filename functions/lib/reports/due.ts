/**
 * When reports are due, and about which days. A report is due at a time of its own zone; times between 23:00 and 04:00 are
 * refused, since there zones change and a time may not come, or come twice.
 */
import { type Recurrence, type ReportDefinition, ROLLING_WINDOWS } from './definition.ts'

const DAY_MS = 86_400_000
/** More than a quarter. */
const DAYS_BACK = 95

/** A local day is settled, and can be reported on, this long after its end: files come late. */
export const SETTLE_MS = DAY_MS

/** The last time at or before `nowMs` when the report was due, epoch ms; undefined where it never was. */
export function lastDueMs({ window, schedule, zone }: ReportDefinition, nowMs: number): number | undefined {
  if (schedule === null) return undefined
  if (schedule !== 'once') return nearestDue(schedule, zone, nowMs, -1)
  if (typeof window === 'string') return undefined
  const settledMs = settledEverywhereMs(window.toDay)
  return settledMs <= nowMs ? settledMs : undefined
}

/** The next time after `nowMs` when the report is due, epoch ms; undefined where it is not any more. */
export function nextDueMs({ window, schedule, zone }: ReportDefinition, nowMs: number): number | undefined {
  if (schedule === null) return undefined
  if (schedule !== 'once') return nearestDue(schedule, zone, nowMs, 1)
  if (typeof window === 'string') return undefined
  const settledMs = settledEverywhereMs(window.toDay)
  return settledMs > nowMs ? settledMs : undefined
}

/** Times after `afterMs` and up to `nowMs` when the report was due, newest first. */
export function duesSince(definition: ReportDefinition, afterMs: number, nowMs: number): number[] {
  const dues: number[] = []
  for (let due = lastDueMs(definition, nowMs); due !== undefined && due > afterMs; due = lastDueMs(definition, due - 1))
    dues.push(due)
  return dues
}

/** When a local day has settled in every zone: the last one is twelve hours behind UTC. */
const settledEverywhereMs = (day: string): number => Date.parse(`${day}T00:00:00Z`) + DAY_MS + DAY_MS / 2 + SETTLE_MS

/** A report is about days that ended a day before it is due, or two, of zones that begin half a day apart. */
const DAYS_TO_SETTLE = 3

/** UTC days that the next report may be about, and when it is due, whatever the zones of its networks; undefined where none is. */
export function openDays(
  definition: ReportDefinition,
  nowMs: number,
): { fromDt: string; toDt: string; dueMs: number } | undefined {
  const dueMs = nextDueMs(definition, nowMs)
  if (dueMs === undefined) return undefined
  const dtOf = (ms: number) => new Date(ms).toISOString().slice(0, 10)
  const { window } = definition
  if (typeof window !== 'string')
    return { fromDt: dtOf(Date.parse(window.fromDay) - DAY_MS), toDt: dtOf(Date.parse(window.toDay) + DAY_MS), dueMs }
  return { fromDt: dtOf(dueMs - (ROLLING_WINDOWS[window] + DAYS_TO_SETTLE) * DAY_MS), toDt: dtOf(dueMs), dueMs }
}

function nearestDue(recurrence: Recurrence, zone: string, nowMs: number, step: -1 | 1): number {
  const today = Math.floor(wallClockMs(nowMs, zone) / DAY_MS) * DAY_MS
  for (let days = 0; days <= DAYS_BACK; days++) {
    const dayMs = today + step * days * DAY_MS
    if (!isDueDay(recurrence, new Date(dayMs))) continue
    const dueMs = instantOf(dayMs + recurrence.atMinute * 60_000, zone)
    if (step < 0 ? dueMs <= nowMs : dueMs > nowMs) return dueMs
  }
  throw new Error(`report: expected a due day within ${DAYS_BACK} days of ${zone}, found none`)
}

function isDueDay(recurrence: Recurrence, day: Date): boolean {
  switch (recurrence.every) {
    case 'day':
      return true
    case 'week':
      return day.getUTCDay() === recurrence.on % 7
    case 'month':
      return day.getUTCDate() === recurrence.on
    case 'quarter':
      return day.getUTCMonth() % 3 === 0 && day.getUTCDate() === recurrence.on
  }
}

const clocks = new Map<string, Intl.DateTimeFormat>()

/** What a clock on the wall of the zone shows, as if it were UTC. */
function wallClockMs(ms: number, zone: string): number {
  const format =
    clocks.get(zone) ??
    new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    })
  clocks.set(zone, format)
  const parts = format.formatToParts(ms)
  const part = (name: Intl.DateTimeFormatPartTypes) => Number(parts.find(({ type }) => type === name)?.value)
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'))
}

/** When the wall clock shows `wallMs`. Right where the zone does not change within a few hours of it. */
function instantOf(wallMs: number, zone: string): number {
  const first = wallMs - (wallClockMs(wallMs, zone) - wallMs)
  return wallMs - (wallClockMs(first, zone) - first)
}
