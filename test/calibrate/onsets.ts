/**
 * Calibration of what began, ended, or rose for some days: reports of 60 series of 97 days in which nothing does (weekdays,
 * overdispersion, autocorrelation 0 to 0.6, a trend in every second one), and the same with one series from 0 to 8 a day.
 * How many hold a finding, and how often the change and its day are found.
 */
import { type Change, findChanges } from '../../functions/report/sections/onsets/changes.ts'
import { type SeededRandom, seededRandom } from '../support/random.ts'
import type { Calibration } from './calibration.ts'

const DAYS = 97
const SERIES = 60
const CORRELATIONS = [0, 0.2, 0.4, 0.6]
/** Of the logarithm of a level, over days. */
const SPREAD = 0.3
/** By this factor, or by one divided by it, levels change over the window. */
const TREND = 2
const ONSET_LEVEL = 8

export interface OnsetCalibration {
  reports: number
  /** Reports without a change in which one was found. */
  false: number
  /** Of the reports with one: that it was found, that its day was, and that the days that fit hold its day. */
  found: number
  exact: number
  fitting: number
  /** Of these, reports that tell anything else. */
  others: number
}

interface Random extends SeededRandom {
  poisson(mean: number): number
}

const LEVELS = [4, 5, 6, 7, 8, 10, 12]
/** Neighbouring days alike or not, and days that differ as much as those of the null series, or twice as much. */
const NOISES = [
  { correlation: 0, spread: SPREAD, name: 'autocorrelation 0' },
  { correlation: 0.6, spread: SPREAD, name: 'autocorrelation 0.6' },
  { correlation: 0.6, spread: 2 * SPREAD, name: '0.6, twice the noise' },
]

export const onsets: Calibration = {
  name: 'onsets',
  power: runs => ({
    title: `How often a beginning from nothing is told among ${SERIES} series, in % of ${runs} reports of ${DAYS} days`,
    size: 'contacts a day since',
    curves: NOISES.map(({ correlation, spread, name }) => ({
      name,
      points: LEVELS.map(level => ({ size: level, power: powerOfOnsets(runs, correlation, spread, level) })),
    })),
  }),
  run(seeds) {
    const { reports, false: wrong, found, exact, fitting, others } = calibrateOnsets(seeds)
    const say = (what: string, count: number, runs: number, least: number, most: number) => ({
      what,
      share: count / Math.max(1, runs),
      runs,
      least,
      most,
    })
    return [
      say('reports in which nothing changes tell a change', wrong, reports, 0, 0.05),
      say('a beginning at eight a day is told', found, reports, 0.9, 1),
      say('and with its day', exact, reports, 0.9, 1),
      say('its day is among those that fit', fitting, found, 0.95, 1),
      say('something else is told beside it', others, reports, 0, 0.05),
    ]
  },
}

/** `reports` without a change, and as many with one, by turns of correlation and trend. */
export function calibrateOnsets(reports: number): OnsetCalibration {
  const result: OnsetCalibration = { reports, false: 0, found: 0, exact: 0, fitting: 0, others: 0 }
  for (let report = 0; report < reports; report++) {
    const random = randomOf(report)
    const correlation = CORRELATIONS[report % CORRELATIONS.length] ?? 0
    const trend = Math.floor(report / CORRELATIONS.length) % 2 === 0 ? 1 : TREND
    const series = Array.from({ length: SERIES }, () => nullSeries(random, correlation, trend))
    if (findChanges(series, report + 1).changes.length > 0) result.false++
    const day = 14 + Math.floor(random.uniform() * (DAYS - 20))
    const place = Math.floor(random.uniform() * SERIES)
    series[place] = onsetSeries(random, correlation, day)
    const { changes } = findChanges(series, report + 1)
    const own = changes.find(change => change.series === place && change.kind === 'began')
    tally(result, own, day)
    if (changes.some(change => change !== own)) result.others++
  }
  return result
}

/** Share of the reports that tell a beginning at so many contacts a day. */
function powerOfOnsets(reports: number, correlation: number, spread: number, level: number): number {
  let found = 0
  for (let report = 0; report < reports; report++) {
    const random = randomOf(report)
    const series = Array.from({ length: SERIES }, () => nullSeries(random, correlation, report % 2 === 0 ? 1 : TREND))
    const day = 14 + Math.floor(random.uniform() * (DAYS - 20))
    const place = Math.floor(random.uniform() * SERIES)
    series[place] = onsetSeries(random, correlation, day, level, spread)
    const { changes } = findChanges(series, report + 1)
    if (changes.some(({ series: own, kind }) => own === place && kind === 'began')) found++
  }
  return found / reports
}

function tally(result: OnsetCalibration, own: Change | undefined, day: number): void {
  if (own === undefined) return
  result.found++
  if (own.from === day) result.exact++
  if (own.fits.from <= day && day <= own.fits.to) result.fitting++
}

/** From a contact in two days to some hundred a day. */
function nullSeries(random: Random, correlation: number, trend: number): Float64Array {
  const level = 0.5 * 400 ** random.uniform()
  const growth = (random.uniform() < 0.5 ? -1 : 1) * Math.log(trend)
  const noise = noiseOf(random, correlation)
  return Float64Array.from({ length: DAYS }, (_, day) =>
    random.poisson(level * (day % 7 < 5 ? 1.2 : 0.5) * Math.exp((growth * day) / DAYS + noise())),
  )
}

/** Nothing, and from `day` on so many a day. */
function onsetSeries(
  random: Random,
  correlation: number,
  day: number,
  level = ONSET_LEVEL,
  spread = SPREAD,
): Float64Array {
  const noise = noiseOf(random, correlation, spread)
  return Float64Array.from({ length: DAYS }, (_, own) => (own < day ? 0 : random.poisson(level * Math.exp(noise()))))
}

/** First-order autoregressive, of mean 1 as a factor. */
function noiseOf(random: Random, correlation: number, spread = SPREAD): () => number {
  let state = random.normal()
  return () => {
    state = correlation * state + Math.sqrt(1 - correlation ** 2) * random.normal()
    return spread * state - spread ** 2 / 2
  }
}

function randomOf(seed: number): Random {
  const { uniform, normal } = seededRandom(seed * 7919 + 13)
  const poisson = (mean: number): number => {
    if (mean > 60) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal()))
    // Knuth: as many uniform numbers as keep their product above e^-mean.
    let count = 0
    for (let product = uniform(); product > Math.exp(-mean); product *= uniform()) count++
    return count
  }
  return { uniform, normal, poisson }
}
