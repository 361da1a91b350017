/** Every sentence on what began, ended, or rose for some days, as functions of figures to text. */
import { countText, roundPercentText } from '../../figures/figure.ts'
import { categoryLabel, countryLabel, protocolLabel } from '../../labels.ts'
import { capitalised, shortName } from '../../sentences.ts'
import { dayText, shortDayText } from '../../window/day-text.ts'
import {
  ACTIVE_SHARE,
  BURST_DAYS,
  type ChangeKind,
  LEAST_CONTACTS,
  LEAST_DAYS,
  LEAST_LEVEL,
  LEAST_RATIO,
  LEAST_WINDOW,
  MOST_CHANCE,
  MOST_SERIES,
  NOTHING_SHARE,
} from './changes.ts'
import type { Withheld } from './groups.ts'
import type { KeyKind, KeyName } from './keys.ts'
import type { NearestEvent } from './nearest-event.ts'

export const TITLE = 'What began and what ended'
export const QUESTION = 'What began, ended, or rose for some days inside this window?'
export const SECTION_CAP_REASON = 'days are compared with the other days of this window only'
export const YOUNG_REASON = 'it has lasted for two weeks at most, and may pass'

/** `6 8333` as `TCP port 8333`. */
function portLabel(name: string): string {
  const [protocol = '', port = ''] = name.split(' ')
  return `${protocolLabel(Number(protocol))} port ${port}`
}

/** `Hetzner Online GmbH (AS24940)`. */
const systemText = ({ name, operator = '' }: KeyName): string =>
  operator === '' ? `AS${name}` : `${shortName(operator)} (AS${name})`

/** What contacts are with: `contacts with coin networks`. */
export function contactsWith(key: KeyName): string {
  const { kind, name } = key
  switch (kind) {
    case 'category':
      return name === 'unknown' ? 'contacts that are not identified' : `contacts with ${categoryLabel(name)}`
    case 'service':
      return `contacts with ${name}`
    case 'country':
      return `contacts with addresses registered in ${countryLabel(name)}`
    case 'system':
      return `contacts with the network ${systemText(key)}`
    case 'port':
      return `contacts on ${portLabel(name)}, not identified otherwise,`
  }
}

const KINDS: Record<KeyKind, string> = {
  category: 'kind of service',
  service: 'service',
  country: 'country of registration',
  system: 'network of the other end',
  port: 'port, where no service is known',
}
export const kindLabel = (kind: KeyKind): string => KINDS[kind]

/** Name in tables and charts. */
export function keyLabel(key: KeyName): string {
  const { kind, name } = key
  if (kind === 'category') return categoryLabel(name)
  if (kind === 'country') return countryLabel(name)
  if (kind === 'system') return systemText(key)
  return kind === 'port' ? portLabel(name) : name
}

const CHANGES: Record<ChangeKind, string> = { began: 'began', ended: 'ended', burst: 'rose for some days' }
export const changeLabel = (kind: ChangeKind): string => CHANGES[kind]

/** `8 to 14 May`. */
export const daysText = (from: string, to: string): string =>
  from.slice(0, 7) === to.slice(0, 7)
    ? `${Number(from.slice(8))} to ${shortDayText(to)}`
    : `${shortDayText(from)} to ${shortDayText(to)}`

export const levelText = (level: number): string => (level >= 9.95 ? countText(Math.round(level)) : level.toFixed(1))
const usualText = (usual: number): string => (usual === 0 ? 'none' : usual < 0.05 ? 'fewer than 0.1' : levelText(usual))

/** A change as sentences tell it; days are local. */
export interface SaidChange {
  kind: ChangeKind
  key: KeyName
  fromDay: string
  toDay: string
  fitsDays: { from: string; to: string }
  usual: number
  level: number
  usualMost: number
  isNothing: boolean
  chance: number | null
  /** The least that one local address has of the contacts at the higher level, from 0 to 1. */
  busiest: number
}

const whatOf = ({ key }: SaidChange): string => contactsWith(key)

export function changeSentence(change: SaidChange): string {
  const { kind, fromDay, toDay, usual, level, isNothing } = change
  const what = capitalised(whatOf(change))
  const [now, other, one] = [levelText(level), usualText(usual), busiestText(change)]
  if (kind === 'burst')
    return `${what} rose from ${daysText(fromDay, toDay)} ${toDay.slice(0, 4)}: ${now} a day, ${other} on the other days${one}.`
  if (kind === 'ended')
    return `${what} ${isNothing ? 'ended' : 'fell'} after ${dayText(toDay)}: ${now} a day until then, ${other} since${one}.`
  const verb = isNothing ? 'began' : 'rose'
  return `${what} ${verb} on ${dayText(fromDay)} and stayed: ${now} a day since, ${other} before${one}.`
}

/** Where one device makes more than half of it, that is said. */
const busiestText = ({ busiest }: SaidChange): string =>
  busiest <= 0.5
    ? ''
    : `; one device made ${busiest === 1 ? 'all' : `at least ${roundPercentText(100 * busiest)}`} of these`

export function headlineOf(change: SaidChange): { figure: string; words: string } {
  const { kind, fromDay, toDay, isNothing } = change
  const what = whatOf(change)
  if (kind === 'burst') return { figure: daysText(fromDay, toDay), words: `${what} rise, and fall again` }
  if (kind === 'ended')
    return { figure: shortDayText(toDay), words: `is the last day of ${isNothing ? '' : 'many '}${what}` }
  return { figure: shortDayText(fromDay), words: `${what} ${isNothing ? 'begin' : 'rise'}, and stay` }
}

/** How sure the day is, and that it is no chance. */
export function surenessText({ kind, fitsDays, usualMost, chance }: SaidChange): string {
  const { from, to } = fitsDays
  const day = from === to ? 'this day, ± 0' : `some day from ${daysText(from, to)}`
  if (kind === 'burst' || chance === null) return `19 of 20 other days have at most ${levelText(usualMost)}`
  return `${day}; chance alone does so in ${chanceText(chance)}`
}

/** `1 of 1,000 reports`. */
const chanceText = (chance: number): string => {
  const one = Math.round(1 / chance)
  return `${one >= 1000 ? 'at most ' : ''}1 of ${countText(one)} reports`
}

export const chartText = ({ key, fromDay, toDay, kind }: SaidChange): string =>
  `${capitalised(contactsWith(key))} by day; higher ${spanText(kind, fromDay, toDay)}.`
const spanText = (kind: ChangeKind, from: string, to: string): string =>
  kind === 'burst' ? `from ${from} to ${to}` : kind === 'began' ? `from ${from} on` : `until ${to}`

export const shortText = (change: SaidChange): string => {
  const { kind, fromDay, toDay, isNothing } = change
  const what = whatOf(change)
  if (kind === 'burst') return `${what} rose from ${daysText(fromDay, toDay)} only`
  return kind === 'ended'
    ? `${what} ${isNothing ? 'ended' : 'fell'} after ${shortDayText(toDay)}`
    : `${what} ${isNothing ? 'began' : 'rose'} on ${shortDayText(fromDay)}, and stayed`
}

const MOST_IN_ANSWER = 3

/** `told` the largest first. */
export function answerText(told: readonly SaidChange[], withheld: number): string {
  if (told.length === 0)
    return withheld === 0
      ? `Nothing began, ended or rose for some days to ${LEAST_RATIO} times what was usual and ${LEAST_LEVEL} contacts a day.`
      : 'Nothing that a change of the data themselves does not explain as well.'
  const rest = told.length - MOST_IN_ANSWER
  const more = rest > 0 ? `; and ${rest === 1 ? 'one more' : `${rest} more`}` : ''
  return `${capitalised(told.slice(0, MOST_IN_ANSWER).map(shortText).join('; '))}${more}.`
}

export const shortAnswer = (days: number): string =>
  `Cannot tell: that takes ${LEAST_WINDOW} logged days, ${LEAST_DAYS.quiet} before a change and ${LEAST_DAYS.loud} after ` +
  `it; here are ${days}.`

/** `keys` in all, `tried` of them. */
export const triedText = (keys: number, tried: number, leftOut: number): string =>
  `Of ${countText(keys)} kinds of service, services, countries, networks and ports, ${triedCount(tried)} days that ` +
  `differ enough to be tried${leftOut === 0 ? '' : `; ${countText(leftOut)} more, with the fewest contacts, were left out`}.`
const triedCount = (tried: number): string =>
  tried === 0 ? 'none has' : tried === 1 ? 'one has' : `${countText(tried)} have`

/** How to read what is told. */
export const READ_AS =
  'What is told here happened in these logs on these days. It says when contacts began or ended, not what made them: a new ' +
  'device, another program or a new habit look alike.'

export const nearestText = (change: SaidChange, { name, day, daysAfter, asNear }: NearestEvent): string => {
  const days = Math.abs(daysAfter)
  const when =
    days === 0 ? 'the same day' : `${days} ${days === 1 ? 'day' : 'days'} ${daysAfter > 0 ? 'later' : 'earlier'}`
  return (
    `The dated event nearest to the change of ${contactsWith(change.key)} is ${name} of ${day}, ${when}; ` +
    `${roundPercentText(100 * asNear)} of the days of this window are as near to one.`
  )
}

/** A long window shows more: of a short one this is said. */
export const weakText = (days: number): string =>
  `With ${days} logged days only large and lasting changes near the middle can be told from chance.`

const CAUSES: Record<Withheld['cause'], string> = {
  version: 'another version of the reference data begins',
  edition: 'another edition of the data on countries or systems begins',
  format: 'an exporter changes its format',
  sensor: 'logging of most of it begins or stops',
  several: 'several unrelated changes fall on one day',
}
export const withheldText = ({ cause, day }: Withheld): string => `not told: on ${day} ${CAUSES[cause]}`

export const withheldSentence = (what: string, withheld: Withheld): string =>
  `${capitalised(what)} would be told too, but on ${dayText(withheld.day)} ${CAUSES[withheld.cause]}.`

export const hiddenText = (hidden: number): string =>
  `${countText(hidden)} that rest on one device are in no line here, as the definition of this report asks.`

export const TOLD = 'told'
export const withinText = (head: KeyName): string =>
  `told with ${keyLabel(head)}: more than half of the contacts are the same`

const THEN: Record<ChangeKind, string> = {
  began: 'since they began',
  ended: 'until they ended',
  burst: 'while they were high',
}
export const levelLabel = ({ key, kind }: SaidChange): string =>
  `${capitalised(contactsWith(key))} a day, ${THEN[kind]}`
export const usualLabel = (change: SaidChange): string =>
  `${capitalised(contactsWith(change.key))} a day, on the other days`
export const LEVEL_UNIT = 'contacts per logged day'
export const LEVEL_FORMULA = 'numerator ÷ denominator, in logged days'
export const LEVEL_ROUNDING = 'one decimal'
export const ACTIVITY_LABEL = 'Activity that was looked at day by day'
export const NO_DAYS = 'no day was logged'

export const HOW_COMPUTED: readonly string[] = [
  'Looked at are the contacts of each logged local day with each kind of service, service, country of registration and ' +
    'autonomous system, and on each port where no service is known. Background services are left out. Days of which less than half ' +
    'was logged are no days.',
  `A beginning: at least ${LEAST_DAYS.quiet} logged days before and ${LEAST_DAYS.loud} from it on; of all days the one with ` +
    'the largest log-likelihood ratio of a higher Poisson level to the end. Its days are put into 999 other orders, in blocks ' +
    'of 7 days from a random day on, the same order for all; each ratio, less its mean over the orders and by its spread, is ' +
    `held against the largest of all in each order. At most ${100 * MOST_CHANCE} % of the orders may have as large a one.`,
  `And it must be large: ${LEAST_LEVEL} contacts a day, ${LEAST_RATIO} times what the days before reach on 19 of 20 of them, ` +
    `with contacts on ${100 * ACTIVE_SHARE} % of the days to the end. It is called a beginning where at most ` +
    `${100 * NOTHING_SHARE} % of the days before had any, else a rise. An end is the same backwards. Days whose log-likelihood ` +
    'is within 2 of the best fit as well.',
  `A rise for some days is of ${BURST_DAYS.least} to ${BURST_DAYS.most} days and as large against all other days; it is held ` +
    'against its size only, since other orders of weeks keep it. It is never told as a beginning or an end.',
  `Left out are those with fewer than ${LEAST_CONTACTS} contacts, those that would not be large enough in any order of their ` +
    `days, and beyond ${MOST_SERIES} those with the fewest contacts. Changes that share more than half of the contacts of one ` +
    'of them are told as one, by the largest. Not told is what falls on or next to a day on which the data themselves change: ' +
    'another version or edition of reference data, another format, logging that begins or stops where most of the contacts ' +
    'are of its network, or three unrelated changes on one day.',
  'Beside a change stands the nearest of the dated events, with the share of the days of the window that are as near to one: ' +
    'how often chance alone puts a change so near.',
]

export const CANNOT_TELL: readonly string[] = [
  `What began in the last ${LEAST_DAYS.loud} days or in the first ${LEAST_DAYS.quiet} days of the window, or rose for longer ` +
    'than two weeks and fell again.',
]

export const CAPTIONS = {
  onsets: 'What began, ended, or rose for some days: contacts per logged day',
  days: 'Contacts by logged day of what changed',
} as const

export const CHART_TITLE = 'Contacts by day, each on its own scale. Blue: the days of the higher level.'
export const chartDescription = (told: readonly SaidChange[]): string =>
  told
    .map(
      change => `${capitalised(shortText(change))} (${levelText(change.level)} a day; else ${usualText(change.usual)})`,
    )
    .join('; ')
