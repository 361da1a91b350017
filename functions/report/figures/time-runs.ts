/** Stretches of time as conditions: where what counts is told from what does not by when it was. */
import { timestampText } from '../window/calendar.ts'
import type { Condition } from './selection.ts'

/** Contacts from one moment to before another. */
export const withinTimes = (fromMs: number, toMs: number): Condition[] => [
  { column: 'slot', is: 'at least', value: timestampText(fromMs) },
  { column: 'slot', is: 'below', value: timestampText(toMs) },
]

/** Places [from, to). */
export interface Run {
  from: number
  to: number
}

/**
 * Runs that hold every place that holds something and counts, and none that holds something and does not: as few as that
 * takes, each as long as it can be.
 */
export function countedRuns(
  places: number,
  holds: (place: number) => boolean,
  counts: (place: number) => boolean,
): Run[] {
  const runs: Run[] = []
  let from = 0
  let isAny = false
  const close = (to: number) => {
    if (isAny) runs.push({ from, to })
    from = to + 1
    isAny = false
  }
  for (let place = 0; place < places; place++) {
    if (!holds(place)) continue
    if (counts(place)) isAny = true
    else close(place)
  }
  close(places)
  return runs
}
