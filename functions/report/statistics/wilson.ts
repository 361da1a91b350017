/** Interval of a share of independent trials, such as days on which something was seen. */
import type { Interval } from './bootstrap.ts'
import { normalQuantile } from './normal.ts'

/**
 * Score interval: Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the American
 * Statistical Association 22 (1927), without correction for continuity. Shares from 0 to 1; `level` of such intervals hold
 * the truth on average over shares. 0 to 1 without any trial.
 */
export function wilsonInterval(successes: number, trials: number, level = 0.95): Interval {
  if (trials === 0) return { low: 0, high: 1 }
  const z = normalQuantile(0.5 + level / 2)
  const share = successes / trials
  const centre = share + (z * z) / (2 * trials)
  const half = z * Math.sqrt((share * (1 - share)) / trials + (z / (2 * trials)) ** 2)
  const whole = 1 + (z * z) / trials
  // At none and at all the bound is the edge itself, which rounding misses by a hair.
  return {
    low: successes === 0 ? 0 : (centre - half) / whole,
    high: successes === trials ? 1 : (centre + half) / whole,
  }
}
