/** Figures of changes: contacts per observed day at the higher level, and on the other days. */
import { ACTIVITY, contactsOf, withoutInfrastructure } from '../../figures/counted.ts'
import type { Figure, QueryReference } from '../../figures/figure.ts'
import type { Condition } from '../../figures/selection.ts'
import { figureOf, type SectionContext } from '../../section.ts'
import { DAY_MS } from '../../window/calendar.ts'
import type { KeyChange } from './groups.ts'
import type { KeyName } from './keys.ts'
import { ACTIVITY_LABEL, LEVEL_FORMULA, LEVEL_ROUNDING, LEVEL_UNIT, levelLabel, NO_DAYS, usualLabel } from './words.ts'

/** What makes the figures of changes: the observed days in order, and the question behind them. */
export interface CountedDays {
  days: readonly string[]
  query: QueryReference
}

export const figureId = ({ kind, key }: KeyChange): string =>
  `onsets.${kind}.${key.kind}.${key.name.replaceAll(' ', '-')}`

/** Contacts per observed day of the higher level, and of the other days. */
export function levelFigures(context: SectionContext, counted: CountedDays, change: KeyChange): [Figure, Figure] {
  const { from, to, key } = change
  const isLoud = (_: unknown, at: number) => at >= from && at <= to
  const conditions = conditionsOf(key)
  const figure = (id: string, label: string, keep: (value: unknown, at: number) => boolean) =>
    dailyFigure(context, counted, {
      id,
      label,
      contacts: key.counts.filter(keep).reduce((sum, count) => sum + count, 0),
      days: counted.days.filter(keep),
      conditions,
    })
  return [
    figure(figureId(change), levelLabel(change), isLoud),
    figure(`${figureId(change)}.other-days`, usualLabel(change), (value, at) => !isLoud(value, at)),
  ]
}

/** All activity that was looked at: there also where nothing changed. */
export const activityFigure = (context: SectionContext, counted: CountedDays, contacts: number): Figure =>
  dailyFigure(context, counted, {
    id: 'onsets.activity',
    label: ACTIVITY_LABEL,
    contacts,
    days: counted.days,
    conditions: [],
  })

interface Daily {
  id: string
  label: string
  contacts: number
  days: readonly string[]
  conditions: readonly Condition[]
}

function dailyFigure(
  context: SectionContext,
  { query }: CountedDays,
  { id, label, contacts, days, conditions }: Daily,
): Figure {
  const value = days.length === 0 ? null : contacts / days.length
  return figureOf(context, {
    id,
    label,
    unit: LEVEL_UNIT,
    value,
    text: value === null ? 'withheld' : value.toFixed(1),
    numerator: contacts,
    denominator: days.length,
    formula: LEVEL_FORMULA,
    rounding: LEVEL_ROUNDING,
    role: 'use',
    exclusions: withoutInfrastructure(context.overview),
    withheld: value === null ? NO_DAYS : null,
    query,
    counted: contactsOf(context.window, [...ACTIVITY, ...conditions, { anyOf: runsOf(days) }]),
  })
}

/** Days in order as conditions on runs of them. */
function runsOf(days: readonly string[]): Condition[][] {
  const runs: { from: string; to: string }[] = []
  for (const day of days) {
    const last = runs.at(-1)
    if (last !== undefined && Date.parse(day) - Date.parse(last.to) <= DAY_MS) last.to = day
    else runs.push({ from: day, to: day })
  }
  return runs.map(run => [{ column: 'slot', is: 'local day', ...run }])
}

function conditionsOf({ kind, name }: KeyName): Condition[] {
  switch (kind) {
    case 'system':
      return [{ column: 'asn', is: 'equal', value: Number(name) }]
    case 'port': {
      const [protocol, port] = name.split(' ').map(Number)
      return [
        { column: 'service', is: 'null' },
        { column: 'protocol', is: 'equal', value: protocol ?? 0 },
        { column: 'service_port', is: 'equal', value: port ?? 0 },
      ]
    }
    default:
      return [{ column: kind, is: 'equal', value: name }]
  }
}
