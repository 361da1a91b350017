/** Why a country is in or out: of all that have a share worth asking for, largest first. */
import { contactsOf } from '../../figures/counted.ts'
import { type Figure, roundPercentText, type Table } from '../../figures/figure.ts'
import { shareFigure } from '../../figures/share-figure.ts'
import { countryLabel, EXCLUSION_ORDER } from '../../labels.ts'
import { numberIn, type QueryReference, type Row, type SectionContext, textIn } from '../../section.ts'
import { type Country, tierOf } from './counts.ts'
import { CAPTIONS, type LargestStep, RAW_UNIT, rawLabel, reasonText } from './words.ts'

/** A share of all contacts, or of those that are left, in %, from which on a country has a row. */
const MIN_SHARE = 1
/** A step that takes less than this share of a country out is not why it is out. */
const MIN_STEP = 10

export interface ReasonedCountry {
  country: Country
  /** Its share of all contacts, before anything is left out. */
  raw: Figure
  why: string
}

/** `rows` of `presence/days`; `all` contacts. */
export function reasonsOf(
  context: SectionContext,
  countries: readonly Country[],
  rows: readonly Row[],
  all: number,
  query: QueryReference,
): ReasonedCountry[] {
  const steps = stepsByCountry(rows)
  return countries
    .map(country => ({ country, raw: rawFigure(context, country, all, query) }))
    .filter(({ country, raw }) => (raw.value ?? 0) >= MIN_SHARE || (country.figure.value ?? 0) >= MIN_SHARE)
    .sort((a, b) => b.country.raw - a.country.raw || (a.country.code < b.country.code ? -1 : 1))
    .map(({ country, raw }) => ({ country, raw, why: whyOf(country, steps.get(country.code)) }))
}

const rawFigure = (context: SectionContext, { code, raw }: Country, all: number, query: QueryReference): Figure =>
  shareFigure(context, {
    id: `presence.raw.${code}`,
    label: rawLabel(code),
    unit: RAW_UNIT,
    numerator: raw,
    denominator: all,
    role: 'use',
    query,
    counted: contactsOf(context.window, [
      { column: 'role', is: 'equal', value: 'use' },
      { column: 'country', is: 'equal', value: code },
    ]),
  })

function whyOf(country: Country, steps: ReadonlyMap<string, number> | undefined): string {
  const { adjusted, days, institutions, times, raw, passesA, passesB, passesC } = country
  const kinds = new Set(institutions.map(({ kind }) => kind)).size
  return reasonText(
    { adjusted, days, institutions: institutions.length, kinds, times },
    [passesA, passesB, passesC],
    largestStep(steps, raw),
  )
}

function largestStep(steps: ReadonlyMap<string, number> | undefined, raw: number): LargestStep | undefined {
  let largest: LargestStep | undefined
  for (const name of EXCLUSION_ORDER) {
    const share = raw === 0 ? 0 : (100 * (steps?.get(name) ?? 0)) / raw
    if (share >= MIN_STEP && share > (largest?.share ?? 0)) largest = { name, share }
  }
  return largest
}

/** Contacts that each step takes out, by country. */
function stepsByCountry(rows: readonly Row[]): Map<string, Map<string, number>> {
  const found = new Map<string, Map<string, number>>()
  for (const row of rows) {
    const code = textIn(row, 'country')
    const own = found.get(code) ?? new Map<string, number>()
    found.set(code, own)
    const step = textIn(row, 'excluded_as')
    own.set(step, (own.get(step) ?? 0) + numberIn(row, 'contacts'))
  }
  return found
}

const mark = (passes: boolean | null): string => (passes === null ? 'cannot tell' : passes ? 'yes' : 'no')

export function reasonsTable(reasons: readonly ReasonedCountry[]): Table {
  return {
    name: 'reasons',
    caption: CAPTIONS.reasons,
    columns: [
      { name: 'country', label: 'registered in', numeric: false },
      { name: 'share_of_all', label: 'of all contacts', numeric: true },
      { name: 'share_of_left', label: 'of what is left', numeric: true },
      { name: 'often', label: 'seen often enough', numeric: false, detail: true },
      { name: 'stands_out', label: 'stands out', numeric: false, detail: true },
      { name: 'institutions', label: 'named institutions', numeric: false, detail: true },
      { name: 'marks', label: 'marks', numeric: true, detail: true },
      { name: 'contacts', label: 'contacts', numeric: true, detail: true },
      { name: 'contacts_left', label: 'contacts left', numeric: true, detail: true },
      { name: 'why', label: 'why it is in or out', numeric: false },
    ],
    rows: reasons.map(({ country, raw, why }) => [
      countryLabel(country.code),
      roundPercentText(raw.value),
      roundPercentText(country.figure.value),
      mark(country.passesA),
      mark(country.passesB),
      mark(country.passesC),
      tierOf(country),
      country.raw,
      country.adjusted,
      why,
    ]),
  }
}
