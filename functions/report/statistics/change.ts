/**
 * Interval of a change between two windows: the ratio of their means per day. Each mean has its own interval
 * (`bootstrap.ts`); the windows being apart, the squares of the relative errors of a ratio add up (delta method: Oehlert,
 * "A note on the delta method", The American Statistician 46, 1992), with the degrees of freedom that both have together
 * (Welch, "The generalization of Student's problem when several different population variances are involved", Biometrika
 * 34, 1947; Satterthwaite, Biometrics Bulletin 2, 1946).
 */
import { type BootstrapOptions, bootstrapRatio, type DayCounts, degreesOf, type Interval } from './bootstrap.ts'
import { studentQuantile } from './student.ts'

/** Of mean(now) ÷ mean(before). Undefined where either window is below four weeks of days that hold anything, or empty. */
export function changeInterval(
  now: readonly DayCounts[],
  before: readonly DayCounts[],
  options: BootstrapOptions,
): Interval | undefined {
  const { level = 0.95, blockDays = 7 } = options
  let [variance, freedom] = [0, 0]
  for (const days of [now, before]) {
    const [mean, interval] = [meanOf(days), bootstrapRatio(days, options)]
    if (interval === undefined || !(mean > 0)) return undefined
    const degrees = degreesOf(days.length, blockDays)
    const own = ((interval.high - mean) / mean / studentQuantile(level, degrees)) ** 2
    variance += own
    freedom += own ** 2 / degrees
  }
  const ratio = meanOf(now) / meanOf(before)
  const error = variance === 0 ? 0 : studentQuantile(level, Math.floor(variance ** 2 / freedom)) * Math.sqrt(variance)
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
