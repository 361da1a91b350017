/**
 * Which sources send nothing that is read, by when deliveries of their files ended. What the clock of any day says decides
 * nothing: days of a team are not those of UTC, and a batch of midnight may end before or after it.
 */

/** When deliveries of a source's files ended, epoch ms. */
export interface SourceTimes {
  /** The last file of which something is read; undefined where there was none in the days that are looked at. */
  lastReadMs: number | undefined
  /** Files of which nothing is, in any order. */
  unreadMs: readonly number[]
}

const HOUR_MS = 3_600_000
/** A day, and as long again as a daily batch may come late, or wait for a wake. */
export const UNREAD_FOR_MS = 30 * HOUR_MS
/** A source that sends nothing any more is not wrong, but quiet. */
export const QUIET_FOR_MS = 48 * HOUR_MS
/** What somebody put beside logs by hand comes within hours; what a program writes in another form goes on. */
export const STRAY_WITHIN_MS = 12 * HOUR_MS

/**
 * Whether a source is to be named: since the last file that was read its unread ones go back 30 hours, and the newest is younger
 * than 48. Where something was read in the days that are looked at, files that all came within 12 hours are strays.
 */
export function isUnreadSource({ lastReadMs, unreadMs }: SourceTimes, nowMs: number): boolean {
  let oldest = Number.POSITIVE_INFINITY
  let newest = Number.NEGATIVE_INFINITY
  for (const ms of unreadMs) {
    if (lastReadMs !== undefined && ms <= lastReadMs) continue
    oldest = Math.min(oldest, ms)
    newest = Math.max(newest, ms)
  }
  if (nowMs - oldest < UNREAD_FOR_MS || nowMs - newest > QUIET_FOR_MS) return false
  return lastReadMs === undefined || newest - oldest >= STRAY_WITHIN_MS
}
