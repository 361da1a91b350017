import { describe, expect, it } from 'vitest'
import { bootstrapRatio, bootstrapSums, type DayCounts } from '../../../functions/report/statistics/bootstrap.ts'
import { shareDays } from '../../calibrate/intervals.ts'

const days = (count: number, of: (i: number) => [number, number]): DayCounts[] =>
  Array.from({ length: count }, (_, i) => {
    const [numerator, denominator] = of(i)
    return { numerator, denominator }
  })

/**
 * Of a second implementation in Python, from the definition and without this code: resamples of overlapping 7-day blocks,
 * standard error se over 1,000 of them; φ = r + 3 (1 + 4 r) ÷ n of the influence of the days less the mean of their
 * weekday; half = t(blocks − 1) · se · √(k ÷ (k − 1)) · √((1 + φ) ÷ (1 − φ) ÷ (1 + 2 Σ (1 − j ÷ 7) φ^j)).
 */
const REFERENCE = [
  {
    name: 'five weeks of little structure: k = 5, se 0.010974, φ 0.1716',
    series: days(35, i => [40 + ((7 * i * i) % 23), 100 + ((11 * i) % 37)]),
    seed: 1,
    low: 0.42152583520084375,
    high: 0.49144386176885324,
  },
  {
    name: 'fourteen weeks with weekdays and dependence: k = 13.86, se 0.006294, φ 0.6005',
    series: days(97, i => [
      60 + (i % 7 < 5 ? 40 : 0) + (Math.floor(i / 5) % 2) * 30 + ((13 * i) % 17),
      200 + ((5 * i) % 41),
    ]),
    seed: 42,
    low: 0.49017089510728895,
    high: 0.5232912747881096,
  },
]

describe('intervals of shares over days', () => {
  it.for(REFERENCE)('are those of an independent implementation: $name', ({ series, seed, low, high }) => {
    const interval = bootstrapRatio(series, { seed })
    expect(interval?.low).toBeCloseTo(low, 10)
    expect(interval?.high).toBeCloseTo(high, 10)
  })

  it.for([28, 49, 97].flatMap(count => [0, 0.3, 0.6].map(correlation => [count, correlation] as const)))(
    'cover the truth in 93 to 97 of 100 worlds: %i days, autocorrelation %f',
    ([count, correlation]) => {
      const seeds = 1000
      let covered = 0
      for (let seed = 1; seed <= seeds; seed++) {
        const interval = bootstrapRatio(shareDays(seed, count, correlation), { seed: 5, resamples: 400 })
        if (interval !== undefined && interval.low <= 0.3 && interval.high >= 0.3) covered++
      }
      expect(covered / seeds).toBeGreaterThanOrEqual(0.93)
      expect(covered / seeds).toBeLessThanOrEqual(0.97)
    },
  )

  it('are none below four weeks, nor where fewer days than that have anything', () => {
    expect(bootstrapRatio(shareDays(1, 27, 0), { seed: 1 })).toBeUndefined()
    expect(bootstrapRatio(shareDays(1, 28, 0), { seed: 1 })).toBeDefined()
    const mostlyEmpty = [...shareDays(1, 27, 0), ...days(70, () => [0, 0])]
    expect(bootstrapRatio(mostlyEmpty, { seed: 1 })).toBeUndefined()
  })

  it('are none where a resample has nothing below the line', () => {
    const withoutDenominator = days(35, () => [1, 0])
    expect(bootstrapRatio(withoutDenominator, { seed: 1 })).toBeUndefined()
  })

  it('are a point where every day is alike, and the same for the same seed', () => {
    expect(
      bootstrapRatio(
        days(35, () => [30, 100]),
        { seed: 1 },
      ),
    ).toEqual({ low: 0.3, high: 0.3 })
    const world = shareDays(3, 97, 0.3)
    expect(bootstrapRatio(world, { seed: 9 })).toEqual(bootstrapRatio(world, { seed: 9 }))
  })

  it('are wider for a higher level, and never below zero', () => {
    const rare = days(35, i => [i === 20 ? 30 : 0, 100])
    expect(bootstrapRatio(rare, { seed: 1 })?.low).toBe(0)
    const world = shareDays(3, 97, 0.3).map(({ numerator, denominator }) => [numerator, denominator])
    const width = (level: number) => {
      const { low, high } = bootstrapSums(world, ([a = 0, b = 0]) => a / b, { seed: 1, level })!
      return high - low
    }
    expect(width(0.99)).toBeGreaterThan(1.2 * width(0.95))
  })
})
