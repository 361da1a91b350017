/** The tables of the section on ties to countries. */
import type { Table } from '../figure.ts'
import { countryLabel, exclusionLabel } from '../labels.ts'
import { numberIn, type Row, textIn } from '../section.ts'
import { type Country, tierOf, type Waterfall } from './presence.ts'

const verdict = (passes: boolean | null): string => (passes === null ? 'cannot tell' : passes ? 'yes' : 'no')

export function countriesTable(countries: readonly Country[]): Table {
  return {
    name: 'presence',
    caption: 'Countries of registration with at least 50 adjusted contacts',
    columns: [
      { name: 'country', label: 'registered in', numeric: false },
      { name: 'tier', label: 'tier', numeric: true },
      { name: 'raw', label: 'contacts, raw', numeric: true },
      { name: 'adjusted', label: 'contacts, adjusted', numeric: true },
      { name: 'share', label: 'share, adjusted', numeric: true },
      { name: 'interval', label: '95 % interval', numeric: true },
      { name: 'days', label: 'days seen', numeric: true },
      { name: 'a', label: 'A', numeric: false },
      { name: 'b', label: 'B', numeric: false },
      { name: 'c', label: 'C', numeric: false },
      { name: 'institutions', label: 'institutions, at least', numeric: true },
    ],
    rows: countries.map(country => [
      `${countryLabel(country.code)} (${country.code})`,
      tierOf(country),
      country.raw,
      country.adjusted,
      country.figure.text,
      country.figure.interval === null
        ? ''
        : `${country.figure.interval.low.toFixed(1)} to ${country.figure.interval.high.toFixed(1)}`,
      country.days,
      verdict(country.passesA),
      verdict(country.passesB),
      verdict(country.passesC),
      country.institutions.length,
    ]),
  }
}

export function waterfallTable({ all, steps, left }: Waterfall): Table {
  let rest = all
  return {
    name: 'waterfall',
    caption: 'What is taken out, in this order',
    columns: [
      { name: 'step', label: 'step', numeric: false },
      { name: 'contacts', label: 'contacts taken out', numeric: true },
      { name: 'left', label: 'contacts left', numeric: true },
    ],
    rows: [
      ['all use contacts', 0, all],
      ...steps.map(({ name, contacts }) => {
        rest -= contacts
        return [exclusionLabel(name), contacts, rest]
      }),
      ['adjusted', 0, left],
    ],
  }
}

export function institutionsTable(countries: readonly Country[]): Table {
  return {
    name: 'institutions',
    caption: 'Named institutions, each on at least three days',
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
    caption: 'Contacts that remote ends began with services of the watched networks, by country of registration',
    columns: [
      { name: 'country', label: 'registered in', numeric: false },
      { name: 'contacts', label: 'served contacts', numeric: true },
      { name: 'bytes', label: 'bytes', numeric: true },
      { name: 'days', label: 'days', numeric: true },
    ],
    rows: rows
      .map(row => [
        countryLabel(textIn(row, 'country')),
        numberIn(row, 'contacts'),
        numberIn(row, 'bytes'),
        numberIn(row, 'days'),
      ])
      .sort((a, b) => Number(b[1]) - Number(a[1])),
  }
}
