/**
 * Calibration of regular calls: one pair of ends with as few or as many gaps as a verdict takes, without any rhythm, and with one
 * that is kept more or less well. A pair alone is held against 1 %; among others it has to be below that
 * by their number (Benjamini and Hochberg).
 */
import { MOST_P } from '../../functions/report/sections/suspicious/regular.ts'
import { type PoissonScores, regularityP } from '../../functions/report/statistics/regularity.ts'
import { seededRandom } from '../support/random.ts'
import type { Calibration } from './calibration.ts'

/** Gaps of the fewest sessions that are looked at, and of four days of hours. */
const FEW = 23
const MANY = 95
const PERIOD_S = 3600
/** Seeds of the Poisson series that a pair is held against: the same for several, as in one report. */
const SERIES_SEEDS = 5

/** Gaps in seconds. `off`: of the period, as a share of it. */
type Gaps = (uniform: () => number, count: number, off: number) => number[]

/** Calls on a timer, each by chance too early or too late: one that is late does not move the next. */
const timed: Gaps = (uniform, count, off) => {
  const times = Array.from({ length: count + 1 }, (_, at) => PERIOD_S * (at + off * (2 * uniform() - 1)))
  const sorted = times.sort((a, b) => a - b)
  return sorted.slice(1).map((time, at) => Math.round(time - (sorted[at] ?? 0)))
}
/** Waits of chance length after each call. */
const waited: Gaps = (uniform, count, off) =>
  Array.from({ length: count }, () => Math.round(PERIOD_S * (1 + off * (2 * uniform() - 1))))
const rhythmless: Gaps = (uniform, count) =>
  Array.from({ length: count }, () => Math.max(1, Math.round(-PERIOD_S * Math.log(1 - uniform()))))

const known: PoissonScores = new Map()

/** Share of the pairs that are as regular as fewer than 1 % of series without rhythm. */
function foundOf(runs: number, gaps: Gaps, count: number, off: number): number {
  let found = 0
  for (let seed = 1; seed <= runs; seed++) {
    const { uniform } = seededRandom(seed * 7919 + 13)
    if (regularityP(gaps(uniform, count, off), seed % SERIES_SEEDS, known) <= MOST_P) found++
  }
  return found / runs
}

const OFFS = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]

export const regular: Calibration = {
  name: 'regular',
  run(seeds) {
    const say = (what: string, share: number, least: number, most: number) => ({
      what,
      share,
      runs: seeds,
      least,
      most,
    })
    return [
      say('23 gaps without rhythm, told', foundOf(seeds, rhythmless, FEW, 0), 0, 0.02),
      say('95 gaps without rhythm, told', foundOf(seeds, rhythmless, MANY, 0), 0, 0.02),
      say('23 gaps of a timer, calls at most 5 % off, told', foundOf(seeds, timed, FEW, 0.05), 0.9, 1),
      say('23 waits of half to one and a half of the mean, told', foundOf(seeds, waited, FEW, 0.5), 0.9, 1),
    ]
  },
  power: runs => ({
    title: `How often calls are told as regular, in % of ${runs} pairs, by how far from the even wait they are`,
    size: 'at most so many % of the mean wait off',
    curves: (
      [
        ['24 calls of a timer', timed, FEW],
        ['24 calls after waits', waited, FEW],
        ['96 calls after waits', waited, MANY],
      ] as const
    ).map(([name, gaps, count]) => ({
      name,
      points: OFFS.map(off => ({ size: Math.round(100 * off), power: foundOf(runs, gaps, count, off) })),
    })),
  }),
}
