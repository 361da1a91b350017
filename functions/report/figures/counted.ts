/** What numerators count, as selections over the window of a report. */
import { addDays } from '../window/calendar.ts'
import type { Figure } from './figure.ts'
import type { Condition, Selection } from './selection.ts'

interface Window {
  fromDay: string
  toDay: string
}

/** What activity is: use contacts, background services left out. */
export const ACTIVITY: readonly Condition[] = [
  { column: 'role', is: 'equal', value: 'use' },
  { column: 'category', is: 'none of', values: ['infrastructure'] },
]

/** What figures of activity leave out. */
export const withoutInfrastructure = ({ useInfrastructure }: { useInfrastructure: number }): Figure['exclusions'] => [
  { what: 'infrastructure', contacts: useInfrastructure },
]

/** Contacts of the window's local days that meet all conditions. */
export const contactsOf = ({ fromDay, toDay }: Window, conditions: readonly Condition[]): Selection => ({
  table: 'contacts',
  // A local day lies within the UTC days around it.
  fromDt: addDays(fromDay, -1),
  toDt: addDays(toDay, 1),
  conditions: [{ column: 'slot', is: 'local day', from: fromDay, to: toDay }, ...conditions],
})

/** The bytes of these contacts. */
export const bytesOf = (contacts: Selection): Selection => ({ ...contacts, sums: ['bytes_out', 'bytes_in'] })

/** Log records that began on the window's local days and meet all conditions. */
export const recordsOf = ({ fromDay, toDay }: Window, conditions: readonly Condition[]): Selection => ({
  table: 'flows',
  fromDt: addDays(fromDay, -1),
  toDt: addDays(toDay, 1),
  conditions: [
    { column: 'start_time', is: 'local day', from: fromDay, to: toDay },
    { column: 'part', is: 'equal', value: 0 },
    // What overlapping uploads hold twice counts once.
    { column: 'repeated', is: 'equal', value: 0 },
    ...conditions,
  ],
})

/** Log records of which nothing is kept but how many they are, with what became of them; of no network, so of UTC days. */
export const totalsOf = ({ fromDay, toDay }: Window, conditions: readonly Condition[]): Selection => ({
  table: 'totals',
  fromDt: fromDay,
  toDt: toDay,
  conditions,
  sums: ['records'],
})
