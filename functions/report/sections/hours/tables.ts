/** The tables of the hours. */
import type { Table } from '../../figures/figure.ts'
import { CELLS, type NetworkCells } from '../../hour-cells.ts'
import { hourLabel, WEEKDAYS, weekdayLabel } from '../../labels.ts'
import { CAPTIONS } from './words.ts'

export function meansTable(means: Float64Array, networks: readonly NetworkCells[]): Table {
  const contactsAt = (hour: number) =>
    WEEKDAYS.reduce(
      (sum, _, day) => sum + networks.reduce((all, { contacts }) => all + (contacts[day * 24 + hour] ?? 0), 0),
      0,
    )
  return {
    name: 'hours',
    caption: CAPTIONS.means,
    folded: true,
    columns: [
      { name: 'hour', label: 'local hour', numeric: false },
      ...WEEKDAYS.map((name, at) => ({
        name: name.toLowerCase(),
        label: weekdayLabel(at + 1),
        numeric: true,
        print: 'mean' as const,
      })),
      { name: 'contacts', label: 'contacts', numeric: true },
    ],
    rows: Array.from({ length: 24 }, (_, hour) => [
      hourLabel(hour),
      ...WEEKDAYS.map((_, day) => {
        const mean = means[day * 24 + hour] ?? Number.NaN
        return Number.isNaN(mean) ? 'not logged' : Number(mean.toFixed(6))
      }),
      contactsAt(hour),
    ]),
  }
}

/** What every mean is made of. */
export function cellsTable(networks: readonly NetworkCells[]): Table {
  return {
    name: 'cells',
    caption: CAPTIONS.cells,
    fileOnly: true,
    columns: [
      { name: 'network', label: 'network', numeric: false },
      { name: 'weekend', label: 'weekend', numeric: false },
      { name: 'weekday', label: 'ISO weekday', numeric: true },
      { name: 'hour', label: 'local hour', numeric: true },
      { name: 'contacts', label: 'contacts', numeric: true },
      { name: 'observed_quarter_hours', label: 'logged quarter-hours', numeric: true },
    ],
    rows: networks.flatMap(({ network, weekend, contacts, slots }) =>
      Array.from({ length: CELLS }, (_, cell) => [
        network,
        weekend.join(' '),
        Math.floor(cell / 24) + 1,
        cell % 24,
        contacts[cell] ?? 0,
        slots[cell] ?? 0,
      ]),
    ),
  }
}

export function spansTable(
  rows: readonly { category: string; contacts: number; weekdays: string; weekend: string }[],
): Table {
  return {
    name: 'categories',
    caption: CAPTIONS.spans,
    folded: true,
    columns: [
      { name: 'category', label: 'category', numeric: false },
      { name: 'contacts', label: 'contacts', numeric: true },
      { name: 'span', label: 'working days', numeric: false },
      { name: 'weekend_span', label: 'weekend', numeric: false },
    ],
    rows: rows.map(({ category, contacts, weekdays, weekend }) => [category, contacts, weekdays, weekend]),
  }
}
