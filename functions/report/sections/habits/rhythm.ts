/** The hours at which something is used: with the working day, round the clock, or neither. */

import type { BusiestSpan } from '../../statistics/busiest-span.ts'
import { benjaminiHochberg } from '../../statistics/false-discovery.ts'
import { resultantOf } from '../../statistics/resultant.ts'
import { turnedDaysP } from '../../statistics/turned-days.ts'
import type { Used } from './counts.ts'
import {
  EVEN_HOURS,
  EVEN_RESULTANT,
  FALSE_SHARE,
  RHYTHM_CONTACTS,
  RHYTHM_DAYS,
  WORKING_RESULTANT,
} from './thresholds.ts'

export type RhythmKind = 'working day' | 'other hours' | 'round the clock' | 'none' | 'too few'

export interface Rhythm {
  kind: RhythmKind
  /** Length of the resultant, 0 to 1, and the hour at which it points; 0 and null where there are too few. */
  length: number
  hour: number | null
  /** Adjusted over all that were tested (Benjamini and Hochberg); null where it was not. */
  p: number | null
}

const TOO_FEW: Rhythm = { kind: 'too few', length: 0, hour: null, p: null }

/** Of each, in order. `span`: the busiest hours of the networks' working days; undefined where they have no clear ones. */
export function rhythmsOf(used: readonly Used[], span: BusiestSpan | undefined, seed: number): Rhythm[] {
  const tested = used.flatMap((own, at) => {
    const resultant = resultantOf(own.hours)
    const isEnough = own.contacts >= RHYTHM_CONTACTS && own.days.length >= RHYTHM_DAYS
    return resultant === undefined || !isEnough ? [] : [{ own, at, resultant }]
  })
  const adjusted = benjaminiHochberg(tested.map(({ own }) => turnedDaysP(own.directions, { seed })))
  const rhythms = used.map(() => TOO_FEW)
  for (const [place, { own, at, resultant }] of tested.entries()) {
    const p = adjusted[place] ?? 1
    // A contact lies somewhere in its hour.
    const hour = (resultant.at + 0.5) % 24
    rhythms[at] = { kind: kindOf(own, resultant.length, hour, p, span), length: resultant.length, hour, p }
  }
  return rhythms
}

function kindOf(
  { hours, hoursOfDay }: Used,
  length: number,
  hour: number,
  p: number,
  span: BusiestSpan | undefined,
): RhythmKind {
  if (length < EVEN_RESULTANT)
    return hoursOfDay >= EVEN_HOURS && hours.every(contacts => contacts > 0) ? 'round the clock' : 'none'
  if (length < WORKING_RESULTANT || p > FALSE_SHARE) return 'none'
  return span !== undefined && isWithin(hour, span) ? 'working day' : 'other hours'
}

/** A span may pass midnight. */
const isWithin = (hour: number, { from, to }: BusiestSpan): boolean =>
  (hour >= from && hour < to) || (hour + 24 >= from && hour + 24 < to)
