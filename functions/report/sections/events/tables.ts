/** The tables of dated events. */
import type { Table } from '../../figures/figure.ts'
import { calendarOf } from '../../window/calendar.ts'
import { type ContactHours, HOUR_MS } from './counts.ts'
import { effectIn, type PlacedEvent, type TestedSet, WINDOW_NAMES } from './sets.ts'
import { CAPTIONS, changeText, detectableText, rangeText, STATUS, WINDOW_LABELS } from './words.ts'

export function setsTable(sets: readonly TestedSet[]): Table {
  return {
    name: 'sets',
    caption: CAPTIONS.sets,
    columns: [
      { name: 'set', label: 'set', numeric: false },
      { name: 'events', label: 'events tested', numeric: true },
      ...WINDOW_NAMES.flatMap(name => [
        { name, label: WINDOW_LABELS[name], numeric: true },
        { name: `${name}_range`, label: '95 %', numeric: true },
      ]),
      { name: 'as_large', label: 'shifts as large', numeric: true },
      { name: 'shifts', label: 'of shifts', numeric: true },
      { name: 'detectable', label: 'least that would show', numeric: true },
    ],
    rows: sets.map(({ name, tested, test }) => [
      name,
      tested.length,
      ...WINDOW_NAMES.flatMap(window => {
        const found = effectIn(test, window)
        return found === undefined ? [null, null] : [changeText(found.effect), rangeText(found.interval)]
      }),
      test?.asLarge ?? null,
      test?.shifts ?? null,
      test === undefined ? null : detectableText(effectIn(test, 'day')?.detectable ?? Number.POSITIVE_INFINITY),
    ]),
  }
}

/** Local times are of the event's zone. */
export function eventsTable(sets: readonly TestedSet[]): Table {
  return {
    name: 'events',
    caption: CAPTIONS.events,
    folded: true,
    columns: [
      { name: 'set', label: 'set', numeric: false },
      { name: 'event', label: 'event', numeric: false },
      { name: 'time', label: 'local time', numeric: false },
      { name: 'zone', label: 'zone', numeric: false },
      { name: 'tested', label: 'tested', numeric: false },
      ...WINDOW_NAMES.flatMap(name => [
        { name, label: WINDOW_LABELS[name], numeric: true },
        { name: `${name}_controls`, label: 'controls', numeric: true, print: 'mean' as const },
      ]),
      { name: 'source', label: 'source', numeric: false },
    ],
    rows: sets.flatMap(({ name, places }) =>
      places.map(({ event, status, windows }) => [
        name,
        event.name,
        timeText(event),
        event.zone,
        STATUS[status],
        ...WINDOW_NAMES.flatMap(window =>
          status === 'outside' ? [null, null] : [windows[window].contacts, Number(windows[window].controls.toFixed(3))],
        ),
        event.source,
      ]),
    ),
  }
}

function timeText({ day, minute }: PlacedEvent['event']): string {
  if (minute === null) return day
  const two = (value: number) => String(value).padStart(2, '0')
  return `${day} ${two(Math.floor(minute / 60))}:${two(minute % 60)}`
}

export function hoursTable({ contacts, observed, weekHours, fromMs }: ContactHours): Table {
  const utc = calendarOf('')
  return {
    name: 'hours',
    caption: CAPTIONS.hours,
    fileOnly: true,
    columns: [
      { name: 'from', label: 'hour from, UTC', numeric: false },
      { name: 'week_hour', label: 'hour of the local week', numeric: true },
      { name: 'observed', label: 'logged', numeric: true },
      { name: 'contacts', label: 'contacts', numeric: true },
    ],
    rows: Array.from(contacts, (count, t) => {
      const ms = fromMs + t * HOUR_MS
      return [
        `${utc.at(ms).day} ${new Date(ms).toISOString().slice(11, 16)}`,
        weekHours[t] ?? 0,
        observed[t] ?? 0,
        count,
      ]
    }),
  }
}
