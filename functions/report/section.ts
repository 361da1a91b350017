/** What a section gets, and how it asks: the same for all of them. Adding a section: a file, a line in the registry. */
import type { Address } from '../lib/addresses.ts'
import { add, type Whole } from '../lib/exact-numbers.ts'
import type { WatchedNetwork } from '../lib/networks.ts'
import { QueryFailed, type SqlParameter, type SqlValue } from '../lib/ports.ts'
import type { DatedEvent } from '../lib/reference/events.ts'
import type { SensitiveMark } from '../lib/reference/lists/sensitive.ts'
import type { Comparison } from '../lib/reports/definition.ts'
import type { SaidByEdition } from './country-editions.ts'
import type { DataDay } from './data-days.ts'
import {
  type Figure,
  type FigureContext,
  PERCENT_ROUNDING,
  type QueryReference,
  type SectionResult,
} from './figures/figure.ts'
import type { OperatorNames } from './operator-names.ts'
import type { PlacedEdition } from './placed-editions.ts'
import type { ReferenceVersion } from './reference-version.ts'
import type { RelayDay } from './relay-days.ts'
import type { WatchedCountry } from './watched-countries.ts'
import type { ComparedDays } from './window/comparison.ts'
import type { Observed } from './window/observed.ts'
import type { ReportWindow } from './window/window.ts'

/** A row by column name. */
export type Row = Record<string, SqlValue>

export interface Answer {
  rows: Row[]
  query: QueryReference
}

/** Data quality from 1 to 5, the least of its components. */
export interface DataQuality {
  value: number
  components: { name: string; value: number; reason: string }[]
  /** The component that set it. */
  decidedBy: string
  /**
   * Cap of sections that say where, by the years between contacts and the edition of country data that placed them (median);
   * `years` null where that is not known.
   */
  geographic: { cap: number; reason: string; years: number | null }
  /** The same for the data on autonomous systems, of what is said of whose an address is. */
  operators: { cap: number; reason: string; years: number | null }
}

/** Contacts of the window by role, and what is known of them. */
export interface Overview {
  use: number
  useInfrastructure: number
  unclassified: number
  unclear: number
  served: number
  attemptsOut: number
  attemptsIn: number
  localAddresses: number
  largestLocal: number
}

/** Local days before the window. */
export interface EarlierDays extends Pick<SectionContext, 'byDay' | 'byUtcDay'> {
  fromDay: string
  toDay: string
  days: number
  /** Networks of the report that are watched on one of these days; of one at least something was observed. */
  observed: readonly Observed[]
  liveness: QueryReference
  /** Reference sets that their contacts rest on, by first day. */
  references: readonly ReferenceVersion[]
  /** Which data their contacts rest on, by day. */
  dataDays: readonly DataDay[]
}

/** The window that a report's own is compared with. */
export interface EarlierWindow extends EarlierDays {
  comparison: Comparison
  /** Earlier days of the same weekday that a day of the window is compared with. */
  daysOf: ComparedDays['daysOf']
}

export interface SectionContext {
  window: ReportWindow
  networks: readonly WatchedNetwork[]
  /** Every watched network, also one that nothing logged. */
  observed: readonly Observed[]
  /** What the liveness behind the observed time was asked by. */
  liveness: QueryReference
  overview: Overview
  quality: DataQuality
  /** Editions that placed the window's contacts; none where there is no contact. */
  placed: readonly PlacedEdition[]
  /** What lists of relays could tell, by the days and reference sets of the window's contacts. */
  relays: readonly RelayDay[]
  /** Institutions of space, nuclear and defence research, and laboratories, as they are listed now. */
  sensitive: readonly SensitiveMark[]
  /** What editions say of the watched networks. */
  watchedCountries: readonly WatchedCountry[]
  /** How many editions of country data placed the contacts or are newer: with fewer than two none says otherwise. */
  countryEditions: number
  /** What they say of addresses; read when a section asks. */
  countriesByEdition(addresses: readonly Address[]): Promise<SaidByEdition[]>
  /** What autonomous systems are called; read when a section asks. */
  operatorNames: OperatorNames
  /** Of events.csv, in its order, also those outside of the window. */
  events: readonly DatedEvent[]
  figures: FigureContext
  /** Reference sets that the window's contacts rest on, by first day. */
  references: readonly ReferenceVersion[]
  /** Days that rest on other reference data than the day before them: charts over time mark them. */
  versionDays: readonly string[]
  /** Which data the window's contacts rest on, by day. */
  dataDays: readonly DataDay[]
  /**
   * Runs a query of `queries/sections/` over the window’s local days of each network’s own zone, with `further` parameters
   * after the days; asked once for all.
   */
  byDay(file: string, further?: readonly SqlParameter[]): Promise<Answer>
  /** Over UTC days, once; `around` more days on each side. */
  byUtcDay(file: string, around?: number): Promise<Answer>
  /** With parameters of its own. */
  ask(file: string, parameters: SqlParameter[]): Promise<Answer>
  /** What the report's definition compares its window with. */
  comparison: Comparison
  /**
   * The window that this one is compared with, as the definition says: observed time, and the same queries over its days.
   * Null where nothing was published or watched then. Asked for by the sections that need it only.
   */
  earlier(): Promise<EarlierWindow | null>
  /** The same of so many local days (at most 42) directly before the window. */
  before(days: number): Promise<EarlierDays | null>
  /** Whether classes with one local address may stand in outputs by name. */
  showLocalAddresses: boolean
  /** Seed of every bootstrap. */
  seed: number
}

export interface Section {
  name: string
  make(context: SectionContext): Promise<SectionResult>
}

/** Count in a row's column; 0 for NULL. Throws where it is too large for a count: those that can be are bytes. */
export const numberIn = (row: Row, column: string): number => {
  const value = row[column]
  if (typeof value === 'bigint') throw new QueryFailed(`column ${column}: expected a count below 2^53, found ${value}`)
  return typeof value === 'number' ? value : 0
}

/** Whole number of any size in a row's column, as sums of bytes are; 0 for NULL. */
export const wholeIn = (row: Row, column: string): Whole => {
  const value = row[column]
  return typeof value === 'number' || typeof value === 'bigint' ? value : 0
}

/** Text of a row's column; empty for NULL. */
export const textIn = (row: Row, column: string): string => {
  const value = row[column]
  return typeof value === 'string' ? value : ''
}

/** Sums a column by the text of another. */
export function sumBy(rows: readonly Row[], key: string, column: string): Map<string, number> {
  const sums = new Map<string, number>()
  for (const row of rows) sums.set(textIn(row, key), (sums.get(textIn(row, key)) ?? 0) + numberIn(row, column))
  return sums
}

/** The same for whole numbers of any size. */
export function sumWholesBy(rows: readonly Row[], key: string, column: string): Map<string, Whole> {
  const sums = new Map<string, Whole>()
  for (const row of rows) sums.set(textIn(row, key), add(sums.get(textIn(row, key)) ?? 0, wholeIn(row, column)))
  return sums
}

type Defaulted =
  | keyof FigureContext
  | 'numeratorOf'
  | 'formula'
  | 'scope'
  | 'exclusions'
  | 'rounding'
  | 'interval'
  | 'withheld'

/** A figure with the report's context. */
export function figureOf(
  context: SectionContext,
  own: Omit<Figure, Defaulted> & Partial<Pick<Figure, Defaulted>>,
): Figure {
  return {
    numeratorOf: 'contacts',
    formula: '100 × numerator ÷ denominator',
    scope: 'external',
    exclusions: [],
    rounding: PERCENT_ROUNDING,
    interval: null,
    withheld: null,
    ...context.figures,
    ...own,
  }
}

export type { QueryReference, SqlParameter }
