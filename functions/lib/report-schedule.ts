/**
 * Which reports are made when. A report is due at an hour of its own zone; hours between 23:00 and 04:00 are refused,
 * since there zones change and an hour may not come, or come twice.
 */
import { z } from 'zod'

export interface ReportDefinition {
  /** First part of the report's keys. */
  name: string
  every: 'day' | 'week' | 'quarter'
  /** Local days that the report is about. */
  days: number
  /** Hour of the day in `zone`, 4 to 22. */
  hour: number
  /** IANA name. */
  zone: string
  /** Whether local addresses may stand in it. */
  showLocalAddresses: boolean
}

export const reportDefinitionSchema: z.ZodType<ReportDefinition> = z.object({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,40}$/),
  every: z.enum(['day', 'week', 'quarter']),
  days: z.number().int().positive(),
  hour: z.number().int().min(4).max(22),
  zone: z.string().refine(isZone, 'expected an IANA time zone'),
  showLocalAddresses: z.boolean(),
})

/** Weekly reports are due on Tuesdays: Sunday is then settled everywhere. Numbered as getUTCDay does. */
const WEEKLY_ON = 2
/** Quarterly ones on the third day of the quarter: its last day is then settled everywhere. */
const QUARTERLY_ON = 3
const DAY_MS = 86_400_000
/** More than a quarter. */
const DAYS_BACK = 95

/** The schedule in the language of EventBridge Scheduler, to be read in the definition's zone. */
export function cronOf({ every, hour }: ReportDefinition): string {
  if (every === 'day') return `cron(0 ${hour} * * ? *)`
  if (every === 'week') return `cron(0 ${hour} ? * TUE *)`
  return `cron(0 ${hour} ${QUARTERLY_ON} 1,4,7,10 ? *)`
}

/** The last time at or before `nowMs` when the report was due, epoch ms. */
export function lastDueMs(definition: ReportDefinition, nowMs: number): number {
  const today = Math.floor(wallClockMs(nowMs, definition.zone) / DAY_MS) * DAY_MS
  for (let back = 0; back <= DAYS_BACK; back++) {
    const dayMs = today - back * DAY_MS
    const dueMs = instantOf(dayMs + definition.hour * 3_600_000, definition.zone)
    if (dueMs <= nowMs && isDay(definition, new Date(dayMs))) return dueMs
  }
  throw new Error(`report ${definition.name}: expected a due day within ${DAYS_BACK} days, found none`)
}

/** The next time after `nowMs` when the report is due, epoch ms. */
export function nextDueMs(definition: ReportDefinition, nowMs: number): number {
  const today = Math.floor(wallClockMs(nowMs, definition.zone) / DAY_MS) * DAY_MS
  for (let ahead = 0; ahead <= DAYS_BACK; ahead++) {
    const dayMs = today + ahead * DAY_MS
    const dueMs = instantOf(dayMs + definition.hour * 3_600_000, definition.zone)
    if (dueMs > nowMs && isDay(definition, new Date(dayMs))) return dueMs
  }
  throw new Error(`report ${definition.name}: expected a due day within ${DAYS_BACK} days, found none`)
}

/** A report is about days that ended a day before it is due, or two, of zones that begin half a day apart. */
const DAYS_TO_SETTLE = 3

/** UTC days that the next report may be about, and when it is due: whatever the zones of its networks. */
export function openDays(definition: ReportDefinition, nowMs: number): { fromDt: string; toDt: string; dueMs: number } {
  const dueMs = nextDueMs(definition, nowMs)
  const dtOf = (ms: number) => new Date(ms).toISOString().slice(0, 10)
  return { fromDt: dtOf(dueMs - (definition.days + DAYS_TO_SETTLE) * DAY_MS), toDt: dtOf(dueMs), dueMs }
}

function isDay({ every }: ReportDefinition, day: Date): boolean {
  if (every === 'day') return true
  if (every === 'week') return day.getUTCDay() === WEEKLY_ON
  return day.getUTCMonth() % 3 === 0 && day.getUTCDate() === QUARTERLY_ON
}

/** What a clock on the wall of the zone shows, as if it were UTC. */
function wallClockMs(ms: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  }).formatToParts(ms)
  const part = (name: Intl.DateTimeFormatPartTypes) => Number(parts.find(({ type }) => type === name)?.value)
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'))
}

/** When the wall clock shows `wallMs`. Right where the zone does not change within a few hours of it. */
function instantOf(wallMs: number, zone: string): number {
  const first = wallMs - (wallClockMs(wallMs, zone) - wallMs)
  return wallMs - (wallClockMs(first, zone) - first)
}

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: zone })
    return true
  } catch {
    return false
  }
}
