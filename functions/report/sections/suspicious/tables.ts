/** The tables of what is suspicious; devices by number, never by address. */
import { percentOf, percentText, type Table } from '../../figures/figure.ts'
import { WITHHELD_LABEL } from '../../figures/withheld.ts'
import { categoryLabel, countryLabel } from '../../labels.ts'
import type { Listed } from './listed.ts'
import type { Pair } from './pairs.ts'
import type { RegularPair } from './regular.ts'
import type { Attempts, Scan } from './scans.ts'
import type { LargeDay } from './volume.ts'
import { CAPTIONS, deviceText, hoursText, KINDS, periodText, portText, triedText } from './words.ts'

export interface Shown {
  rankOf: (network: string, address: string) => number
  /** Whether what one device alone has contacts with may be named. */
  showSingle: boolean
}

const several = (country: string): string => (country === '**' ? 'several' : countryLabel(country))

export function scansTable(scans: readonly Scan[], { rankOf }: Shown): Table {
  return {
    name: 'scans',
    caption: CAPTIONS.scans,
    columns: [
      { name: 'day', label: 'day', numeric: false },
      { name: 'from', label: 'from', numeric: false },
      { name: 'tried', label: 'tried without an answer', numeric: false },
      { name: 'kind', label: 'kind', numeric: false, detail: true },
      { name: 'unanswered', label: 'hosts and ports unanswered', numeric: true, detail: true },
      { name: 'hosts', label: 'hosts', numeric: true, detail: true },
      { name: 'ports', label: 'ports', numeric: true, detail: true },
      { name: 'country', label: 'country of the other ends', numeric: false, detail: true },
    ],
    rows: scans.map(scan => [
      scan.day,
      scan.from === 'here' ? deviceText(rankOf(scan.network, scan.initiator)) : `outside: ${scan.initiator}`,
      triedText(scan),
      KINDS[scan.kind],
      scan.unanswered,
      scan.hosts,
      scan.ports,
      several(scan.country),
    ]),
  }
}

export function portsTable({ all, ports }: Attempts): Table {
  return {
    name: 'ports',
    caption: CAPTIONS.ports,
    folded: true,
    columns: [
      { name: 'port', label: 'port', numeric: false },
      { name: 'share', label: '% of attempts from outside', numeric: true },
      { name: 'contacts', label: 'attempts', numeric: true },
      { name: 'by_scans', label: 'of these by scans', numeric: true, detail: true },
      { name: 'countries', label: 'most from', numeric: false, detail: true },
    ],
    rows: ports.map(({ protocol, port, contacts, byScans, countries }) => [
      portText(protocol, port),
      percentText(percentOf(contacts, all)),
      contacts,
      byScans,
      countries
        .slice(0, 3)
        .map(([country, own]) => `${countryLabel(country)} ${own}`)
        .join(', '),
    ]),
  }
}

/** What the remote end of a pair is called; withheld where one device alone meets it. */
const remoteCells = (
  { remote, protocol, port, country, institution, service, category, devices }: Pair,
  shown: Shown,
) =>
  shown.showSingle || devices > 1
    ? [
        `${remote}, ${portText(protocol, port)}`,
        institution || service || categoryLabel(category),
        countryLabel(country),
      ]
    : [WITHHELD_LABEL, WITHHELD_LABEL, WITHHELD_LABEL]

const REMOTE_COLUMNS = [
  { name: 'remote', label: 'remote end', numeric: false },
  { name: 'known_as', label: 'known as', numeric: false, detail: true },
  { name: 'country', label: 'registered in', numeric: false, detail: true },
] as const

export function regularTable(pairs: readonly RegularPair[], shown: Shown): Table {
  return {
    name: 'regular',
    caption: CAPTIONS.regular,
    columns: [
      { name: 'device', label: 'device', numeric: false },
      ...REMOTE_COLUMNS,
      { name: 'period', label: 'about every', numeric: false },
      { name: 'sessions', label: 'sessions', numeric: true, detail: true },
      { name: 'score', label: 'score', numeric: true, detail: true },
      { name: 'times', label: 'score of times', numeric: true, detail: true },
      { name: 'p', label: 'chance of it by luck', numeric: true, detail: true },
      { name: 'devices', label: 'devices that go there', numeric: true, detail: true },
      { name: 'first', label: 'first day in this window', numeric: false, detail: true },
      { name: 'days', label: 'days', numeric: true, detail: true },
    ],
    rows: pairs.map(({ pair, periodSeconds, sessions, score, p }) => [
      deviceText(shown.rankOf(pair.network, pair.local)),
      ...remoteCells(pair, shown),
      periodText(periodSeconds),
      sessions,
      score.score.toFixed(3),
      score.times.toFixed(3),
      p.toFixed(4),
      pair.devices,
      pair.days[0]?.dt ?? '',
      pair.days.length,
    ]),
  }
}

export function longTable(pairs: readonly Pair[], shown: Shown): Table {
  return {
    name: 'long',
    caption: CAPTIONS.long,
    columns: [
      { name: 'device', label: 'device', numeric: false },
      ...REMOTE_COLUMNS,
      { name: 'hours', label: 'without a break', numeric: false },
      { name: 'day', label: 'until', numeric: false, detail: true },
      { name: 'bytes', label: 'bytes sent', numeric: true, print: 'bytes', detail: true },
    ],
    rows: pairs.map(pair => [
      deviceText(shown.rankOf(pair.network, pair.local)),
      ...remoteCells(pair, shown),
      hoursText(pair.longestRun / 4),
      pair.runDay,
      pair.bytesOut,
    ]),
  }
}

export function largeTable(days: readonly LargeDay[], { rankOf }: Shown): Table {
  return {
    name: 'large',
    caption: CAPTIONS.large,
    columns: [
      { name: 'device', label: 'device', numeric: false },
      { name: 'day', label: 'day', numeric: false },
      { name: 'bytes', label: 'bytes sent', numeric: true, print: 'bytes' },
      { name: 'median', label: 'middle day', numeric: true, print: 'bytes', detail: true },
      { name: 'days', label: 'days with traffic', numeric: true, detail: true },
    ],
    rows: days.map(({ network, local, day, bytes, median, days: own }) => [
      deviceText(rankOf(network, local)),
      day,
      bytes,
      median,
      own,
    ]),
  }
}

/** Institutions that one device alone had contacts with are one row. */
export function listedTable({ institutions }: Listed, { showSingle }: Shown): Table {
  const named = institutions.filter(({ devices }) => showSingle || devices > 1)
  const pooled = institutions.filter(own => !named.includes(own))
  const sum = (of: 'contacts' | 'bytes') => pooled.reduce((total, own) => total + own[of], 0)
  const days = new Set(pooled.flatMap(own => own.days)).size
  return {
    name: 'listed',
    caption: CAPTIONS.listed,
    columns: [
      { name: 'institution', label: 'institution', numeric: false },
      { name: 'field', label: 'field', numeric: false, detail: true },
      { name: 'country', label: 'country', numeric: false },
      { name: 'contacts', label: 'contacts', numeric: true },
      { name: 'days', label: 'days', numeric: true, detail: true },
      { name: 'first', label: 'first day in this window', numeric: false, detail: true },
      { name: 'devices', label: 'devices', numeric: true, detail: true },
      { name: 'bytes', label: 'bytes', numeric: true, print: 'bytes', detail: true },
    ],
    rows: [
      ...named.map(({ name, field, country, contacts, bytes, days: own, devices }) => [
        name,
        field,
        countryLabel(country),
        contacts,
        own.length,
        own.toSorted()[0] ?? '',
        devices,
        bytes,
      ]),
      ...(pooled.length === 0
        ? []
        : [[WITHHELD_LABEL, WITHHELD_LABEL, WITHHELD_LABEL, sum('contacts'), days, null, null, sum('bytes')]]),
    ],
  }
}
