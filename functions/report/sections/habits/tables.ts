/** The table of the habits. */
import type { Table } from '../../figures/figure.ts'
import type { Habit } from './counts.ts'
import type { Rhythm } from './rhythm.ts'
import { CAPTION, kindsText, nameText, RHYTHMS, rhythmFigureText } from './words.ts'

export function habitsTable(habits: readonly Habit[], rhythms: readonly Rhythm[], observedDays: number): Table {
  return {
    name: 'habits',
    caption: CAPTION,
    folded: true,
    columns: [
      { name: 'name', label: 'used', numeric: false },
      { name: 'days', label: 'days seen', numeric: true },
      { name: 'habit', label: 'habit', numeric: false },
      { name: 'rhythm', label: 'rhythm', numeric: false },
      { name: 'what', label: 'what', numeric: false, detail: true },
      { name: 'kinds', label: 'kinds', numeric: false, detail: true },
      { name: 'observed_days', label: 'logged days', numeric: true, detail: true },
      { name: 'lower', label: 'lower bound, % of days', numeric: true, print: 'mean', detail: true },
      { name: 'contacts', label: 'contacts', numeric: true, detail: true },
      { name: 'named', label: 'of them named by the catalogue', numeric: true, detail: true },
      { name: 'addresses', label: 'devices (addresses)', numeric: true, detail: true },
      { name: 'resultant', label: 'rhythm (0 to 1), and its hour', numeric: false, detail: true },
      { name: 'p', label: 'chance of it by luck', numeric: true, print: 'mean', detail: true },
      { name: 'first', label: 'first day in this window', numeric: false, detail: true },
      { name: 'last', label: 'last day in this window', numeric: false, detail: true },
    ],
    rows: habits.map((own, at) => {
      const rhythm = rhythms[at]
      const isKnown = rhythm !== undefined && rhythm.kind !== 'too few'
      return [
        nameText(own.name, own.country),
        own.seenDays,
        own.isDaily ? 'daily' : own.isOneOff ? 'once' : '',
        RHYTHMS[rhythm?.kind ?? 'too few'],
        own.what,
        kindsText(own.kinds),
        observedDays,
        Number((100 * own.share.low).toFixed(4)),
        own.contacts,
        own.named,
        own.addresses === 0 ? null : own.addresses,
        isKnown ? rhythmFigureText(rhythm) : '',
        isKnown ? rhythm.p : null,
        own.days[0] ?? null,
        own.days.at(-1) ?? null,
      ]
    }),
  }
}
