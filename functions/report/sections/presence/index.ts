/** Ties to countries: activity and named local resources, after everything that anybody's traffic would show is taken out. */
import { countText, type Finding, type SectionResult } from '../../figures/figure.ts'
import { singleAddressClasses, WITHHELD, withhold } from '../../figures/withheld.ts'
import { countryLabel, EXCLUSION_ORDER, exclusionLabel } from '../../labels.ts'
import { MIN_CONFIDENCE, sizeOfShare } from '../../report.ts'
import { numberIn, type Row, type Section, type SectionContext, textIn } from '../../section.ts'
import { countriesChart } from './chart.ts'
import {
  ABOVE_MEAN,
  type Country,
  MIN_CONTACTS,
  MIN_INSTITUTION_DAYS,
  MIN_INSTITUTIONS,
  MIN_KINDS,
  MIN_OTHERS,
  testCountries,
  tierOf,
} from './counts.ts'
import { countriesTable, institutionsTable, servedTable, waterfallTable } from './tables.ts'
import { type Waterfall, waterfallOf } from './waterfall.ts'

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
  const { cap, capReason } = capOf(context)
  const confidence = Math.min(context.quality.value, cap)
  return {
    name: 'presence',
    title: 'Ties to countries',
    question: 'With which countries does the activity suggest ties, beyond what everybody uses?',
    cap,
    capReason,
    findings: findingsOf(countries, confidence, waterfall.left),
    paragraphs: paragraphsOf(context, countries, waterfall, confidence, capReason),
    figures: shown.map(({ figure }) => figure),
    tables: [
      countriesTable(shown, restOf(days, shown), waterfall.left),
      waterfallTable(waterfall),
      institutionsTable(countries),
      servedTable(withhold(served.rows, 'country', servedSingles)),
    ],
    charts:
      shown.length === 0 || waterfall.left < MIN_CONTACTS
        ? []
        : [
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
    howComputed: [
      `Taken out in this order, each contact once: ${EXCLUSION_ORDER.map(exclusionLabel).join(', ')}. What is left is called adjusted; both are shown.`,
      `Test A: at least ${MIN_CONTACTS} contacts, on at least a quarter of the observed days. Test B: the lower bound of the share is above ${ABOVE_MEAN} times the mean share of the other countries that pass A; with fewer than ${MIN_OTHERS} others, or without an interval, it cannot be told. Test C: at least ${MIN_INSTITUTIONS} named institutions (government, news, education, research) of at least ${MIN_KINDS} kinds, each on at least ${MIN_INSTITUTION_DAYS} days. The tier counts A, then B, then C.`,
      'A country is where an address is registered. Addresses of content delivery networks and anycast have none. Institutions are counted by registrable domain, else by the catalogue, else by the name of their network, never by address; so there are at least as many as named.',
      ...(singles.size + servedSingles.size > 0
        ? [
            'Countries with a single local address are pooled as "other (withheld)", as the definition of this report asks.',
          ]
        : []),
    ],
    cannotTell: [
      'Where anyone was: a registered country is not a place of stay.',
      'Which institutions are used through shared hosting: their addresses carry the host’s name.',
    ],
  }
}

/** What the data can carry: the age of the data on countries, and the length of the window. */
function capOf({ quality, window }: SectionContext): { cap: number; capReason: string } {
  const { cap, reason } = quality.geographic
  if (window.days >= SHORT_DAYS) return { cap, capReason: reason }
  const short = `the window has fewer than ${SHORT_DAYS} days`
  return cap < 3 ? { cap, capReason: reason } : { cap: 3, capReason: cap === 3 ? `${reason}; ${short}` : short }
}

/** Institutions that rest on one local address are in no list unless the definition allows it. */
async function namedInstitutions(context: SectionContext, rows: readonly Row[]): Promise<readonly Row[]> {
  if (context.showLocalAddresses) return rows
  const keyOf = (row: Row) => JSON.stringify([textIn(row, 'country'), textIn(row, 'kind'), textIn(row, 'institution')])
  const locals = await context.bySlot('sections/presence/institution-locals')
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
      label: `other countries (fewer than ${MIN_CONTACTS} adjusted contacts each)`,
      ...sums(code => !named.has(code) && code !== 'ZZ' && code !== WITHHELD),
    },
    { label: 'no country', ...sums(code => code === 'ZZ') },
    { label: countryLabel(WITHHELD), ...sums(code => code === WITHHELD) },
  ]
  return rest.filter(({ raw }) => raw > 0)
}

function findingsOf(countries: readonly Country[], confidence: number, total: number): Finding[] {
  const top = countries.filter(country => tierOf(country) === 3)
  const active = countries.filter(country => tierOf(country) === 2)
  const findings: Finding[] = []
  const share = (some: readonly Country[]) => some.reduce((sum, { figure }) => sum + (figure.value ?? 0), 0)
  const [first] = top
  if (first !== undefined) {
    const institutions = top.reduce((sum, country) => sum + country.institutions.length, 0)
    findings.push({
      section: 'presence',
      sentence:
        `Signs of ties to ${top.length === 1 ? 'one country' : `${top.length} countries`}: addresses registered in ${listOf(top.map(({ code, figure }) => `${countryLabel(code)} (${figure.text})`))} ` +
        `of the ${countText(total)} contacts left after the waterfall, each well above the others and with at least five named institutions (at least ${institutions} in all).`,
      figure: first.figure.id,
      confidence,
      sizeClass: sizeOfShare(share(top)),
    })
  }
  const [strongest] = active
  if (strongest !== undefined) {
    findings.push({
      section: 'presence',
      sentence: `High activity, but not five institutions of two kinds that can be named: addresses registered in ${listOf(active.map(({ code, figure }) => `${countryLabel(code)} (${figure.text})`))} of the ${countText(total)} contacts left after the waterfall.`,
      figure: strongest.figure.id,
      confidence,
      sizeClass: sizeOfShare(share(active)),
    })
  }
  return findings
}

const listOf = (items: readonly string[]): string =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`

function paragraphsOf(
  { window, overview }: SectionContext,
  countries: readonly Country[],
  waterfall: Waterfall,
  confidence: number,
  capReason: string,
): string[] {
  const { all, left, withoutCountry } = waterfall
  if (left === 0) return ['Nothing is left after the steps of the waterfall, or nothing was seen in this window.']
  const passing = countries.filter(country => country.passesA).length
  const count = (tier: number) => countries.filter(country => tierOf(country) >= tier).length
  const lines = [
    `Of ${countText(all)} use contacts ${countText(left)} are left after the waterfall, ${countText(withoutCountry)} of them without a country; ${countText(overview.unclear)} contacts of unclear role stand beside. ${passing === 1 ? 'One country passes' : `${passing} countries pass`} test A (activity), ${count(2)} of them B (well above the others), ${count(3)} of these C (named institutions).`,
  ]
  const findings = findingsOf(countries, confidence, left)
  if (confidence < MIN_CONFIDENCE && findings.length > 0)
    lines.push(
      `What was counted reads as follows, at confidence ${confidence} of 5 only (${capReason}), and so is no finding: ${findings.map(({ sentence }) => sentence).join(' ')}`,
    )
  if (passing > 0 && passing <= MIN_OTHERS)
    lines.push(
      `Cannot tell what is above average: test B needs at least ${MIN_OTHERS} other countries with activity, there are ${passing - 1}.`,
    )
  if (window.days < SHORT_DAYS)
    lines.push('The window is shorter than four weeks: no intervals, and test B cannot be told.')
  return lines
}
