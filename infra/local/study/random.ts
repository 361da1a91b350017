/** Seeded randomness: the same seed gives the same study, byte for byte. */

export interface Random {
  /** Uniform in [0, 1). */
  next(): number
  /** Whole number in [0, n). */
  below(n: number): number
  pick<T>(items: readonly T[]): T
  /** Index by weight. */
  weighted(weights: readonly number[]): number
  /** Standard normal (Box and Muller 1958). */
  normal(): number
  /** Poisson (Knuth below 30, rounded normal above). */
  poisson(mean: number): number
}

/** Mulberry32 by T. Ettinger (public domain): 32 bits of state, passes gjrand. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())
  return {
    next,
    below: n => Math.floor(next() * n),
    pick(items) {
      const item = items[Math.floor(next() * items.length)]
      if (item === undefined) throw new Error('random: expected something to pick from, found nothing')
      return item
    },
    weighted(weights) {
      let rest = next() * weights.reduce((sum, weight) => sum + weight, 0)
      for (let i = 0; i < weights.length; i++) {
        rest -= weights[i] ?? 0
        if (rest < 0) return i
      }
      return weights.length - 1
    },
    normal,
    poisson(mean) {
      if (mean > 30) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal()))
      const limit = Math.exp(-mean)
      let count = 0
      for (let product = next(); product > limit; product *= next()) count++
      return count
    },
  }
}
