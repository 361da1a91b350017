/** Figures of habits: days, contacts and rhythms, with what each counts. */
import { contactsOf, withoutInfrastructure } from '../../figures/counted.ts'
import { type Figure, percentText } from '../../figures/figure.ts'
import type { Condition } from '../../figures/selection.ts'
import { figureOf, type QueryReference, type SectionContext } from '../../section.ts'
import type { Habit } from './counts.ts'
import type { Rhythm } from './rhythm.ts'
import {
  DAYS_FORMULA,
  DAYS_UNIT,
  daysLabel,
  ONE_OFF_FORMULA,
  ONE_OFF_UNIT,
  oneOffLabel,
  RHYTHM_FORMULA,
  RHYTHM_ROUNDING,
  RHYTHM_UNIT,
  rhythmFigureText,
  rhythmLabel,
  WILSON_METHOD,
} from './words.ts'

/** The figures of one report: names as parts of their ids. */
export function habitFigures(context: SectionContext, query: QueryReference, observedDays: number) {
  const common = {
    role: 'use',
    exclusions: withoutInfrastructure(context.overview),
    query,
  }
  const counted = (own: Habit) => contactsOf(context.window, conditionsOf(own))
  return {
    days: (own: Habit): Figure => {
      const value = (100 * own.seenDays) / observedDays
      return figureOf(context, {
        ...common,
        id: idOf('days', own),
        label: daysLabel(own.name),
        unit: DAYS_UNIT,
        value,
        text: percentText(value),
        numerator: own.seenDays,
        numeratorOf: 'logged days',
        denominator: observedDays,
        formula: DAYS_FORMULA,
        interval: { low: 100 * own.share.low, high: 100 * own.share.high, method: WILSON_METHOD },
        counted: counted(own),
      })
    },
    oneOff: (own: Habit): Figure =>
      figureOf(context, {
        ...common,
        id: idOf('one-off', own),
        label: oneOffLabel(own.name),
        unit: ONE_OFF_UNIT,
        value: own.contacts,
        text: String(own.contacts),
        numerator: own.contacts,
        denominator: own.days.length,
        formula: ONE_OFF_FORMULA,
        counted: counted(own),
      }),
    rhythm: (own: Habit, rhythm: Rhythm): Figure =>
      figureOf(context, {
        ...common,
        id: idOf('rhythm', own),
        label: rhythmLabel(own.name),
        unit: RHYTHM_UNIT,
        value: rhythm.length,
        text: rhythmFigureText(rhythm),
        numerator: rhythm.length * own.contacts,
        numeratorOf: 'length of the sum of directions',
        denominator: own.contacts,
        formula: RHYTHM_FORMULA,
        rounding: RHYTHM_ROUNDING,
        counted: counted(own),
      }),
  }
}

const idOf = (kind: string, { what, name }: Habit): string => `habits.${kind}.${what}.${name}`

function conditionsOf({ what, name }: Habit): Condition[] {
  const use: Condition[] = [
    { column: 'role', is: 'equal', value: 'use' },
    { column: 'category', is: 'none of', values: what === 'service' ? NO_SERVICE : ['infrastructure'] },
  ]
  if (what === 'service') return [...use, { column: 'family', is: 'equal', value: name }]
  return [
    ...use,
    { column: 'institution', is: 'equal', value: name },
    { column: 'kind', is: 'one of', values: ['government', 'news', 'education', 'research'] },
    { column: 'excluded_as', is: 'none of', values: ['peer_to_peer'] },
  ]
}

const NO_SERVICE: readonly string[] = ['infrastructure', 'unknown', 'cdn']
