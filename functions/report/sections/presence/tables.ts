/** The tables of the section on ties to countries. */
import { add, type Whole } from '../../../lib/exact-numbers.ts'
import { percentOf, percentText, rangeText, type Table } from '../../figures/figure.ts'
import { countryLabel, exclusionLabel } from '../../labels.ts'
import { numberIn, type Row, textIn, wholeIn } from '../../section.ts'
import { type Country, tierOf } from './counts.ts'
import type { Waterfall } from './waterfall.ts'
import { ALL_CONTACTS, CAPTIONS, WHAT_IS_LEFT } from './words.ts'

const verdict = (passes: boolean | null): string => (passes === null ? 'cannot tell' : passes ? 'yes' : 'no')

/** Countries, and what they leave of the contacts, so that the column adds up. */
export function countriesTable(
  countries: readonly Country[],
  rest: readonly { label: string; raw: number; adjusted: number }[],
  total: number,
): Table {
  return {
    name: 'presence',
    caption: CAPTIONS.countries,
    folded: true,
    columns: [
      { name: 'country', label: 'registered in', numeric: false },
      { name: 'marks', label: 'marks', numeric: true },
      { name: 'raw', label: 'all contacts', numeric: true },
      { name: 'adjusted', label: 'contacts left', numeric: true },
      { name: 'share', label: 'share of what is left', numeric: true },
      { name: 'interval', label: '95 % interval', numeric: true, detail: true },
      { name: 'days', label: 'days seen', numeric: true, detail: true },
      { name: 'a', label: 'seen often enough', numeric: false, detail: true },
      { name: 'b', label: 'stands out', numeric: false, detail: true },
      { name: 'c', label: 'named institutions', numeric: false, detail: true },
      { name: 'institutions', label: 'institutions, at least', numeric: true, detail: true },
      { name: 'addresses', label: 'devices', numeric: true, detail: true },
    ],
    rows: [
      ...countries.map(country => [
        `${countryLabel(country.code)} (${country.code})`,
        tierOf(country),
        country.raw,
        country.adjusted,
        country.figure.text,
        country.figure.interval === null ? '' : rangeText(country.figure.interval),
        country.days,
        verdict(country.passesA),
        verdict(country.passesB),
        verdict(country.passesC),
        country.institutions.length,
        country.addresses,
      ]),
      ...rest.map(({ label, raw, adjusted }) => [
        label,
        null,
        raw,
        adjusted,
        percentText(percentOf(adjusted, total)),
        ...Array<null>(7).fill(null),
      ]),
    ],
  }
}

export function waterfallTable({ all, steps, left }: Waterfall): Table {
  let rest = all
  return {
    name: 'waterfall',
    caption: CAPTIONS.waterfall,
    folded: true,
    columns: [
      { name: 'step', label: 'step', numeric: false },
      { name: 'contacts', label: 'contacts left out', numeric: true },
      { name: 'left', label: 'contacts left', numeric: true },
    ],
    rows: [
      [ALL_CONTACTS, 0, all],
      ...steps.map(({ name, contacts }) => {
        rest -= contacts
        return [exclusionLabel(name), contacts, rest]
      }),
      [WHAT_IS_LEFT, 0, left],
    ],
  }
}

export function institutionsTable(countries: readonly Country[]): Table {
  return {
    name: 'institutions',
    caption: CAPTIONS.institutions,
    folded: true,
    columns: [
      { name: 'country', label: 'registered in', numeric: false },
      { name: 'kind', label: 'kind', numeric: false },
      { name: 'institution', label: 'institution', numeric: false },
      { name: 'days', label: 'days', numeric: true },
      { name: 'contacts', label: 'contacts', numeric: true },
    ],
    rows: countries.flatMap(({ code, institutions }) =>
      institutions.map(({ kind, name, days, contacts }) => [countryLabel(code), kind, name, days, contacts]),
    ),
  }
}

export function servedTable(rows: readonly Row[]): Table {
  return {
    name: 'served',
    caption: CAPTIONS.served,
    folded: true,
    columns: [
      { name: 'country', label: 'registered in', numeric: false },
      { name: 'contacts', label: 'served contacts', numeric: true },
      { name: 'bytes', label: 'bytes', numeric: true, print: 'bytes' },
      { name: 'days', label: 'days, at least', numeric: true },
    ],
    rows: [...Map.groupBy(rows, row => textIn(row, 'country'))]
      .map(([code, own]) => ({
        country: countryLabel(code),
        contacts: own.reduce((sum, row) => sum + numberIn(row, 'contacts'), 0),
        bytes: own.reduce<Whole>((sum, row) => add(sum, wholeIn(row, 'bytes')), 0),
        // Days of pooled countries may be the same: the most is at least.
        days: own.reduce((most, row) => Math.max(most, numberIn(row, 'days')), 0),
      }))
      .sort((a, b) => b.contacts - a.contacts || (a.country < b.country ? -1 : 1))
      .map(({ country, contacts, bytes, days }) => [country, contacts, bytes, days]),
  }
}
