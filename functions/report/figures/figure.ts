/** What a report is made of: figures that carry all it takes to check them, tables, charts, findings. */
import type { Whole } from '../../lib/exact-numbers.ts'
import type { SqlParameter, SqlValue } from '../../lib/ports.ts'
import type { Selection } from './selection.ts'

/** The SQL behind something. */
export interface QueryReference {
  /** File below `queries/`, and the hash of its text. */
  file: string
  hash: string
  /** Bound in order. */
  parameters: SqlParameter[]
}

/** What is the same for every figure of a report. */
export interface FigureContext {
  fromDay: string
  toDay: string
  zones: string[]
  /** % of the quarter-hours of the window. */
  observedShare: number
  /** % of use contacts, infrastructure left out; null below the least denominator. */
  unknownShare: number | null
  /** Contacts whose role is unclear: beside the figure, in none. */
  unclearContacts: number
  /** Distinct local addresses (IPv6 by /64) behind it, and the largest one's share of the contacts in %; null of what is no contact. */
  localAddresses: number | null
  largestLocalShare: number | null
  /** Hashes of the reference sets, and what is in them: data with version and date, catalogue files with hash. */
  references: string[]
  referenceDates: string[]
  catalogue: string[]
  /** Version of the rules that make contacts of records. */
  unitRule: string
}

export interface Figure extends FigureContext {
  /** Stable: `<section>.<name>`. */
  id: string
  label: string
  /** What `value` is of: `% of use contacts without infrastructure`, `contacts per observed hour`. */
  unit: string
  /** Null where withheld. */
  value: number | null
  /** Rounded, as printed. */
  text: string
  numerator: Whole
  /** What the numerator is a number of: `contacts`, `bytes`, `log records`, `quarter-hours`, … */
  numeratorOf: string
  denominator: Whole
  /** How value, numerator and denominator hang together. */
  formula: string
  role: string
  scope: string
  /** What was taken out before, with counts. */
  exclusions: { what: string; contacts: number }[]
  rounding: string
  interval: { low: number; high: number; method: string } | null
  /** Why there is no value or no interval. */
  withheld: string | null
  query: QueryReference
  /** What the numerator counts; null where that is time. */
  counted: Selection | null
}

export interface Column {
  name: string
  label: string
  numeric: boolean
  /** How the page prints numbers; files have them as they are. Counts where absent. */
  print?: 'bytes' | 'mean'
  /** Beside the point: on a phone behind a tap. Where no column says so, those after the third are. */
  detail?: true
}

export interface Table {
  name: string
  caption: string
  columns: Column[]
  rows: SqlValue[][]
  /** Only in the files: too long to read. */
  fileOnly?: true
  /** Closed until it is opened: a chart says the same. */
  folded?: true
}

export interface Chart {
  name: string
  /** What it is, and how to read it. */
  title: string
  /** What it shows, in words: for those who do not see it. */
  description: string
  /** SVG text for a wide page, and for a phone. */
  wide: string
  narrow: string
}

/** One thing that a section found: the first page shows those that rank highest. */
export interface Finding {
  section: string
  /** The whole of it: of what, where, when. At most 30 words. */
  sentence: string
  /** Id of the figure behind it. */
  figure: string
  /** 1 to 5: 2 is a weak sign, which stands apart; 1 is not said. */
  confidence: number
  sizeClass: 1 | 2 | 3
  headline: Headline
  /** How sure, after the word for `confidence`: the interval or the reason, `63 to 65 %` or `a fifth of the activity is not identified`. */
  sureness: string
  /** What it tells is a change: inside this window (began, ended, a burst, a version), or against the window before. */
  change?: 'inside' | 'before'
  /** For the first page, by `render/small.ts`. */
  small?: Chart
}

/** A finding as the first page says it, `figure` in large letters: `64 %` | `of activity was with games and content streaming`. */
export interface Headline {
  figure: string
  /** At most 15 words, in one sentence with `figure`. */
  words: string
}

/** A word of reports that says more than it seems to. */
export interface Term {
  word: string
  /** Other forms of it. */
  also: readonly string[]
  /** At most twelve words, where it first stands. */
  short: string
  /** One tap away. */
  exact: string
}

export interface SectionResult {
  name: string
  title: string
  question: string
  /** The question answered in one sentence. */
  answer: string
  /** The data cannot carry the question: `answer` says what would be needed, and the page gives it no further room. */
  unanswered?: true
  /** Highest confidence that this section can have, and why. */
  cap: number
  capReason: string
  findings: Finding[]
  /** What to make of it, two or three sentences; then what must be said beside. */
  paragraphs: string[]
  figures: Figure[]
  tables: Table[]
  charts: Chart[]
  howComputed: string[]
  cannotTell: string[]
  /** Words that only this section uses. */
  terms?: readonly Term[]
}

/** Percentages need this many contacts below the line. */
export const MIN_DENOMINATOR = 50

/** Version of the rules that make contacts of records. */
export const UNIT_RULE = '1'

/** Share as a percentage with one decimal; null below the least denominator. */
export function percentOf(numerator: Whole, denominator: Whole): number | null {
  return denominator < MIN_DENOMINATOR ? null : (100 * Number(numerator)) / Number(denominator)
}

/** How `percentText` rounds. */
export const PERCENT_ROUNDING = 'one decimal, half away from zero'

/** One decimal, halves away from zero, and a narrow no-break space before the sign; what is not nothing is not 0.0. */
export function percentText(value: number | null): string {
  if (value === null) return 'withheld'
  const rounded = tenths(value)
  return rounded === 0 && value > 0 ? '< 0.1\u202f%' : `${rounded.toFixed(1)}\u202f%`
}

/** Halves that binary fractions miss by a hair are halves: 100 × 169 ÷ 2000 is 8.45. */
const tenths = (value: number): number => Math.round(Number((value * 10).toPrecision(12))) / 10

/** For sentences: whole from 10 on, else one decimal. `64 %`, `7.3 %`. */
export const roundPercentText = (value: number | null): string =>
  value === null || value < 9.95 ? percentText(value) : `${Math.round(Number(value.toPrecision(12)))}\u202f%`

/** A share and its interval: `64 % (63 to 65)`; without one the share alone. */
export const roundShareText = ({ value, interval }: Pick<Figure, 'value' | 'interval'>): string =>
  `${roundPercentText(value)}${interval === null ? '' : ` (${roundRangeText(interval)})`}`

/** `63 to 65`; below 10 with one decimal. */
export const roundRangeText = ({ low, high }: { low: number; high: number }): string =>
  `${withoutSign(low)} to ${withoutSign(high)}`
const withoutSign = (value: number): string => roundPercentText(Math.max(0, value)).replace('\u202f%', '')

/** `34.8 to 35.7`. */
export const rangeText = ({ low, high }: { low: number; high: number }): string =>
  `${tenths(low).toFixed(1)} to ${tenths(high).toFixed(1)}`

const whole = new Intl.NumberFormat('en')
export const countText = (value: Whole): string => whole.format(value)

export const contactsText = (contacts: Whole): string =>
  Number(contacts) === 1 ? '1 contact' : `${countText(contacts)} contacts`

/** Bytes in decimal units. */
export function bytesText(bytes: Whole): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB']
  let value = Number(bytes)
  let unit = 0
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000
    unit++
  }
  return `${unit === 0 ? value : value.toFixed(1)}\u202f${units[unit]}`
}
