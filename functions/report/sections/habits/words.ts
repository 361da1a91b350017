/** Every sentence on habits, as functions of figures to text. */
import { contactsText, countText, percentText } from '../../figures/figure.ts'
import { categoryLabel, countryLabel, hourLabel } from '../../labels.ts'
import { capitalised, listText } from '../../sentences.ts'
import { shortDayText } from '../../window/day-text.ts'
import {
  DAILY_SHARE,
  EVEN_HOURS,
  EVEN_RESULTANT,
  FALSE_SHARE,
  MIN_DAYS,
  ONE_OFF_CONTACTS,
  ONE_OFF_DAYS,
  RHYTHM_CONTACTS,
  RHYTHM_DAYS,
  WORKING_RESULTANT,
} from './thresholds.ts'

export const TITLE = 'Habits'
export const QUESTION = 'What was used every day, what once only, and at which hours?'
export const CAP_REASON = `at least ${MIN_DAYS} days were logged`
/** `reason`: how far the data on autonomous systems are from the contacts. */
export const ownersReason = (reason: string): string =>
  `services and institutions are mostly known by the owner of their addresses, and ${reason}`

export const DAYS_UNIT = '% of the logged days'
export const DAYS_FORMULA = '100 × numerator ÷ denominator: logged days with contacts, of all logged days'
export const WILSON_METHOD = '95 %, Wilson’s score interval of a share of days'
export const daysLabel = (name: string): string => `Days with ${name}`
export const ONE_OFF_UNIT = 'contacts in this window, all of them on these days'
export const ONE_OFF_FORMULA = 'numerator: contacts; denominator: the days that hold all of them'
export const oneOffLabel = (name: string): string => `Contacts with ${name}, seen once`
export const RHYTHM_UNIT = 'of 1: how far the hours of the contacts point one way'
export const RHYTHM_FORMULA =
  'numerator ÷ denominator: the resultant of local hours as directions on the 24-hour circle'
export const RHYTHM_ROUNDING = 'two decimals; the hour at which it points to the quarter'
export const rhythmLabel = (name: string): string => `Daily rhythm of ${name}`
/** `0.52 at 14:15`. */
export const rhythmFigureText = ({ length, hour }: { length: number; hour: number | null }): string =>
  `${length.toFixed(2)}${hour === null ? '' : ` at ${timeText(hour)}`}`

/** To the quarter of an hour. */
function timeText(hour: number): string {
  const quarters = Math.round(hour * 4)
  return `${hourLabel(Math.floor(quarters / 4)).slice(0, 3)}${String((quarters % 4) * 15).padStart(2, '0')}`
}

/** `09:00 to 21:00`; beyond 24 is the next day's. */
export const spanText = ({ from, to }: { from: number; to: number }): string => `${hourLabel(from)} to ${hourLabel(to)}`

export const needsText = (observedDays: number): string =>
  `Cannot tell: habits need at least ${MIN_DAYS} logged days, this window has ${countText(observedDays)}.`
export const NOTHING_USED =
  'No habits: no service and no institution that can be named was used in this window by the watched networks.'
/** `withheld`: how many rest on one local address each. */
export const allWithheldText = (withheld: number): string =>
  `Withheld: each of the ${countText(withheld)} services and institutions that were used rests on one device.`

export interface Counted {
  services: number
  institutions: number
}

const both = ({ services, institutions }: Counted): string => {
  const parts = [
    ...(services === 0 ? [] : [services === 1 ? 'one service' : `${countText(services)} services`]),
    ...(institutions === 0
      ? []
      : [institutions === 1 ? 'one named institution' : `${countText(institutions)} named institutions`]),
  ]
  return parts.length === 0 ? 'nothing that can be named' : parts.join(' and ')
}

export const answerText = (daily: Counted, once: Counted): string =>
  `Used on nearly every logged day: ${both(daily)}. Used within ${ONE_OFF_DAYS} days only: ${both(once)}.`

const listOf = (items: readonly string[], most = 4): string => {
  const more = items.length - most
  return listText(more > 0 ? [...items.slice(0, most), `${more} more`] : items)
}

/** Names of services whose makers' programs call them by themselves, and the fewest days of one. */
export interface SaidDaily {
  names: readonly string[]
  fewestDays: number
  observedDays: number
}

const daysWords = ({ names, fewestDays, observedDays }: SaidDaily): string =>
  `${names.length > 1 ? 'at least ' : ''}${fewestDays} of ${observedDays}`

export const updatersSentence = (said: SaidDaily): string =>
  `${listOf(said.names)} ${said.names.length === 1 ? 'was' : 'were'} contacted on ${daysWords(said)} logged days: ` +
  'protection that updates itself, or stands before web pages, does that; it is no sign of research.'
export const updatersFigure = (said: SaidDaily): string => `${said.fewestDays} of ${said.observedDays} days`
export const updatersWords = ({ names }: SaidDaily): string =>
  `with ${listOf(names, 2)}: protection at work, no sign of research`

export const dailySentence = (counted: Counted, names: readonly string[], observedDays: number): string =>
  `${capitalised(both(counted))} ${one(counted) ? 'was' : 'were'} used on nearly all of ${observedDays} logged days: ${listOf(names)}.`
export const dailyFigure = (counted: Counted): string => countText(counted.services + counted.institutions)
export const dailyWords = (observedDays: number): string =>
  `services and institutions were used on nearly all of ${observedDays} logged days`

const one = ({ services, institutions }: Counted): boolean => services + institutions === 1

export interface SaidOnce {
  name: string
  contacts: number
  days: readonly string[]
  /** Devices that used it; 0 where that is not known. */
  addresses: number
}

const onDays = (days: readonly string[]): string => `on ${listText(days.map(shortDayText))}`

export const onceSentence = ({ name, contacts, days, addresses }: SaidOnce, others: number): string =>
  `${name} was used ${onDays(days)} only, with ${contactsText(contacts)}` +
  `${addresses === 1 ? ' of one device' : ''}, and on no other day of this window` +
  `${others === 0 ? '' : `; so ${others === 1 ? 'was one other' : `were ${others} others`}, each on its own days`}.`
export const onceFigure = ({ contacts }: SaidOnce): string => contactsText(contacts)
export const onceWords = ({ name, days }: SaidOnce): string =>
  `with ${name} ${onDays(days)}, and on no other day of this window`

export const softwareSentence = (names: readonly string[]): string =>
  `${listOf(names)} ${names.length === 1 ? 'was' : 'were'} used round the clock, at every hour alike: probably software, not people.`
export const softwareFigure = '24 hours'
export const softwareWords = (names: readonly string[]): string =>
  `a day with ${listOf(names, 3)}, every hour alike: probably software`

export const surenessText = (limit: string, withheld: number): string =>
  withheld === 0 ? limit : `${limit}; ${countText(withheld)} more rest on one device each and are withheld`

export const RHYTHMS = {
  'working day': 'follows the working day',
  'other hours': 'has hours of its own',
  'round the clock': 'round the clock, regular: probably software',
  none: 'no clear rhythm',
  'too few': 'too few contacts',
} as const

/** `working` and `software`: names of what has this rhythm. `span`: of the working day, `09:00 to 21:00`. */
export function rhythmsText(working: readonly string[], software: readonly string[], span: string | undefined): string {
  const follows =
    span === undefined
      ? 'The networks have no clear working day that anything could follow.'
      : working.length === 0
        ? `Nothing that can be named follows the working day (${span}, local time).`
        : `With the working day (${span}, local time) go ${listOf(working)}.`
  const regular =
    software.length === 0
      ? 'Nothing goes round the clock with every hour alike.'
      : `Round the clock, with every hour alike, ${software.length === 1 ? 'goes' : 'go'} ${listOf(software)}: probably software.`
  return `${follows} ${regular}`
}

export const dailyText = (names: readonly string[], most: number): string =>
  names.length === 0
    ? 'Nothing that can be named was used on nearly every logged day.'
    : `Used on nearly every logged day: ${listOf(names, most)}.`
export const onceText = (names: readonly string[], most: number): string =>
  names.length === 0
    ? `Nothing that the catalogue names was used within ${ONE_OFF_DAYS} days only.`
    : `Used within ${ONE_OFF_DAYS} days, and on no other day of this window: ${listOf(names, most)}.`
export const UPDATERS_TEXT =
  'A security vendor every day is protection at work: virus protection that updates itself, or web pages that it stands before. It ' +
  'says nothing of what people look up.'
export const withheldText = (withheld: number): string =>
  `${countText(withheld)} services and institutions rest on one device each and are in no list.`

export const nameText = (name: string, country: string): string =>
  country === '' ? name : `${name} (${countryLabel(country)})`
export const kindsText = (kinds: readonly string[]): string => kinds.map(categoryLabel).join(', ')

export const howComputed = (isPooled: boolean): string[] => [
  `Daily is what was used on so many of the logged days that the lower bound of the share (Wilson, 95 %) is at least ` +
    `${percentText(100 * DAILY_SHARE)}: 108 of 112 days are enough, 26 of 28 not quite. A day counts as logged where one network at ` +
    'least was logged for half of it.',
  `Once is what has at least ${ONE_OFF_CONTACTS} contacts, all within ${ONE_OFF_DAYS} days in a row, with logged days of the window ` +
    'before and after them, and no other reference data on a day beside them. Only names of the catalogue count: not what a port ' +
    'alone tells, nor an institution that only the name of its network names.',
  'A rhythm is the resultant of Rayleigh on local hours, each contact a direction on the 24-hour circle: 0 is all hours ' +
    `alike, 1 one hour. With the working day goes what has at least ${WORKING_RESULTANT}, points into the busiest hours of the ` +
    'networks’ working days (the shortest run with 80 % of the mean day), and does so by more than chance: contacts of a day ' +
    'hang together, so each day is turned by hours of its own 999 times, and of all that are called so at most ' +
    `${percentText(100 * FALSE_SHARE)} are so by chance (Benjamini and Hochberg). Round the clock goes what is below ` +
    `${EVEN_RESULTANT}, was used at every hour, and on a day with contacts at ${EVEN_HOURS} hours or more on average. Both need ` +
    `${RHYTHM_CONTACTS} contacts on ${RHYTHM_DAYS} days.`,
  'Services are families as the catalogue ranks them; institutions are by the domain of the server name, else by the ' +
    'catalogue, else by the name of their network. A contact may count for both. Background services are left out.',
  ...(isPooled ? ['What rests on a single local address is in no list, as the definition of this report asks.'] : []),
]

export const CANNOT_TELL: readonly string[] = [
  'Whether people or their programs keep a habit: what updates itself calls its maker every day.',
]

export const CAPTION = 'Services and named institutions by contacts, with their days and rhythm'
export const CHART_TITLE =
  'Days with contacts (blue) of what was used daily, and once (orange); days without logs are grey'
export const chartText = (rows: readonly { label: string; seenDays: number }[], observedDays: number): string =>
  `Of ${observedDays} logged days: ${rows.map(({ label, seenDays }) => `${label} ${seenDays}`).join(', ')}.`
export const SMALL_ENDS = { first: '0 h', last: '24 h' } as const
