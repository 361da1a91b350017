import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { bootstrapRatio, bootstrapSums, type DayCounts } from '../../../functions/report/statistics/bootstrap.ts'
import { shareDays } from '../../calibrate/intervals.ts'

const days = (count: number, of: (i: number) => [number, number]): DayCounts[] =>
  Array.from({ length: count }, (_, i) => {
    const [numerator, denominator] = of(i)
    return { numerator, denominator }
  })

const pair = z.tuple([z.number(), z.number()]).transform(([numerator, denominator]) => ({ numerator, denominator }))
const INDEPENDENT = z
  .array(z.object({ name: z.string(), days: z.array(pair), seed: z.number(), low: z.number(), high: z.number() }))
  .parse(JSON.parse(readFileSync(new URL('independent/bootstrap.json', import.meta.url), 'utf8')))

describe('intervals of shares over days', () => {
  it.for(INDEPENDENT)('are those of an independent implementation: $name', ({ days: series, seed, low, high }) => {
    const interval = bootstrapRatio(series, { seed })
    expect(interval?.low).toBeCloseTo(low, 10)
    expect(interval?.high).toBeCloseTo(high, 10)
  })

  it.for([28, 49, 97].flatMap(count => [0, 0.3, 0.6].map(correlation => [count, correlation] as const)))(
    'cover the truth in 93 to 97 of 100 worlds: %i days, autocorrelation %f',
    ([count, correlation]) => {
      const seeds = 2000
      let covered = 0
      for (let seed = 1; seed <= seeds; seed++) {
        const interval = bootstrapRatio(shareDays(seed, count, correlation), { seed: 5, resamples: 200 })
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
