/** Exact interval of a share of independent trials: never covers less than it says, so it is wider than Wilson's. */
import type { Interval } from './bootstrap.ts'
import { betaQuantile } from './incomplete-beta.ts'

/**
 * Clopper and Pearson, "The use of confidence or fiducial limits illustrated in the case of the binomial", Biometrika 26
 * (1934), by quantiles of the beta distribution. Shares from 0 to 1; 0 to 1 without any trial. Our own on the regularised
 * incomplete beta function: the library that has its quantile brings 233 packages and 26 MB.
 */
export function clopperPearson(successes: number, trials: number, level = 0.95): Interval {
  const tail = (1 - level) / 2
  const failures = trials - successes
  return {
    low: successes === 0 ? 0 : betaQuantile(tail, successes, failures + 1),
    high: failures === 0 ? 1 : betaQuantile(1 - tail, successes + 1, failures),
  }
}
