/**
 * Whether levels change more than their days do by themselves: each series' largest log-likelihood ratio of a change is held
 * against the largest of all series in other orders of the days, the same order for all of them (Westfall and Young,
 * "Resampling-based multiple testing", 1993, single-step maxT). So one series that changes is found among many that do not,
 * however they hang together.
 */
import { type LeastDays, placesOf } from './level-change.ts'

/** By series: how often the largest of all, in both directions, is as large as its own; at least 1 ÷ (orders + 1). */
export interface ChangeProbabilities {
  up: Float64Array
  down: Float64Array
}

/**
 * `series`: whole numbers from 0, as many days in each. `orders`: places of the days in one order after the other, as
 * `blockOrders` gives them. A statistic is taken less its mean over the orders, by its standard deviation; where that is 0
 * the probability is 1.
 */
export function changeProbabilities(
  series: readonly Float64Array[],
  orders: Uint16Array,
  least: LeastDays,
): ChangeProbabilities {
  const days = series[0]?.length ?? 0
  const count = days === 0 ? 0 : Math.floor(orders.length / days)
  const scan = changeScan(days, least)
  const asTheyAre = Uint16Array.from({ length: days }, (_, day) => day)
  const largest = new Float64Array(count).fill(Number.NEGATIVE_INFINITY)
  const ratios = { up: new Float64Array(count), down: new Float64Array(count) }
  const scores = { up: new Float64Array(series.length), down: new Float64Array(series.length) }
  for (const [at, counts] of series.entries()) {
    for (let order = 0; order < count; order++) {
      const found = scan(counts, orders, order * days)
      ratios.up[order] = found.up
      ratios.down[order] = found.down
    }
    const own = scan(counts, asTheyAre, 0)
    scores.up[at] = standardised(own.up, ratios.up, largest)
    scores.down[at] = standardised(own.down, ratios.down, largest)
  }
  largest.sort()
  const probability = (score: number) => (1 + numberFrom(largest, score - ROUNDING)) / (1 + count)
  return { up: scores.up.map(probability), down: scores.down.map(probability) }
}

/** The same statistic of two orders may differ in its last digits. */
const ROUNDING = 1e-9

/** The score of `own`; `ratios` become scores, and `largest` holds the largest of each order so far. */
function standardised(own: number, ratios: Float64Array, largest: Float64Array): number {
  let mean = 0
  for (const ratio of ratios) mean += ratio / ratios.length
  let squares = 0
  for (const ratio of ratios) squares += (ratio - mean) ** 2
  const spread = Math.sqrt(squares / (ratios.length - 1))
  if (!(spread > 0)) return Number.NEGATIVE_INFINITY
  for (let order = 0; order < ratios.length; order++)
    largest[order] = Math.max(largest[order] ?? 0, ((ratios[order] ?? 0) - mean) / spread)
  return (own - mean) / spread
}

/** How many of the sorted values are at least `value`. */
function numberFrom(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] ?? 0) < value) low = middle + 1
    else high = middle
  }
  return sorted.length - low
}

/** k log k of small whole numbers: nearly all sums are, and a look-up takes a tenth of a logarithm's time. */
const COUNT_LOGS = Float64Array.from({ length: 65_536 }, (_, k) => (k === 0 ? 0 : k * Math.log(k)))
const countLog = (k: number): number => COUNT_LOGS[k] ?? k * Math.log(k)

/** Gives the largest log-likelihood ratios of a series whose days stand in the order that begins at `from` of `orders`. */
function changeScan(days: number, least: LeastDays) {
  const [ups, downs] = [placesOf(days, 'up', least), placesOf(days, 'down', least)]
  const [first, last] = [Math.min(ups.from, downs.from), Math.max(ups.to, downs.to)]
  const logs = Float64Array.from({ length: days + 1 }, (_, place) => Math.log(place))
  return (counts: Float64Array, orders: Uint16Array, from: number): { up: number; down: number } => {
    let all = 0
    for (let day = 0; day < days; day++) all += counts[day] ?? 0
    const throughout = countLog(all) - all * (logs[days] ?? 0)
    let [before, up, down] = [0, throughout, throughout]
    for (let place = 1; place <= last; place++) {
      before += counts[orders[from + place - 1] ?? 0] ?? 0
      if (place < first) continue
      const after = all - before
      const rest = days - place
      const ratio = countLog(before) + countLog(after) - before * (logs[place] ?? 0) - after * (logs[rest] ?? 0)
      if (after * place > before * rest) {
        if (ratio > up && place >= ups.from && place <= ups.to) up = ratio
      } else if (ratio > down && place >= downs.from && place <= downs.to) down = ratio
    }
    return { up: up - throughout, down: down - throughout }
  }
}
