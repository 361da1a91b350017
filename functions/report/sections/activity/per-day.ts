/** Contacts and bytes per observed day: each network by its own observed time, added up. */
import type { Whole } from '../../../lib/exact-numbers.ts'
import { ACTIVITY, bytesOf, contactsOf } from '../../figures/counted.ts'
import type { Figure } from '../../figures/figure.ts'
import { INTERVAL_METHOD } from '../../figures/share-figure.ts'
import { figureOf, type SectionContext } from '../../section.ts'
import { bootstrapSums } from '../../statistics/bootstrap.ts'
import { calendarOf, SLOT_MS, zoneOf } from '../../window/calendar.ts'
import { CELLS, type Measure, type NetworkSlots } from './counts.ts'
import { PER_DAY_FORMULA, PER_DAY_LABEL, PER_DAY_ROUNDING, PER_DAY_UNIT, perDayText } from './words.ts'

/** `total`: of the whole window. */
export function perDayFigure(
  context: SectionContext,
  measure: Measure,
  slots: readonly NetworkSlots[],
  total: Whole,
  said: Pick<Figure, 'role' | 'exclusions' | 'query'>,
): Figure {
  const rows = dayColumns(context, slots, measure)
  const statistic = (sums: readonly number[]) => {
    let value = 0
    for (let at = 0; at < sums.length; at += 2)
      if ((sums[at + 1] ?? 0) > 0) value += ((sums[at] ?? 0) * CELLS) / (sums[at + 1] ?? 1)
    return value
  }
  const sums = slots.flatMap((_, at) =>
    [0, 1].map(side => rows.reduce((sum, row) => sum + (row[2 * at + side] ?? 0), 0)),
  )
  const value = statistic(sums)
  const interval = bootstrapSums(rows, statistic, { seed: context.seed })
  const counted = contactsOf(context.window, ACTIVITY)
  return figureOf(context, {
    ...said,
    id: `activity.per-day.${measure}`,
    label: PER_DAY_LABEL[measure],
    unit: PER_DAY_UNIT[measure],
    value,
    text: perDayText[measure](value),
    numerator: total,
    numeratorOf: measure,
    denominator: slots.reduce((sum, { seen }) => sum + seen.reduce((a, b) => a + b, 0), 0),
    formula: PER_DAY_FORMULA,
    rounding: PER_DAY_ROUNDING,
    interval: interval === undefined ? null : { ...interval, method: INTERVAL_METHOD },
    withheld: interval === undefined ? 'no interval below four weeks' : null,
    counted: measure === 'bytes' ? bytesOf(counted) : counted,
  })
}

/** A row a local day: of each network its sum and its observed quarter-hours. */
function dayColumns(context: SectionContext, slots: readonly NetworkSlots[], measure: Measure): number[][] {
  const rows = new Map<string, number[]>()
  for (const [at, own] of slots.entries()) {
    const calendar = calendarOf(zoneOf(context.networks, own.network))
    for (let place = 0; place < own.seen.length; place++) {
      const { day } = calendar.at(own.fromMs + place * SLOT_MS)
      let row = rows.get(day)
      if (row === undefined) {
        row = new Array<number>(2 * slots.length).fill(0)
        rows.set(day, row)
      }
      row[2 * at] = (row[2 * at] ?? 0) + Number(own[measure][place] ?? 0)
      row[2 * at + 1] = (row[2 * at + 1] ?? 0) + (own.seen[place] ?? 0)
    }
  }
  return [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row)
}
