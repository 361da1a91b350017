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

/** Interval of sum(numerator) ÷ sum(denominator). Undefined below four blocks, or where a resample has no denominator. */
export function bootstrapRatio(days: readonly DayCounts[], options: BootstrapOptions): Interval | undefined {
  const { blockDays = 7, resamples = 1000, level = 0.95, seed } = options
  const n = days.length
  if (n < 4 * blockDays) return undefined
  const blocks = Math.ceil(n / blockDays)
  const starts = n - blockDays + 1
  // Sums of every block once: a resample is then one addition per block.
  const numerators = new Float64Array(starts)
  const denominators = new Float64Array(starts)
  for (let start = 0; start < starts; start++) {
    for (let i = start; i < start + blockDays; i++) {
      numerators[start] = (numerators[start] ?? 0) + (days[i]?.numerator ?? 0)
      denominators[start] = (denominators[start] ?? 0) + (days[i]?.denominator ?? 0)
    }
  }
  const random = seededUniform(seed)
  const ratios = new Float64Array(resamples)
  for (let r = 0; r < resamples; r++) {
    let numerator = 0
    let denominator = 0
    for (let b = 0; b < blocks; b++) {
      const start = Math.floor(random() * starts)
      numerator += numerators[start] ?? 0
      denominator += denominators[start] ?? 0
    }
    if (denominator === 0) return undefined
    ratios[r] = numerator / denominator
  }
  ratios.sort()
  const tail = (1 - level) / 2
  return { low: quantile(ratios, tail), high: quantile(ratios, 1 - tail) }
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
