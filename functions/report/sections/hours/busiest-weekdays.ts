/** Which days of the week stand out, and by how much: two days are always the busiest, even of noise. */

import type { Figure } from '../../figures/figure.ts'
import { INTERVAL_METHOD } from '../../figures/share-figure.ts'
import { countedOn, meanOf, meanOfKnown, type NetworkCells, weekdayMeans } from '../../hour-cells.ts'
import { WEEKDAYS } from '../../labels.ts'
import { figureOf, numberIn, type SectionContext, textIn } from '../../section.ts'
import { bootstrapSums } from '../../statistics/bootstrap.ts'
import { calendarOf, daysBetween, SLOT_MS, zoneOf } from '../../window/calendar.ts'
import { BUSIEST_FORMULA, BUSIEST_UNIT, busiestLabel, busiestText, NO_LOWER_BOUND, PER_HOUR } from './words.ts'

/** All seven days are tried, so each is held to a seventh of the error. */
const LEVEL_OF_EACH = 1 - 0.05 / 7
const AT_MOST = 2
const WEEK = [1, 2, 3, 4, 5, 6, 7] as const

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
  const rates = weekdayMeans(cells)
  // A day that is not known is in no comparison: neither can it stand out, nor be below the others.
  if (rates.some(rate => Number.isNaN(rate))) return undefined
  const days = await countsByDay(context, cells)
  const intervalOf = (kept: readonly number[], level: number) =>
    bootstrapSums(days, sums => ratioOf(weekdayRates(sums), kept).ratio, { seed: context.seed, level })
  const all = WEEK.map(weekday => ({
    weekday,
    ratio: ratioOf(rates, [weekday]).ratio,
    interval: intervalOf([weekday], LEVEL_OF_EACH),
  }))
  if (all.some(({ interval }) => interval === undefined)) return undefined
  const standing = all
    .filter(({ interval }) => interval !== undefined && interval.low > 1)
    .sort((a, b) => b.ratio - a.ratio || a.weekday - b.weekday)
    .slice(0, AT_MOST)
    .map(({ weekday }) => weekday)
  const names = standing.map(weekday => WEEKDAYS[weekday - 1] ?? '')
  const { ratio, numerator, denominator } = ratioOf(rates, standing)
  const interval = intervalOf(standing, 0.95)
  const found = standing.length > 0 && interval !== undefined
  const figure = figureOf(context, {
    ...common,
    id: 'hours.busiest-weekdays',
    label: busiestLabel(found ? names : []),
    unit: BUSIEST_UNIT,
    value: found ? ratio : null,
    text: busiestText(found ? ratio : undefined),
    numerator: found ? numerator : 0,
    numeratorOf: PER_HOUR,
    denominator,
    counted: countedOn(context, standing),
    formula: BUSIEST_FORMULA,
    interval: found ? { ...interval, method: INTERVAL_METHOD } : null,
    withheld: found ? null : NO_LOWER_BOUND,
  })
  return { names, ratio: found ? ratio : undefined, figure }
}

/** `rates`: contacts per observed hour of Monday to Sunday, NaN where not observed; the means of these days and of all others. */
function ratioOf(rates: readonly number[], kept: readonly number[]) {
  const rateOf = (weekdays: readonly number[]) => meanOfKnown(weekdays.map(weekday => rates[weekday - 1] ?? Number.NaN))
  const numerator = rateOf(kept)
  const denominator = rateOf(WEEK.filter(weekday => !kept.includes(weekday)))
  return { numerator, denominator, ratio: denominator === 0 ? Number.NaN : numerator / denominator }
}

/**
 * Contacts without infrastructure, and the hours that they are of, of each local day: a pair of columns a network and day of
 * the week.
 */
async function countsByDay(context: SectionContext, cells: readonly NetworkCells[]): Promise<number[][]> {
  const { rows } = await context.byDay('sections/hours/days')
  const contacts = new Map(
    rows.map(row => [dayOf(textIn(row, 'network'), textIn(row, 'local_day')), numberIn(row, 'contacts')]),
  )
  const hours = new Map<string, number>()
  for (const own of cells)
    for (const [day, weight] of weighedHours(context, own)) hours.set(dayOf(own.network, day), weight)
  return daysBetween(context.window.fromDay, context.window.toDay).map(day => {
    const { weekday } = calendarOf('').at(Date.parse(day))
    const columns = new Array<number>(2 * 7 * cells.length).fill(0)
    for (const [at, { network }] of cells.entries()) {
      const column = 2 * (7 * at + weekday - 1)
      columns[column] = contacts.get(dayOf(network, day)) ?? 0
      columns[column + 1] = hours.get(dayOf(network, day)) ?? 0
    }
    return columns
  })
}

/**
 * Observed hours of a network's local days, each hour with the weight that its cell has in the mean of its weekday: a day of
 * which the quiet hours are missing is no shorter by them. So contacts ÷ hours over all days are the mean of the cells.
 */
function weighedHours(
  { observed, networks }: Pick<SectionContext, 'observed' | 'networks'>,
  cells: NetworkCells,
): Map<string, number> {
  const calendar = calendarOf(zoneOf(networks, cells.network))
  const means = WEEK.map(weekday =>
    meanOfKnown(Array.from({ length: 24 }, (_, hour) => meanOf(cells, (weekday - 1) * 24 + hour))),
  )
  const hours = new Map<string, number>()
  const own = observed.find(({ network }) => network === cells.network)
  for (const [at, seen] of (own?.slots ?? []).entries()) {
    if (seen !== 1 || own === undefined) continue
    const { day, weekday, hour } = calendar.at(own.fromMs + at * SLOT_MS)
    const whole = means[weekday - 1] ?? 0
    const weight = whole > 0 ? meanOf(cells, (weekday - 1) * 24 + hour) / whole : 1
    hours.set(day, (hours.get(day) ?? 0) + weight / 4)
  }
  return hours
}

const dayOf = (network: string, day: string): string => JSON.stringify([network, day])

/** Of the sums of these columns: contacts per observed hour of Monday to Sunday, networks added up as cells are. */
function weekdayRates(sums: readonly number[]): number[] {
  return WEEK.map(weekday => {
    let rate = Number.NaN
    for (let column = 2 * (weekday - 1); column < sums.length; column += 14) {
      const hours = sums[column + 1] ?? 0
      if (hours > 0) rate = (Number.isNaN(rate) ? 0 : rate) + (sums[column] ?? 0) / hours
    }
    return rate
  })
}
