/**
 * Calibration of events against circular shifts: 97 days of hours with weekdays, a trend, overdispersion and daily
 * autocorrelation, and eight events at any hours. How often nothing is rejected, how often intervals hold the truth, and how
 * often an effect is found.
 */
import { testEvents } from '../../functions/report/statistics/event-shifts.ts'
import type { HourlySeries } from '../../functions/report/statistics/hourly-residuals.ts'
import { seededRandom } from '../support/random.ts'
import type { Calibration, Claim } from './calibration.ts'

const DAYS = 97
const EVENTS = 8
/** Mean contacts of an hour. */
const LEVEL = 20
const WINDOWS = [
  { from: -72, to: 0 },
  { from: 0, to: 24 },
  { from: 24, to: 96 },
]
const DAY = 1
export const RAISED = 1.6

export interface EventCalibration {
  runs: number
  /** Shares of the runs: nothing rejected at 5 %; intervals of the day that hold no effect, and one of + 60 %; that found. */
  rejected: number
  covered: number
  coveredRaised: number
  found: number
  /** Share that finds the effect which each run says four of five would show. */
  foundDetectable: number
  /** Mean of these, in %. */
  detectable: number
}

/** So many seeds, by turns of the correlations; events at any time of the day, or all at midnight, where the levels of days change. */
export function calibrateEvents(runs: number, correlations: readonly number[], isAtMidnight = false): EventCalibration {
  const count = { rejected: 0, covered: 0, coveredRaised: 0, found: 0, foundDetectable: 0, detectable: 0 }
  for (let seed = 1; seed <= runs; seed++) {
    const correlation = correlations[seed % correlations.length] ?? 0
    const world = nullHours(seed, correlation, isAtMidnight)
    const none = testEvents(world.series, world.events, WINDOWS)
    if (none === undefined) throw new Error(`seed ${seed}: expected a test, found none`)
    const { interval, detectable } = none.windows[DAY] ?? { interval: { low: 1, high: 0 }, detectable: 0 }
    if (none.p <= 0.05) count.rejected++
    if (interval.low <= 0 && interval.high >= 0) count.covered++
    count.detectable += 100 * Math.expm1(detectable)
    const raised = testEvents(world.raisedBy(RAISED), world.events, WINDOWS)
    const { low = 1, high = 0 } = raised?.windows[DAY]?.interval ?? {}
    if ((raised?.p ?? 1) <= 0.05) count.found++
    if (low <= Math.log(RAISED) && high >= Math.log(RAISED)) count.coveredRaised++
    if ((testEvents(world.raisedBy(Math.exp(detectable)), world.events, WINDOWS)?.p ?? 1) <= 0.05)
      count.foundDetectable++
  }
  return {
    runs,
    rejected: count.rejected / runs,
    covered: count.covered / runs,
    coveredRaised: count.coveredRaised / runs,
    found: count.found / runs,
    foundDetectable: count.foundDetectable / runs,
    detectable: count.detectable / runs,
  }
}

/** Share of the runs in which an effect by each factor is found. */
export function powerOfEvents(runs: number, correlation: number, factors: readonly number[]): number[] {
  return factors.map(factor => {
    let found = 0
    for (let seed = 1; seed <= runs; seed++) {
      const { raisedBy, events } = nullHours(seed, correlation)
      if ((testEvents(raisedBy(factor), events, WINDOWS)?.p ?? 1) <= 0.05) found++
    }
    return found / runs
  })
}

export interface NullHours {
  series: HourlySeries
  /** Their hours, within the series with all of their windows. */
  events: number[]
  /** The same world with so many times the contacts in the 24 hours from each event. */
  raisedBy(factor: number): HourlySeries
}

export function nullHours(seed: number, correlation: number, isAtMidnight = false): NullHours {
  const { uniform, normal } = seededRandom(seed * 7919 + 13)
  const hours = DAYS * 24
  let day = normal()
  const means = Float64Array.from({ length: hours }, (_, t) => {
    if (t % 24 === 0) day = correlation * day + Math.sqrt(1 - correlation ** 2) * normal()
    const weekday = Math.floor(t / 24) % 7 < 5 ? 1.2 : 0.7
    const clock = t % 24 >= 8 && t % 24 < 22 ? 1.25 : 0.35
    return LEVEL * weekday * clock * Math.exp((0.3 * t) / hours + 0.25 * day + 0.3 * normal())
  })
  const drawn = Array.from({ length: EVENTS }, () => 72 + Math.floor(uniform() * (hours - 168)))
  const events = isAtMidnight ? drawn.map(hour => hour - (hour % 24)) : drawn
  const inside = new Uint8Array(hours)
  for (const event of events) inside.fill(1, event, event + 24)
  const draws = Float64Array.from({ length: hours }, normal)
  const shared = {
    observed: new Uint8Array(hours).fill(1),
    weekHours: Uint8Array.from({ length: hours }, (_, t) => t % 168),
  }
  const raisedBy = (factor: number): HourlySeries => ({
    ...shared,
    contacts: means.map((mean, t) => counted(inside[t] === 1 ? factor * mean : mean, draws[t] ?? 0)),
  })
  return { series: raisedBy(1), events, raisedBy }
}

/** A count around a mean: Anscombe's square root of a Poisson count is about normal, with a spread of a half. */
const counted = (mean: number, draw: number): number =>
  Math.max(0, Math.round((Math.sqrt(mean + 0.375) + draw / 2) ** 2 - 0.375))

const KINDS = [false, true].flatMap(isAtMidnight =>
  [0, 0.2, 0.4, 0.6].map(correlation => ({ correlation, isAtMidnight })),
)

const FACTORS = [1, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.8]

export const events: Calibration = {
  name: 'events',
  power: runs => ({
    title: `How often an effect on the day after eight events is found, in % of ${runs} worlds of 97 days`,
    size: 'effect, % more contacts',
    curves: [0, 0.6].map(correlation => ({
      name: `autocorrelation ${correlation}`,
      points: powerOfEvents(runs, correlation, FACTORS).map((power, at) => ({
        size: Math.round(100 * ((FACTORS[at] ?? 1) - 1)),
        power,
      })),
    })),
  }),
  run: seeds =>
    KINDS.flatMap(({ correlation, isAtMidnight }) => {
      const found = calibrateEvents(seeds, [correlation], isAtMidnight)
      const say = (what: string, share: number, least: number, most: number): Claim => ({
        what: `autocorrelation ${correlation}${isAtMidnight ? ', all at midnight' : ''}: ${what}`,
        share,
        runs: seeds,
        least,
        most,
      })
      return [
        say('no effect, rejected at 5 %', found.rejected, 0.02, 0.07),
        say('no effect, held by the interval', found.covered, 0.93, 0.97),
        say('+60 %, held by the interval', found.coveredRaised, 0.93, 0.97),
        say('+60 %, found', found.found, 0.9, 1),
        say(`what is said to show (mean +${found.detectable.toFixed(0)} %), found`, found.foundDetectable, 0.8, 0.95),
      ]
    }),
}
