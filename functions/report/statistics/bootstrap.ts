/**
 * Moving-block bootstrap of a ratio of sums over days: Künsch, "The jackknife and the bootstrap for general stationary
 * observations", Annals of Statistics 17 (1989); blocks of whole weeks keep weekdays together. Percentile interval.
 */

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
  /** 0.95: from the 2.5th to the 97.5th percentile. */
  level?: number
  seed: number
}

/** Interval of sum(numerator) ÷ sum(denominator). Undefined as `bootstrapSums` says. */
export function bootstrapRatio(days: readonly DayCounts[], options: BootstrapOptions): Interval | undefined {
  const rows = days.map(({ numerator, denominator }) => [numerator, denominator])
  return bootstrapSums(rows, ([numerator = 0, denominator = 0]) => numerator / denominator, options)
}

/**
 * Interval of a statistic of the sums of some columns over days. Undefined below four blocks, on fewer than four blocks'
 * worth of days that are not all zeros, or where the statistic of a resample is not finite.
 */
export function bootstrapSums(
  days: readonly (readonly number[])[],
  statistic: (sums: readonly number[]) => number,
  options: BootstrapOptions,
): Interval | undefined {
  const { blockDays = 7, resamples = 1000, level = 0.95, seed } = options
  const n = days.length
  const known = days.filter(day => day.some(value => value !== 0)).length
  if (known < 4 * blockDays) return undefined
  const blocks = Math.ceil(n / blockDays)
  const starts = n - blockDays + 1
  const columns = days[0]?.length ?? 0
  // Sums of every block once: a resample is then one addition per block and column.
  const sums = new Float64Array(starts * columns)
  for (let start = 0; start < starts; start++) {
    for (let i = start; i < start + blockDays; i++) {
      for (let c = 0; c < columns; c++)
        sums[start * columns + c] = (sums[start * columns + c] ?? 0) + (days[i]?.[c] ?? 0)
    }
  }
  const random = seededUniform(seed)
  const values = new Float64Array(resamples)
  const drawn = new Array<number>(columns)
  for (let r = 0; r < resamples; r++) {
    drawn.fill(0)
    for (let b = 0; b < blocks; b++) {
      const start = Math.floor(random() * starts)
      for (let c = 0; c < columns; c++) drawn[c] = (drawn[c] ?? 0) + (sums[start * columns + c] ?? 0)
    }
    const value = statistic(drawn)
    if (!Number.isFinite(value)) return undefined
    values[r] = value
  }
  values.sort()
  const tail = (1 - level) / 2
  return { low: quantile(values, tail), high: quantile(values, 1 - tail) }
}

/** Quantile by linear interpolation of order statistics (Hyndman and Fan 1996, type 7) of ascending values. */
export function quantile(sorted: ArrayLike<number>, p: number): number {
  const at = p * (sorted.length - 1)
  const below = Math.floor(at)
  const low = sorted[below] ?? Number.NaN
  const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? Number.NaN
  return low + (at - below) * (high - low)
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
