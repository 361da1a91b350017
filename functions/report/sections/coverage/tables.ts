/** The tables of what the data can carry. */
import { percentOf, percentText, type Table } from '../../figures/figure.ts'
import { numberIn, type Row, type SectionContext, textIn, wholeIn } from '../../section.ts'
import { identifiable, UNKNOWNS } from './counts.ts'
import {
  AGE_COMPONENT,
  CAPS_SECTIONS,
  CAPTIONS,
  OUT_OF_SCOPE_LABEL,
  qualityCaption,
  roleLabel,
  UNKNOWN_LABELS,
  utcText,
} from './words.ts'

/** `addresses` of `coverage/locals`. */
export function networksTable({ observed, networks }: SectionContext, locals: readonly Row[]): Table {
  return {
    name: 'coverage',
    caption: CAPTIONS.networks,
    columns: [
      { name: 'network', label: 'network', numeric: false },
      { name: 'ranges', label: 'ranges', numeric: false },
      { name: 'zone', label: 'zone', numeric: false },
      { name: 'observed', label: 'logged, of the window', numeric: true },
      { name: 'days', label: 'days logged', numeric: true },
      { name: 'gap', label: 'longest gap, hours', numeric: true },
      { name: 'gap_from', label: 'from, UTC', numeric: false },
      { name: 'addresses', label: 'devices', numeric: true },
    ],
    rows: observed.map(({ network, observed: slots, total, days, longestGap }) => [
      network,
      networks
        .filter(({ name }) => name === network)
        .map(({ cidr }) => cidr)
        .join(' '),
      networks.find(({ name }) => name === network)?.timeZone || 'not set: UTC',
      percentText(percentOf(slots, total)),
      days,
      longestGap === null ? 0 : longestGap.slots / 4,
      longestGap === null ? '' : utcText(longestGap.fromMs),
      locals
        .filter(row => textIn(row, 'network') === network)
        .reduce((sum, row) => sum + numberIn(row, 'addresses'), 0),
    ]),
  }
}

/** `rows` of `coverage/roles`: one row a network and thing that may not be known. */
export const unknownTable = (rows: readonly Row[]): Table => ({
  name: 'unknown',
  caption: CAPTIONS.unknown,
  folded: true,
  columns: [
    { name: 'what', label: 'not known', numeric: false },
    { name: 'network', label: 'network', numeric: false },
    { name: 'share', label: 'share', numeric: true },
    { name: 'contacts', label: 'contacts', numeric: true },
    { name: 'of', label: 'of', numeric: true },
  ],
  rows: UNKNOWNS.flatMap(({ id, column }) =>
    rows
      .filter(row => textIn(row, 'role') === 'use')
      .map(row => [
        UNKNOWN_LABELS[id],
        textIn(row, 'network'),
        percentText(percentOf(numberIn(row, column), identifiable(row))),
        numberIn(row, column),
        identifiable(row),
      ]),
  ),
})

export function rolesTable(rows: readonly Row[]): Table {
  return {
    name: 'roles',
    caption: CAPTIONS.roles,
    folded: true,
    columns: [
      { name: 'network', label: 'network', numeric: false },
      { name: 'role', label: 'who began', numeric: false },
      { name: 'contacts', label: 'contacts', numeric: true },
      { name: 'bytes', label: 'bytes', numeric: true, print: 'bytes' },
      { name: 'bytes_denied', label: 'bytes denied', numeric: true, print: 'bytes' },
      { name: 'sampled', label: 'sampled', numeric: true },
      { name: 'twice', label: 'seen by several', numeric: true },
      { name: 'uncounted', label: 'without counters', numeric: true },
    ],
    rows: rows.map(row => [
      textIn(row, 'network'),
      roleLabel(textIn(row, 'role')),
      ...['contacts', 'bytes', 'bytes_denied', 'sampled', 'twice', 'uncounted'].map(column => wholeIn(row, column)),
    ]),
  }
}

export function totalsTable(rows: readonly Row[]): Table {
  return {
    name: 'records',
    caption: CAPTIONS.records,
    folded: true,
    columns: [
      { name: 'scope', label: 'scope', numeric: false },
      { name: 'action', label: 'action', numeric: false },
      { name: 'icmp', label: 'ICMP', numeric: false },
      { name: 'sampled', label: 'sampled', numeric: false },
      { name: 'records', label: 'records', numeric: true },
      { name: 'bytes', label: 'bytes', numeric: true, print: 'bytes' },
    ],
    rows: rows.map(row => [
      textIn(row, 'scope') === 'out_of_scope' ? OUT_OF_SCOPE_LABEL : textIn(row, 'scope'),
      textIn(row, 'action'),
      textIn(row, 'icmp'),
      numberIn(row, 'sampled') === 1 ? 'yes, or not known' : 'no',
      numberIn(row, 'records'),
      // Nothing is kept of records without a watched end but how many they are.
      textIn(row, 'scope') === 'out_of_scope' ? null : wholeIn(row, 'bytes'),
    ]),
  }
}

export interface ExporterPair {
  network: string
  a: string
  b: string
  connections: number
  /** Median over connections of each day's median: how far B's clock is ahead. */
  differenceMs: number
}

/** `rows` of `coverage/pairs`, one a pair and day. */
export function exporterPairs(rows: readonly Row[]): ExporterPair[] {
  const pairs = Map.groupBy(rows, row => JSON.stringify([row.network, row.exporter_a, row.exporter_b]))
  return [...pairs.values()].map(own => {
    const days = own
      .map(row => ({ ms: numberIn(row, 'median_ms'), connections: numberIn(row, 'connections') }))
      .sort((a, b) => a.ms - b.ms)
    const connections = days.reduce((sum, day) => sum + day.connections, 0)
    let rest = connections / 2
    const median = days.find(day => {
      rest -= day.connections
      return rest <= 0
    })
    const [first = {}] = own
    return {
      network: textIn(first, 'network'),
      a: textIn(first, 'exporter_a'),
      b: textIn(first, 'exporter_b'),
      connections,
      differenceMs: median?.ms ?? 0,
    }
  })
}

export const pairsTable = (pairs: readonly ExporterPair[]): Table => ({
  name: 'exporters',
  caption: CAPTIONS.exporters,
  folded: true,
  columns: [
    { name: 'network', label: 'network', numeric: false },
    { name: 'a', label: 'exporter A', numeric: false },
    { name: 'b', label: 'exporter B', numeric: false },
    { name: 'connections', label: 'connections', numeric: true },
    { name: 'difference', label: 'median clock difference of B, ms', numeric: true },
  ],
  rows: pairs.map(({ network, a, b, connections, differenceMs }) => [network, a, b, connections, differenceMs]),
})

export const qualityTable = ({ quality }: SectionContext): Table => ({
  name: 'quality',
  caption: qualityCaption(quality.value),
  columns: [
    { name: 'component', label: 'component', numeric: false },
    { name: 'value', label: 'of 5', numeric: true },
    { name: 'reason', label: 'why', numeric: false },
    { name: 'sets', label: 'sets it', numeric: false },
  ],
  rows: [
    ...quality.components.map(({ name, value, reason }) => [
      name,
      value,
      reason,
      name === quality.decidedBy ? 'sets the data quality' : '',
    ]),
    [AGE_COMPONENT, quality.geographic.cap, quality.geographic.reason, CAPS_SECTIONS],
  ],
})
