/** Every sentence on what the data can carry, as functions of figures to text. */
import { countText, type Figure, roundPercentText } from '../../figures/figure.ts'
import type { DataQuality, Overview } from '../../section.ts'

export const TITLE = 'What the data can carry'
export const QUESTION = 'How complete is what was watched, and how sure is what is said of it?'
export const CAP_REASON = 'it is about the data itself'

export const qualityText = ({ value, decidedBy }: Pick<DataQuality, 'value' | 'decidedBy'>): string =>
  `Data quality ${value} of 5, set by ${decidedBy}. It is no probability: it names the weakest part.`

/** Shares in %; `unknown` null where too few are below the line. */
export const answerText = (logged: number, unknown: number | null): string =>
  unknown === null
    ? `${roundPercentText(logged)} of the window was logged; too little activity was seen for a share of what is not identified.`
    : `${roundPercentText(logged)} of the window was logged, and ${roundPercentText(unknown)} of the activity is not identified.`

export const gapFigure = (hours: number): string => `${hours.toFixed(0)} hours`
export const gapWords = (network: string, fromMs: number): string =>
  `of ${network} were not logged, from ${utcText(fromMs)} UTC: missing, not quiet`
export const GAP_SURENESS = 'no log of the network holds anything in that time'

export const rolesText = ({ use, unclear, served, attemptsOut, attemptsIn }: Overview): string =>
  `${countText(use)} contacts were begun inside and answered (background services counted in), ${countText(served)} begun ` +
  `outside and answered; ${countText(attemptsOut)} attempts from inside and ${countText(attemptsIn)} from outside were not. Of ` +
  `${countText(unclear)} contacts it is not clear who began, or whether it was answered.`

/** `unknown`: shares of use contacts of which something is not known. */
export const unknownText = (unknown: readonly Figure[]): string =>
  'What is not known of the activity, as shares of it: ' +
  `${unknown.map(said).join('; ')}. Addresses of content delivery networks and anycast have no country by rule; kinds of ` +
  'organisations are told by the names of network operators, and most names tell none.'

/** `ofRecords`: shares of the log records with a watched end; `unclear` of use and unclear contacts, `ofContacts` of all. */
export function recordsText(
  outOfScope: Figure,
  ofRecords: readonly Figure[],
  [unclear, ...ofContacts]: readonly [Figure, ...Figure[]],
): string {
  const { value, text, numerator, denominator } = outOfScope
  return (
    `${value === null ? countText(numerator) : text} of the ${countText(denominator)} log records have no end in a watched ` +
    `network: they are counted and left out. Of the others: ${ofRecords.map(said).join('; ')}. Of the contacts that may be ` +
    `activity: ${said(unclear)}. Of all contacts: ${ofContacts.map(said).join('; ')}.`
  )
}

/** `seen by several exporters, 0.5 %`; of too few for a percentage `3 of 8`. */
const said = ({ label, text, value, numerator, denominator }: Figure): string =>
  `${label.replace(/^[A-Z](?=[a-z])/, first => first.toLowerCase())}, ` +
  (value === null ? `${countText(numerator)} of ${countText(denominator)}` : text)

export interface WorstClocks {
  a: string
  b: string
  connections: number
  differenceMs: number
}

/** Of the pair of exporters whose clocks are farthest apart; undefined where there is no pair. */
export function clockText(worst: WorstClocks | undefined): string {
  if (worst === undefined) return 'No two exporters saw the same connections: their clocks cannot be compared.'
  const { a, b, connections, differenceMs } = worst
  return (
    'Clocks: the largest median difference between two exporters that saw the same connections is ' +
    `${countText(Math.abs(differenceMs))} ms (${a} and ${b}, ${countText(connections)} connections).`
  )
}

export const gapSentence = (network: string, hours: number, fromMs: number): string =>
  `Nothing was logged of ${network} for ${hours.toFixed(0)} hours from ${utcText(fromMs)} UTC: missing, not quiet.`

export const HOW_COMPUTED: readonly string[] = [
  'A quarter-hour counts as logged for a network when any exporter that saw the network within 30 days logged anything in it. ' +
    'At most four empty ones in a row are bridged, also over the edges of the window, never one in which records were lost. ' +
    'For exporters that log nothing when nothing happens, a gap is missing only above three times their usual longest gap at ' +
    'that local hour, or above a week.',
  'Data quality is the least of: logged (95, 85, 70, 50 %), not identified (10, 20, 35, 50 %), unclear role (the same); 5 ' +
    'is best. Sections on countries are capped at 3 where half of the contacts, or more, are over a year away from the ' +
    'edition of country data that placed them, at 2 ' +
    'above three years or where its date is not known.',
  'A contact seen by several exporters is counted once, with the counters of one of them. Denied records are attempts; ' +
    'denied bytes are counted apart. Files that come after this report, and what was overwritten or removed, are in receipts, not here.',
]

export const CANNOT_TELL: readonly string[] = [
  'What passed the networks without being logged: no log shows what its exporter does not see.',
]

/** What is not known, as it is called; by the id of its figure. */
export const UNKNOWN_LABELS = {
  unclassified: 'Service not identified',
  'no-country': 'No country of registration',
  'no-operator': 'No network operator (AS)',
  'no-kind': 'Kind of organisation not known',
} as const

/** `network` empty: all. */
export const unknownLabel = (id: keyof typeof UNKNOWN_LABELS, network: string): string =>
  network === '' ? UNKNOWN_LABELS[id] : `${UNKNOWN_LABELS[id]}, ${network}`
export const unknownUnit = (network: string): string =>
  `% of activity${network === '' ? '' : ` of ${network}`}, background services left out`

export const CONTACT_UNIT = '% of contacts'
export const UNCLEAR_UNIT = '% of use and unclear contacts'
export const recordUnit = (isOutOfScope: boolean): string =>
  isOutOfScope ? '% of all log records' : '% of log records with a watched end'
export const OBSERVED_UNIT = '% of the quarter-hours of the window, all networks'
export const AGE_UNIT = 'years between the data and the contacts that it placed, median over contacts'

/** Labels of figures by the end of their id. */
export const LABELS = {
  observed: 'Time that was logged',
  unclear: 'Not clear who began, or whether it was answered',
  sampled: 'Sampled',
  twice: 'Seen by several exporters',
  uncounted: 'Without byte counters',
  'out-of-scope': 'Without a watched end, left out',
  denied: 'Denied by a policy',
  internal: 'Between watched networks',
  special: 'Multicast, broadcast, or not globally reachable',
  'icmp-untyped': 'ICMP without a type, in no contact',
  'icmp-errors': 'ICMP errors, in no contact',
  'reference-age': 'Age of the data on countries',
} as const

const ROLES: Record<string, string> = {
  use: 'begun inside, answered',
  served: 'begun outside, answered',
  attempt_out: 'attempt from inside, not answered',
  attempt_in: 'attempt from outside, not answered',
  unclear: 'not clear who began, or whether it was answered',
}
export const roleLabel = (role: string): string => ROLES[role] ?? role

export const CAPTIONS = {
  networks: 'How much was logged, by network',
  unknown: 'What is not known of the activity, by network',
  roles: 'Contacts by network, who began, and whether it was answered',
  records: 'Log records by scope and action, local days of the window; out of scope: UTC days',
  exporters: 'Exporters that saw the same connections, and how far their clocks are apart',
} as const

export const qualityCaption = (value: number): string =>
  `Data quality ${value} of 5: the least of the first three; the last caps what is said of countries`

/** Cells of tables. */
export const OUT_OF_SCOPE_LABEL = 'out of scope: no watched end'
export const AGE_COMPONENT = 'distance of the data on countries'
export const CAPS_SECTIONS = 'caps sections on countries'

export const CHART_TITLE = 'Logged hours of each local day: blue a whole day, orange none, between them in part'

/** Hours observed of each day of a network. */
export const chartText = (networks: readonly { network: string; days: readonly { hours: number }[] }[]): string =>
  `${networks
    .map(
      ({ network, days }) =>
        `${network}: ${days.filter(({ hours }) => hours < 12).length} of ${days.length} days below 12 hours`,
    )
    .join('; ')}.`

/** `2017-05-03 00:00`, UTC. */
export const utcText = (ms: number): string => new Date(ms).toISOString().slice(0, 16).replace('T', ' ')
