/**
 * Whether activity differs around a set of events: the events keep their distances and are shifted together, around the
 * window, by every number of hours. What they do at other times is what chance does, whatever the hours hang together by:
 * circular shifts (Harrison, Amarasingham and Truccolo, "Spatiotemporal conditional inference and hypothesis tests for neural
 * ensemble spiking precision", Neural Computation 27, 2015, for why jittered times must be moved together), the largest of
 * several windows (Westfall and Young, "Resampling-based multiple testing", 1993).
 *
 * Days have levels of their own. Where the events lie at about the same time of day, shifts by whole days see as few of them as
 * the events do, and others parts of twice as many, which differ less. So each shift counts by the spread of those by the
 * same part of a day. Without this 8 % of nothing was rejected at 5 %, and intervals held the truth in 88 %.
 */
import type { Interval } from './bootstrap.ts'
import { type HourlySeries, residualiser } from './hourly-residuals.ts'

/** Hours from an event, `to` exclusive. */
export interface EventWindow {
  from: number
  to: number
}

export interface WindowEffect {
  /** Mean residual of log(1 + contacts) by its spread over the shifts. */
  t: number
  spread: number
  /** Natural logarithm of the factor by which contacts differ, and the interval of factors that no shift speaks against. */
  effect: number
  interval: Interval
  /** The least such logarithm that four of five sets of events like these would show; Infinity where none would. */
  detectable: number
  /** Observed hours in the window, all events. */
  hours: number
}

export interface EventTest {
  /** Shifts, no shift included, and how many of them give at least as large a |t| in any window. */
  shifts: number
  asLarge: number
  p: number
  /** In the order of the windows. */
  windows: WindowEffect[]
}

/** One window at all shifts. */
interface Shifted {
  /** Mean residual at each shift, the events themselves first, brought to the spread of shifts by whole days; its spread. */
  means: Float64Array
  spread: number
  /** Mean at each shift that an effect of 1 at the events would make. */
  reach: Float64Array
  hours: number
}

const LEVEL = 0.95
const DAY_HOURS = 24
/** Of the standard normal distribution 80 % lie above −0.84. */
const POWER_Z = 0.8416212335729143

/**
 * `events`: hours in which they are. Hours outside of the series, and those that nobody observed, count for nothing, at the
 * events as at all shifts. Undefined where nothing differs between hours, or a window holds no observed hour.
 */
export function testEvents(
  series: HourlySeries,
  events: readonly number[],
  windows: readonly EventWindow[],
): EventTest | undefined {
  const { residuals, visible, residualise } = fitHours(series)
  const shifts = series.contacts.length
  const largest = new Float64Array(shifts)
  const found: Shifted[] = []
  for (const window of windows) {
    const sums = sumsOver(residuals, window)
    const counts = sumsOver(series.observed, window)
    const shown = meansOf(sums, counts, events)
    const hours = totalAt(counts, events, 0)
    const scales = scalesOf(shown)
    if (hours === 0 || scales === undefined) return undefined
    const means = shown.map((mean, s) => mean * (scales[s] ?? 1))
    const spread = deviationOf(means)
    // What an effect in exactly these hours would do to every shift: less than itself, as the fit takes some of it.
    const inside = new Float64Array(shifts)
    for (const event of events)
      for (let t = Math.max(0, event + window.from); t < Math.min(shifts, event + window.to); t++)
        inside[t] = visible[t] ?? 0
    const reached = meansOf(sumsOver(residualise(inside), window), counts, events)
    const reach = reached.map((mean, s) => mean * (scales[s] ?? 1))
    for (let s = 0; s < shifts; s++) largest[s] = Math.max(largest[s] ?? 0, Math.abs(means[s] ?? 0) / spread)
    found.push({ means, reach, spread, hours })
  }
  let asLarge = 0
  // The same numbers in another order may differ in the last digit.
  for (let s = 0; s < shifts; s++) if ((largest[s] ?? 0) >= (largest[0] ?? 0) - 1e-12) asLarge++
  return {
    shifts,
    asLarge,
    p: asLarge / shifts,
    windows: found.map((own, at) => ({
      t: (own.means[0] ?? 0) / own.spread,
      spread: own.spread,
      effect: effectOf(own),
      interval: invert(own),
      detectable: detectableOf(
        own,
        found.filter((_, other) => other !== at),
      ),
      hours: own.hours,
    })),
  }
}

/** Mean residual of each window around the events, and where 95 % of those of the shifts lie. */
export function profileOf(
  series: HourlySeries,
  events: readonly number[],
  windows: readonly EventWindow[],
): { mean: number; band: Interval }[] {
  const { residuals } = fitHours(series)
  return windows.map(window => {
    const means = meansOf(sumsOver(residuals, window), sumsOver(series.observed, window), events)
    const sorted = means.toSorted()
    const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? 0
    return { mean: means[0] ?? 0, band: { low: at((1 - LEVEL) / 2), high: at((1 + LEVEL) / 2) } }
  })
}

/** `visible`: what of a small change of the logarithm of contacts shows in log(1 + contacts). */
function fitHours(series: HourlySeries) {
  const values = series.contacts.map(Math.log1p)
  const residualise = residualiser(series)
  const residuals = residualise(values)
  const visible = new Float64Array(values.length)
  for (let t = 0; t < values.length; t++)
    if (series.observed[t] === 1) visible[t] = Math.max(0, 1 - Math.exp((residuals[t] ?? 0) - (values[t] ?? 0)))
  return { residuals, visible, residualise }
}

/** Of each hour: the sum over the window from it, cut at both ends. */
function sumsOver(values: Float64Array | Uint8Array, { from, to }: EventWindow): Float64Array {
  const hours = values.length
  const before = new Float64Array(hours + 1)
  for (let t = 0; t < hours; t++) before[t + 1] = (before[t] ?? 0) + (values[t] ?? 0)
  const cut = (t: number) => Math.min(hours, Math.max(0, t))
  return Float64Array.from({ length: hours }, (_, t) => (before[cut(t + to)] ?? 0) - (before[cut(t + from)] ?? 0))
}

function totalAt(sums: Float64Array, events: readonly number[], shift: number): number {
  let total = 0
  for (const event of events) total += sums[(event + shift) % sums.length] ?? 0
  return total
}

/** Of each shift: the mean over the windows of all events. */
function meansOf(sums: Float64Array, counts: Float64Array, events: readonly number[]): Float64Array {
  return Float64Array.from({ length: sums.length }, (_, shift) => {
    const hours = totalAt(counts, events, shift)
    return hours === 0 ? 0 : totalAt(sums, events, shift) / hours
  })
}

/** Of each shift: what brings means of shifts by the same part of a day to the spread of those by whole days. */
function scalesOf(means: Float64Array): Float64Array | undefined {
  const spreads = Array.from({ length: DAY_HOURS }, (_, part) =>
    deviationOf(means.filter((_, s) => s % DAY_HOURS === part)),
  )
  if (spreads.some(spread => spread < 1e-12)) return undefined
  return means.map((_, s) => (spreads[0] ?? 1) / (spreads[s % DAY_HOURS] ?? 1))
}

function deviationOf(values: Float64Array): number {
  let sum = 0
  for (const value of values) sum += value
  let squares = 0
  for (const value of values) squares += (value - sum / values.length) ** 2
  return Math.sqrt(squares / values.length)
}

const effectOf = ({ means, reach }: Shifted): number => (means[0] ?? 0) / (reach[0] ?? 1)

/**
 * Effects that the shifts do not speak against: taken out, more than 5 % of all shifts have at least as large a mean. For a
 * shift s these are the effects x with |means[s] − x reach[s]| ≥ |means[0] − x reach[0]|: all between two values, around the
 * effect that was found.
 */
function invert({ means, reach }: Shifted): Interval {
  const [mean = 0, whole = 1] = [means[0], reach[0]]
  const lows = new Float64Array(means.length)
  const highs = new Float64Array(means.length)
  for (let s = 0; s < means.length; s++) {
    const [other = 0, part = 0] = [means[s], reach[s]]
    // Where a shift lies upon the events it says nothing against any effect.
    const isUpon = Math.abs(part) >= whole
    const [a, b] = [(mean - other) / (whole - part), (mean + other) / (whole + part)]
    lows[s] = isUpon ? Number.NEGATIVE_INFINITY : Math.min(a, b)
    highs[s] = isUpon ? Number.POSITIVE_INFINITY : Math.max(a, b)
  }
  const needed = Math.floor((1 - LEVEL) * means.length)
  return { low: lows.sort()[needed] ?? 0, high: highs.sort()[means.length - 1 - needed] ?? 0 }
}

/** Beyond a factor of 150 nobody asks. */
const LARGEST_EFFECT = 5
const HALVINGS = 16

/**
 * The least effect that is found although chance takes 0.84 of the spread from it. Chance is what is left of the means when
 * the effect that was found is taken out, and the effect looked for makes the shifts that lie near the events larger too.
 */
function detectableOf(own: Shifted, others: readonly Shifted[]): number {
  const { means, reach } = own
  const shifts = means.length
  const found = effectOf(own)
  const rest = means.map((mean, s) => mean - found * (reach[s] ?? 0))
  const [spread, reachSpread] = [deviationOf(rest), deviationOf(reach)]
  const beside = new Float64Array(shifts)
  for (const other of others)
    for (let s = 0; s < shifts; s++) beside[s] = Math.max(beside[s] ?? 0, Math.abs(other.means[s] ?? 0) / other.spread)
  const isFound = (effect: number): boolean => {
    const spreadNow = Math.hypot(spread, effect * reachSpread)
    const t = (effect * (reach[0] ?? 0) - POWER_Z * spread) / spreadNow
    let asLarge = 0
    for (let s = 0; s < shifts; s++) {
      const here = Math.abs((rest[s] ?? 0) + effect * (reach[s] ?? 0)) / spreadNow
      if (s === 0 || Math.max(here, beside[s] ?? 0) >= t) asLarge++
    }
    return asLarge <= (1 - LEVEL) * shifts
  }
  if (!isFound(LARGEST_EFFECT)) return Number.POSITIVE_INFINITY
  let [low, high] = [0, LARGEST_EFFECT]
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (low + high) / 2
    if (isFound(middle)) high = middle
    else low = middle
  }
  return high
}
