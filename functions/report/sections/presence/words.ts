/** Every sentence on ties to countries, as functions of figures to text. */
import { countText } from '../../figures/figure.ts'
import { countryLabel, EXCLUSION_ORDER, exclusionLabel } from '../../labels.ts'
import {
  ABOVE_MEAN,
  MIN_CONTACTS,
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
export const SHARE_UNIT = '% of use contacts that are left after the steps of the waterfall'

/** A country, and its share as printed. */
export interface SaidCountry {
  code: string
  figure: { text: string }
}

const sharesOf = (countries: readonly SaidCountry[]): string =>
  listOf(countries.map(({ code, figure }) => `${countryLabel(code)} (${figure.text})`))

const listOf = (items: readonly string[]): string =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`

/** `left` contacts after the waterfall. */
export const tiesSentence = (countries: readonly SaidCountry[], left: number, institutions: number): string =>
  `Signs of ties to ${countries.length === 1 ? 'one country' : `${countries.length} countries`}: addresses registered in ` +
  `${sharesOf(countries)} of the ${countText(left)} contacts left after the waterfall, each well above the others and with ` +
  `at least five named institutions (at least ${institutions} in all).`

export const activeSentence = (countries: readonly SaidCountry[], left: number): string =>
  'High activity, but not five institutions of two kinds that can be named: addresses registered in ' +
  `${sharesOf(countries)} of the ${countText(left)} contacts left after the waterfall.`

export const tiesWords = (countries: readonly SaidCountry[]): string =>
  `stand out by activity and named institutions${countries.length > MOST_NAMED ? '' : `: ${namesOf(countries)}`}`
export const tiesFigure = (count: number): string => (count === 1 ? 'One country' : `${count} countries`)
export const activeWords = (countries: readonly SaidCountry[]): string =>
  `of what is left is with ${countries.length > MOST_NAMED ? `${countries.length} countries` : namesOf(countries)}, ` +
  'without ties to institutions'
/** In fifteen words there is room for so many. */
const MOST_NAMED = 3
const namesOf = (countries: readonly SaidCountry[]): string => listOf(countries.map(({ code }) => countryLabel(code)))

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

export const NOTHING_LEFT = 'Nothing is left after the steps of the waterfall, or nothing was seen in this window.'

/** `passing`: how many countries pass A, A and B, all three. */
export const waterfallText = (
  { all, left, withoutCountry }: Waterfall,
  unclear: number,
  [a, b, c]: readonly [number, number, number],
): string =>
  `Of ${countText(all)} use contacts ${countText(left)} are left after the waterfall, ${countText(withoutCountry)} of them ` +
  `without a country; ${countText(unclear)} contacts of unclear role stand beside. ` +
  `${a === 1 ? 'One country passes' : `${a} countries pass`} test A (activity), ${b} of them B (well above the others), ` +
  `${c} of these C (named institutions).`

/** Of sentences that are no findings. */
export const unsureText = (confidence: number, capReason: string, sentences: readonly string[]): string =>
  `What was counted reads as follows, at confidence ${confidence} of 5 only (${capReason}), and so is no finding: ` +
  sentences.join(' ')

/** Why ties are told at `cap` at most. */
export const operatorsText = ({ cap, reason }: { cap: number; reason: string }): string =>
  `Test C names institutions by the networks that their addresses are in, and ${reason}: ties are told at confidence ${cap} ` +
  'of 5 at most.'

/** `others`: countries with activity beside each. */
export const fewOthersText = (others: number): string =>
  `Cannot tell what is above average: test B needs at least ${MIN_OTHERS} other countries with activity, there are ${others}.`

export const SHORT_WINDOW = 'The window is shorter than four weeks: no intervals, and test B cannot be told.'

export const howComputed = (isPooled: boolean): string[] => [
  `Taken out in this order, each contact once: ${EXCLUSION_ORDER.map(exclusionLabel).join(', ')}. What is left is called ` +
    'adjusted; both are shown.',
  'A service that only its port tells (mail by 993, SSH by 22) is a protocol, which is used everywhere: of wide use, but where ' +
    'the other end is a named institution.',
  `Test A: at least ${MIN_CONTACTS} contacts, on at least a quarter of the observed days. Test B: the lower bound of the ` +
    `share is above ${ABOVE_MEAN} times the mean share of the other countries that pass A; with fewer than ${MIN_OTHERS} ` +
    `others, or without an interval, it cannot be told. Test C: at least ${MIN_INSTITUTIONS} named institutions (government, ` +
    `news, education, research) of at least ${MIN_KINDS} kinds, each on at least ${MIN_INSTITUTION_DAYS} days. The tier ` +
    'counts A, then B, then C.',
  'A country is where an address is registered. Addresses of content delivery networks and anycast have none. Institutions ' +
    'are counted by the registrable domain of the server name, else by the catalogue, else by the name of their network, never ' +
    'by address; so there are at least as many as named. A content network or cloud in front of a domain does not change whose ' +
    'it is, and the country is that of the institution; pages of people and mirrors below a university are no institution. A ' +
    'network in which domains name institutions is none beside them.',
  ...(isPooled
    ? ['Countries with a single local address are pooled as "other (withheld)", as the definition of this report asks.']
    : []),
]

export const CANNOT_TELL: readonly string[] = [
  'Where anyone was: a registered country is not a place of stay.',
  'Which institutions are used through shared hosting, where the log has no server name: addresses carry the host’s name.',
]

export const CAPTIONS = {
  countries: 'Contacts by country of registration, before (raw) and after the waterfall (adjusted)',
  waterfall: 'What is taken out, in this order',
  institutions: 'Named institutions, each on at least three days',
  served: 'Contacts that remote ends began with services of the watched networks, by country of registration',
} as const

export const OTHER_COUNTRIES = `other countries (fewer than ${MIN_CONTACTS} adjusted contacts each)`
export const NO_COUNTRY = 'no country'

export const CHART_TITLE =
  'Share of the contacts left after the waterfall, by country of registration, with 95 % intervals. Blue: passes A, B and C; ' +
  'orange: A and B; grey: neither'
export const CHART_AXIS = '% of the contacts left'

/** Shares in %. */
export const chartText = (rows: readonly { country: string; share: number }[]): string =>
  `In %: ${rows.map(({ country, share }) => `${country} ${share.toFixed(1)}`).join(', ')}.`
