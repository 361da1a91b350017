/**
 * Figures of dated events from events.csv and events-hours.csv, gone through by hand: hour-of-week means and trend by turns
 * until neither moves (Buja, Hastie and Tibshirani, "Linear smoothers and additive models", Annals of Statistics 17, 1989), every
 * shift of the set one by one, and of these the ones by the same part of a day brought to the spread of those by whole days.
 * Intervals by trying effects, each against all shifts; the least difference that would show by going up from none.
 */
import { type Cells, numberOf, type Recomputed, type ReportFiles } from './files.ts'

const HOUR_MS = 3_600_000
const WINDOWS: Record<string, readonly [number, number]> = { before: [-72, 0], day: [0, 24], after: [24, 96] }
/** UTC offsets of that spring, in hours. */
const OFFSETS: Record<string, number> = { 'Asia/Seoul': 9, 'Asia/Pyongyang': 8.5 }
const TURNS = 60

interface Hour {
  week: number
  observed: boolean
  contacts: number
}

interface TestedSet {
  hours: Hour[]
  /** Hours of the window in which the events are. */
  events: number[]
  residuals: number[]
}

const known = new Map<string, TestedSet>()

function open(files: ReportFiles, set: number): TestedSet {
  const name = files.rows('events-sets')[set - 1]?.set ?? ''
  const before = known.get(name)
  if (before !== undefined) return before
  const rows = files.rows('events-hours')
  const fromMs = Date.parse(`${rows[0]?.from}Z`)
  const hours = rows.map(row => ({
    week: numberOf(row, 'week_hour'),
    observed: row.observed === '1',
    contacts: numberOf(row, 'contacts'),
  }))
  const events = files
    .rows('events')
    .filter(row => row.set === name && row.tested === 'tested')
    .map(row => Math.floor((momentOf(row) - fromMs) / HOUR_MS))
  const opened = { hours, events, residuals: residualsOf(hours, ({ contacts }) => Math.log(1 + contacts)) }
  known.set(name, opened)
  return opened
}

function momentOf({ time = '', zone = '' }: Cells): number {
  const offset = OFFSETS[zone]
  if (offset === undefined) throw new Error(`expected the offset of ${zone}`)
  return Date.parse(`${time.length === 10 ? `${time} 00:00` : time}Z`) - offset * HOUR_MS
}

function residualsOf(hours: readonly Hour[], value: (hour: Hour, at: number) => number): number[] {
  const rest = hours.map((hour, at) => (hour.observed ? value(hour, at) : 0))
  const places = hours.flatMap((hour, at) => (hour.observed ? [at] : []))
  const weeks = [...Map.groupBy(places, at => hours[at]?.week).values()]
  const middle = places.reduce((sum, at) => sum + at, 0) / places.length
  const squares = places.reduce((sum, at) => sum + (at - middle) ** 2, 0)
  for (let turn = 0; turn < TURNS; turn++) {
    for (const own of weeks) {
      const mean = own.reduce((sum, at) => sum + (rest[at] ?? 0), 0) / own.length
      for (const at of own) rest[at] = (rest[at] ?? 0) - mean
    }
    const slope = places.reduce((sum, at) => sum + (rest[at] ?? 0) * (at - middle), 0) / squares
    for (const at of places) rest[at] = (rest[at] ?? 0) - slope * (at - middle)
  }
  return rest
}

/** Observed hours of a window around each event of the shifted set; the window ends where the series does. */
function hoursAt({ hours, events }: TestedSet, [from, to]: readonly [number, number], shift: number): number[] {
  return events.flatMap(event => {
    const at = (event + shift) % hours.length
    const inside: number[] = []
    for (let t = Math.max(0, at + from); t < Math.min(hours.length, at + to); t++)
      if (hours[t]?.observed) inside.push(t)
    return inside
  })
}

const meanAt = (values: readonly number[], places: readonly number[]): number =>
  places.length === 0 ? 0 : places.reduce((sum, at) => sum + (values[at] ?? 0), 0) / places.length

const deviationOf = (values: readonly number[]): number => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)
}

const meansOf = (set: TestedSet, window: string, values: readonly number[]): number[] =>
  set.hours.map((_, shift) => meanAt(values, hoursAt(set, WINDOWS[window] ?? [0, 0], shift)))

/**
 * Of each shift: its mean of these values times the spread of residuals of shifts by whole days ÷ that of shifts by as many
 * hours beyond whole days.
 */
function evenedMeans(set: TestedSet, window: string, values: readonly number[] = set.residuals): number[] {
  const means = meansOf(set, window, set.residuals)
  const alike = Map.groupBy(means.keys(), shift => shift % 24)
  const spreads = new Map(
    [...alike].map(([part, shifts]) => [part, deviationOf(shifts.map(shift => means[shift] ?? 0))] as const),
  )
  const own = values === set.residuals ? means : meansOf(set, window, values)
  return own.map((mean, shift) => (mean * (spreads.get(0) ?? 0)) / (spreads.get(shift % 24) ?? 0))
}

/** What a small change of contacts around the events would show in each hour, after the same fit. */
function shownBy({ hours, events, residuals }: TestedSet, window: string): number[] {
  const [from, to] = WINDOWS[window] ?? [0, 0]
  const inside = new Set<number>()
  for (const event of events) for (let t = event + from; t < event + to; t++) inside.add(t)
  return residualsOf(hours, ({ contacts }, at) =>
    inside.has(at) ? Math.max(0, 1 - Math.exp((residuals[at] ?? 0) - Math.log(1 + contacts))) : 0,
  )
}

/** The ends of what can be the effect: taken out, more than one shift in twenty differs as much as the events do. */
function intervalOf(set: TestedSet, window: string): { low: number; high: number } {
  const means = evenedMeans(set, window)
  const reach = evenedMeans(set, window, shownBy(set, window))
  const isPossible = (effect: number): boolean => {
    const rest = means.map((mean, shift) => Math.abs(mean - effect * (reach[shift] ?? 0)))
    return rest.filter(value => value >= (rest[0] ?? 0) - 1e-12).length > 0.05 * rest.length
  }
  const found = (means[0] ?? 0) / (reach[0] ?? 1)
  const endOf = (direction: number): number => {
    let step = 1
    while (isPossible(found + direction * step)) step *= 2
    let [inside, outside] = [0, step]
    for (let turn = 0; turn < 50; turn++) {
      const middle = (inside + outside) / 2
      if (isPossible(found + direction * middle)) inside = middle
      else outside = middle
    }
    return 100 * (Math.exp(found + direction * inside) - 1)
  }
  return { low: endOf(-1), high: endOf(1) }
}

export function effectFigure(files: ReportFiles, number: string, window: string): Recomputed {
  const set = open(files, Number(number))
  const { hours, residuals } = set
  const places = hoursAt(set, WINDOWS[window] ?? [0, 0], 0)
  const once = [...new Set(places)]
  const shown = shownBy(set, window)
  return {
    numerator: once.reduce((sum, at) => sum + (hours[at]?.contacts ?? 0), 0),
    denominator: once.length,
    value: 100 * (Math.exp(meanAt(residuals, places) / meanAt(shown, places)) - 1),
    interval: intervalOf(set, window),
  }
}

export function chanceFigure(files: ReportFiles, number: string): Recomputed {
  const set = open(files, Number(number))
  const standardised = Object.keys(WINDOWS).map(window => {
    const means = evenedMeans(set, window)
    const spread = deviationOf(means)
    return means.map(mean => Math.abs(mean) / spread)
  })
  const largest = set.hours.map((_, shift) => Math.max(...standardised.map(own => own[shift] ?? 0)))
  const numerator = largest.filter(value => value >= (largest[0] ?? 0) - 1e-9).length
  return { numerator, denominator: largest.length, value: (100 * numerator) / largest.length }
}

/** Of a normal distribution four fifths lie above so many spreads below its mean. */
const POWER_SPREADS = 0.8416
/** Natural logarithms of what is tried. */
const STEP = 0.0005

/**
 * The spread of the shifts, and the least effect that is found although chance takes four fifths' worth from it: at most one
 * shift in twenty, of what chance leaves and of the effect itself, differs as much in any window.
 */
export const detectableFigure = (files: ReportFiles, number: string): Recomputed => {
  const set = open(files, Number(number))
  const means = evenedMeans(set, 'day')
  const reach = evenedMeans(set, 'day', shownBy(set, 'day'))
  const found = (means[0] ?? 0) / (reach[0] ?? 1)
  const rest = means.map((mean, shift) => mean - found * (reach[shift] ?? 0))
  const beside = ['before', 'after'].map(window => {
    const others = evenedMeans(set, window)
    const spread = deviationOf(others)
    return others.map(mean => Math.abs(mean) / spread)
  })
  const others = means.map((_, shift) => Math.max(...beside.map(own => own[shift] ?? 0)))
  const isFound = (effect: number): boolean => {
    const spread = Math.sqrt(deviationOf(rest) ** 2 + (effect * deviationOf(reach)) ** 2)
    const shows = (effect * (reach[0] ?? 0) - POWER_SPREADS * deviationOf(rest)) / spread
    const largest = rest.map((mean, shift) =>
      Math.max(Math.abs(mean + effect * (reach[shift] ?? 0)) / spread, others[shift] ?? 0),
    )
    return largest.filter((value, shift) => shift === 0 || value >= shows).length <= 0.05 * largest.length
  }
  let effect = 0
  while (effect < 5 && !isFound(effect)) effect += STEP
  return {
    numerator: deviationOf(means),
    denominator: set.hours.length,
    within: { value: 100 * (Math.exp(effect) - 1), by: 200 * STEP },
  }
}
