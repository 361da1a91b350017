/** What is named of the data with its dates: silence, gaps, days of networks, uploads that do not count as they are. */
import type { Table } from '../../figures/figure.ts'
import { numberIn, type Row, type SectionContext, textIn } from '../../section.ts'
import { SLOT_MS } from '../../window/calendar.ts'
import { DATES_OF_NETWORKS, NAMED_CAPTIONS, OTHER_GAPS, outcomeLabel } from './named-words.ts'
import { utcText } from './words.ts'

/** Gaps of an hour and more are named: the longest one by one, the others as a sum. */
const LEAST_SLOTS = 4
const NAMED_GAPS = 5

export interface NamedGap {
  network: string
  fromMs: number
  slots: number
}

export interface NamedGaps {
  /** Longest first. */
  longest: NamedGap[]
  /** All the others of an hour and more. */
  others: { gaps: number; slots: number }
}

/** Of networks of which anything was logged; of the others all of the window is a gap, and said so. */
export function namedGaps({ observed }: Pick<SectionContext, 'observed'>): NamedGaps {
  const gaps: NamedGap[] = []
  for (const { network, gaps: own, logged } of observed)
    if (logged) for (const { fromMs, slots } of own) if (slots >= LEAST_SLOTS) gaps.push({ network, fromMs, slots })
  gaps.sort((a, b) => b.slots - a.slots || a.fromMs - b.fromMs || (a.network < b.network ? -1 : 1))
  const others = { gaps: Math.max(0, gaps.length - NAMED_GAPS), slots: 0 }
  for (let at = NAMED_GAPS; at < gaps.length; at++) others.slots += gaps[at]?.slots ?? 0
  return { longest: gaps.slice(0, NAMED_GAPS), others }
}

export const gapsTable = ({ longest, others }: NamedGaps): Table => ({
  name: 'gaps',
  caption: NAMED_CAPTIONS.gaps,
  folded: true,
  columns: [
    { name: 'network', label: 'network', numeric: false },
    { name: 'from', label: 'from, UTC', numeric: false },
    { name: 'to', label: 'to, UTC', numeric: false },
    { name: 'hours', label: 'hours', numeric: true, print: 'mean' },
  ],
  rows: [
    ...longest.map(({ network, fromMs, slots }) => [
      network,
      utcText(fromMs),
      utcText(fromMs + slots * SLOT_MS),
      slots / 4,
    ]),
    ...(others.gaps === 0 ? [] : [[`${OTHER_GAPS} (${others.gaps})`, '', '', others.slots / 4]]),
  ],
})

/** A prefix that is not watched on all days of the window: its first or last watched day, by networks.csv. */
export interface NetworkDay {
  network: string
  cidr: string
  what: 'first' | 'last'
  day: string
}

/** In order of day. */
export function networkDays({ networks, window }: Pick<SectionContext, 'networks' | 'window'>): NetworkDay[] {
  const days: NetworkDay[] = []
  for (const { name, cidr, validFromMs, validToMs } of networks) {
    // valid_to is exclusive: the day before is the last one.
    const [first, last] = [
      validFromMs === null ? '' : dayOf(validFromMs),
      validToMs === null ? '' : dayOf(validToMs - 1),
    ]
    if (first > window.fromDay && first <= window.toDay) days.push({ network: name, cidr, what: 'first', day: first })
    if (last >= window.fromDay && last !== '' && last < window.toDay)
      days.push({ network: name, cidr, what: 'last', day: last })
  }
  return days.sort((a, b) => (a.day === b.day ? (a.cidr < b.cidr ? -1 : 1) : a.day < b.day ? -1 : 1))
}

const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

export const networkDaysTable = (days: readonly NetworkDay[]): Table => ({
  name: 'network-days',
  caption: NAMED_CAPTIONS.networkDays,
  folded: true,
  columns: [
    { name: 'network', label: 'network', numeric: false },
    { name: 'range', label: 'range', numeric: false },
    { name: 'what', label: 'what', numeric: false },
    { name: 'day', label: 'day', numeric: false },
  ],
  rows: days.map(({ network, cidr, what, day }) => [network, cidr, DATES_OF_NETWORKS[what], day]),
})

/** `rows` of `coverage/uploads`. */
export const uploadsTable = (rows: readonly Row[]): Table => ({
  name: 'uploads',
  caption: NAMED_CAPTIONS.uploads,
  folded: true,
  columns: [
    { name: 'what', label: 'what', numeric: false },
    { name: 'source', label: 'source', numeric: false },
    { name: 'format', label: 'format', numeric: false },
    { name: 'from', label: 'first day', numeric: false },
    { name: 'to', label: 'last day', numeric: false },
    { name: 'uploads', label: 'uploads, once a day', numeric: true },
    { name: 'records', label: 'records', numeric: true },
    { name: 'example', label: 'one of them', numeric: false },
  ],
  rows: rows.map(row => [
    outcomeLabel(textIn(row, 'outcome')),
    textIn(row, 'source'),
    textIn(row, 'format'),
    textIn(row, 'first_dt'),
    textIn(row, 'last_dt'),
    numberIn(row, 'uploads'),
    numberIn(row, 'records'),
    textIn(row, 'example'),
  ]),
})

/** Uploads by what became of them: how many, once a day, and from which day to which. */
export interface UploadsOf {
  outcome: string
  uploads: number
  fromDay: string
  toDay: string
}

/** `rows` of `coverage/uploads`, in order of outcome. */
export function uploadsByOutcome(rows: readonly Row[]): UploadsOf[] {
  return [...Map.groupBy(rows, row => textIn(row, 'outcome'))].map(([outcome, own]) => {
    const of: UploadsOf = { outcome, uploads: 0, fromDay: '9999-12-31', toDay: '' }
    for (const row of own) {
      const [from, to] = [textIn(row, 'first_dt'), textIn(row, 'last_dt')]
      of.uploads += numberIn(row, 'uploads')
      if (from < of.fromDay) of.fromDay = from
      if (to > of.toDay) of.toDay = to
    }
    return of
  })
}

/** `rows` of `coverage/formats`. */
export const formatsTable = (rows: readonly Row[]): Table => ({
  name: 'formats',
  caption: NAMED_CAPTIONS.formats,
  folded: true,
  columns: [
    { name: 'exporter', label: 'exporter', numeric: false },
    { name: 'format', label: 'format', numeric: false },
    { name: 'from', label: 'first day', numeric: false },
    { name: 'to', label: 'last day', numeric: false },
  ],
  rows: rows.map(row => ['exporter', 'format', 'first_dt', 'last_dt'].map(column => textIn(row, column))),
})

/** Pairs that the eight exporters of a connection make: it counts in each of them. */
const PAIRS_OF_EIGHT = (8 * 7) / 2

/** Connections that more than eight exporters logged, once a network and day. `rows` of `coverage/pairs`. */
export const crowdedConnections = (rows: readonly Row[]): number =>
  rows.reduce((sum, row) => sum + numberIn(row, 'crowded'), 0) / PAIRS_OF_EIGHT
