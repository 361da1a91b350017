/** Every sentence on what the data can carry, as functions of figures to text. */
import type { Whole } from '../../../lib/exact-numbers.ts'
import { countText, type Figure } from '../../figures/figure.ts'
import type { DataQuality, Overview } from '../../section.ts'

export const TITLE = 'What the data can carry'
export const QUESTION = 'How complete is what was watched, and how sure is what is said of it?'
export const CAP_REASON = 'it is about the data itself'

export const qualityText = ({ value, decidedBy }: Pick<DataQuality, 'value' | 'decidedBy'>): string =>
  `Data quality ${value} of 5, set by ${decidedBy}. It is no probability: it names the weakest part.`

export const rolesText = ({ use, unclear, served, attemptsOut, attemptsIn }: Overview): string =>
  `${countText(use)} contacts in use, ${countText(unclear)} of unclear role, ${countText(served)} served, ` +
  `${countText(attemptsOut)} attempts from inside and ${countText(attemptsIn)} from outside.`

/** `unknown`: shares of use contacts of which something is not known. */
export const unknownText = (unknown: readonly Figure[]): string =>
  'What is not known of the use contacts, infrastructure left out, as shares of them: ' +
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
    `network: they are counted and left out. Of the others: ${ofRecords.map(said).join('; ')}. Of the use and unclear contacts: ` +
    `${said(unclear)}. Of all contacts: ${ofContacts.map(said).join('; ')}.`
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
  'A quarter-hour is observed for a network when any exporter that saw the network within 30 days logged anything in it. ' +
    'At most four empty ones in a row are bridged, also over the edges of the window, never one in which records were lost. ' +
    'For exporters that log nothing when nothing happens, a gap is missing only above three times their usual longest gap at ' +
    'that local hour, or above a week.',
  'Data quality is the least of: observed (95, 85, 70, 50 %), not identified (10, 20, 35, 50 %), unclear role (the same); 5 ' +
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
  `% of use contacts${network === '' ? '' : ` of ${network}`}, infrastructure left out`

export const CONTACT_UNIT = '% of contacts'
export const UNCLEAR_UNIT = '% of use and unclear contacts'
export const recordUnit = (isOutOfScope: boolean): string =>
  isOutOfScope ? '% of all log records' : '% of log records with a watched end'
export const OBSERVED_UNIT = '% of the quarter-hours of the window, all networks'
export const AGE_UNIT = 'years between the data and the contacts that it placed, median over contacts'

/** Labels of figures by the end of their id. */
export const LABELS = {
  observed: 'Observed',
  unclear: 'Role unclear',
  sampled: 'Sampled',
  twice: 'Seen by several exporters',
  uncounted: 'Without byte counters',
  'out-of-scope': 'Without a watched end, left out',
  denied: 'Denied by a policy',
  internal: 'Between watched networks',
  special: 'Multicast, broadcast, or not globally reachable',
  'icmp-untyped': 'ICMP without a type, in no role',
  'icmp-errors': 'ICMP errors, in no contact',
  'reference-age': 'Age of the data on countries',
} as const

const ROLES: Record<string, string> = {
  use: 'use: begun inside, answered',
  served: 'served: begun outside, answered',
  attempt_out: 'attempt from inside, not answered',
  attempt_in: 'attempt from outside, not answered',
  unclear: 'unclear',
}
export const roleLabel = (role: string): string => ROLES[role] ?? role

export const CAPTIONS = {
  networks: 'Observed per network',
  unknown: 'What is not known of use contacts, infrastructure left out',
  roles: 'Contacts by network and role',
  records: 'Log records by scope and action, local days of the window; out of scope: UTC days',
  exporters: 'Exporters that saw the same connections, and how far their clocks are apart',
} as const

export const EDITION_CAPTIONS = {
  editions: 'Editions of the data on countries and autonomous systems, and the contacts of all roles that each placed',
  registered: 'Where editions of the data on countries have the watched networks registered',
} as const
export const EDITION_DATA = { country: 'countries', asn: 'autonomous systems' } as const
export const NO_REGISTRATION = 'not in it'

/** A watched prefix, and what each edition says of it; empty where it says nothing. */
export interface SaidNetwork {
  network: string
  told: { date: string; countries: string }[]
}

/** Of editions of one data, by date; undefined of none. `share` in words. */
export function editionsText(
  placed: readonly {
    data: keyof typeof EDITION_DATA
    date: string
    share: string
    firstDay: string
    lastDay: string
  }[],
): string | undefined {
  if (placed.length === 0) return undefined
  const of = (data: keyof typeof EDITION_DATA) =>
    placed
      .filter(own => own.data === data)
      .map(({ date, share, firstDay, lastDay }) => `of ${date} (${share} of the contacts, ${firstDay} to ${lastDay})`)
      .join(', ')
  return (
    'Each day is placed by the last edition at or before it, else by the first after it: countries by the data ' +
    `${of('country')}; autonomous systems by the data ${of('asn')}.`
  )
}

/** Of watched networks that editions tell differently; undefined of none. */
export const movedText = (networks: readonly SaidNetwork[]): string | undefined =>
  networks.length === 0
    ? undefined
    : `Editions do not agree on watched networks: ${networks
        .map(
          ({ network, told }) =>
            `${network} is registered in ${told
              .map(({ date, countries }) => `${countries || NO_REGISTRATION} by that of ${date}`)
              .join(', in ')}`,
        )
        .join('; ')}. Whoever places these ranges by another edition counts them for another country.`

export const qualityCaption = (value: number): string =>
  `Data quality ${value} of 5: the least of the first three; the last caps what is said of countries`

/** Cells of tables. */
export const OUT_OF_SCOPE_LABEL = 'out of scope: no watched end'
export const AGE_COMPONENT = 'distance of the data on countries'
export const CAPS_SECTIONS = 'caps sections on countries'

export const CHART_TITLE = 'Observed hours per local day: blue a whole day, orange none, between them in part.'

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

export const NAMED_CAPTIONS = {
  gaps: 'Gaps of an hour and more: the longest five, and the others together',
  networkDays: 'Networks that are watched on some days of the window only',
  uploads: 'Uploads that do not count as they are, whole UTC days of the window',
  formats: 'Exporters that changed their format, whole UTC days of the window',
} as const

export const OTHER_GAPS = 'all other gaps of an hour and more'
export const DATES_OF_NETWORKS = { first: 'first watched day', last: 'last watched day' } as const

/** Of networks of which nothing was logged; undefined of none. */
export const silentText = (names: readonly string[]): string | undefined =>
  names.length === 0
    ? undefined
    : `Nothing was logged of ${names.join(', ')}, in the window or within 30 days of it: all of the window is missing there, and ` +
      'no figure holds any of it.'

/** Of gaps of an hour and more; `others` beside the longest. */
export function gapsText(
  longest: readonly { network: string; fromMs: number; slots: number }[],
  others: { gaps: number; slots: number },
): string {
  if (longest.length === 0) return 'No gap of an hour or more.'
  const told = longest.map(
    ({ network, fromMs, slots }) => `${network} from ${utcText(fromMs)} UTC for ${hoursText(slots)}`,
  )
  const rest = others.gaps === 0 ? '' : `; ${others.gaps} more of ${hoursText(others.slots)} together`
  return (
    `Gaps of an hour and more, the longest first: ${told.join('; ')}${rest}. What passed in them is in no figure; means are per ` +
    'observed time.'
  )
}

const hoursText = (slots: number): string => `${Number((slots / 4).toFixed(2))} ${slots === 4 ? 'hour' : 'hours'}`

/** Of networks that are watched on some days of the window only; undefined of none. */
export const networkDaysText = (
  days: readonly { network: string; cidr: string; what: 'first' | 'last'; day: string }[],
): string | undefined =>
  days.length === 0
    ? undefined
    : `By networks.csv, ${days.map(networkDayText).join('; ')}: the other days are not of its window, and its addresses are no ` +
      'watched ones there.'

const networkDayText = ({
  network,
  cidr,
  what,
  day,
}: {
  network: string
  cidr: string
  what: 'first' | 'last'
  day: string
}) => `${day} is the ${DATES_OF_NETWORKS[what]} of ${network} (${cidr})`

const OUTCOMES: Record<string, { label: string; one: string; several: string; meaning: string }> = {
  copy: {
    label: 'copy',
    one: 'is a copy of another',
    several: 'are copies of others',
    meaning: 'the same content counts once',
  },
  cut: {
    label: 'cut',
    one: 'is cut',
    several: 'are cut',
    meaning: 'what stands before the cut counts, what stood behind it is missing',
  },
  unknown: {
    label: 'no known format',
    one: 'is in no known format',
    several: 'are in no known format',
    meaning: 'what they hold is in no figure; their days are those that their names say',
  },
  implausible: {
    label: 'too many bytes',
    one: 'claims more bytes than a day can hold',
    several: 'claim more bytes than a day can hold',
    meaning: 'with them the day passes 2^56 bytes (6.7 Tbit/s all day), so they are in no figure of it',
  },
  refused: {
    label: 'refused',
    one: 'was refused whole',
    several: 'were refused whole',
    meaning: 'what they hold is in no figure; their days are those that their names say',
  },
}

export const outcomeLabel = (outcome: string): string => OUTCOMES[outcome]?.label ?? outcome

/** Of uploads that do not count as they are: one sentence for each thing that became of them. */
export function uploadsText(
  uploads: readonly { outcome: string; uploads: number; fromDay: string; toDay: string }[],
): string {
  if (uploads.length === 0) return 'No upload of these days is a copy, cut, refused or in no known format.'
  const told = uploads.map(({ outcome, uploads: count, fromDay, toDay }) => {
    const { one, several, meaning } = OUTCOMES[outcome] ?? { one: outcome, several: outcome, meaning: '' }
    const days = fromDay === toDay ? `on ${fromDay}` : `from ${fromDay} to ${toDay}`
    return `${countText(count)} ${count === 1 ? `upload ${one}` : `uploads ${several}`} (${days}): ${meaning}`
  })
  return `Of the uploads, counted on each day that they touch: ${told.join('; ')}.`
}

/** Of exporters that changed their format; undefined of none. */
export function formatsText(
  rows: readonly { exporter: string; format: string; fromDay: string }[],
): string | undefined {
  if (rows.length === 0) return undefined
  const exporters = [...Map.groupBy(rows, ({ exporter }) => exporter)]
  const told = exporters.slice(0, NAMED_EXPORTERS).map(([exporter, own]) => {
    const formats = own.map(({ format, fromDay }) => `${format} from ${fromDay}`)
    return `${exporter} (${formats.join(', ')})`
  })
  const more = exporters.length > told.length ? ` and ${exporters.length - told.length} more` : ''
  return (
    `Changed their format: ${told.join('; ')}${more}. Formats differ in what they tell (who began, whether it was answered, counters): ` +
    'a change on these days may be the format’s.'
  )
}

/** Of records that several uploads of an exporter hold; undefined of none. */
export function repeatedText(
  rows: readonly { exporter: string; records: Whole; fromDay: string; toDay: string }[],
): string | undefined {
  if (rows.length === 0) return undefined
  const told = rows.slice(0, NAMED_EXPORTERS).map(({ exporter, records, fromDay, toDay }) => {
    const days = fromDay === toDay ? `on ${fromDay}` : `from ${fromDay} to ${toDay}`
    return `${countText(records)} of ${exporter} (${days})`
  })
  const more = rows.length > told.length ? ` and those of ${rows.length - told.length} more exporters` : ''
  return `Records that several uploads of one exporter hold count once; left out as repeated: ${told.join('; ')}${more}.`
}

/** Of connections that more than eight exporters logged, once a network and day; undefined of none. */
export const crowdedText = (connections: number): string | undefined =>
  connections === 0
    ? undefined
    : `${countText(connections)} ${connections === 1 ? 'connection was' : 'connections were'} logged by more than 8 exporters on a ` +
      'day: the 8 with most records are compared, and each counts once as every other.'

const NAMED_EXPORTERS = 5
