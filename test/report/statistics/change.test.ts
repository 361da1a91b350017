import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { DayCounts } from '../../../functions/report/statistics/bootstrap.ts'
import { changeInterval } from '../../../functions/report/statistics/change.ts'
import { type SeededRandom, seededRandom } from '../../support/random.ts'

const pair = z.tuple([z.number(), z.number()]).transform(([numerator, denominator]) => ({ numerator, denominator }))
const INDEPENDENT = z
  .array(z.object({ now: z.array(pair), before: z.array(pair), seed: z.number(), low: z.number(), high: z.number() }))
  .parse(JSON.parse(readFileSync(new URL('independent/change.json', import.meta.url), 'utf8')))

/** Days of weekdays, overdispersion and autocorrelation, of mean `level`. */
function world({ normal }: SeededRandom, count: number, correlation: number, level: number): DayCounts[] {
  const fresh = Math.sqrt(1 - correlation ** 2)
  let state = normal()
  return Array.from({ length: count }, (_, i) => {
    state = correlation * state + fresh * normal()
    const weekday = i % 7 < 5 ? 1.2 : 0.5
    return { numerator: Math.round(level * weekday * Math.exp(0.25 * state - 0.25 ** 2 / 2)), denominator: 1 }
  })
}

describe('the interval of a change between two windows', () => {
  it.each(INDEPENDENT)(
    'is that of an independent implementation, $now.length days',
    ({ now, before, seed, low, high }) => {
      const interval = changeInterval(now, before, { seed })
      expect(interval?.low).toBeCloseTo(low, 9)
      expect(interval?.high).toBeCloseTo(high, 9)
    },
  )

  it.each([28, 91].flatMap(days => [0, 0.3, 0.6].map(correlation => [days, correlation] as const)))(
    'covers the truth in 93 to 97 of 100 worlds: %i days, autocorrelation %f',
    (days, correlation) => {
      // Of 600 worlds a share is known to about a point.
      const worlds = 600
      let covered = 0
      for (let seed = 1; seed <= worlds; seed++) {
        const random = seededRandom(seed * 7919 + 13)
        const before = world(random, days, correlation, 400)
        const interval = changeInterval(world(random, days, correlation, 500), before, { seed: 5, resamples: 300 })
        if (interval !== undefined && interval.low <= 1.25 && interval.high >= 1.25) covered++
      }
      expect(covered / worlds).toBeGreaterThanOrEqual(0.93)
      expect(covered / worlds).toBeLessThanOrEqual(0.98)
    },
  )

  it('is none where a window is below four weeks, or holds nothing', () => {
    const days = world(seededRandom(7), 28, 0, 100)
    expect(changeInterval(days, days, { seed: 1 })).toBeDefined()
    expect(changeInterval(days.slice(1), days, { seed: 1 })).toBeUndefined()
    expect(changeInterval(days, days.slice(1), { seed: 1 })).toBeUndefined()
    expect(
      changeInterval(
        days,
        days.map(() => ({ numerator: 0, denominator: 1 })),
        { seed: 1 },
      ),
    ).toBeUndefined()
  })
})
