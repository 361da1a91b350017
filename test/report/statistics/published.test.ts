/** Held against SciPy, NumPy and statsmodels: `independent/published.py` made `independent/published.json`. */
import { median, medianAbsoluteDeviation, quantile } from 'simple-statistics'
import { describe, expect, it } from 'vitest'
import { clopperPearson } from '../../../functions/report/statistics/clopper-pearson.ts'
import { benjaminiHochberg, benjaminiYekutieli } from '../../../functions/report/statistics/false-discovery.ts'
import { betaQuantile, regularisedBeta } from '../../../functions/report/statistics/incomplete-beta.ts'
import { normalQuantile } from '../../../functions/report/statistics/normal.ts'
import { resultantOf } from '../../../functions/report/statistics/resultant.ts'
import { wilsonInterval } from '../../../functions/report/statistics/wilson.ts'
import independent from './independent/published.json' with { type: 'json' }

const P_VALUES = [0.005, 0.009, 0.019, 0.022, 0.051, 0.101, 0.361, 0.387]
const HOURS = [2, 1, 0, 0, 0, 1, 3, 9, 20, 25, 27, 24, 22, 23, 26, 25, 24, 21, 15, 9, 6, 4, 3, 2]

/** Within so many parts of the value, and never further than rounding of 1 goes. */
function expectNear(found: number, expected: number, parts = 1e-9) {
  expect(Math.abs(found - expected)).toBeLessThanOrEqual(parts * Math.abs(expected) + 1e-15)
}

describe('false discoveries', () => {
  it('are adjusted as published examples are', () => {
    const round = (values: number[]) => values.map(value => Number(value.toFixed(6)))
    expect(round(benjaminiHochberg(P_VALUES))).toEqual([0.036, 0.036, 0.044, 0.044, 0.0816, 0.134667, 0.387, 0.387])
    expect(round(benjaminiYekutieli(P_VALUES))).toEqual([
      0.097843, 0.097843, 0.119586, 0.119586, 0.221777, 0.366005, 1, 1,
    ])
  })

  it.for(independent.falseDiscovery)(
    'are adjusted as statsmodels does: $pValues',
    ({ pValues, hochberg, yekutieli }) => {
      for (const [at, p] of benjaminiHochberg(pValues).entries()) expectNear(p, hochberg[at]!)
      for (const [at, p] of benjaminiYekutieli(pValues).entries()) expectNear(p, yekutieli[at]!)
    },
  )

  it('are none of none', () => {
    expect(benjaminiHochberg([])).toEqual([])
    expect(benjaminiYekutieli([])).toEqual([])
  })
})

describe('intervals of a share of trials', () => {
  it('are those of 9 of 97', () => {
    const wilson = wilsonInterval(9, 97)
    const exact = clopperPearson(9, 97)
    expect(wilson.low).toBeCloseTo(0.049583, 6)
    expect(wilson.high).toBeCloseTo(0.167009, 6)
    expect(exact.low).toBeCloseTo(0.04331, 6)
    expect(exact.high).toBeCloseTo(0.168836, 6)
  })

  it('part 108 of 112 days from 26 of 28 at four fifths', () => {
    expect(wilsonInterval(108, 112).low).toBeGreaterThan(0.8)
    expect(wilsonInterval(26, 28).low).toBeLessThan(0.8)
  })

  it.for(independent.shares)('are those of statsmodels: $successes of $trials at $level', own => {
    const { successes, trials, level, wilson, clopperPearson: exact } = own
    const found = wilsonInterval(successes, trials, level)
    expectNear(found.low, wilson[0]!)
    expectNear(found.high, wilson[1]!)
    const foundExact = clopperPearson(successes, trials, level)
    expectNear(foundExact.low, exact[0]!)
    expectNear(foundExact.high, exact[1]!)
  })

  it('say nothing without a trial', () => {
    expect(wilsonInterval(0, 0)).toEqual({ low: 0, high: 1 })
    expect(clopperPearson(0, 0)).toEqual({ low: 0, high: 1 })
  })
})

describe('the resultant', () => {
  it('of a working day is that of its hours', () => {
    expect(resultantOf(HOURS)?.length).toBeCloseTo(0.5763917668, 9)
  })

  it.for(independent.resultants)('is that of single observations in SciPy: $counts', ({ counts, length, at }) => {
    const found = resultantOf(counts)!
    expectNear(found.length, length)
    expectNear(found.at, at)
  })

  it('of even hours is none, of one hour 1, of nothing undefined', () => {
    expect(resultantOf(new Float64Array(24).fill(7))?.length).toBeCloseTo(0, 12)
    expect(resultantOf([0, 0, 0, 4, 0, 0])).toEqual({ length: 1, at: expect.closeTo(3, 12) })
    expect(resultantOf(new Float64Array(24))).toBeUndefined()
  })
})

describe('distributions', () => {
  it.for(independent.normal)('have the normal quantile of SciPy at $p', ({ p, z }) => {
    expectNear(normalQuantile(p), z, 1e-13)
  })

  it.for(independent.beta)('have the incomplete beta function of SciPy at $x of $a and $b', ({ x, a, b, value }) => {
    expectNear(regularisedBeta(x, a, b), value, 1e-11)
    if (value > 0 && value < 1) expectNear(betaQuantile(value, a, b), x, 1e-9)
  })

  it('end at the edges', () => {
    expect([normalQuantile(0), normalQuantile(1)]).toEqual([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY])
    expect([regularisedBeta(0, 2, 3), regularisedBeta(1, 2, 3)]).toEqual([0, 1])
  })
})

it.for(independent.samples)(
  'simple-statistics has the median, deviation and quantiles of NumPy and SciPy: $values',
  own => {
    expectNear(median(own.values), own.median)
    expectNear(medianAbsoluteDeviation(own.values), own.deviation)
    for (const { p, value } of own.quantiles) expectNear(quantile(own.values, p), value)
  },
)
