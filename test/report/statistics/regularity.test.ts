import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { evenGaps, timesScore } from '../../../functions/report/statistics/beacon-score.ts'
import { seededUniform } from '../../../functions/report/statistics/bootstrap.ts'
import { type PoissonScores, regularityP } from '../../../functions/report/statistics/regularity.ts'

const INDEPENDENT: { gaps: number; quantiles: Record<string, number>; even: Record<string, number> }[] = JSON.parse(
  readFileSync(join(import.meta.dirname, 'independent/poisson-scores.json'), 'utf8'),
)
const SEED = 5

const poisson = (count: number, mean: number, random: () => number): number[] =>
  Array.from({ length: count }, () => Math.max(1, Math.round(-Math.log(1 - random()) * mean)))
/** Every `period` seconds, give or take a share of it. */
const beacon = (count: number, period: number, jitter: number, random: () => number): number[] =>
  Array.from({ length: count }, () => Math.round(period * (1 + jitter * (2 * random() - 1))))

describe('how likely times without rhythm are as regular', () => {
  it('scores Poisson series as another implementation does: 5, 50, 95 and 99 % of them', () => {
    for (const { gaps, quantiles, even } of INDEPENDENT)
      for (const [of, expected] of [
        [timesScore, quantiles],
        [evenGaps, even],
      ] as const) {
        const random = seededUniform(11)
        const scores = Float64Array.from({ length: 4000 }, () =>
          of(Float64Array.from(poisson(gaps, 1000, random)).sort()),
        ).sort()
        for (const [share, score] of Object.entries(expected))
          expect(Math.abs((scores[Math.floor(Number(share) * 4000)] ?? 0) - score), `${gaps} ${share}`).toBeLessThan(
            0.02,
          )
      }
  })

  it('is below 5 % in 3 to 7 % of series without rhythm, of 24 and 150 gaps, short and long', () => {
    const known: PoissonScores = new Map()
    for (const [count, mean] of [
      [24, 60],
      [24, 7200],
      [150, 60],
      [150, 1800],
    ] as const) {
      const random = seededUniform(count + mean)
      let below = 0
      for (let i = 0; i < 1000; i++) if (regularityP(poisson(count, mean, random), i % 5, known) <= 0.05) below++
      expect(below / 1000, `${count} gaps of ${mean} s`).toBeGreaterThanOrEqual(0.03)
      expect(below / 1000, `${count} gaps of ${mean} s`).toBeLessThanOrEqual(0.07)
    }
  })

  it.each([0.05, 0.25, 0.5])('finds periods that jitter by %d, in 23 gaps, at a p of 0.01 nearly always', jitter => {
    const known: PoissonScores = new Map()
    const random = seededUniform(3)
    let found = 0
    for (let i = 0; i < 100; i++) if (regularityP(beacon(23, 300, jitter, random), SEED, known) <= 0.01) found++
    expect(found).toBeGreaterThanOrEqual(95)
  })

  it('goes down to one in 10,000, so that one of a hundred pairs can stand', () => {
    expect(regularityP(beacon(48, 3600, 0, seededUniform(1)), SEED)).toBe(1 / 10_000)
  })

  it('is 1 of fewer than three gaps', () => {
    expect(regularityP([], SEED)).toBe(1)
    expect(regularityP([0, 0, 60, 60], SEED)).toBe(1)
  })
})
