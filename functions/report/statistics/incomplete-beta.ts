/** The beta distribution, which shares of trials and ratios of variances follow. */
import { gammaln } from 'simple-statistics'

/** Smallest number that a step of the continued fraction may divide by. */
const TINY = 1e-300
/** Steps after which the fraction has settled for any parameters up to some 10^7. */
const MOST_STEPS = 10_000

/**
 * Regularised incomplete beta function I_x(a, b), a and b above 0: continued fraction (Abramowitz and Stegun 26.5.8) by the
 * method of Lentz ("Generating Bessel functions in Mie scattering calculations", Applied Optics 15, 1976).
 */
export function regularisedBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0
  if (x >= 1) return 1
  // The fraction settles fast below the mean; above it the other tail is taken.
  if (x > (a + 1) / (a + b + 2)) return 1 - regularisedBeta(1 - x, b, a)
  const front = Math.exp(gammaln(a + b) - gammaln(a) - gammaln(b) + a * Math.log(x) + b * Math.log1p(-x) - Math.log(a))
  return front / continuedFraction(x, a, b)
}

function continuedFraction(x: number, a: number, b: number): number {
  let value = 1
  let above = 1
  let below = 0
  for (let step = 1; step <= MOST_STEPS; step++) {
    const m = step >> 1
    const term =
      step % 2 === 0
        ? (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
        : (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    below = 1 / awayFromZero(1 + term * below)
    above = awayFromZero(1 + term / above)
    const change = above * below
    value *= change
    if (Math.abs(change - 1) < 1e-15) break
  }
  return value
}

const awayFromZero = (value: number): number => (Math.abs(value) < TINY ? TINY : value)

/** The x with I_x(a, b) = `p`, by halving: as exact as the function itself. */
export function betaQuantile(p: number, a: number, b: number): number {
  let low = 0
  let high = 1
  for (let i = 0; i < 1100 && low < high; i++) {
    const middle = (low + high) / 2
    if (middle === low || middle === high) break
    if (regularisedBeta(middle, a, b) < p) low = middle
    else high = middle
  }
  return (low + high) / 2
}
