/**
 * The interval of a share over days without drawing anything: what drawing blocks of a week again and again would spread by is
 * worked out from the blocks themselves, of the share's first-order change (Künsch, Annals of Statistics 17, 1989, section 2, for
 * the variance of a mean of overlapping blocks; Oehlert, The American Statistician 46, 1992, for the delta method), then widened
 * as the report says.
 */

const WEEK = 7
const LEVEL = 0.95
const HIGHEST_CORRELATION = 0.85

export interface OwnDay {
  part: number
  whole: number
}

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0)
const mean = (values: readonly number[]): number => total(values) / values.length

/** `days` in order, every day of the window. Shares from 0 to 1. */
export function ownInterval(days: readonly OwnDay[]): { centre: number; half: number } {
  const [part, whole] = [total(days.map(day => day.part)), total(days.map(day => day.whole))]
  const weeks = days.length / WEEK
  const widened = Math.sqrt((weeks / (weeks - 1)) * unseenBy(correlationOf(days, part, whole)))
  const freedom = Math.floor(1.5 * (weeks - 1))
  return { centre: part / whole, half: quantileOf(freedom) * spreadOf(days) * widened }
}

function spreadOf(days: readonly OwnDay[]): number {
  const blocks = days.slice(WEEK - 1).map((_, at) => {
    const own = days.slice(at, at + WEEK)
    return { part: total(own.map(day => day.part)), whole: total(own.map(day => day.whole)) }
  })
  const ratio = mean(blocks.map(block => block.part)) / mean(blocks.map(block => block.whole))
  const changes = blocks.map(block => (block.part - ratio * block.whole) / mean(blocks.map(own => own.whole)))
  return Math.sqrt(mean(changes.map(change => change ** 2)) / Math.ceil(days.length / WEEK))
}

/** Of neighbouring days, in what each does to the share less what its weekday does, with the bias of few days five times. */
function correlationOf(days: readonly OwnDay[], part: number, whole: number): number {
  const pulls = days.map(day => (day.part - (part / whole) * day.whole) / (whole + day.whole))
  const rest = pulls.map((pull, at) => pull - mean(pulls.filter((_, other) => (other - at) % WEEK === 0)))
  const raw = total(rest.slice(1).map((value, at) => value * (rest[at] ?? 0))) / total(rest.map(value => value ** 2))
  return Math.min(HIGHEST_CORRELATION, Math.max(0, raw + (5 * (1 + 4 * raw)) / days.length))
}

/** Variance of a mean of days that follow each other with this correlation, against what weeks of them show. */
function unseenBy(correlation: number): number {
  let pairs = 0
  for (let day = 0; day < WEEK; day++)
    for (let other = 0; other < WEEK; other++) pairs += correlation ** Math.abs(day - other)
  return (1 + correlation) / (1 - correlation) / (pairs / WEEK)
}

/** Student's t that `LEVEL` of the distribution lies within: its density summed up in small steps until that much is reached. */
function quantileOf(freedom: number): number {
  const step = 1e-4
  const density = (t: number) => (1 + t ** 2 / freedom) ** (-(freedom + 1) / 2)
  // 60 spreads hold all of it.
  let all = 0
  for (let t = step / 2; t < 60; t += step) all += density(t)
  let [sum, t] = [0, step / 2]
  while (sum + density(t) < LEVEL * all) {
    sum += density(t)
    t += step
  }
  return t
}
