/** Which changed days are due: every publish of a day costs a scan of it. */

export interface DirtyDay {
  dt: string
  /** When its first and its newest mark were made, epoch ms. */
  firstMarkMs: number
  lastMarkMs: number
  /** When it was last published; null never. */
  publishedMs: number | null
  /** When its runs were given up, epoch ms. */
  failuresMs: readonly number[]
}

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/**
 * An open day at most every 6 hours; a closed one 2 hours after its last change, or 6 after its first where changes do not
 * end; days older than a week, once they were published, once a night.
 */
const OPEN_EVERY_MS = 6 * HOUR_MS
const CLOSED_AFTER_MS = 2 * HOUR_MS
const CLOSED_AT_LATEST_MS = 6 * HOUR_MS
const NIGHTS_APART_MS = 12 * HOUR_MS
const OLD_AFTER_MS = 7 * DAY_MS
/** Hours of the night, UTC: first, and first no more. */
const NIGHT_UTC = [2, 6] as const

/**
 * Each run that is given up has scanned its day: what fails for good, tried at every wake, would cost 96 times the day's
 * price each day. The wait doubles with each run that was given up within a day, to at most 12 hours.
 */
const FAILURES_COUNT_MS = DAY_MS
const FIRST_WAIT_MS = HOUR_MS / 4
const LONGEST_WAIT_MS = 12 * HOUR_MS

/** Days to publish now, newest first, at most `budget`. */
export function dueDays(days: readonly DirtyDay[], nowMs: number, budget: number): string[] {
  return newestFirst(days.filter(day => isDue(day, nowMs) && !isPutOff(day, nowMs))).slice(0, budget)
}

/** Days that would be due, but failed so lately that they wait; newest first. */
export function putOffDays(days: readonly DirtyDay[], nowMs: number): string[] {
  return newestFirst(days.filter(day => isDue(day, nowMs) && isPutOff(day, nowMs)))
}

/** When the night began that the time lies in, epoch ms; undefined by day. */
export function nightOf(nowMs: number): number | undefined {
  const hour = new Date(nowMs).getUTCHours()
  if (hour < NIGHT_UTC[0] || hour >= NIGHT_UTC[1]) return undefined
  return new Date(nowMs).setUTCHours(NIGHT_UTC[0], 0, 0, 0)
}

const newestFirst = (days: readonly DirtyDay[]): string[] =>
  days
    .map(day => day.dt)
    .sort()
    .reverse()

function isPutOff({ failuresMs }: DirtyDay, nowMs: number): boolean {
  let failures = 0
  let lastMs = Number.NEGATIVE_INFINITY
  for (const ms of failuresMs) {
    if (nowMs - ms >= FAILURES_COUNT_MS) continue
    failures++
    lastMs = Math.max(lastMs, ms)
  }
  const waitMs = Math.min(FIRST_WAIT_MS * 2 ** failures, LONGEST_WAIT_MS)
  return nowMs - lastMs < waitMs
}

function isDue({ dt, firstMarkMs, lastMarkMs, publishedMs }: DirtyDay, nowMs: number): boolean {
  const endMs = Date.parse(dt) + DAY_MS
  const sincePublishedMs = publishedMs === null ? Number.POSITIVE_INFINITY : nowMs - publishedMs
  if (nowMs < endMs) return sincePublishedMs >= OPEN_EVERY_MS
  if (nowMs - endMs < OLD_AFTER_MS || publishedMs === null)
    return nowMs - lastMarkMs >= CLOSED_AFTER_MS || nowMs - firstMarkMs >= CLOSED_AT_LATEST_MS
  return nightOf(nowMs) !== undefined && sincePublishedMs >= NIGHTS_APART_MS
}
