/** The tables of what began, ended, or rose for some days. */
import type { DatedEvent } from '../../../lib/reference/events.ts'
import type { Table } from '../../figures/figure.ts'
import { type ChangeGroup, dayOf, type KeyChange } from './groups.ts'
import { nearestEvent } from './nearest-event.ts'
import { CAPTIONS, changeLabel, keyLabel, kindLabel, TOLD, withheldText, withinText } from './words.ts'

/** `days`: the observed ones. */
export function changesTable(
  groups: readonly ChangeGroup[],
  days: readonly string[],
  events: readonly DatedEvent[],
): Table {
  const rowOf = (change: KeyChange, told: string) => [...cellsOf(change), ...eventCells(change, days, events), told]
  return {
    name: 'onsets',
    caption: CAPTIONS.onsets,
    columns: [
      { name: 'what', label: 'contacts with', numeric: false },
      { name: 'change', label: 'what they did', numeric: false },
      { name: 'first', label: 'first day', numeric: false },
      { name: 'last', label: 'last day', numeric: false, detail: true },
      { name: 'fits', label: 'days that fit', numeric: false, detail: true },
      { name: 'level', label: 'a day then', numeric: true, print: 'mean' },
      { name: 'usual', label: 'a day else', numeric: true, print: 'mean', detail: true },
      { name: 'usual_most', label: 'else at most (19 of 20 days)', numeric: true, detail: true },
      { name: 'chance', label: 'by chance, of 1,000 reports', numeric: true, detail: true },
      { name: 'kind', label: 'looked at as', numeric: false, detail: true },
      { name: 'event', label: 'nearest dated event', numeric: false, detail: true },
      { name: 'event_day', label: 'its day', numeric: false, detail: true },
      { name: 'as_near', label: 'days as near (%)', numeric: true, detail: true },
      { name: 'told', label: 'told', numeric: false, detail: true },
    ],
    rows: groups.flatMap(({ head, others, withheld }) => [
      rowOf(head, withheld === null ? TOLD : withheldText(withheld)),
      ...others.map(other => rowOf(other, withheld === null ? withinText(head.key) : withheldText(withheld))),
    ]),
  }
}

const cellsOf = (change: KeyChange) => [
  keyLabel(change.key),
  changeLabel(change.kind),
  change.fromDay,
  change.toDay,
  change.fitsDays.from === change.fitsDays.to
    ? change.fitsDays.from
    : `${change.fitsDays.from} to ${change.fitsDays.to}`,
  change.level,
  change.usual,
  change.usualMost,
  change.chance === null ? null : Math.round(1000 * change.chance),
  kindLabel(change.key.kind),
]

function eventCells(change: KeyChange, days: readonly string[], events: readonly DatedEvent[]) {
  const nearest = nearestEvent(events, days, dayOf(change))
  return nearest === undefined ? ['', '', null] : [nearest.name, nearest.day, Math.round(100 * nearest.asNear)]
}

/** Contacts of each observed day of what changed: what the charts draw. */
export const daysTable = (groups: readonly ChangeGroup[], days: readonly string[]): Table => ({
  name: 'days',
  caption: CAPTIONS.days,
  columns: [
    { name: 'what', label: 'contacts with', numeric: false },
    { name: 'kind', label: 'looked at as', numeric: false },
    { name: 'day', label: 'local day', numeric: false },
    { name: 'contacts', label: 'contacts', numeric: true },
  ],
  rows: groups.flatMap(({ head, others }) =>
    [head, ...others].flatMap(({ key }) =>
      days.map((day, at) => [keyLabel(key), kindLabel(key.kind), day, key.counts[at] ?? 0]),
    ),
  ),
  fileOnly: true,
})
