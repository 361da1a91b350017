/**
 * Intervals of figures that are sums over days, whose days hang together: moving-block bootstrap (Künsch, "The jackknife
 * and the bootstrap for general stationary observations", Annals of Statistics 17, 1989) with blocks of whole weeks, so
 * that weekdays stay together. A plain percentile interval covers 71 to 92 % where it should cover 95 % (28 to 97 days,
 * autocorrelation 0 to 0.6): few blocks, and dependence that reaches over their edges. So the standard error of the
 * resamples is widened for both, and taken times Student's t. Overlapping blocks hold one and a half times the degrees of freedom
 * of those side by side (Meketon and Schmeiser, "Overlapping batch means: something for nothing?", Winter Simulation
 * Conference 1984). It then covers 94 to 96.5 % (28 to 182 days, autocorrelation 0 to 0.7).
 */
import { studentQuantile } from './student.ts'

export interface DayCounts {
  numerator: number
  denominator: number
}

export interface Interval {
  low: number
  high: number
}

export interface BootstrapOptions {
  blockDays?: number
  resamples?: number
  /** Share of such intervals that hold the truth. */
  level?: number
  seed: number
}

type Statistic = (sums: readonly number[]) => number

/** Days of a window must carry something on as many days as this many blocks have. */
const MIN_BLOCKS = 4
const HIGHEST_CORRELATION = 0.85

/** Interval of sum(numerator) ÷ sum(denominator). Undefined as `bootstrapSums` says. */
export function bootstrapRatio(days: readonly DayCounts[], options: BootstrapOptions): Interval | undefined {
  const rows = days.map(({ numerator, denominator }) => [numerator, denominator])
  return bootstrapSums(rows, ([numerator = 0, denominator = 0]) => numerator / denominator, options)
}

/**
 * Interval of a statistic of the sums of some columns over days in order. Undefined with fewer than four blocks' worth of
 * days that are not all zeros, or where the statistic of a resample is not finite. Never below 0: sums are of counts.
 */
export function bootstrapSums(
  days: readonly (readonly number[])[],
  statistic: Statistic,
  options: BootstrapOptions,
): Interval | undefined {
  const { blockDays = 7, resamples = 1000, level = 0.95, seed } = options
  const known = days.filter(day => day.some(value => value !== 0)).length
  if (known < MIN_BLOCKS * blockDays) return undefined
  const centre = statistic(sumsOf(days))
  const error = resampledError(days, statistic, blockDays, resamples, seededUniform(seed))
  if (!Number.isFinite(centre) || error === undefined) return undefined
  const blocks = days.length / blockDays
  const fewBlocks = Math.sqrt(blocks / (blocks - 1))
  const beyond = Math.sqrt(varianceBeyondBlocks(correlationOf(days, statistic, centre), blockDays))
  const half = studentQuantile(level, degreesOf(days.length, blockDays)) * error * fewBlocks * beyond
  return { low: Math.max(0, centre - half), high: centre + half }
}

/** Degrees of freedom of the standard error of so many days. */
export const degreesOf = (days: number, blockDays: number): number => Math.floor(1.5 * (days / blockDays - 1))

function sumsOf(days: readonly (readonly number[])[]): number[] {
  const sums = new Array<number>(days[0]?.length ?? 0).fill(0)
  for (const day of days) for (let c = 0; c < sums.length; c++) sums[c] = (sums[c] ?? 0) + (day[c] ?? 0)
  return sums
}

/** Standard deviation of the statistic over resamples of overlapping blocks. */
function resampledError(
  days: readonly (readonly number[])[],
  statistic: Statistic,
  blockDays: number,
  resamples: number,
  random: () => number,
): number | undefined {
  const starts = days.length - blockDays + 1
  const drawn = Math.ceil(days.length / blockDays)
  // Sums of every block once: a resample is then one addition per block and column.
  const blocks = Array.from({ length: starts }, (_, start) => sumsOf(days.slice(start, start + blockDays)))
  const columns = days[0]?.length ?? 0
  const sums = new Array<number>(columns)
  let mean = 0
  let squares = 0
  for (let r = 1; r <= resamples; r++) {
    sums.fill(0)
    for (let b = 0; b < drawn; b++) {
      const block = blocks[Math.floor(random() * starts)] ?? []
      for (let c = 0; c < columns; c++) sums[c] = (sums[c] ?? 0) + (block[c] ?? 0)
    }
    const value = statistic(sums)
    if (!Number.isFinite(value)) return undefined
    // Welford: one pass, no cancellation.
    const step = value - mean
    mean += step / r
    squares += step * (value - mean)
  }
  return Math.sqrt(squares / (resamples - 1))
}

/**
 * Correlation of neighbouring days in what they do to the statistic (their influence, less the mean of their weekday),
 * with (1 + 4 φ) ÷ n, the small-sample bias of such an estimate, added back five times: weekdays are taken out too, and an error
 * below the truth narrows an interval by more than one above it widens it. Five times is what covers 95 % at 0.6.
 */
function correlationOf(days: readonly (readonly number[])[], statistic: Statistic, centre: number): number {
  const sums = sumsOf(days)
  const influence = days.map(day => statistic(sums.map((sum, c) => sum + (day[c] ?? 0))) - centre)
  const means = Array.from({ length: 7 }, (_, weekday) => {
    const own = influence.filter((_, at) => at % 7 === weekday)
    return own.reduce((sum, value) => sum + value, 0) / own.length
  })
  const rest = influence.map((value, at) => value - (means[at % 7] ?? 0))
  const variance = rest.reduce((sum, value) => sum + value * value, 0)
  if (variance === 0) return 0
  const raw = rest.reduce((sum, value, at) => sum + value * (rest[at - 1] ?? 0), 0) / variance
  return Math.min(HIGHEST_CORRELATION, Math.max(0, raw + (5 * (1 + 4 * raw)) / days.length))
}

/** Variance of a mean of first-order autoregressive days, against what blocks of so many days see of it. */
function varianceBeyondBlocks(correlation: number, blockDays: number): number {
  let seen = 1
  for (let lag = 1; lag < blockDays; lag++) seen += 2 * (1 - lag / blockDays) * correlation ** lag
  return (1 + correlation) / (1 - correlation) / seen
}

/** Uniform in [0, 1): Marsaglia's xorshift32 (Journal of Statistical Software 8, 2003). */
export function seededUniform(seed: number): () => number {
  let state = seed >>> 0 || 0x9e3779b9
  return () => {
    state ^= state << 13
    state >>>= 0
    state ^= state >>> 17
    state ^= state << 5
    state >>>= 0
    return state / 4294967296
  }
}
