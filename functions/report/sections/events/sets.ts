/** Sets of events against all shifts of them: what was tested, what it gave, and contacts beside those of other weeks. */
import type { DatedEvent } from '../../../lib/reference/events.ts'
import { MIN_DENOMINATOR } from '../../figures/figure.ts'
import { type EventTest, type EventWindow, testEvents } from '../../statistics/event-shifts.ts'
import { benjaminiHochberg } from '../../statistics/false-discovery.ts'
import { WEEK_HOURS } from '../../statistics/hourly-residuals.ts'
import { type ContactHours, HOUR_MS, momentOf } from './counts.ts'

export const WINDOW_NAMES = ['before', 'day', 'after'] as const
export type WindowName = (typeof WINDOW_NAMES)[number]
/** Hours from the event. */
export const WINDOWS: Record<WindowName, EventWindow> = {
  before: { from: -72, to: 0 },
  day: { from: 0, to: 24 },
  after: { from: 24, to: 96 },
}
const LIST = WINDOW_NAMES.map(name => WINDOWS[name])

export const LEAST_EVENTS = 6
export const LEAST_DAYS = 56
/** Natural logarithm of the largest effect that may go unseen where a set is told of: + 50 %. */
const LARGEST_UNSEEN = Math.log(1.5)
/**
 * A conclusion errs in one of a hundred reports, a sign in one of twenty: beside other sections, conclusions of one in twenty would
 * stand in more reports of nothing than one in twenty.
 */
export const MOST_P = 0.01
export const WEAK_P = 0.05
/** Hours from an event that no control lies within. */
const APART_HOURS = 72
/** Hours of the day after an event that must be observed. */
const LEAST_HOURS = 12

export interface PlacedEvent {
  event: DatedEvent
  ms: number
  /** Hour of the series in which it is; may lie outside. */
  hour: number
  status: 'tested' | 'outside' | 'not logged'
  windows: Record<WindowName, Against>
}

/** Contacts of observed hours that have controls, and what controls have on average in the same hours of the week. */
export interface Against {
  contacts: number
  controls: number
}

export type Verdict =
  | 'differs'
  | 'weak'
  | 'none'
  | 'too few events'
  | 'too few days'
  | 'too much chance'
  | 'nothing to test'

export interface TestedSet {
  /** In the order of events.csv, from 1. */
  number: number
  name: string
  places: PlacedEvent[]
  tested: PlacedEvent[]
  verdict: Verdict
  /** Undefined where nothing can be worked out. */
  test: EventTest | undefined
  /** p after Benjamini and Hochberg, over all sets that can be told of. */
  adjusted: number | undefined
  /** Window that differs most. */
  most: WindowName
  against: Record<WindowName, Against>
}

/** Tests each set of events by itself. `days` of the report's window. */
export function testSets(events: readonly DatedEvent[], hours: ContactHours, days: number): TestedSet[] {
  const sets = [...Map.groupBy(events, ({ set }) => set)].map(([name, own], at) =>
    testSet(name, at + 1, own, hours, days),
  )
  const told = sets.filter(({ verdict }) => verdict === 'none')
  const adjusted = benjaminiHochberg(told.map(({ test }) => test?.p ?? 1))
  told.forEach((set, at) => {
    set.adjusted = adjusted[at]
    set.verdict = verdictOf(set)
  })
  return sets
}

function verdictOf({ adjusted = 1, test }: TestedSet): Verdict {
  // What could show large effects only shows them too large: at most a sign.
  const isBlunt = (test?.windows[1]?.detectable ?? Number.POSITIVE_INFINITY) > LARGEST_UNSEEN
  if (isBlunt) return adjusted <= WEAK_P ? 'weak' : 'too much chance'
  return adjusted <= MOST_P ? 'differs' : adjusted <= WEAK_P ? 'weak' : 'none'
}

function testSet(
  name: string,
  number: number,
  events: readonly DatedEvent[],
  hours: ContactHours,
  days: number,
): TestedSet {
  const controls = controlsOf(events, hours)
  const places = events.map(event => placeOf(event, hours, controls))
  const tested = places.filter(({ status }) => status === 'tested')
  const test =
    tested.length === 0
      ? undefined
      : testEvents(
          hours,
          tested.map(({ hour }) => hour),
          LIST,
        )
  const sum = (window: WindowName) =>
    tested.reduce(
      (all, { windows }) => ({
        contacts: all.contacts + windows[window].contacts,
        controls: all.controls + windows[window].controls,
      }),
      { contacts: 0, controls: 0 },
    )
  const against = { before: sum('before'), day: sum('day'), after: sum('after') }
  const isScarce = Math.max(against.day.contacts, against.day.controls) < MIN_DENOMINATOR
  const verdict =
    days < LEAST_DAYS
      ? 'too few days'
      : tested.length < LEAST_EVENTS
        ? 'too few events'
        : test === undefined || isScarce
          ? 'nothing to test'
          : 'none'
  const most = WINDOW_NAMES.reduce(
    (best, own) => (Math.abs(tOf(test, own)) > Math.abs(tOf(test, best)) ? own : best),
    'day',
  )
  return { number, name, places, tested, verdict, test, adjusted: undefined, most, against }
}

/** Of a window, what the test found. */
export const effectIn = (test: EventTest | undefined, name: WindowName) => test?.windows[WINDOW_NAMES.indexOf(name)]
const tOf = (test: EventTest | undefined, name: WindowName): number => effectIn(test, name)?.t ?? 0

function placeOf(event: DatedEvent, hours: ContactHours, controls: Float64Array): PlacedEvent {
  const ms = momentOf(event)
  const hour = Math.floor((ms - hours.fromMs) / HOUR_MS)
  const isInside = hour >= 0 && hour < hours.contacts.length
  const seen = observedIn(hours, hour, WINDOWS.day).length
  const against = (name: WindowName): Against => {
    let own: Against = { contacts: 0, controls: 0 }
    for (const t of observedIn(hours, hour, WINDOWS[name])) {
      const control = controls[hours.weekHours[t] ?? 0] ?? Number.NaN
      if (!Number.isNaN(control))
        own = { contacts: own.contacts + (hours.contacts[t] ?? 0), controls: own.controls + control }
    }
    return own
  }
  return {
    event,
    ms,
    hour,
    status: !isInside ? 'outside' : seen < LEAST_HOURS ? 'not logged' : 'tested',
    windows: { before: against('before'), day: against('day'), after: against('after') },
  }
}

/** Observed hours of the series in a window around an hour. */
export function observedIn(
  { observed }: Pick<ContactHours, 'observed'>,
  hour: number,
  { from, to }: EventWindow,
): number[] {
  const found: number[] = []
  for (let t = Math.max(0, hour + from); t < Math.min(observed.length, hour + to); t++)
    if (observed[t] === 1) found.push(t)
  return found
}

/** Mean contacts of each hour of the week over hours that lie further from every event; NaN where there is none. */
function controlsOf(
  events: readonly DatedEvent[],
  { contacts, observed, weekHours, fromMs }: ContactHours,
): Float64Array {
  const near = new Uint8Array(observed.length)
  for (const event of events) {
    const hour = Math.floor((momentOf(event) - fromMs) / HOUR_MS)
    near.fill(1, Math.max(0, hour - APART_HOURS), Math.max(0, hour + APART_HOURS))
  }
  const sums = new Float64Array(WEEK_HOURS)
  const counts = new Float64Array(WEEK_HOURS)
  for (let t = 0; t < observed.length; t++) {
    if (observed[t] !== 1 || near[t] === 1) continue
    const own = weekHours[t] ?? 0
    sums[own] = (sums[own] ?? 0) + (contacts[t] ?? 0)
    counts[own] = (counts[own] ?? 0) + 1
  }
  return sums.map((sum, own) => ((counts[own] ?? 0) === 0 ? Number.NaN : sum / (counts[own] ?? 1)))
}
