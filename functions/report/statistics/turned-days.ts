/** Whether hours of use point one way by more than days do that have no hour of their own. */
import { seededUniform } from './bootstrap.ts'

/** Contacts of one day as the sum of their hours' directions on the 24-hour circle. */
export interface DayDirection {
  x: number
  y: number
}

const HOURS = 24
const COSINES = Float64Array.from({ length: HOURS }, (_, hour) => Math.cos((2 * Math.PI * hour) / HOURS))
const SINES = Float64Array.from({ length: HOURS }, (_, hour) => Math.sin((2 * Math.PI * hour) / HOURS))

/** Of the counts of a day's 24 hours. */
export function directionOf(counts: ArrayLike<number>): DayDirection {
  let [x, y] = [0, 0]
  for (let hour = 0; hour < HOURS; hour++) {
    x += (counts[hour] ?? 0) * (COSINES[hour] ?? 0)
    y += (counts[hour] ?? 0) * (SINES[hour] ?? 0)
  }
  return { x, y }
}

/**
 * p of the resultant of Rayleigh (Mardia and Jupp, "Directional Statistics", 2000, 6.3) where contacts of a day hang together,
 * so that they are no independent trials: each day is turned by whole hours of its own, 24 equally likely ones, and p is how
 * often the resultant of all is at least as long then. Never 0: Phipson and Smyth, "Permutation p-values should never be
 * zero", Statistical Applications in Genetics and Molecular Biology 9 (2010). 1 without any day.
 */
export function turnedDaysP(
  days: readonly DayDirection[],
  { turns = 999, seed }: { turns?: number; seed: number },
): number {
  let [x, y, longest] = [0, 0, 0]
  for (const day of days) {
    x += day.x
    y += day.y
    longest += Math.hypot(day.x, day.y)
  }
  // Sums of the same directions in another order may differ in the last digits.
  const least = Math.hypot(x, y) - 1e-9 * longest
  if (least <= 0) return 1
  const random = seededUniform(seed)
  let reached = 1
  for (let turn = 0; turn < turns; turn++) {
    let [sumX, sumY] = [0, 0]
    for (const day of days) {
      const by = Math.floor(random() * HOURS)
      const [cosine, sine] = [COSINES[by] ?? 1, SINES[by] ?? 0]
      sumX += day.x * cosine - day.y * sine
      sumY += day.x * sine + day.y * cosine
    }
    if (Math.hypot(sumX, sumY) >= least) reached++
  }
  return reached / (turns + 1)
}
