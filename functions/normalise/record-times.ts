/** Which times of a record cannot be, and what is said of them. */
import type { RejectReason } from './rejects.ts'

const DAY_MS = 86_400_000
/** 1990-01-01T00:00Z. */
const EARLIEST_MS = 631_152_000_000
const LONGEST_MS = 31 * DAY_MS

/**
 * What is wrong with a record's times: the reason, the column and what was found; undefined where nothing is. What ends after
 * `latestMs` is in the future.
 */
export function wrongTimes(
  startMs: number,
  endMs: number,
  latestMs: number,
): { reason: RejectReason; column: 'start' | 'end'; found: string } | undefined {
  const reason = timeProblem(startMs, endMs, latestMs)
  if (reason === undefined) return undefined
  const isEnd = reason === 'end_before_start' || (reason === 'in_the_future' && startMs <= latestMs)
  return { reason, column: isEnd ? 'end' : 'start', found: `${isoOf(startMs)} to ${isoOf(endMs)}` }
}

function timeProblem(startMs: number, endMs: number, latestMs: number): RejectReason | undefined {
  if (Number.isNaN(startMs) || Number.isNaN(endMs)) return 'bad_time'
  if (endMs < startMs) return 'end_before_start'
  if (startMs < EARLIEST_MS) return 'before_1990'
  if (endMs > latestMs) return 'in_the_future'
  return endMs - startMs > LONGEST_MS ? 'too_long_lasting' : undefined
}

const isoOf = (ms: number): string =>
  Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : Number.isNaN(ms) ? 'no time' : String(ms)
