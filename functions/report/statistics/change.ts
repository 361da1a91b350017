/**
 * Interval of a change between two windows: the ratio of their means per day. Each mean has its own interval
 * (`bootstrap.ts`); the windows being apart, the squares of the relative errors of a ratio add up (delta method: Oehlert,
 * "A note on the delta method", The American Statistician 46, 1992).
 */
import { type BootstrapOptions, bootstrapRatio, type DayCounts, type Interval } from './bootstrap.ts'

/** Of mean(now) ÷ mean(then). Undefined where either window is below four weeks of days that hold anything, or empty. */
export function changeInterval(
  now: readonly DayCounts[],
  then: readonly DayCounts[],
  options: BootstrapOptions,
): Interval | undefined {
  const parts = [now, then].map(days => ({ mean: meanOf(days), interval: bootstrapRatio(days, options) }))
  let squares = 0
  for (const { mean, interval } of parts) {
    if (interval === undefined || !(mean > 0)) return undefined
    squares += ((interval.high - mean) / mean) ** 2
  }
  const [ratio, error] = [(parts[0]?.mean ?? 0) / (parts[1]?.mean ?? 1), Math.sqrt(squares)]
  return { low: Math.max(0, ratio * (1 - error)), high: ratio * (1 + error) }
}

function meanOf(days: readonly DayCounts[]): number {
  let [numerator, denominator] = [0, 0]
  for (const day of days) {
    numerator += day.numerator
    denominator += day.denominator
  }
  return numerator / denominator
}
