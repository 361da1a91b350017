import { describe, expect, it } from 'vitest'
import { seededUniform } from '../../../functions/report/statistics/bootstrap.ts'
import { profileOf, testEvents } from '../../../functions/report/statistics/event-shifts.ts'
import { calibrateEvents, nullHours } from '../../calibrate/events.ts'
import { runsOf } from '../../support/depth.ts'
import independent from './independent/event_shifts.json' with { type: 'json' }

const WINDOWS = [
  { from: -72, to: 0 },
  { from: 0, to: 24 },
  { from: 24, to: 96 },
]

describe('events against all circular shifts', () => {
  it.for(independent)('are as by least squares of statsmodels and plain loops: $name', own => {
    const { hours, events, raised, gaps } = own
    const contacts = Float64Array.from({ length: hours }, (_, t) => {
      const day = t % 24 >= 8 && t % 24 < 20 ? 15 : 0
      const isRaised = events.some(event => t >= event && t < event + 24)
      return Math.floor((20 + ((37 * t * t) % 23) + day + Math.floor(t / 100)) * (isRaised ? raised : 1))
    })
    const observed = Uint8Array.from({ length: hours }, (_, t) =>
      gaps.some(([first = 0, end = 0]) => t >= first && t < end) ? 0 : 1,
    )
    const weekHours = Uint8Array.from({ length: hours }, (_, t) => t % 168)
    const found = testEvents({ contacts, observed, weekHours }, events, WINDOWS)!
    expect(found.p).toBeCloseTo(own.p, 10)
    for (const [at, window] of own.windows.entries()) {
      const { t, effect, interval } = found.windows[at]!
      expect(t).toBeCloseTo(window.t, 8)
      expect(effect).toBeCloseTo(window.effect, 8)
      // The independent one tries effects a thousandth apart.
      expect(Math.abs(interval.low - window.low)).toBeLessThan(0.0011)
      expect(Math.abs(interval.high - window.high)).toBeLessThan(0.0011)
    }
  })

  it('are undefined where nothing differs between hours, or nothing was observed around them', () => {
    const hours = {
      observed: new Uint8Array(1344).fill(1),
      weekHours: Uint8Array.from({ length: 1344 }, (_, t) => t % 168),
    }
    expect(testEvents({ ...hours, contacts: new Float64Array(1344).fill(5) }, [100, 400], WINDOWS)).toBeUndefined()
    const contacts = Float64Array.from({ length: 1344 }, (_, t) => (37 * t * t) % 23)
    const blind = { ...hours, contacts, observed: hours.observed.map((_, t) => (t < 600 ? 0 : 1)) }
    expect(testEvents(blind, [100, 200], WINDOWS)).toBeUndefined()
  })

  it('have a profile that stays within the band of the shifts where nothing differs', () => {
    const { series } = nullHours(3, 0.3)
    const bins = Array.from({ length: 28 }, (_, at) => ({ from: at * 6 - 72, to: at * 6 - 66 }))
    const outside = profileOf(series, [200, 500, 800, 1100, 1400, 1700], bins).filter(
      ({ mean, band }) => mean < band.low || mean > band.high,
    )
    expect(outside.length).toBeLessThan(6)
  })

  it('reject 5 % of nothing, hold the truth in 95 % and find what they say would show: a short calibration', () => {
    const { rejected, covered, coveredRaised, found } = calibrateEvents(runsOf(400), [0, 0.6])
    expect(rejected).toBeLessThan(0.1)
    expect(covered).toBeGreaterThan(0.89)
    expect(coveredRaised).toBeGreaterThan(0.89)
    expect(found).toBeGreaterThan(0.9)
  })

  it('are not the same as shuffled days, which find too much where days hang together', () => {
    const [runs, correlation] = [runsOf(600), 0.6]
    let [shuffled, shifted] = [0, 0]
    for (let seed = 1; seed <= runs; seed++) {
      const { series, events } = nullHours(seed, correlation)
      if (testEvents(series, events, WINDOWS)!.p <= 0.05) shifted++
      if (shuffledDaysP(series.contacts, events, seed) <= 0.05) shuffled++
    }
    expect(shuffled / runs).toBeGreaterThan(0.08)
    expect(shifted).toBeLessThan(shuffled)
  })
})

/** The naive test: mean of log contacts of four days from each event, against as many days drawn at random. */
function shuffledDaysP(contacts: Float64Array, events: readonly number[], seed: number): number {
  const days = Array.from({ length: Math.floor(contacts.length / 24) }, (_, day) =>
    Math.log1p(contacts.subarray(day * 24, day * 24 + 24).reduce((sum, value) => sum + value, 0)),
  )
  const weekday = [0, 1, 2, 3, 4, 5, 6].map(own => {
    const of = days.filter((_, day) => day % 7 === own)
    return of.reduce((sum, value) => sum + value, 0) / of.length
  })
  const rest = days.map((value, day) => value - weekday[day % 7]!)
  const uniform = seededUniform(seed)
  const meanOf = (chosen: readonly number[]) =>
    Math.abs(
      chosen.reduce(
        (sum, day) => sum + [1, 2, 3].reduce((own, after) => own + (rest[(day + after) % rest.length] ?? 0), 0),
        0,
      ),
    )
  const real = meanOf(events.map(hour => Math.floor(hour / 24)))
  let asLarge = 1
  for (let i = 1; i < 400; i++) {
    const shuffledRest = meanOfShuffled(rest, events.length * 3, uniform)
    if (shuffledRest >= real) asLarge++
  }
  return asLarge / 400
}

/** Sum of so many days, each drawn by itself. */
function meanOfShuffled(rest: readonly number[], count: number, uniform: () => number): number {
  let sum = 0
  for (let i = 0; i < count; i++) sum += rest[Math.floor(uniform() * rest.length)] ?? 0
  return Math.abs(sum)
}
