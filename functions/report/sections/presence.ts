/** Ties to countries: activity and named local resources, after everything that anybody's traffic would show is taken out. */
import { daysBetween } from '../calendar.ts'
import { countText, type Figure, type Finding, percentOf, percentText, type SectionResult } from '../figure.ts'
import { countryLabel, EXCLUSION_ORDER, exclusionLabel } from '../labels.ts'
import { countriesChart } from '../render/charts.ts'
import { figureOf, numberIn, type Row, type Section, type SectionContext, textIn } from '../section.ts'
import { bootstrapRatio } from '../statistics/bootstrap.ts'
import { countriesTable, institutionsTable, servedTable, waterfallTable } from './presence-tables.ts'

/** Test A: contacts in all, and share of observed days. */
const MIN_CONTACTS = 50
const MIN_DAY_SHARE = 0.25
/** Test B: times the mean of the others, of which at least this many are needed. */
const ABOVE_MEAN = 2
const MIN_OTHERS = 5
/** Test C: institutions, of kinds, each on days. */
const MIN_INSTITUTIONS = 5
const MIN_KINDS = 2
const MIN_INSTITUTION_DAYS = 3
const SHORT_DAYS = 28

export const presence: Section = { name: 'presence', make }

export interface Country {
  code: string
  raw: number
  adjusted: number
  days: number
  figure: Figure
  institutions: { kind: string; name: string; days: number; contacts: number }[]
  kinds: number
  passesA: boolean
  /** Null: cannot tell. */
  passesB: boolean | null
  passesC: boolean
  othersMean: number | null
}

async function make(context: SectionContext): Promise<SectionResult> {
  const byDay = await context.byDay('sections/presence-days')
  const named = await context.byDay('sections/presence-institutions')
  const served = await context.byDay('sections/presence-served')
  const days = daysBetween(context.window.fromDay, context.window.toDay)
  const observedDays = Math.max(1, ...context.observed.map(observed => observed.days))
  const waterfall = waterfallOf(byDay.rows)
  const kept = byDay.rows.filter(row => textIn(row, 'excluded_as') === '')
  const adjustedTotal = kept.reduce((sum, row) => sum + numberIn(row, 'contacts'), 0)
  const adjustedByDay = new Map(days.map(day => [day, 0]))
  for (const row of kept)
    adjustedByDay.set(
      textIn(row, 'local_day'),
      (adjustedByDay.get(textIn(row, 'local_day')) ?? 0) + numberIn(row, 'contacts'),
    )

  const codes = [...new Set(byDay.rows.map(row => textIn(row, 'country')))].filter(code => code !== 'ZZ').sort()
  const countries = codes.map((code): Country => {
    const own = kept.filter(row => textIn(row, 'country') === code)
    const adjusted = own.reduce((sum, row) => sum + numberIn(row, 'contacts'), 0)
    const raw = byDay.rows
      .filter(row => textIn(row, 'country') === code)
      .reduce((sum, row) => sum + numberIn(row, 'contacts'), 0)
    const seen = new Map<string, number>()
    for (const row of own)
      seen.set(textIn(row, 'local_day'), (seen.get(textIn(row, 'local_day')) ?? 0) + numberIn(row, 'contacts'))
    const value = percentOf(adjusted, adjustedTotal)
    const interval = bootstrapRatio(
      days.map(day => ({ numerator: seen.get(day) ?? 0, denominator: adjustedByDay.get(day) ?? 0 })),
      { seed: context.seed },
    )
    const institutions = named.rows
      .filter(row => textIn(row, 'country') === code && numberIn(row, 'days') >= MIN_INSTITUTION_DAYS)
      .map(row => ({
        kind: textIn(row, 'kind'),
        name: textIn(row, 'institution'),
        days: numberIn(row, 'days'),
        contacts: numberIn(row, 'contacts'),
      }))
    const kinds = new Set(institutions.map(({ kind }) => kind)).size
    return {
      code,
      raw,
      adjusted,
      days: seen.size,
      institutions,
      kinds,
      figure: figureOf(context, {
        id: `presence.share.${code}`,
        label: `Share of contacts with addresses registered in ${countryLabel(code)}`,
        unit: '% of use contacts that are left after the steps of the waterfall',
        value,
        text: percentText(value),
        numerator: adjusted,
        denominator: adjustedTotal,
        role: 'use',
        exclusions: waterfall.steps.map(({ name, contacts }) => ({ what: exclusionLabel(name), contacts })),
        interval:
          value === null || interval === undefined
            ? null
            : {
                low: 100 * interval.low,
                high: 100 * interval.high,
                method: '95 %, moving-block bootstrap of 7 days, 1,000 resamples',
              },
        withheld: value === null ? `fewer than 50 contacts (${adjustedTotal})` : null,
        query: byDay.query,
        filter: { role: 'use', category: '', country: code, network: '', excludedAs: '' },
      }),
      passesA: adjusted >= MIN_CONTACTS && seen.size / observedDays >= MIN_DAY_SHARE,
      passesB: null,
      passesC: institutions.length >= MIN_INSTITUTIONS && kinds >= MIN_KINDS,
      othersMean: null,
    }
  })
  testAgainstOthers(countries)
  countries.sort((a, b) => tierOf(b) - tierOf(a) || b.adjusted - a.adjusted || (a.code < b.code ? -1 : 1))
  const shown = countries.filter(country => country.passesA || country.adjusted >= MIN_CONTACTS)
  const cap = context.window.days < SHORT_DAYS ? 3 : 5
  const confidence = Math.min(context.quality.geographic, cap)
  return {
    name: 'presence',
    title: 'Ties to countries',
    question: 'With which countries does the activity suggest ties, beyond what everybody uses?',
    cap,
    capReason: cap === 3 ? 'fewer than 28 days' : 'long enough for four weeks',
    findings: findingsOf(countries, confidence, adjustedTotal),
    paragraphs: paragraphsOf(countries, waterfall, adjustedTotal, cap),
    figures: shown.map(country => country.figure),
    tables: [countriesTable(shown), waterfallTable(waterfall), institutionsTable(countries), servedTable(served.rows)],
    charts:
      adjustedTotal === 0
        ? []
        : [
            await countriesChart(
              shown.slice(0, 15).map(({ code, figure, raw }) => ({
                country: countryLabel(code),
                share: figure.value ?? 0,
                low: figure.interval?.low ?? null,
                high: figure.interval?.high ?? null,
                raw,
              })),
            ),
          ],
    howComputed: [
      `Taken out in this order, each contact once: ${EXCLUSION_ORDER.map(exclusionLabel).join(', ')}. What is left is called adjusted; both are shown.`,
      `Test A: at least ${MIN_CONTACTS} contacts, on at least a quarter of the observed days. Test B: the lower bound of the share is above ${ABOVE_MEAN} times the mean share of the other countries that pass A; with fewer than ${MIN_OTHERS} others it cannot be told. Test C: at least ${MIN_INSTITUTIONS} named institutions (government, news, education, research) of at least ${MIN_KINDS} kinds, each on at least ${MIN_INSTITUTION_DAYS} days. The tier counts A, then B, then C.`,
      'A country is where an address is registered. Addresses of content delivery networks and anycast have none. Institutions are counted by registrable domain, else by the name of their network, never by address; so there are at least as many as named.',
    ],
    cannotTell: [
      'Where anyone was: a registered country is not a place of stay.',
      'Which institutions are used through shared hosting: their addresses carry the host’s name.',
    ],
  }
}

function testAgainstOthers(countries: Country[]): void {
  const passing = countries.filter(country => country.passesA)
  for (const country of passing) {
    const others = passing.filter(other => other !== country).map(other => other.figure.value ?? 0)
    if (others.length < MIN_OTHERS || country.figure.interval === null) continue
    country.othersMean = others.reduce((sum, value) => sum + value, 0) / others.length
    country.passesB = country.figure.interval.low > ABOVE_MEAN * country.othersMean
  }
}

/** 0 none, 1 A, 2 A and B, 3 A, B and C. */
export const tierOf = ({ passesA, passesB, passesC }: Country): number =>
  passesA ? (passesB === true ? (passesC ? 3 : 2) : 1) : 0

export interface Waterfall {
  all: number
  steps: { name: string; contacts: number }[]
  left: number
  withoutCountry: number
}

function waterfallOf(rows: readonly Row[]): Waterfall {
  const all = rows.reduce((sum, row) => sum + numberIn(row, 'contacts'), 0)
  const steps = EXCLUSION_ORDER.map(name => ({
    name,
    contacts: rows
      .filter(row => textIn(row, 'excluded_as') === name)
      .reduce((sum, row) => sum + numberIn(row, 'contacts'), 0),
  }))
  const kept = rows.filter(row => textIn(row, 'excluded_as') === '')
  const left = kept.reduce((sum, row) => sum + numberIn(row, 'contacts'), 0)
  const withoutCountry = kept
    .filter(row => textIn(row, 'country') === 'ZZ')
    .reduce((sum, row) => sum + numberIn(row, 'contacts'), 0)
  return { all, steps, left, withoutCountry }
}

function findingsOf(countries: readonly Country[], confidence: number, total: number): Finding[] {
  const top = countries.filter(country => tierOf(country) === 3)
  const active = countries.filter(country => tierOf(country) === 2)
  const findings: Finding[] = []
  const [first] = top
  if (first !== undefined) {
    const institutions = top.reduce((sum, country) => sum + country.institutions.length, 0)
    findings.push({
      section: 'presence',
      sentence:
        `Signs of ties to ${top.length === 1 ? 'one country' : `${top.length} countries`}: ${listOf(top.map(({ code, figure }) => `${countryLabel(code)} (${figure.text})`))} ` +
        `of the ${countText(total)} contacts left after the waterfall, each well above the others and with at least five named institutions (${institutions} in all).`,
      figure: first.figure.id,
      confidence,
      sizeClass: 3,
    })
  }
  const [strongest] = active
  if (strongest !== undefined) {
    findings.push({
      section: 'presence',
      sentence: `High activity, but fewer than five institutions that can be named: addresses registered in ${listOf(active.map(({ code, figure }) => `${countryLabel(code)} (${figure.text} of the same contacts)`))}.`,
      figure: strongest.figure.id,
      confidence,
      sizeClass: 2,
    })
  }
  return findings
}

const listOf = (items: readonly string[]): string =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`

function paragraphsOf(
  countries: readonly Country[],
  { all, left, withoutCountry }: Waterfall,
  total: number,
  cap: number,
): string[] {
  if (total === 0) return ['Nothing is left after the steps of the waterfall, or nothing was seen in this window.']
  const passing = countries.filter(country => country.passesA).length
  const lines = [
    `Of ${countText(all)} use contacts ${countText(left)} are left after the waterfall, ${countText(withoutCountry)} of them without a country. ${passing} countries pass test A; ` +
      `${countries.filter(country => tierOf(country) >= 2).length} of them pass B, ${countries.filter(country => tierOf(country) === 3).length} of these C.`,
  ]
  if (passing <= MIN_OTHERS) lines.push('Too few other countries have activity: what is above average cannot be told.')
  if (cap < 5) lines.push('The window is shorter than four weeks: no intervals, and test B cannot be told.')
  return lines
}
