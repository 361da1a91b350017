/** The tables of the activity. */
import { add, type Whole } from '../../../lib/exact-numbers.ts'
import type { Table } from '../../figures/figure.ts'
import { weekdayLabel } from '../../labels.ts'
import { calendarOf } from '../../window/calendar.ts'
import { CELLS, type DayTotals, type NetworkSlots } from './counts.ts'
import type { StandingDay } from './standing-out.ts'
import { CAPTIONS, changeText, STANDING_LABEL } from './words.ts'

export function daysTable(totals: ReadonlyMap<string, DayTotals>, standing: readonly StandingDay[]): Table {
  const byDay = new Map(standing.map(own => [own.day, own]))
  return {
    name: 'activity',
    caption: CAPTIONS.days,
    columns: [
      { name: 'day', label: 'local day', numeric: false },
      { name: 'weekday', label: 'weekday', numeric: false },
      { name: 'contacts', label: 'contacts', numeric: true },
      { name: 'bytes', label: 'bytes', numeric: true, print: 'bytes' },
      { name: 'against_usual', label: 'against the weekday’s usual', numeric: true },
      { name: 'stands_out', label: STANDING_LABEL, numeric: false },
      { name: 'compared', label: 'contacts that are compared', numeric: true, detail: true },
      { name: 'usual', label: 'usual: median of the earlier days', numeric: true, print: 'mean', detail: true },
      { name: 'weeks', label: 'earlier days', numeric: true, detail: true },
      { name: 'observed', label: 'logged quarter-hours', numeric: true, detail: true },
      { name: 'of', label: 'of so many', numeric: true, detail: true },
      { name: 'unclear', label: 'beside them: not clear who began', numeric: true, detail: true },
    ],
    rows: [...totals].map(([day, { contacts, bytes, unclear, seen, of }]) => {
      const own = byDay.get(day)
      const against = own === undefined ? '' : changeText((100 * own.contacts) / own.usual - 100)
      const usual = own === undefined ? [null, null, null] : [own.contacts, own.usual, own.weeks]
      const said = own?.standsOut === true ? 'yes' : ''
      return [
        day,
        weekdayLabel(calendarOf('').at(Date.parse(day)).weekday),
        contacts,
        bytes,
        against,
        said,
        ...usual,
        seen,
        of,
        unclear,
      ]
    }),
    folded: true,
  }
}

export function networksTable(slots: readonly NetworkSlots[]): Table {
  return {
    name: 'networks',
    caption: CAPTIONS.networks,
    columns: [
      { name: 'network', label: 'network', numeric: false },
      { name: 'contacts_a_day', label: 'contacts per logged day', numeric: true, print: 'mean' },
      { name: 'bytes_a_day', label: 'bytes per logged day', numeric: true, print: 'bytes' },
      { name: 'contacts', label: 'contacts', numeric: true, detail: true },
      { name: 'bytes', label: 'bytes', numeric: true, print: 'bytes', detail: true },
      { name: 'observed', label: 'logged quarter-hours', numeric: true, detail: true },
    ],
    rows: slots.map(({ network, contacts, bytes, seen }) => {
      const all = contacts.reduce((sum, value) => sum + value, 0)
      const allBytes = bytes.reduce<Whole>((sum, value) => add(sum, value), 0)
      const observed = seen.reduce((sum, value) => sum + value, 0)
      const perDay = (value: Whole) =>
        observed === 0 ? null : Math.round((Number(value) * CELLS * 100) / observed) / 100
      return [network, perDay(all), perDay(allBytes), all, allBytes, observed]
    }),
  }
}
