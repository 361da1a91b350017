/** Every sentence on how much activity there was, as functions of figures to text. */

import type { Comparison } from '../../../lib/reports/definition.ts'
import { bytesText, countText, type Figure, MIN_DENOMINATOR, percentText } from '../../figures/figure.ts'
import { INTERVAL_METHOD } from '../../figures/share-figure.ts'
import { weekdayLabel } from '../../labels.ts'
import { firstOfText } from '../../sentences.ts'
import type { Interval } from '../../statistics/bootstrap.ts'
import { calendarOf } from '../../window/calendar.ts'
import type { LikeForLike } from './like-for-like.ts'
import { LEAST_CHANGE, LEAST_SPREADS, type StandingDay, WEEKS_BACK } from './standing-out.ts'

export const TITLE = 'How much'
export const QUESTION = 'How much activity was there, and is it more or less than before?'
export const NOTHING_SEEN =
  'No activity was seen in this window: contacts that a watched device began and that were answered would be needed.'

/** `shortDays`: below so many days a change has no interval. */
export const capReason = (isShort: boolean, shortDays: number): string =>
  isShort
    ? `fewer than ${shortDays} days: a change against the window before has no interval`
    : 'sums over logged time, not inferred from it'

export const PER_DAY_LABEL = { contacts: 'Contacts per logged day', bytes: 'Bytes per logged day' } as const
export const PER_DAY_UNIT = {
  contacts: 'contacts per logged day of each network, added up, background services left out',
  bytes: 'bytes per logged day of each network, added up, background services left out',
} as const
export const PER_DAY_FORMULA =
  'sum over networks of numerator × 96 ÷ logged quarter-hours; numerator and denominator are those of all networks'
export const PER_DAY_ROUNDING = 'whole numbers; bytes to one decimal of a decimal unit'
export const perDayText = { contacts: (value: number) => countText(Math.round(value)), bytes: bytesText } as const

export const CHANGE_LABEL = {
  contacts: 'Contacts against the window before, like for like',
  bytes: 'Bytes against the window before, like for like',
} as const
export const CHANGE_UNIT = {
  contacts: '% more (less, below 0) contacts than before, background services left out',
  bytes: '% more (less, below 0) bytes than before, background services left out',
} as const
export const CHANGE_FORMULA =
  'numerator ÷ denominator × 100 − 100; both count only networks and quarter-hours that were logged in both windows; ' +
  'before the window, of several days of a weekday their mean'
export const CHANGE_ROUNDING = 'one decimal, half away from zero'
export const CHANGE_INTERVAL =
  `${INTERVAL_METHOD}; of the mean of each window, the squares of the relative errors added up, with their ` +
  'degrees of freedom together'

/** `+12.3 %`. */
export const changeText = (percent: number): string => {
  const rounded = Number(percent.toFixed(1))
  return `${rounded > 0 ? '+' : rounded < 0 ? '−' : '±'}${Math.abs(rounded).toFixed(1)}\u202f%`
}

/** `12 % more`, `3 % less`, `as much`. */
export const moreText = (percent: number): string => {
  const rounded = Math.round(percent)
  return rounded === 0 ? 'as much' : `${Math.abs(rounded)}\u202f% ${rounded > 0 ? 'more' : 'less'}`
}

/** `8 to 16 % more`, `4 % less to 2 % more`. */
export const changeRange = ({ low, high }: Interval): string => {
  const [from, to] = [Math.round(low), Math.round(high)]
  if (from >= 0 && to > 0) return `${from} to ${to}\u202f% more`
  if (to <= 0 && from < 0) return `${-to} to ${-from}\u202f% less`
  return from === to ? 'as much' : `${-from}\u202f% less to ${to}\u202f% more`
}

/** What is compared with: by itself, and with its preposition. */
export interface BeforeWords {
  noun: string
  at: string
}

export function beforeWords(comparison: Comparison, days: number): BeforeWords {
  if (comparison === 'same weekdays')
    return {
      noun: 'the same weekdays of the four weeks before',
      at: 'on the same weekdays of the four weeks before, on average',
    }
  if (typeof comparison === 'object') {
    const noun = `the ${days} days from ${comparison.fromDay} to ${comparison.toDay}`
    return { noun, at: `in ${noun}` }
  }
  const noun = days === 7 ? 'the week before' : `the ${days} days before`
  return { noun, at: `in ${noun}` }
}

const thanText = (percent: number, at: string, range: string): string =>
  Math.round(percent) === 0 ? `about as much as ${at}${range}` : `${moreText(percent)} than ${at}${range}`

const perDay = (contacts: Figure, bytes: Figure): string => `About ${contacts.text} contacts and ${bytes.text} a day`

/** `change` undefined where nothing could be compared, and `why`. */
export function answerText(
  [contacts, bytes]: readonly [Figure, Figure],
  change: Figure | undefined,
  before: BeforeWords,
  why: string,
): string {
  if (change === undefined || change.value === null) return `${perDay(contacts, bytes)}; ${why}.`
  const { interval, value } = change
  if (interval !== null && interval.low <= 0 && interval.high >= 0)
    return `${perDay(contacts, bytes)}: no clear difference from ${before.noun} (${changeRange(interval)}).`
  const range = interval === null ? '' : ` (${changeRange(interval)})`
  return `${perDay(contacts, bytes)}: ${thanText(value, before.at, range)}.`
}

export const NOTHING_BEFORE = 'nothing was logged before this window to compare it with'
export const NOT_COMPARED = 'this report compares with no earlier window'
export const OTHER_DATA =
  'not compared with the window before, which rests on other data on services: npx flowcensus replay --run makes them one'
export const TOO_LITTLE_SHARED =
  'not compared with the window before: less than half of the time that was logged now was logged then'
export const TOO_FEW_BEFORE = `not compared with the window before: fewer than ${MIN_DENOMINATOR} contacts in it`

/** Of the finding: at most 30 words. `value` in %. */
export function changeSentence(value: number, interval: Interval | null, { noun, at }: BeforeWords): string {
  if (interval !== null && interval.low <= 0 && interval.high >= 0)
    return (
      `Activity shows no clear difference from ${noun}, where networks and times logged in both are compared: ` +
      `${changeRange(interval)}.`
    )
  const range = interval === null ? '' : ` (${changeRange(interval)})`
  if (Math.round(value) === 0)
    return `Activity is as high as ${at}${range}, where networks and times logged in both are compared.`
  return `There was ${moreText(value)} activity${range} than ${at}, where networks and times logged in both are compared.`
}

export const changeHeadline = (
  value: number,
  isClear: boolean,
  { noun, at }: BeforeWords,
): { figure: string; words: string } =>
  !isClear
    ? { figure: 'no clear change', words: `of activity from ${noun}` }
    : Math.round(value) === 0
      ? { figure: 'as much', words: `activity as ${at}, like for like` }
      : { figure: moreText(value), words: `activity than ${at}, like for like` }

export const NO_INTERVAL = 'below four weeks such a difference has no interval'
export const MAY_BE_CHANCE = 'below four weeks a difference of less than a quarter may be chance'
export const changeChart = { before: 'before', now: 'this window' } as const
export const changeChartText = (before: number, now: number): string =>
  `Contacts a day, like for like: ${countText(Math.round(before))} before, ${countText(Math.round(now))} in this window.`

/** `half` of the interval in %: what the data could have shown. */
export const couldShowText = (half: number): string =>
  `The data could have shown a difference of ${Math.ceil(1.43 * half)}\u202f% or more four times in five.`

export function comparedText(like: LikeForLike): string {
  const share = percentText((100 * like.compared) / Math.max(1, like.observed))
  const others =
    like.others.length === 0 ? '' : ` Left out of it: ${like.others.join(', ')}, of which nothing was logged before.`
  return `The comparison covers ${share} of the time that was logged in this window.${others}`
}

const dayText = (day: string): string => `${weekdayLabel(calendarOf('').at(Date.parse(day)).weekday)} ${day}`
const NAMED_DAYS = 5

export function standingText(compared: number, standing: readonly StandingDay[]): string {
  if (compared === 0)
    return 'No day could be compared with its like: four earlier days of the same weekday would be needed.'
  const days = compared === 1 ? 'the one day' : `${compared} days`
  if (standing.length === 0)
    return `None of ${days} that could be compared with earlier days of the same weekday stands out.`
  const named = standing.map(
    ({ day, contacts, usual }) => `${dayText(day)} (${moreText((100 * contacts) / usual - 100)} than usual)`,
  )
  return (
    `Of ${days} that could be compared with earlier days of the same weekday, ${standing.length} ` +
    `${standing.length === 1 ? 'stands' : 'stand'} out: ${firstOfText(named, NAMED_DAYS)}. ` +
    'A holiday, a fault and a large download look alike here.'
  )
}

export const unclearText = (unclear: number): string =>
  `Beside these stand ${countText(unclear)} contacts where it is not clear who began, in no figure here.`

export const HOW_COMPUTED: readonly string[] = [
  'Counted are contacts begun inside and answered, background services left out, and their bytes both ways; contacts without ' +
    'counters add no bytes.',
  'Per logged day: for each network its contacts by its logged quarter-hours, times 96; networks are added up. Time that ' +
    'nobody logged is no time without activity.',
  'Against the window before, like for like: each quarter-hour of each network that was logged is compared with the same ' +
    'quarter-hour on the clock of an earlier day of the same weekday: as many days before as the window has where these are ' +
    'whole weeks, else the mean of all days of that weekday before; a daily report with the mean of four weeks. A network, a ' +
    'day or an hour that was not logged both times is left out on both sides, and so are hours that clocks skip or repeat.',
  `A day is compared with the median of the same weekday of the ${WEEKS_BACK} weeks before it, at least four of them, over ` +
    'what was logged on all of these days: one holiday among them moves nothing. It stands out where it has at least ' +
    `${LEAST_CHANGE} times as much or as little, and is ${LEAST_SPREADS} spreads away (the median of absolute deviations times ` +
    '1.4826, at least the square root of the median).',
  'Where the data on services changed, days before and after are not compared.',
  `Interval of a mean: ${INTERVAL_METHOD}; of a change: the squares of the relative errors of both windows added up. None below ` +
    'four weeks.',
]

export const CANNOT_TELL: readonly string[] = ['Why there was more or less activity than before.']

export const CAPTIONS = {
  days: 'Activity and its bytes by local day, and each day against earlier ones of its weekday',
  networks: 'Per logged day, by network',
} as const

export const DAYS_TITLE =
  'Contacts by local day (bars), and what is usual on that weekday (line). Paler: less than half of the day was logged.'
export const daysText = (
  days: readonly { day: string; contacts: number }[],
  standing: readonly StandingDay[],
): string => {
  const ordered = days.toSorted((a, b) => a.contacts - b.contacts || (a.day < b.day ? -1 : 1))
  const [least, most] = [ordered[0], ordered.at(-1)]
  if (least === undefined || most === undefined) return 'No day.'
  const out = standing.length === 0 ? 'No day stands out' : `Standing out: ${standing.map(({ day }) => day).join(', ')}`
  return `Least on ${least.day} (${countText(least.contacts)}), most on ${most.day} (${countText(most.contacts)}). ${out}.`
}
export const STANDING_LABEL = 'stands out'
