/** The tables of the categories. */
import { add, type Whole } from '../../../lib/exact-numbers.ts'
import { type Figure, rangeText, type Table } from '../../figures/figure.ts'
import { categoryLabel } from '../../labels.ts'
import { addDays, calendarOf } from '../../window/calendar.ts'
import type { CategoryCounts } from './counts.ts'
import { CAPTIONS } from './words.ts'

export function sharesTable(
  { names, contacts, bytes, unclearBy, addresses, largest }: CategoryCounts,
  shares: readonly Figure[],
  ofAll: readonly Figure[],
  ofBytes: readonly Figure[],
): Table {
  const figure = (figures: readonly Figure[], kind: string, name: string) =>
    figures.find(({ id }) => id === `categories.${kind}.${name}`)
  return {
    name: 'categories',
    caption: CAPTIONS.shares,
    folded: true,
    columns: [
      { name: 'category', label: 'category', numeric: false },
      { name: 'contacts', label: 'contacts', numeric: true },
      { name: 'share', label: 'share of the activity', numeric: true },
      { name: 'interval', label: '95 % interval', numeric: true, detail: true },
      { name: 'share_of_all', label: 'share with background services counted in', numeric: true, detail: true },
      { name: 'bytes', label: 'bytes', numeric: true, print: 'bytes', detail: true },
      { name: 'share_of_bytes', label: 'share of the bytes of activity', numeric: true, detail: true },
      { name: 'addresses', label: 'devices', numeric: true, detail: true },
      { name: 'largest', label: 'contacts of the busiest device', numeric: true, detail: true },
      { name: 'unclear', label: 'beside them: not clear who began', numeric: true, detail: true },
    ],
    rows: names.map(name => {
      const share = figure(shares, 'share', name)
      return [
        categoryLabel(name),
        contacts.get(name) ?? 0,
        share?.text ?? 'left out',
        share?.interval ? rangeText(share.interval) : '',
        figure(ofAll, 'share-of-all', name)?.text ?? '',
        bytes.get(name) ?? 0,
        figure(ofBytes, 'bytes', name)?.text ?? 'left out',
        addresses.get(name) ?? 0,
        largest.get(name) ?? 0,
        unclearBy.get(name) ?? 0,
      ]
    }),
  }
}

/** Days of the window by week; weeks begin on Monday, the first with the window. */
export function weeksOf(days: readonly string[]): { from: string; days: string[] }[] {
  const weeks = new Map<string, string[]>()
  for (const day of days) {
    const monday = addDays(day, 1 - calendarOf('').at(Date.parse(day)).weekday)
    weeks.set(monday, [...(weeks.get(monday) ?? []), day])
  }
  return [...weeks.values()].map(own => ({ from: own[0] ?? '', days: own }))
}

export function weeksTable(
  name: 'weeks' | 'weeks-bytes',
  weeks: readonly { from: string; days: readonly string[] }[],
  names: readonly string[],
  byDay: ReadonlyMap<string, ReadonlyMap<string, Whole>>,
): Table {
  const print = name === 'weeks-bytes' ? ({ print: 'bytes' } as const) : {}
  return {
    name,
    caption: CAPTIONS[name],
    folded: true,
    columns: [
      { name: 'week', label: 'week from', numeric: false },
      { name: 'days', label: 'days', numeric: true },
      ...names.map(category => ({ name: category, label: categoryLabel(category), numeric: true, ...print })),
    ],
    rows: weeks.map(({ from, days }) => [
      from,
      days.length,
      ...names.map(category => days.reduce<Whole>((sum, day) => add(sum, byDay.get(day)?.get(category) ?? 0), 0)),
    ]),
  }
}
