/** Contacts and observed quarter-hours by local weekday and hour of each network: what hours and rhythms are made of. */

import { ACTIVITY, contactsOf } from './figures/counted.ts'
import type { Condition, Selection } from './figures/selection.ts'
import { numberIn, type Row, type SectionContext, textIn } from './section.ts'
import { calendarOf, SLOT_MS } from './window/calendar.ts'

export const CELLS = 7 * 24
const SLOTS_PER_HOUR = 4

/** Cells from Monday 00:00 on. */
export interface NetworkCells {
  network: string
  /** ISO days of the week that are its weekend. */
  weekend: readonly number[]
  contacts: Float64Array
  /** Observed quarter-hours, of so many that the window has. */
  slots: Float64Array
  of: Float64Array
}

/** `rows` of `hours/cells`; `keep` by category. */
export function cellsOf(
  { observed, networks }: Pick<SectionContext, 'observed' | 'networks'>,
  rows: readonly Row[],
  keep: (category: string) => boolean = () => true,
): NetworkCells[] {
  return observed.map(({ network, slots, fromMs }) => {
    const settings = networks.find(({ name }) => name === network)
    const calendar = calendarOf(settings?.timeZone ?? '')
    const seen = new Float64Array(CELLS)
    const all = new Float64Array(CELLS)
    for (let i = 0; i < slots.length; i++) {
      const { weekday, hour } = calendar.at(fromMs + i * SLOT_MS)
      add(all, weekday, hour, 1)
      if (slots[i] === 1) add(seen, weekday, hour, 1)
    }
    const contacts = new Float64Array(CELLS)
    for (const row of rows) {
      if (textIn(row, 'network') !== network || !keep(textIn(row, 'category'))) continue
      add(contacts, numberIn(row, 'weekday'), numberIn(row, 'hour'), numberIn(row, 'contacts'))
    }
    return { network, weekend: settings?.weekend ?? [6, 7], contacts, slots: seen, of: all }
  })
}

function add(cells: Float64Array, weekday: number, hour: number, value: number): void {
  const cell = (weekday - 1) * 24 + hour
  cells[cell] = (cells[cell] ?? 0) + value
}

/** Contacts per observed hour of a cell; NaN where nothing was observed in it. */
export function meanOf({ contacts, slots }: Pick<NetworkCells, 'contacts' | 'slots'>, cell: number): number {
  const seen = slots[cell] ?? 0
  return seen === 0 ? Number.NaN : (contacts[cell] ?? 0) / (seen / SLOTS_PER_HOUR)
}

/** Contacts per observed hour of every cell, networks added up. */
export const meansOf = (networks: readonly NetworkCells[]): Float64Array =>
  Float64Array.from({ length: CELLS }, (_, cell) => sumOfKnown(networks.map(network => meanOf(network, cell))))

/** The mean day: per hour the mean of the cells of these days, of each network by its own weekend, added up. */
export function profileOf(networks: readonly NetworkCells[], days: 'weekdays' | 'weekend'): number[] {
  return Array.from({ length: 24 }, (_, hour) =>
    sumOfKnown(
      networks.map(network =>
        meanOfKnown(daysOf(network, days).map(weekday => meanOf(network, (weekday - 1) * 24 + hour))),
      ),
    ),
  )
}

/** ISO weekdays that are working days, or the weekend, of a network. */
export const daysOf = ({ weekend }: Pick<NetworkCells, 'weekend'>, days: 'weekdays' | 'weekend'): number[] =>
  [1, 2, 3, 4, 5, 6, 7].filter(weekday => weekend.includes(weekday) === (days === 'weekend'))

/** What the cells of these ISO weekdays count; of all where none is named. */
export const countedOn = ({ window }: Pick<SectionContext, 'window'>, weekdays: readonly number[]): Selection =>
  contactsOf(window, weekdays.length === 0 ? ACTIVITY : [...ACTIVITY, onDays(weekdays)])

/** The same of working days, or of the weekend, of each network's own. */
export const countedOnDays = (
  { window }: Pick<SectionContext, 'window'>,
  networks: readonly NetworkCells[],
  days: 'weekdays' | 'weekend',
): Selection =>
  contactsOf(window, [
    ...ACTIVITY,
    {
      anyOf: networks.map(own => [{ column: 'network', is: 'equal', value: own.network }, onDays(daysOf(own, days))]),
    },
  ])

const onDays = (values: readonly number[]): Condition => ({ column: 'slot', is: 'local weekday', values })

/** Contacts and observed hours of a weekday, all networks. */
export function weekdayTotals(networks: readonly NetworkCells[], weekday: number): { contacts: number; hours: number } {
  let contacts = 0
  let slots = 0
  for (const network of networks) {
    for (let cell = (weekday - 1) * 24; cell < weekday * 24; cell++) {
      contacts += network.contacts[cell] ?? 0
      slots += network.slots[cell] ?? 0
    }
  }
  return { contacts, hours: slots / SLOTS_PER_HOUR }
}

/**
 * Contacts per observed hour of each weekday from Monday on, the mean of its 24 hours, networks added up. NaN where not all
 * of them are known: the mean of the others would be that of another day.
 */
export function weekdayMeans(networks: readonly NetworkCells[]): number[] {
  const means = meansOf(networks)
  return [1, 2, 3, 4, 5, 6, 7].map(weekday => {
    const own = means.subarray((weekday - 1) * 24, weekday * 24)
    return observedOn(networks, weekday) === 'whole' ? meanOfKnown([...own]) : Number.NaN
  })
}

/** Whether every hour of a weekday that the window has was observed; networks of which nothing was, nowhere, take no part. */
export function observedOn(networks: readonly NetworkCells[], weekday: number): 'whole' | 'in part' | 'not' {
  let [isAny, isWhole] = [false, true]
  for (const { slots, of } of networks) {
    if (slots.every(seen => seen === 0)) continue
    for (let cell = (weekday - 1) * 24; cell < weekday * 24; cell++) {
      if ((slots[cell] ?? 0) > 0) isAny = true
      else if ((of[cell] ?? 0) > 0) isWhole = false
    }
  }
  return isAny ? (isWhole ? 'whole' : 'in part') : 'not'
}

const known = (values: readonly number[]): number[] => values.filter(value => !Number.isNaN(value))
const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0)
const sumOfKnown = (values: readonly number[]): number =>
  known(values).length === 0 ? Number.NaN : total(known(values))
/** NaN where none is known. */
export const meanOfKnown = (values: readonly number[]): number =>
  known(values).length === 0 ? Number.NaN : total(known(values)) / known(values).length
