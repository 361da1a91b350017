/**
 * How regular the connections of two ends are, from 0 to 1: the score of RITA, version 5.1.1, as its source has it
 * (https://github.com/activecm/rita, analysis/beacons.go and the defaults of config/config.go at
 * a3c51501a93af9ab0ebbed0f15f431bcf536ddf1). A quarter each: even gaps, even sizes, even hours of the day, length.
 */

/** Gaps that a score of times needs; and sizes, one of sizes. */
export const LEAST_GAPS = 3
const HOURS = 24
const WEIGHT = 0.25
/** Bars of nearly the same height are one: by this share of the highest. */
const SAME_HEIGHT = 0.05
/** Hours that a score of two heights needs, and how many of them may be of others. */
const HOURS_OF_TWO_HEIGHTS = 11
const OTHER_HOURS = 1
/** Hours that a score of length needs, and how many in a row are all that it takes. */
const HOURS_OF_LENGTH = 6
const HOURS_IN_A_ROW = 12
/** Quartiles nearer than this say nothing of skew. */
const LEAST_SPREAD = 10

export interface BeaconScore {
  score: number
  /** Even gaps. */
  times: number
  /** Even sizes. */
  sizes: number
  /** Even hours. */
  hours: number
  /** From the first to the last, or hours in a row. */
  length: number
}

/**
 * `times` in whole seconds, in order, four different ones at least; `bytes` of each; both within `from` to `to`. Undefined
 * where there are fewer.
 */
export function beaconScore(
  times: readonly number[],
  bytes: readonly number[],
  { from, to }: { from: number; to: number },
): BeaconScore | undefined {
  const gaps = gapsOf(times)
  if (gaps.length < LEAST_GAPS || bytes.length < LEAST_GAPS || to <= from) return undefined
  const bars = barsOf(times, from, to)
  const own = {
    times: timesScore(gaps),
    sizes: evenness(Float64Array.from(bytes).sort(), 0),
    hours: hoursScore(bars),
    length: lengthScore(bars, ((times.at(-1) ?? 0) - (times[0] ?? 0)) / (to - from)),
  }
  return {
    ...own,
    score: thousandths(own.times * WEIGHT + own.sizes * WEIGHT + own.length * WEIGHT + own.hours * WEIGHT),
  }
}

/** Gaps of times in order that are not 0, the shortest first. */
export function gapsOf(times: readonly number[]): Float64Array {
  const gaps = new Float64Array(Math.max(0, times.length - 1))
  let count = 0
  for (let i = 1; i < times.length; i++) {
    const gap = (times[i] ?? 0) - (times[i - 1] ?? 0)
    if (gap > 0) gaps[count++] = gap
  }
  return gaps.slice(0, count).sort()
}

/** Of gaps, the shortest first, three at least. */
export const timesScore = (gaps: Float64Array): number => evenness(gaps, 1)

/** 1 - median deviation ÷ median of gaps, the shortest first: 1 where all are alike, 0.3 of a Poisson process. */
export const evenGaps = (gaps: Float64Array): number => nearness(gaps, medianOf(gaps, 0, gaps.length), 1)

/** Mean of 1 - |Bowley's skew| and of nearness to the median. */
function evenness(sorted: Float64Array, unknown: number): number {
  const middle = medianOf(sorted, 0, sorted.length)
  const half = Math.floor(sorted.length / 2)
  const low = medianOf(sorted, 0, half)
  const high = medianOf(sorted, sorted.length - half, sorted.length)
  const spread = high - low
  const isKnown = spread >= LEAST_SPREAD && middle !== low && middle !== high
  const skew = isKnown ? (low + high - 2 * middle) / spread : 0
  return thousandths((1 - Math.abs(skew) + nearness(sorted, middle, unknown)) / 2)
}

/** 1 - median deviation ÷ median; `unknown` where the median is below 1. */
const nearness = (sorted: Float64Array, middle: number, unknown: number): number =>
  middle < 1 ? unknown : Math.max(0, (middle - deviationOf(sorted, middle)) / middle)

/** Median of a sorted part. */
function medianOf(sorted: Float64Array, from: number, to: number): number {
  const at = from + Math.floor((to - from) / 2)
  const upper = sorted[at] ?? 0
  return (to - from) % 2 === 1 ? upper : ((sorted[at - 1] ?? 0) + upper) / 2
}

/** Median distance from the middle: distances of a sorted list grow to both sides of it. */
function deviationOf(sorted: Float64Array, middle: number): number {
  const rank = Math.floor(sorted.length / 2)
  let right = 0
  while (right < sorted.length && (sorted[right] ?? 0) < middle) right++
  let left = right - 1
  let [last, before] = [0, 0]
  for (let taken = 0; taken <= rank; taken++) {
    const below = left < 0 ? Number.POSITIVE_INFINITY : middle - (sorted[left] ?? 0)
    const above = right >= sorted.length ? Number.POSITIVE_INFINITY : (sorted[right] ?? 0) - middle
    before = last
    last = Math.min(below, above)
    if (below < above) left--
    else right++
  }
  return sorted.length % 2 === 1 ? last : (before + last) / 2
}

/** How many times lie in each 24th of the span. */
function barsOf(times: readonly number[], from: number, to: number): number[] {
  const bars = new Array<number>(HOURS).fill(0)
  for (const time of times) {
    const at = Math.min(HOURS - 1, Math.max(0, Math.floor(((time - from) * HOURS) / (to - from))))
    bars[at] = (bars[at] ?? 0) + 1
  }
  return bars
}

function hoursScore(bars: readonly number[]): number {
  const mean = bars.reduce((sum, bar) => sum + bar, 0) / bars.length
  const variance = bars.reduce((sum, bar) => sum + (bar - mean) ** 2, 0) / bars.length
  return Math.max(thousandths(Math.max(0, 1 - Math.sqrt(variance) / mean)), twoHeightsScore(bars))
}

/** Share of the hours whose bars have one of the two most frequent heights. */
function twoHeightsScore(bars: readonly number[]): number {
  const standing = bars.filter(bar => bar > 0)
  if (standing.length < HOURS_OF_TWO_HEIGHTS) return 0
  const step = Math.ceil(standing.reduce((most, bar) => Math.max(most, bar), 0) * SAME_HEIGHT)
  const heights = new Map<number, number>()
  for (const bar of standing) heights.set(Math.floor(bar / step), (heights.get(Math.floor(bar / step)) ?? 0) + 1)
  const [first = 0, second = 0] = [...heights.values()].sort((a, b) => b - a)
  return Math.min(1, thousandths((first + second) / Math.max(1, standing.length - OTHER_HOURS)))
}

/** `share` of the span from the first to the last, or hours in a row on the clock's circle. */
function lengthScore(bars: readonly number[], share: number): number {
  if (bars.filter(bar => bar > 0).length < HOURS_OF_LENGTH) return 0
  let [longest, run] = [0, 0]
  for (let i = 0; i < 2 * bars.length; i++) {
    run = (bars[i % bars.length] ?? 0) > 0 ? run + 1 : 0
    longest = Math.max(longest, Math.min(run, bars.length))
  }
  return Math.min(1, Math.max(thousandthsUp(share), thousandthsUp(longest / HOURS_IN_A_ROW)))
}

const thousandths = (value: number): number => Math.round(value * 1000) / 1000
const thousandthsUp = (value: number): number => Math.ceil(value * 1000) / 1000
