/** Every sentence on ties to countries, as functions of figures to text. */
import { countText, roundPercentText, type Term } from '../../figures/figure.ts'
import { countryLabel, EXCLUSION_ORDER, exclusionLabel } from '../../labels.ts'
import { capitalised, listText } from '../../sentences.ts'
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

export const TITLE = 'Ties to countries'
export const QUESTION = 'With which countries does the activity suggest ties, beyond what everybody uses?'

export const shortText = (days: number): string => `the window has fewer than ${days} days`

export const shareLabel = (code: string): string =>
  `Share of contacts with addresses registered in ${countryLabel(code)}`
export const SHARE_UNIT = '% of the contacts that are left when what everybody uses is left out'

/** A country, and its share as printed. */
export interface SaidCountry {
  code: string
  figure: { text: string }
}

const sharesOf = (countries: readonly SaidCountry[]): string =>
  listText(countries.map(({ code, figure }) => `${countryLabel(code)} (${figure.text})`))

/** `left` contacts when what everybody uses is left out. */
export const tiesSentence = (countries: readonly SaidCountry[], left: number, institutions: number): string =>
  `Signs of ties to ${countries.length === 1 ? 'one country' : `${countries.length} countries`}: addresses registered in ` +
  `${sharesOf(countries)} of the ${countText(left)} contacts that are left; each stands out, with at least five named institutions ` +
  `(at least ${institutions} in all).`

export const activeSentence = (countries: readonly SaidCountry[], left: number): string =>
  'High activity, but not five institutions of two kinds that can be named: addresses registered in ' +
  `${sharesOf(countries)} of the ${countText(left)} contacts that are left.`

export const tiesWords = (countries: readonly SaidCountry[]): string =>
  `${countries.length === 1 ? 'stands' : 'stand'} out by activity and named institutions` +
  `${countries.length > MOST_NAMED ? '' : `: ${namesOf(countries)}`}`
export const tiesFigure = (count: number): string => (count === 1 ? 'One country' : `${count} countries`)
export const activeWords = (countries: readonly SaidCountry[]): string =>
  `of what is left is with ${countries.length > MOST_NAMED ? `${countries.length} countries` : namesOf(countries)}, ` +
  'without ties to institutions'
/** In fifteen words there is room for so many. */
const MOST_NAMED = 3
const namesOf = (countries: readonly SaidCountry[]): string => listText(countries.map(({ code }) => countryLabel(code)))

/** `tied` pass all three tests, `active` the first two. */
export function answerText(tied: readonly SaidCountry[], active: readonly SaidCountry[]): string {
  if (tied.length === 0 && active.length === 0) return 'No country stands out by activity and by named institutions.'
  const none = 'No country has both'
  return tied.length === 0
    ? `${none}, but activity stands out with ${namesOf(active)}.`
    : `With ${namesOf(tied)}: activity stands out there, and goes to institutions that can be named.`
}
export const countriesText = (countries: readonly SaidCountry[], left: number): string =>
  `Shares of the ${countText(left)} contacts that are left: ${sharesOf(countries)}.`

export const NOTHING_LEFT = 'Nothing is left when what everybody uses is left out, or nothing was seen in this window.'

/** `passing`: how many countries are seen often enough, stand out too, have named institutions too. */
export const waterfallText = (
  { all, left, withoutCountry }: Waterfall,
  unclear: number,
  [a, b, c]: readonly [number, number, number],
): string =>
  `Of ${countText(all)} contacts, background services counted in, ${countText(left)} are left when what everybody uses is left ` +
  `out${withoutCountry === 0 ? '' : `; ${countText(withoutCountry)} of these have no country`}. ` +
  `${a === 1 ? 'One country is' : `${a} countries are`} seen often ` +
  `enough, ${b} of them ${b === 1 ? 'stands' : 'stand'} out, ${c} of these with named institutions. Beside them stand ` +
  `${countText(unclear)} contacts where it is not clear who began.`

/** Of sentences that are weak signs at most. */
export const unsureText = (capReason: string, sentences: readonly string[]): string =>
  `Too weak for a finding (${capReason}): ${sentences.join(' ')}`

/** Why ties are less sure than activity. */
export const operatorsText = (reason: string): string =>
  `Institutions are named by the networks that their addresses are in, and ${reason}: ties are fairly sure at most.`

/** `others`: countries with activity beside each. */
export const fewOthersText = (others: number): string =>
  `Cannot tell what stands out: it takes at least ${MIN_OTHERS} other countries that are seen often enough, there are ${others}.`

export const SHORT_WINDOW = 'The window is shorter than four weeks: what stands out cannot be told.'

/** What is left out of a country's contacts the most, in % of them. */
export interface LargestStep {
  name: string
  share: number
}

const WITH: Record<string, string> = {
  home: 'inside the home country',
  access_provider: 'with the networks’ own access providers',
  cdn: 'with content delivery networks',
  cloud: 'in rented clouds',
  peer_to_peer: 'peer-to-peer',
  infrastructure: 'with background services',
  wide_use: 'with services that everybody uses',
}

/** Why a country is in or out: what took most of it out, then what its marks say. */
export function reasonText(
  { adjusted, days, institutions, kinds, times }: Reasoned,
  [often, standing, named]: readonly [boolean, boolean | null, boolean],
  step: LargestStep | undefined,
): string {
  const share = step !== undefined && step.share >= 99.5 ? 'nearly all' : roundPercentText(step?.share ?? null)
  const taken =
    step === undefined
      ? ''
      : `${adjusted === 0 && step.share === 100 ? 'all' : share} of it is ${WITH[step.name] ?? step.name}; `
  if (adjusted === 0) return capitalised(`${taken}nothing is left.`)
  if (!often) {
    const on = days === 1 ? 'one day' : `${days} days`
    return capitalised(
      `${taken}${adjusted === 1 ? 'one contact is' : `${countText(adjusted)} contacts are`} left, on ${on}: too few.`,
    )
  }
  const what = taken === '' ? 'it' : 'what is left'
  if (standing === null) return capitalised(`${taken}whether ${what} stands out cannot be told.`)
  if (!standing) return capitalised(`${taken}${what} does not stand out from other countries.`)
  const usual = times === null ? '' : ` (${times.toFixed(1)} times the mean of the others)`
  const found = `${institutions === 0 ? 'no institution' : institutions === 1 ? 'one institution' : `${institutions} institutions`}`
  return named
    ? capitalised(`${taken}${what} stands out${usual}, with at least ${found} that can be named, of ${kinds} kinds.`)
    : capitalised(`${taken}${what} stands out${usual}, but with ${found} that can be named.`)
}

export interface Reasoned {
  adjusted: number
  days: number
  institutions: number
  kinds: number
  times: number | null
}

export const RAW_UNIT = '% of activity, background services counted in'
export const rawLabel = (code: string): string =>
  `Share of all contacts with addresses registered in ${countryLabel(code)}, before anything is left out`

export const howComputed = (isPooled: boolean): string[] => [
  `Left out in this order, each contact once: ${EXCLUSION_ORDER.map(exclusionLabel).join(', ')}. Both what is left and all of it are ` +
    'shown.',
  'A service that only its port tells (mail by 993, SSH by 22) is a protocol, which is used everywhere: everybody uses it, but where ' +
    'the other end is a named institution.',
  `Seen often enough: at least ${MIN_CONTACTS} contacts, on at least a quarter of the logged days. Stands out: the lower bound of ` +
    `the share is above ${ABOVE_MEAN} times the mean share of the other countries that are seen often enough; with fewer than ` +
    `${MIN_OTHERS} others, or without an interval, it cannot be told. Named institutions: at least ${MIN_INSTITUTIONS} (government, ` +
    `news, education, research) of at least ${MIN_KINDS} kinds, each on at least ${MIN_INSTITUTION_DAYS} days. Marks are counted in ` +
    'this order: without the first there is no second.',
  'A country is where an address is registered. Addresses of content delivery networks and anycast have none. Institutions ' +
    'are counted by the registrable domain of the server name, else by the catalogue, else by the name of their network, never ' +
    'by address; so there are at least as many as named. A content network or cloud in front of a domain does not change whose ' +
    'it is, and the country is that of the institution; pages of people and mirrors below a university are no institution. A ' +
    'network in which domains name institutions is none beside them.',
  ...(isPooled
    ? ['Countries with a single local address are pooled as "other (withheld)", as the definition of this report asks.']
    : []),
]

export const TERMS: readonly Term[] = [
  {
    word: 'left out',
    also: ['is left', 'are left'],
    short: 'what anybody’s traffic would show, in seven steps',
    exact:
      `In this order, each contact once: ${EXCLUSION_ORDER.map(exclusionLabel).join(', ')}. Services ` +
      `that everybody uses are those of wide use in the world or in the country, and protocols that only a port tells.`,
  },
  {
    word: 'seen often enough',
    also: [],
    short: 'fifty contacts, on a quarter of the logged days',
    exact:
      `At least ${MIN_CONTACTS} contacts that are left, on at least ${100 * MIN_DAY_SHARE} % of the days ` +
      `on which the networks were logged.`,
  },
  {
    word: 'stands out',
    also: ['stand out'],
    short: 'surely more than twice the mean of the other countries',
    exact:
      `The lower bound of the share is above ${ABOVE_MEAN} times the mean of the other countries that ` +
      `are seen often enough. It takes ${MIN_OTHERS} of them and four weeks; with less it cannot be told.`,
  },
  {
    word: 'named institutions',
    also: ['named institution', 'institutions that can be named', 'institutions of two kinds that can be named'],
    short: 'government, news, education or research, each on three days',
    exact:
      `At least ${MIN_INSTITUTIONS} of at least ${MIN_KINDS} kinds, each on at least ` +
      `${MIN_INSTITUTION_DAYS} days, counted by registrable domain, else by the catalogue, else by the name of their ` +
      `network, never by address.`,
  },
]

export const CANNOT_TELL: readonly string[] = [
  'Where anyone was: a registered country is not a place of stay.',
  'Which institutions are used through shared hosting, where the log has no server name: addresses carry the host’s name.',
]

export const CAPTIONS = {
  reasons: 'Countries with at least 1 % of all contacts or of those that are left, and why each is in or out',
  countries: 'Every country that is seen: all contacts, those that are left, and the three marks',
  waterfall: 'What is left out, in this order',
  institutions: 'Named institutions, each on at least three days',
  served: 'Contacts that remote ends began with services of the watched networks, by country of registration',
} as const

export const OTHER_COUNTRIES = `other countries (fewer than ${MIN_CONTACTS} contacts left each)`
export const NO_COUNTRY = 'no country'
export const ALL_CONTACTS = 'all contacts'
export const WHAT_IS_LEFT = 'what is left'

export const CHART_TITLE =
  'Share of the contacts that are left, by country of registration, with 95 % intervals as lines. Blue (three dots): stands out, with ' +
  'named institutions; orange (two dots): stands out; grey: neither.'
export const CHART_AXIS = '% of the contacts that are left'

/** Shares in %. */
export const chartText = (rows: readonly { country: string; share: number }[]): string =>
  `In %: ${rows.map(({ country, share }) => `${country} ${share.toFixed(1)}`).join(', ')}.`

export const STEPS_TITLE = 'What is left out, step by step, in % of all contacts, background services counted in'
export const stepsText = (steps: readonly { label: string; share: number }[]): string =>
  `In % of all contacts: ${steps.map(({ label, share }) => `${label} ${share.toFixed(1)}`).join(', ')}.`
