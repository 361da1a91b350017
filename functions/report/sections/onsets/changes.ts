/** Changes inside a window: series that begin or end, and those that rise for some days. By series of counts alone. */
import { blockOrders } from '../../statistics/block-orders.ts'
import { changeProbabilities } from '../../statistics/joint-changes.ts'
import { type Direction, type LeastDays, levelChange, sumsUpTo } from '../../statistics/level-change.ts'

/** Observed days that a change needs: before it, where the usual is seen, and from it on (of an end: the other way round). */
export const LEAST_DAYS: LeastDays = { quiet: 14, loud: 7 }
export const LEAST_WINDOW = LEAST_DAYS.quiet + LEAST_DAYS.loud
export const MOST_CHANCE = 0.05
/** Contacts a day, and times what the other days reach on 19 of 20 of them (their 95th percentile, a value that occurs). */
export const LEAST_LEVEL = 5
export const LEAST_RATIO = 5
export const ACTIVE_SHARE = 0.8
/** Active on so many of the other days at most: from nothing, or to nothing. */
export const NOTHING_SHARE = 0.1
/** A burst is over within so many days; of fewer days it is one of the things that happen once. */
export const BURST_DAYS = { least: 3, most: 14 } as const
/** Series that are tried: those with most contacts. */
export const MOST_SERIES = 400
/** Fewer contacts make no change. */
export const LEAST_CONTACTS = LEAST_LEVEL * LEAST_DAYS.loud

export type ChangeKind = 'began' | 'ended' | 'burst'

export interface Change {
  kind: ChangeKind
  /** Place of the series. */
  series: number
  /** First and last day of the higher level, as places. */
  from: number
  to: number
  /** Days that fit as the first one (of an end: as the last one). */
  fits: { from: number; to: number }
  /** Mean of the other days, and of the days of the higher level. */
  usual: number
  level: number
  /** What the other days reach at most, on 19 of 20 of them. */
  usualMost: number
  /** Active on hardly any of the other days. */
  isNothing: boolean
  /** How often chance alone shows as large a change anywhere in such a report; null of a burst, which orders of weeks keep. */
  chance: number | null
}

export interface FoundChanges {
  changes: Change[]
  /** Series that were tried: those that could be a change in some order of their days. */
  tried: number
  /** Series that could be one, and were not tried: there are too many. */
  leftOut: number
}

/** `series`: contacts of the observed days in order, as many in each. */
export function findChanges(series: readonly Float64Array[], seed: number): FoundChanges {
  const days = series[0]?.length ?? 0
  if (days < LEAST_WINDOW) return { changes: [], tried: 0, leftOut: 0 }
  const able = series
    .map((counts, at) => ({ counts, at, contacts: sumOf(counts) }))
    .filter(({ counts, contacts }) => contacts >= LEAST_CONTACTS && couldChange(counts))
    .sort((a, b) => b.contacts - a.contacts || a.at - b.at)
  const tried = able.slice(0, MOST_SERIES)
  const orders = blockOrders(days, { seed })
  const chances = changeProbabilities(
    tried.map(({ counts }) => counts),
    orders,
    LEAST_DAYS,
  )
  const changes = tried.flatMap(({ counts, at }, place): Change[] => {
    const burst = burstOf(counts)
    // What comes and goes is no beginning, whatever the days after it look like.
    if (burst !== undefined) return [{ ...burst, series: at }]
    return (['up', 'down'] as const).flatMap(direction => {
      const chance = chances[direction][place] ?? 1
      const change = chance <= MOST_CHANCE ? lastingChange(counts, direction) : undefined
      return change === undefined ? [] : [{ ...change, series: at, chance }]
    })
  })
  return { changes, tried: tried.length, leftOut: able.length - tried.length }
}

/**
 * Whether a series could meet the conditions on size in any order of its days: with its highest days together. Those that
 * cannot are in no comparison; as that does not hang on the order, the probabilities hold.
 */
export function couldChange(counts: Float64Array): boolean {
  const sorted = counts.toSorted()
  const days = sorted.length
  const sums = sumsUpTo(sorted)
  for (let loud = BURST_DAYS.least; loud <= days - LEAST_DAYS.quiet; loud++) {
    const level = ((sums[days] ?? 0) - (sums[days - loud] ?? 0)) / loud
    if (level < LEAST_LEVEL) return false
    const isActive = (sorted[days - Math.ceil(ACTIVE_SHARE * loud)] ?? 0) > 0
    if (isActive && level >= LEAST_RATIO * usualMostOf(sorted.subarray(0, days - loud))) return true
  }
  return false
}

/** A beginning or an end, where it is large enough. */
function lastingChange(counts: Float64Array, direction: Direction): Omit<Change, 'series' | 'chance'> | undefined {
  const change = levelChange(counts, direction, LEAST_DAYS)
  if (change === undefined) return undefined
  const { at, fits } = change
  return direction === 'up'
    ? sized(counts, { kind: 'began', from: at, to: counts.length - 1, fits })
    : sized(counts, { kind: 'ended', from: 0, to: at - 1, fits: { from: fits.from - 1, to: fits.to - 1 } })
}

/** Days that rise above all others and fall again: of all runs the one with the largest log-likelihood ratio, where it is large enough. */
function burstOf(counts: Float64Array): Omit<Change, 'series'> | undefined {
  const days = counts.length
  const sums = sumsUpTo(counts)
  const all = sums[days] ?? 0
  const ratioOf = (from: number, length: number): number => {
    const inside = (sums[from + length] ?? 0) - (sums[from] ?? 0)
    const outside = all - inside
    if (inside * (days - length) <= outside * length) return 0
    return logOf(inside, length) + logOf(outside, days - length) - logOf(all, days)
  }
  const best = { from: 0, length: 0, ratio: 0 }
  const last = days - LEAST_DAYS.loud
  for (let length = BURST_DAYS.least; length <= BURST_DAYS.most; length++)
    for (let from = LEAST_DAYS.quiet; from + length <= last; from++) {
      const ratio = ratioOf(from, length)
      if (ratio > best.ratio) Object.assign(best, { from, length, ratio })
    }
  if (best.length === 0) return undefined
  const end = best.from + best.length
  const fits = { from: best.from, to: best.from }
  for (let from = Math.max(LEAST_DAYS.quiet, end - BURST_DAYS.most); from < end; from++) {
    if (ratioOf(from, end - from) < best.ratio - 2) continue
    fits.from = Math.min(fits.from, from)
    fits.to = Math.max(fits.to, from)
  }
  const burst = sized(counts, { kind: 'burst', from: best.from, to: end - 1, fits })
  return burst === undefined ? undefined : { ...burst, chance: null }
}

const logOf = (count: number, days: number): number => (count === 0 ? 0 : count * Math.log(count / days))

/** The change with its levels, where these are far enough apart. */
function sized(
  counts: Float64Array,
  change: Pick<Change, 'kind' | 'from' | 'to' | 'fits'>,
): Omit<Change, 'series' | 'chance'> | undefined {
  const loud = counts.slice(change.from, change.to + 1)
  const quiet = counts.filter((_, day) => day < change.from || day > change.to)
  const level = sumOf(loud) / loud.length
  const usualMost = usualMostOf(quiet.toSorted())
  if (level < LEAST_LEVEL || level < LEAST_RATIO * usualMost || activeShare(loud) < ACTIVE_SHARE) return undefined
  return {
    ...change,
    level,
    usual: sumOf(quiet) / quiet.length,
    usualMost,
    isNothing: activeShare(quiet) <= NOTHING_SHARE,
  }
}

const activeShare = (counts: Float64Array): number => counts.filter(count => count > 0).length / counts.length
const usualMostOf = (sorted: Float64Array): number => sorted[Math.ceil((19 * sorted.length) / 20) - 1] ?? 0
const sumOf = (counts: Float64Array): number => counts.reduce((sum, count) => sum + count, 0)
