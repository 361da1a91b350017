/** Which days of the week stand out, and by how much: two days are always the busiest, even of noise. */

import type { Figure } from '../../figures/figure.ts'
import { INTERVAL_METHOD } from '../../figures/share-figure.ts'
import { WEEKDAYS } from '../../labels.ts'
import { figureOf, numberIn, type SectionContext, textIn } from '../../section.ts'
import { bootstrapSums } from '../../statistics/bootstrap.ts'
import { calendarOf, daysBetween } from '../../window/calendar.ts'
import { observedDays } from '../../window/observed-days.ts'
import { countedOn, type NetworkCells, weekdayTotals } from './counts.ts'
import { BUSIEST_FORMULA, BUSIEST_UNIT, busiestLabel, busiestText, NO_LOWER_BOUND, PER_HOUR } from './words.ts'

/** All seven days are tried, so each is held to a seventh of the error. */
const LEVEL_OF_EACH = 1 - 0.05 / 7
const AT_MOST = 2

export interface BusiestWeekdays {
  /** At most two, busiest first; none where no day stands out. */
  names: string[]
  /** Of their contacts per observed hour to the other days'; undefined where no day stands out. */
  ratio: number | undefined
  figure: Figure
}

/** Undefined where the window carries no interval. */
export async function busiestWeekdays(
  context: SectionContext,
  cells: readonly NetworkCells[],
  common: Pick<Figure, 'role' | 'exclusions' | 'query'>,
): Promise<BusiestWeekdays | undefined> {
  const days = await countsByDay(context)
  const intervalOf = (kept: readonly number[], level: number) =>
    bootstrapSums(
      days.map(({ weekday, contacts, hours }) =>
        kept.includes(weekday) ? [contacts, hours, 0, 0] : [0, 0, contacts, hours],
      ),
      ([contacts = 0, hours = 0, others = 0, otherHours = 0]) => contacts / hours / (others / otherHours),
      { seed: context.seed, level },
    )
  const all = [1, 2, 3, 4, 5, 6, 7].map(weekday => ({
    weekday,
    ratio: ratioOf(cells, [weekday]).ratio,
    interval: intervalOf([weekday], LEVEL_OF_EACH),
  }))
  if (all.some(({ interval }) => interval === undefined)) return undefined
  const standing = all
    .filter(({ interval }) => interval !== undefined && interval.low > 1)
    .sort((a, b) => b.ratio - a.ratio || a.weekday - b.weekday)
    .slice(0, AT_MOST)
    .map(({ weekday }) => weekday)
  const names = standing.map(weekday => WEEKDAYS[weekday - 1] ?? '')
  const { ratio, numerator, denominator } = ratioOf(cells, standing)
  const interval = intervalOf(standing, 0.95)
  const found = standing.length > 0 && interval !== undefined
  const figure = figureOf(context, {
    ...common,
    id: 'hours.busiest-weekdays',
    label: busiestLabel(found ? names : []),
    unit: BUSIEST_UNIT,
    value: found ? ratio : null,
    text: busiestText(found ? ratio : undefined),
    numerator,
    numeratorOf: PER_HOUR,
    denominator,
    counted: countedOn(standing),
    formula: BUSIEST_FORMULA,
    interval: found ? { ...interval, method: INTERVAL_METHOD } : null,
    withheld: found ? null : NO_LOWER_BOUND,
  })
  return { names, ratio: found ? ratio : undefined, figure }
}

function ratioOf(cells: readonly NetworkCells[], kept: readonly number[]) {
  const rate = (weekdays: readonly number[]) => {
    const totals = weekdays.map(weekday => weekdayTotals(cells, weekday))
    const hours = totals.reduce((sum, { hours }) => sum + hours, 0)
    return hours === 0 ? 0 : totals.reduce((sum, { contacts }) => sum + contacts, 0) / hours
  }
  const numerator = rate(kept)
  const denominator = rate([1, 2, 3, 4, 5, 6, 7].filter(weekday => !kept.includes(weekday)))
  return { numerator, denominator, ratio: denominator === 0 ? Number.NaN : numerator / denominator }
}

/** Contacts without infrastructure and observed hours of each local day. */
async function countsByDay(context: SectionContext) {
  const { rows } = await context.byDay('sections/categories/days')
  const contacts = new Map<string, number>()
  for (const row of rows) {
    if (textIn(row, 'category') === 'infrastructure') continue
    contacts.set(textIn(row, 'local_day'), (contacts.get(textIn(row, 'local_day')) ?? 0) + numberIn(row, 'contacts'))
  }
  const hours = new Map<string, number>()
  for (const network of context.observed) {
    const zone = context.networks.find(({ name }) => name === network.network)?.timeZone ?? ''
    for (const own of observedDays(network, zone)) hours.set(own.day, (hours.get(own.day) ?? 0) + own.hours)
  }
  return daysBetween(context.window.fromDay, context.window.toDay).map(day => ({
    weekday: calendarOf('').at(Date.parse(day)).weekday,
    contacts: contacts.get(day) ?? 0,
    hours: hours.get(day) ?? 0,
  }))
}
