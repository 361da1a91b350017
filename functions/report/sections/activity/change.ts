/** The change against the window before, as figures; and why there is none. */
import { ACTIVITY, bytesOf, contactsOf } from '../../figures/counted.ts'
import { type Figure, MIN_DENOMINATOR } from '../../figures/figure.ts'
import { distinctData } from '../../reference-versions.ts'
import { type EarlierWindow, figureOf, type SectionContext } from '../../section.ts'
import type { Interval } from '../../statistics/bootstrap.ts'
import { changeInterval } from '../../statistics/change.ts'
import { type Measure, type NetworkSlots, networkSlots } from './counts.ts'
import { compareWindows, type LikeForLike } from './like-for-like.ts'
import {
  CHANGE_FORMULA,
  CHANGE_INTERVAL,
  CHANGE_LABEL,
  CHANGE_ROUNDING,
  CHANGE_UNIT,
  changeText,
  OTHER_DATA,
  TOO_FEW_BEFORE,
  TOO_LITTLE_SHARED,
} from './words.ts'

/** Less of the window's observed time than this in both windows, and nothing is said of a change. */
const SHARED_TIME = 0.5

export interface Compared {
  like: LikeForLike
  /** Why nothing can be said of a change. */
  why: string | undefined
}

/** Asks for the activity of the window before. */
export async function compareEarlier(
  context: SectionContext,
  earlier: EarlierWindow,
  slots: readonly NetworkSlots[],
  days: readonly string[],
): Promise<Compared> {
  const { rows } = await earlier.byDay('sections/activity/slots')
  const before = networkSlots({ ...earlier, networks: context.networks }, rows)
  const like = compareWindows(slots, before, days, earlier.daysOf)
  const isOther = distinctData([...earlier.references, ...context.references]).length > 1
  const why = isOther
    ? OTHER_DATA
    : like.compared < SHARED_TIME * like.observed
      ? TOO_LITTLE_SHARED
      : like.earlier.contacts < MIN_DENOMINATOR
        ? TOO_FEW_BEFORE
        : undefined
  return { like, why }
}

/** `isShort`: below four weeks there are no intervals. */
export function changeFigure(
  context: SectionContext,
  measure: Measure,
  like: LikeForLike,
  isShort: boolean,
  said: Pick<Figure, 'role' | 'exclusions' | 'query'>,
): Figure {
  const [now, then] = [like.now[measure], like.earlier[measure]]
  const value = then === 0 ? null : (100 * Number(now)) / then - 100
  const ratio: Interval | undefined = isShort
    ? undefined
    : changeInterval(
        like.days.map(day => day[measure]),
        like.daysBefore.map(day => day[measure]),
        { seed: context.seed },
      )
  const counted = contactsOf(context.window, [...ACTIVITY, like.condition])
  return figureOf(context, {
    ...said,
    id: `activity.change.${measure}`,
    label: CHANGE_LABEL[measure],
    unit: CHANGE_UNIT[measure],
    value,
    text: value === null ? 'withheld' : changeText(value),
    numerator: now,
    numeratorOf: measure,
    denominator: then,
    formula: CHANGE_FORMULA,
    rounding: CHANGE_ROUNDING,
    interval:
      ratio === undefined
        ? null
        : { low: 100 * ratio.low - 100, high: 100 * ratio.high - 100, method: CHANGE_INTERVAL },
    withheld: value === null ? 'nothing before' : ratio === undefined ? 'no interval below four weeks' : null,
    counted: measure === 'bytes' ? bytesOf(counted) : counted,
  })
}
