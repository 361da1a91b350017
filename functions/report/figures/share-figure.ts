/** Shares of contacts as figures: with an interval over days, withheld where too little is below the line. */
import { figureOf, type SectionContext } from '../section.ts'
import { bootstrapRatio, type DayCounts } from '../statistics/bootstrap.ts'
import { type Figure, MIN_DENOMINATOR, percentOf, percentText } from './figure.ts'

/** `statistics/bootstrap.ts` says why it is widened. */
export const INTERVAL_METHOD =
  '95 %, moving-block bootstrap of 7 days: standard error of 1,000 resamples, widened for few blocks and for dependence ' +
  'beyond a week, times Student’s t'

type ShareOwn = Pick<Figure, 'id' | 'label' | 'unit' | 'numerator' | 'denominator' | 'role' | 'query' | 'counted'> &
  Partial<Pick<Figure, 'numeratorOf' | 'exclusions'>>

/** `days`: numerator and denominator of each local day of the window; none for a share without interval. */
export function shareFigure(context: SectionContext, own: ShareOwn, days: readonly DayCounts[] = []): Figure {
  const value = percentOf(own.numerator, own.denominator)
  const interval = value === null ? undefined : bootstrapRatio(days, { seed: context.seed })
  const few = own.denominator < MIN_DENOMINATOR
  return figureOf(context, {
    ...own,
    value,
    text: percentText(value),
    interval:
      interval === undefined
        ? null
        : { low: 100 * interval.low, high: Math.min(100, 100 * interval.high), method: INTERVAL_METHOD },
    withheld: few
      ? `fewer than ${MIN_DENOMINATOR} below the line (${own.denominator})`
      : interval === undefined && days.length > 0
        ? 'no interval below four weeks'
        : null,
  })
}
