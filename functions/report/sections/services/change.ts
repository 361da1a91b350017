/** Ranks against the earlier window: told only where the intervals of the shares do not overlap. */
import type { Figure } from '../../figures/figure.ts'
import { INTERVAL_METHOD } from '../../figures/share-figure.ts'
import { distinctData } from '../../reference-versions.ts'
import type { SectionContext } from '../../section.ts'
import { bootstrapRatio, type Interval } from '../../statistics/bootstrap.ts'
import { daysBetween } from '../../window/calendar.ts'
import { countServices, type ServiceCounts } from './counts.ts'
import type { ServiceFigures } from './shares.ts'

export interface RankChange {
  name: string
  rank: number
  rankBefore: number
  figure: Figure
  /** In % of the activity of the earlier window. */
  before: { value: number; interval: Interval & { method: string } }
}

export interface RankChanges {
  fromDay: string
  toDay: string
  /** Why nothing can be compared: other reference data, other networks, or days too few for intervals. */
  blockedBy: 'data' | 'networks' | 'days' | null
  /** The largest change of share first. */
  changes: RankChange[]
}

/** Null where there is no earlier window. */
export async function rankChanges(
  context: SectionContext,
  { families }: ServiceCounts,
  { overall }: ServiceFigures,
): Promise<RankChanges | null> {
  const earlier = await context.earlier()
  if (earlier === null) return null
  const { fromDay, toDay } = earlier
  const blocked = (blockedBy: RankChanges['blockedBy']) => ({ fromDay, toDay, blockedBy, changes: [] })
  // Another catalogue names other services, and another network uses others.
  if (distinctData([...earlier.references, ...context.references]).length > 1) return blocked('data')
  if (loggedOf(earlier.observed) !== loggedOf(context.observed)) return blocked('networks')
  const [days, locals] = await Promise.all([
    earlier.byDay('sections/services/days'),
    earlier.byDay('sections/services/locals'),
  ])
  const before = countServices(context, { days: days.rows, locals: locals.rows, evidence: [] })
  const earlierDays = daysBetween(fromDay, toDay)
  const changes: RankChange[] = []
  let isKnown = false
  for (const { name, rank } of families) {
    const [figure, own] = [overall.get(name), before.families.find(other => other.name === name)]
    if (figure?.interval == null || rank === null || own === undefined || own.rank === null) continue
    const interval = bootstrapRatio(
      earlierDays.map(day => ({
        numerator: own.byDay.get(day) ?? 0,
        denominator: before.totalByDay.get(day) ?? 0,
      })),
      { seed: context.seed },
    )
    if (interval === undefined) continue
    isKnown = true
    const percent = { low: 100 * interval.low, high: 100 * interval.high, method: INTERVAL_METHOD }
    const isApart = percent.low > figure.interval.high || percent.high < figure.interval.low
    if (rank === own.rank || !isApart) continue
    const value = (100 * own.contacts) / before.total
    changes.push({ name, rank, rankBefore: own.rank, figure, before: { value, interval: percent } })
  }
  const by = ({ figure, before: was }: RankChange) => Math.abs((figure.value ?? 0) - was.value)
  changes.sort((a, b) => by(b) - by(a) || (a.name < b.name ? -1 : 1))
  return { fromDay, toDay, blockedBy: isKnown ? null : 'days', changes }
}

const loggedOf = (observed: SectionContext['observed']): string =>
  JSON.stringify(
    observed
      .filter(({ observed: slots }) => slots > 0)
      .map(({ network }) => network)
      .sort(),
  )
