/** Calibration of intervals: shares of contacts over days by bootstrap, and shares of independent trials. */
import { bootstrapRatio, type DayCounts } from '../../functions/report/statistics/bootstrap.ts'
import { wilsonInterval } from '../../functions/report/statistics/wilson.ts'
import { seededRandom } from '../support/random.ts'
import type { Calibration, Claim } from './calibration.ts'

const DAYS = [28, 49, 97]
const CORRELATIONS = [0, 0.3, 0.6]
const SHARE = 0.3
/** Days, and shares of them on which something is seen. */
const TRIALS = 97
const RATES = [0.1, 0.35, 0.5, 0.8]

export const intervals: Calibration = {
  name: 'intervals',
  run: seeds => [
    ...DAYS.flatMap(days => CORRELATIONS.map(correlation => bootstrapClaim(seeds, days, correlation))),
    wilsonClaim(seeds),
  ],
}

function bootstrapClaim(seeds: number, days: number, correlation: number): Claim {
  let covered = 0
  for (let seed = 1; seed <= seeds; seed++) {
    const interval = bootstrapRatio(shareDays(seed, days, correlation), { seed: 5, resamples: 400 })
    if (interval !== undefined && interval.low <= SHARE && interval.high >= SHARE) covered++
  }
  return claim(`bootstrap of ${days} days, autocorrelation ${correlation}, holds the share`, covered, seeds)
}

/** Weekdays, overdispersion and autocorrelation; the true share is 0.3. */
export function shareDays(seed: number, days: number, correlation: number): DayCounts[] {
  const { normal } = seededRandom(seed * 7919 + 13)
  const next = (before: number) => correlation * before + Math.sqrt(1 - correlation ** 2) * normal()
  let [a, b] = [normal(), normal()]
  return Array.from({ length: days }, (_, day) => {
    a = next(a)
    b = next(b)
    const level = 200 * (day % 7 < 5 ? 1.3 : 0.6)
    const numerator = Math.round(level * SHARE * Math.exp(0.25 * a - 0.25 ** 2 / 2))
    return { numerator, denominator: numerator + Math.round(level * (1 - SHARE) * Math.exp(0.25 * b - 0.25 ** 2 / 2)) }
  })
}

/** Wilson's holds 95 % on average over shares, by turns here. */
function wilsonClaim(seeds: number): Claim {
  const { uniform } = seededRandom(20_170_401)
  let covered = 0
  for (let seed = 0; seed < seeds; seed++) {
    const rate = RATES[seed % RATES.length] ?? 0
    let successes = 0
    for (let trial = 0; trial < TRIALS; trial++) if (uniform() < rate) successes++
    const { low, high } = wilsonInterval(successes, TRIALS)
    if (low <= rate && high >= rate) covered++
  }
  return claim(`Wilson, ${TRIALS} days, holds the share`, covered, seeds)
}

const claim = (what: string, covered: number, runs: number): Claim => ({
  what,
  share: covered / runs,
  runs,
  least: 0.93,
  most: 0.97,
})
