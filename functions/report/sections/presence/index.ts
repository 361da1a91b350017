/** Ties to countries: activity and named local resources, after everything that anybody's traffic would show is taken out. */
import type { Finding, SectionResult } from '../../figures/figure.ts'
import { singleAddressClasses, WITHHELD, withhold } from '../../figures/withheld.ts'
import { countryLabel } from '../../labels.ts'
import { operatorsCap } from '../../operators-cap.ts'
import { MIN_CONFIDENCE } from '../../report.ts'
import { numberIn, type Row, type Section, type SectionContext, textIn } from '../../section.ts'
import { countriesChart, stepsChart } from './chart.ts'
import { type Country, testCountries, tierOf } from './counts.ts'
import { type Caps, findingsOf } from './findings.ts'
import { movedRanges, movedTable } from './moved.ts'
import { movedRangesText } from './moved-words.ts'
import { reasonsOf, reasonsTable } from './reasons.ts'
import { countriesTable, institutionsTable, servedTable, waterfallTable } from './tables.ts'
import { MIN_CONTACTS, MIN_OTHERS } from './thresholds.ts'
import { type Waterfall, waterfallOf } from './waterfall.ts'
import {
  answerText,
  CANNOT_TELL,
  fewOthersText,
  howComputed,
  NO_COUNTRY,
  NOTHING_LEFT,
  OTHER_COUNTRIES,
  operatorsText,
  QUESTION,
  SHORT_WINDOW,
  shortText,
  TERMS,
  TITLE,
  unsureText,
  waterfallText,
} from './words.ts'

const SHORT_DAYS = 28
const CHARTED = 15

export const presence: Section = { name: 'presence', make }

async function make(context: SectionContext): Promise<SectionResult> {
  const byDay = await context.byDay('sections/presence/days')
  const named = await context.byDay('sections/presence/institutions')
  const served = await context.byDay('sections/presence/served')
  const locals = await context.byDay('sections/presence/locals')
  const country = (row: Row) => textIn(row, 'country')
  const ofRole = (role: string) => locals.rows.filter(row => textIn(row, 'role') === role)
  const singles = singleAddressClasses(context, ofRole('use'), country)
  const servedSingles = singleAddressClasses(context, ofRole('served'), country)
  const days = withhold(byDay.rows, 'country', singles)
  const waterfall = waterfallOf(days)
  const countries = testCountries(
    context,
    {
      days,
      institutions: await namedInstitutions(context, withhold(named.rows, 'country', singles)),
      locals: locals.rows,
      query: byDay.query,
    },
    waterfall,
  )
  const shown = countries.filter(({ passesA, adjusted }) => passesA || adjusted >= MIN_CONTACTS)
  const reasons = reasonsOf(context, countries, days, waterfall.all, byDay.query)
  const { cap, capReason } = capOf(context)
  const confidence = Math.min(context.quality.value, cap)
  // Test C names institutions by their networks.
  const operators = operatorsCap(context.quality)
  const confidences = { active: confidence, tied: Math.min(confidence, operators?.cap ?? confidence) }
  const findings = findingsOf(context, countries, confidences, waterfall.left, { cap, capReason, operators })
  const moved = await movedRanges(context)
  const movedText = movedRangesText(moved)
  const ofTier = (tier: number) => countries.filter(own => tierOf(own) === tier)
  return {
    name: 'presence',
    title: TITLE,
    question: QUESTION,
    answer: waterfall.left === 0 ? NOTHING_LEFT : answerText(ofTier(3), ofTier(2)),
    cap,
    capReason,
    findings,
    paragraphs: [
      ...paragraphsOf(context, countries, waterfall, findings, { cap, capReason, operators }),
      ...(movedText === undefined ? [] : [movedText]),
    ],
    figures: [...shown.map(({ figure }) => figure), ...reasons.map(({ raw }) => raw)],
    tables: [
      reasonsTable(reasons),
      countriesTable(shown, restOf(days, shown), waterfall.left),
      waterfallTable(waterfall),
      institutionsTable(countries),
      servedTable(withhold(served.rows, 'country', servedSingles)),
      ...(moved.length === 0 ? [] : [movedTable(moved)]),
    ],
    charts:
      shown.length === 0 || waterfall.left < MIN_CONTACTS
        ? []
        : [
            await stepsChart(waterfall),
            await countriesChart(
              shown.slice(0, CHARTED).map(({ code, figure, ...own }) => ({
                country: countryLabel(code),
                share: figure.value ?? 0,
                low: figure.interval?.low ?? null,
                high: figure.interval?.high ?? null,
                tier: tierOf({ code, figure, ...own }),
              })),
            ),
          ],
    howComputed: howComputed(singles.size + servedSingles.size > 0),
    cannotTell: [...CANNOT_TELL],
    terms: TERMS,
  }
}

/** What the data can carry: the age of the data on countries, and the length of the window. */
function capOf({ quality, window }: SectionContext): { cap: number; capReason: string } {
  const { cap, reason } = quality.geographic
  if (window.days >= SHORT_DAYS) return { cap, capReason: reason }
  const short = shortText(SHORT_DAYS)
  return cap < 3 ? { cap, capReason: reason } : { cap: 3, capReason: cap === 3 ? `${reason}; ${short}` : short }
}

/** Institutions that rest on one local address are in no list unless the definition allows it. */
async function namedInstitutions(context: SectionContext, rows: readonly Row[]): Promise<readonly Row[]> {
  if (context.showLocalAddresses) return rows
  const keyOf = (row: Row) => JSON.stringify([textIn(row, 'country'), textIn(row, 'kind'), textIn(row, 'institution')])
  const locals = await context.byDay('sections/presence/institution-locals')
  const singles = singleAddressClasses(context, locals.rows, keyOf)
  return rows.filter(row => !singles.has(keyOf(row)) && textIn(row, 'country') !== WITHHELD)
}

/** What the countries that are shown leave of all contacts. */
function restOf(days: readonly Row[], shown: readonly Country[]) {
  const named = new Set(shown.map(({ code }) => code))
  const sums = (keep: (code: string) => boolean) => {
    const own = days.filter(row => keep(textIn(row, 'country')))
    const kept = own.filter(row => textIn(row, 'excluded_as') === '')
    const sum = (rows: readonly Row[]) => rows.reduce((total, row) => total + numberIn(row, 'contacts'), 0)
    return { raw: sum(own), adjusted: sum(kept) }
  }
  const rest = [
    {
      label: OTHER_COUNTRIES,
      ...sums(code => !named.has(code) && code !== 'ZZ' && code !== WITHHELD),
    },
    { label: NO_COUNTRY, ...sums(code => code === 'ZZ') },
    { label: countryLabel(WITHHELD), ...sums(code => code === WITHHELD) },
  ]
  return rest.filter(({ raw }) => raw > 0)
}

function paragraphsOf(
  { window, overview, quality }: SectionContext,
  countries: readonly Country[],
  waterfall: Waterfall,
  findings: readonly Finding[],
  { cap, capReason, operators }: Caps,
): string[] {
  const { left } = waterfall
  if (left === 0) return [NOTHING_LEFT]
  const passing = countries.filter(country => country.passesA).length
  const count = (tier: number) => countries.filter(country => tierOf(country) >= tier).length
  const lines = [waterfallText(waterfall, overview.unclear, [passing, count(2), count(3)])]
  const sentences = findings.map(({ sentence }) => sentence)
  const active = Math.min(quality.value, cap)
  if (active < MIN_CONFIDENCE && sentences.length > 0) lines.push(unsureText(capReason, sentences))
  if (operators !== undefined && operators.cap < active) lines.push(operatorsText(operators.reason))
  if (passing > 0 && passing <= MIN_OTHERS) lines.push(fewOthersText(passing - 1))
  if (window.days < SHORT_DAYS) lines.push(SHORT_WINDOW)
  return lines
}
