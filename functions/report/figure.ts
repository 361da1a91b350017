/** What a report is made of: figures that carry all it takes to check them, tables, charts, findings. */
import type { SqlParameter, SqlValue } from '../lib/ports.ts'

/** The SQL behind something. */
export interface QueryReference {
  /** File below `queries/`, and the hash of its text. */
  file: string
  hash: string
  /** Bound once per zone of the watched networks. */
  parameters: SqlParameter[][]
}

/** Which contacts a figure counts: what `explain` selects by. Empty text: any. */
export interface ContactFilter {
  role: string
  category: string
  country: string
  network: string
  excludedAs: string | null
}

/** What is the same for every figure of a report. */
export interface FigureContext {
  fromDay: string
  toDay: string
  zones: string[]
  observedShare: number
  unknownShare: number | null
  localAddresses: number
  largestLocalShare: number | null
  references: string[]
  referenceDates: string[]
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
  numerator: number
  denominator: number
  role: string
  scope: string
  /** What was taken out before, with counts. */
  exclusions: { what: string; contacts: number }[]
  rounding: string
  interval: { low: number; high: number; method: string } | null
  /** Why there is no value or no interval. */
  withheld: string | null
  query: QueryReference
  filter: ContactFilter
}

export interface Table {
  name: string
  caption: string
  columns: { name: string; label: string; numeric: boolean }[]
  rows: SqlValue[][]
}

export interface Chart {
  name: string
  /** What it shows, in one sentence: for those who do not see it. */
  description: string
  svg: string
}

/** One sentence for the first page. */
export interface Finding {
  section: string
  sentence: string
  figure: string
  confidence: number
  sizeClass: 1 | 2 | 3
}

export interface SectionResult {
  name: string
  title: string
  question: string
  /** Highest confidence that this section can have, and why. */
  cap: number
  capReason: string
  findings: Finding[]
  paragraphs: string[]
  figures: Figure[]
  tables: Table[]
  charts: Chart[]
  howComputed: string[]
  cannotTell: string[]
}

/** Percentages need this many contacts below the line. */
export const MIN_DENOMINATOR = 50

/** Version of the rules that make contacts of records. */
export const UNIT_RULE = '1'

/** Share as a percentage with one decimal; null below the least denominator. */
export function percentOf(numerator: number, denominator: number): number | null {
  return denominator < MIN_DENOMINATOR ? null : (100 * numerator) / denominator
}

/** One decimal and a narrow no-break space before the sign. */
export const percentText = (value: number | null): string =>
  value === null ? 'withheld' : `${value.toFixed(1)}\u202f%`

const whole = new Intl.NumberFormat('en')
export const countText = (value: number): string => whole.format(value)

/** Bytes in decimal units. */
export function bytesText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB']
  let value = bytes
  let unit = 0
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000
    unit++
  }
  return `${unit === 0 ? value : value.toFixed(1)}\u202f${units[unit]}`
}
