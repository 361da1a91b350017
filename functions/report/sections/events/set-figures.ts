/** The figures of a set of events. */
import { ACTIVITY, contactsOf, withoutInfrastructure } from '../../figures/counted.ts'
import { type Figure, MIN_DENOMINATOR } from '../../figures/figure.ts'
import type { Condition, Selection } from '../../figures/selection.ts'
import { type Run, withinTimes } from '../../figures/time-runs.ts'
import { figureOf, type QueryReference, type SectionContext } from '../../section.ts'
import { type ContactHours, HOUR_MS } from './counts.ts'
import { effectIn, observedIn, type TestedSet, WINDOW_NAMES, WINDOWS, type WindowName } from './sets.ts'
import {
  CHANCE_UNIT,
  chanceLabel,
  changeText,
  DETECTABLE_FORMULA,
  DETECTABLE_UNIT,
  detectableLabel,
  detectableText,
  EFFECT_FORMULA,
  EFFECT_UNIT,
  effectLabel,
  INTERVAL_METHOD,
  NO_BOUND,
  percentOf,
  TOO_FEW,
  WHOLE_PERCENT,
} from './words.ts'

/** Stretches of time that the figures of a report name at most: each is a condition of a query. */
const MOST_STRETCHES = 150

export interface SetFigures {
  windows: Partial<Record<WindowName, Figure>>
  all: Figure[]
}

/** Of each set in order; sets of so many events that no query could name their hours have no figures of windows. */
export function setFigures(
  context: SectionContext,
  sets: readonly TestedSet[],
  hours: ContactHours,
  query: QueryReference,
): SetFigures[] {
  let left = MOST_STRETCHES
  return sets.map(set => {
    const windows: SetFigures['windows'] = {}
    for (const name of WINDOW_NAMES) {
      const { stretches, contacts, count } = stretchesOf(set, name, hours)
      if (set.test === undefined || stretches.length > left) continue
      left -= stretches.length
      windows[name] = effectFigure(
        context,
        set,
        name,
        { query, counted: countedIn(context, hours, stretches) },
        contacts,
        count,
      )
    }
    return { windows, all: [...Object.values(windows), ...chanceFigures(context, set, hours, query)] }
  })
}

type Behind = Pick<Figure, 'query' | 'counted'>

function effectFigure(
  context: SectionContext,
  set: TestedSet,
  name: WindowName,
  behind: Behind,
  contacts: number,
  count: number,
): Figure {
  const found = effectIn(set.test, name)
  const isKnown = found !== undefined && Math.max(contacts, set.against[name].controls) >= MIN_DENOMINATOR
  const { low, high } = found?.interval ?? { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY }
  const isBounded = Number.isFinite(low) && Number.isFinite(high)
  return figureOf(context, {
    ...common(context),
    ...behind,
    id: `events.${set.number}.${name}`,
    label: effectLabel(set, name),
    unit: EFFECT_UNIT,
    value: isKnown ? percentOf(found.effect) : null,
    text: isKnown ? changeText(found.effect) : TOO_FEW,
    numerator: contacts,
    denominator: count,
    formula: EFFECT_FORMULA,
    rounding: WHOLE_PERCENT,
    interval: isKnown && isBounded ? { low: percentOf(low), high: percentOf(high), method: INTERVAL_METHOD } : null,
    withheld: isKnown ? null : TOO_FEW,
  })
}

function chanceFigures(context: SectionContext, set: TestedSet, hours: ContactHours, query: QueryReference): Figure[] {
  const { test, number } = set
  const day = effectIn(test, 'day')
  if (test === undefined || day === undefined) return []
  const counted = contactsOf(context.window, ofNetworks(context, hours))
  const isShown = Number.isFinite(day.detectable)
  return [
    figureOf(context, {
      ...common(context),
      query,
      counted,
      id: `events.${number}.chance`,
      label: chanceLabel(set),
      unit: CHANCE_UNIT,
      value: 100 * test.p,
      text: `${(100 * test.p).toFixed(1)}\u202f%`,
      numerator: test.asLarge,
      numeratorOf: 'shifts',
      denominator: test.shifts,
    }),
    figureOf(context, {
      ...common(context),
      query,
      counted,
      id: `events.${number}.detectable`,
      label: detectableLabel(set),
      unit: DETECTABLE_UNIT,
      value: isShown ? percentOf(day.detectable) : null,
      text: isShown ? detectableText(day.detectable) : NO_BOUND,
      numerator: day.spread,
      numeratorOf: 'mean residual of log(1 + contacts)',
      denominator: test.shifts,
      formula: DETECTABLE_FORMULA,
      rounding: WHOLE_PERCENT,
      withheld: isShown ? null : NO_BOUND,
    }),
  ]
}

const common = ({ overview }: SectionContext) => ({
  role: 'use',
  exclusions: withoutInfrastructure(overview),
})

/** Observed hours of the windows of all tested events, each once, as stretches of hours [from, to). */
function stretchesOf(set: TestedSet, name: WindowName, hours: ContactHours) {
  const inside = new Uint8Array(hours.contacts.length)
  for (const { hour } of set.tested) for (const t of observedIn(hours, hour, WINDOWS[name])) inside[t] = 1
  const stretches: Run[] = []
  let [contacts, count] = [0, 0]
  for (let t = 0; t < inside.length; t++) {
    if (inside[t] !== 1) continue
    contacts += hours.contacts[t] ?? 0
    count++
    const last = stretches.at(-1)
    if (last?.to === t) last.to = t + 1
    else stretches.push({ from: t, to: t + 1 })
  }
  return { stretches, contacts, count }
}

function countedIn(context: SectionContext, hours: ContactHours, stretches: readonly Run[]): Selection {
  const msOf = (hour: number) => hours.fromMs + hour * HOUR_MS
  return contactsOf(context.window, [
    ...ofNetworks(context, hours),
    { anyOf: stretches.map(({ from, to }) => withinTimes(msOf(from), msOf(to))) },
  ])
}

/** Use contacts of the networks that the hours are of. */
function ofNetworks({ observed }: SectionContext, { networks }: ContactHours): readonly Condition[] {
  const isAll = observed.every(({ network }) => networks.includes(network))
  return isAll ? ACTIVITY : [...ACTIVITY, { column: 'network', is: 'one of', values: networks }]
}
