/** Tests A, B and C of the countries that contacts are left with after the waterfall. */
import { contactsOf } from '../../figures/counted.ts'
import type { Figure } from '../../figures/figure.ts'
import { shareFigure } from '../../figures/share-figure.ts'
import { WITHHELD } from '../../figures/withheld.ts'
import { exclusionLabel } from '../../labels.ts'
import { numberIn, type QueryReference, type Row, type SectionContext, textIn } from '../../section.ts'
import { daysBetween } from '../../window/calendar.ts'
import { daysSeen } from '../../window/observed-days.ts'
import {
  ABOVE_MEAN,
  MIN_CONTACTS,
  MIN_DAY_SHARE,
  MIN_INSTITUTION_DAYS,
  MIN_INSTITUTIONS,
  MIN_KINDS,
  MIN_OTHERS,
} from './thresholds.ts'
import type { Waterfall } from './waterfall.ts'
import { SHARE_UNIT, shareLabel } from './words.ts'

export interface Country {
  code: string
  raw: number
  adjusted: number
  days: number
  /** Local addresses that use it, IPv6 by /64. */
  addresses: number
  figure: Figure
  institutions: { kind: string; name: string; days: number; contacts: number }[]
  /** Its share by the mean of the other countries that are seen often enough; null where too few are. */
  times: number | null
  passesA: boolean
  /** Null: cannot tell. */
  passesB: boolean | null
  passesC: boolean
}

export interface CountryRows {
  /** Of `presence/days`, `presence/institutions` and `presence/locals`. */
  days: readonly Row[]
  institutions: readonly Row[]
  locals: readonly Row[]
  query: QueryReference
}

/** Countries by tier, then contacts. */
export function testCountries(context: SectionContext, rows: CountryRows, waterfall: Waterfall): Country[] {
  const windowDays = daysBetween(context.window.fromDay, context.window.toDay)
  const seen = daysSeen(context.observed, context.networks)
  const kept = rows.days.filter(row => textIn(row, 'excluded_as') === '')
  const total = waterfall.left
  const totalByDay = sumByDay(kept)
  const raw = Map.groupBy(rows.days, row => textIn(row, 'country'))
  const adjusted = Map.groupBy(kept, row => textIn(row, 'country'))
  const countries = [...raw.keys()]
    .filter(code => code !== 'ZZ' && code !== WITHHELD)
    .map((code): Country => {
      const own = adjusted.get(code) ?? []
      const byDay = sumByDay(own)
      const contacts = sumOf(own)
      const locals = rows.locals.filter(row => textIn(row, 'country') === code && textIn(row, 'role') === 'use')
      const institutions = institutionsOf(rows.institutions, code)
      const kinds = new Set(institutions.map(({ kind }) => kind)).size
      const daysWith = [...byDay.keys()].filter(day => seen.has(day)).length
      const figure = shareFigure(
        context,
        {
          id: `presence.share.${code}`,
          label: shareLabel(code),
          unit: SHARE_UNIT,
          numerator: contacts,
          denominator: total,
          role: 'use',
          exclusions: waterfall.steps.map(step => ({ what: exclusionLabel(step.name), contacts: step.contacts })),
          query: rows.query,
          counted: contactsOf(context.window, [
            { column: 'role', is: 'equal', value: 'use' },
            { column: 'country', is: 'equal', value: code },
            { column: 'excluded_as', is: 'equal', value: '' },
          ]),
        },
        windowDays.map(day => ({ numerator: byDay.get(day) ?? 0, denominator: totalByDay.get(day) ?? 0 })),
      )
      return {
        code,
        raw: sumOf(raw.get(code) ?? []),
        adjusted: contacts,
        days: byDay.size,
        addresses: locals.reduce((sum, row) => sum + numberIn(row, 'addresses'), 0),
        figure,
        institutions,
        times: null,
        passesA: contacts >= MIN_CONTACTS && daysWith >= MIN_DAY_SHARE * seen.size,
        passesB: null,
        passesC: institutions.length >= MIN_INSTITUTIONS && kinds >= MIN_KINDS,
      }
    })
  testAgainstOthers(countries)
  return countries.sort(
    (a, b) => tierOf(b) - tierOf(a) || b.adjusted - a.adjusted || b.raw - a.raw || (a.code < b.code ? -1 : 1),
  )
}

function testAgainstOthers(countries: readonly Country[]): void {
  const passing = countries.filter(country => country.passesA)
  const sum = passing.reduce((all, { figure }) => all + (figure.value ?? 0), 0)
  const others = passing.length - 1
  if (others < MIN_OTHERS) return
  for (const country of passing) {
    const mean = (sum - (country.figure.value ?? 0)) / others
    if (mean > 0) country.times = (country.figure.value ?? 0) / mean
    if (country.figure.interval !== null) country.passesB = country.figure.interval.low > ABOVE_MEAN * mean
  }
}

/** 0 none, 1 A, 2 A and B, 3 A, B and C. */
export const tierOf = ({ passesA, passesB, passesC }: Country): number =>
  passesA ? (passesB === true ? (passesC ? 3 : 2) : 1) : 0

function institutionsOf(rows: readonly Row[], code: string): Country['institutions'] {
  return rows
    .filter(row => textIn(row, 'country') === code && numberIn(row, 'days') >= MIN_INSTITUTION_DAYS)
    .map(row => ({
      kind: textIn(row, 'kind'),
      name: textIn(row, 'institution'),
      days: numberIn(row, 'days'),
      contacts: numberIn(row, 'contacts'),
    }))
}

const sumOf = (rows: readonly Row[]): number => rows.reduce((sum, row) => sum + numberIn(row, 'contacts'), 0)

function sumByDay(rows: readonly Row[]): Map<string, number> {
  const sums = new Map<string, number>()
  for (const row of rows) {
    const day = textIn(row, 'local_day')
    sums.set(day, (sums.get(day) ?? 0) + numberIn(row, 'contacts'))
  }
  return sums
}
