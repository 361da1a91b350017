/**
 * The day on which a Poisson level changes: the largest log-likelihood ratio of one level before and another from that day
 * on, against one level throughout; and the days whose likelihood is within so much of it (Worsley, "Confidence regions and
 * tests for a change-point in a sequence of exponential family random variables", Biometrika 73, 1986).
 */

export type Direction = 'up' | 'down'

export interface LevelChange {
  /** Place of the first day of the second level. */
  at: number
  /** Log-likelihood ratio of this day, in nats. */
  logRatio: number
  /** Mean of the days before, and from the day on. */
  before: number
  after: number
  /** First and last of the places whose log-likelihood is within 2 of the best one. */
  fits: { from: number; to: number }
}

/** Least days on either side of a change: the quieter side, on which the usual is known, and the louder one. */
export interface LeastDays {
  quiet: number
  loud: number
}

const FITS_WITHIN = 2

/**
 * The most likely change of a level in a direction; of equal ones the first. `counts`: whole numbers, of days in order.
 * Undefined where there are too few days, or no day has a higher (lower) mean from it on.
 */
export function levelChange(
  counts: ArrayLike<number>,
  direction: Direction,
  least: LeastDays = { quiet: 1, loud: 1 },
): LevelChange | undefined {
  const { from, to } = placesOf(counts.length, direction, least)
  const sums = sumsUpTo(counts)
  const ratios = new Float64Array(counts.length)
  let at = -1
  for (let place = from; place <= to; place++) {
    ratios[place] = logRatioOf(sums, place, direction)
    if ((ratios[place] ?? 0) > (at < 0 ? 0 : (ratios[at] ?? 0))) at = place
  }
  if (at < 0) return undefined
  const logRatio = ratios[at] ?? 0
  const fits = { from: at, to: at }
  for (let place = from; place <= to; place++) {
    if ((ratios[place] ?? 0) < logRatio - FITS_WITHIN) continue
    fits.from = Math.min(fits.from, place)
    fits.to = Math.max(fits.to, place)
  }
  const [before, all] = [sums[at] ?? 0, sums[counts.length] ?? 0]
  return { at, logRatio, before: before / at, after: (all - before) / (counts.length - at), fits }
}

/** First and last place at which a change leaves enough days on both sides; none where `from` is above `to`. */
export function placesOf(days: number, direction: Direction, { quiet, loud }: LeastDays): { from: number; to: number } {
  const [before, after] = direction === 'up' ? [quiet, loud] : [loud, quiet]
  return { from: before, to: days - after }
}

/** Sum of the days before each place, and of all. */
export function sumsUpTo(counts: ArrayLike<number>): Float64Array {
  const sums = new Float64Array(counts.length + 1)
  for (let day = 0; day < counts.length; day++) sums[day + 1] = (sums[day] ?? 0) + (counts[day] ?? 0)
  return sums
}

/** Log-likelihood ratio of a change at a place, from sums of the days before; 0 where the means do not go that way. */
function logRatioOf(sums: Float64Array, place: number, direction: Direction): number {
  const days = sums.length - 1
  const all = sums[days] ?? 0
  const before = sums[place] ?? 0
  const after = all - before
  const rises = after * place > before * (days - place)
  if (rises !== (direction === 'up')) return 0
  return Math.max(0, within(before, place) + within(after, days - place) - within(all, days))
}

/** Log-likelihood of so many contacts on so many days at their mean, less what does not hang on the level. */
const within = (count: number, days: number): number => (count === 0 ? 0 : count * Math.log(count / days))
