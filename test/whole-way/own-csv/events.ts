/**
 * Figures of dated events from events.csv and events-hours.csv, gone through by hand: hour-of-week means and trend by turns
 * until neither moves (Buja, Hastie and Tibshirani, "Linear smoothers and additive models", Annals of Statistics 17, 1989), every
 * shift of the set one by one, and of these the ones by the same part of a day brought to the spread of those by whole days.
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

/** Of each shift: its mean residual times the spread of shifts by whole days ÷ that of shifts by as many hours beyond whole days. */
function evenedMeans(set: TestedSet, window: string): number[] {
  const means = set.hours.map((_, shift) => meanAt(set.residuals, hoursAt(set, WINDOWS[window] ?? [0, 0], shift)))
  const alike = Map.groupBy(means.keys(), shift => shift % 24)
  const spreads = new Map(
    [...alike].map(([part, shifts]) => [part, deviationOf(shifts.map(shift => means[shift] ?? 0))] as const),
  )
  return means.map((mean, shift) => (mean * (spreads.get(0) ?? 0)) / (spreads.get(shift % 24) ?? 0))
}

export function effectFigure(files: ReportFiles, number: string, window: string): Recomputed {
  const set = open(files, Number(number))
  const { hours, events, residuals } = set
  const [from, to] = WINDOWS[window] ?? [0, 0]
  const places = hoursAt(set, [from, to], 0)
  const once = [...new Set(places)]
  // What a small change of contacts in these hours would show there, after the same fit.
  const inside = new Set<number>()
  for (const event of events) for (let t = event + from; t < event + to; t++) inside.add(t)
  const shown = residualsOf(hours, ({ contacts }, at) =>
    inside.has(at) ? Math.max(0, 1 - Math.exp((residuals[at] ?? 0) - Math.log(1 + contacts))) : 0,
  )
  return {
    numerator: once.reduce((sum, at) => sum + (hours[at]?.contacts ?? 0), 0),
    denominator: once.length,
    value: 100 * (Math.exp(meanAt(residuals, places) / meanAt(shown, places)) - 1),
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

/** The spread of the shifts; the least difference itself, found by halving, is not worked out anew. */
export const detectableFigure = (files: ReportFiles, number: string): Recomputed => {
  const set = open(files, Number(number))
  return { numerator: deviationOf(evenedMeans(set, 'day')), denominator: set.hours.length }
}
