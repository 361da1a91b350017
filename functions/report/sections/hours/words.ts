/** Every sentence on the hours, as functions of figures to text. */
import { countText, type Figure, MIN_DENOMINATOR } from '../../figures/figure.ts'
import { hourLabel, WEEKDAYS } from '../../labels.ts'
import { type BusiestSpan, LONGEST_SPAN_HOURS } from '../../statistics/busiest-span.ts'

export const TITLE = 'When'
export const QUESTION = 'At which local hours and on which days of the week?'

/** `shortDays`: below so many days the window is short. */
export const capReason = (isShort: boolean, shortDays: number): string =>
  isShort
    ? `fewer than ${shortDays} days: each day of the week was seen at most twice`
    : 'long enough to see every day of the week twice'

export const DAY_WORDS = { weekdays: 'working days', weekend: 'the weekend' } as const

export const spanLabel = (days: keyof typeof DAY_WORDS): string => `Busiest span of ${DAY_WORDS[days]}`
export const SPAN_UNIT = 'local hours that hold at least 80 % of the mean day'
export const spanFormula = (share: number): string =>
  'the shortest run of hours in which the contacts per logged hour of the mean day (numerator) are at least ' +
  `${share} of the whole (denominator)`
export const SPAN_ROUNDING = 'whole hours'

/** `09:00 to 21:00`. */
export const spanText = ({ from, to }: BusiestSpan): string => `${hourLabel(from)} to ${hourLabel(to)}`
export const TOO_FEW = `fewer than ${MIN_DENOMINATOR} contacts`
export const NEVER_LOGGED = 'cannot tell: some hours were never logged'
export const NO_PATTERN = 'no clear daily pattern'

export const PER_HOUR = 'contacts per logged hour'
export const weekdayLabel = (name: string): string => `${name}, mean of its 24 hours`
export const weekdayUnit = (networks: number): string =>
  networks > 1 ? `${PER_HOUR} of each network, added up; beside it all contacts and all logged hours` : PER_HOUR
export const WEEKDAY_FORMULA =
  'mean over the hours of the day of the sum over networks of contacts ÷ logged hours; numerator and denominator are all ' +
  'contacts and all logged hours of the networks'
export const weekdayWithheld = (observed: 'whole' | 'in part' | 'not', total: number): string =>
  observed === 'whole'
    ? `${TOO_FEW} (${total})`
    : observed === 'in part'
      ? 'some of its hours were never logged'
      : 'not logged'

/** `names` empty: no day stands out. */
export const busiestLabel = (names: readonly string[]): string =>
  names.length === 0 ? 'Busiest days against the others' : `${names.join(' and ')} against the other days`
export const BUSIEST_UNIT = 'times the contacts per logged hour of the other days of the week'
export const BUSIEST_FORMULA =
  'numerator ÷ denominator: the mean of the cells of these days, and of all other days; a cell is the sum over networks of ' +
  'contacts ÷ logged hours'
export const busiestText = (ratio: number | undefined): string =>
  ratio === undefined ? 'no day stands out' : `${ratio.toFixed(1)} times`
export const NO_LOWER_BOUND = 'no lower bound is above 1'

/** `span` as `09:00 to 21:00`. */
export const spanSentence = (span: string): string =>
  `On working days at least four fifths of the activity fell between ${between(span)} local time.`

export const busiestSentence = (
  names: readonly string[],
  ratio: number,
  { low, high }: { low: number; high: number },
): string =>
  `${names.join(' and ')} ${names.length === 1 ? 'was the busiest day' : 'were the busiest days'} of the week, with ` +
  `${ratio.toFixed(1)} times (${low.toFixed(1)} to ${high.toFixed(1)}) the activity per logged hour of the other days.`

export const SPAN_WORDS = 'local time: four fifths of the activity on working days'
export const busiestWords = (names: readonly string[]): string =>
  `as much activity on ${names.map(name => `${name}s`).join(' and ')} as on the other days`
export const timesRange = ({ low, high }: { low: number; high: number }): string =>
  `${low.toFixed(1)} to ${high.toFixed(1)} times`

/** `9 to 21 h`, for large letters. */
export const shortSpan = ({ from, to }: BusiestSpan): string => `${from % 24} to ${((to - 1) % 24) + 1} h`
export const spanChartText = (text: string): string =>
  `The mean working day by local hour; four fifths of the activity fall into ${text}.`
export const SPAN_CHART = { first: '00:00', last: '24:00' } as const

export function answerText({ span, text }: SaidSpan, names: readonly string[]): string {
  const days = names.length === 0 ? '' : ` Most happens on ${names.join(' and ')}.`
  return span === undefined
    ? `Working days show no busiest span: ${text}.${days}`
    : `On working days four fifths of the activity fall between ${between(text)} local time.${days}`
}

/** In a sentence after `between`. */
const between = (span: string): string => span.replace(' to ', ' and ')

export const NOTHING_SEEN = 'No activity was seen in this window.'

export interface SaidSpan {
  span: BusiestSpan | undefined
  /** The span, or why there is none. */
  text: string
}

/** `offsets` of local time: `UTC+08:30`. */
export function spansText({ weekdays, weekend }: { weekdays: SaidSpan; weekend: SaidSpan }, offsets: string): string {
  const say = ({ span, text }: SaidSpan) =>
    span === undefined ? text : `at least 80 % of the activity of a mean day between ${between(text)}`
  return `Working days: ${say(weekdays)}. Weekend: ${say(weekend)}. All times are local: ${offsets}.`
}

/** Whether a day of the week stands out: known only where the window carries an interval. */
export type Standing = 'some' | 'none' | 'cannot tell' | 'below four weeks'
const STANDING: Record<Standing, string> = {
  some: '',
  none: ' No day of the week stands out from the others by more than the interval.',
  'cannot tell': '',
  'below four weeks': ' Below four weeks it cannot be told whether that is more than chance.',
}

/** `weekdays`: figures of the days of the week. Undefined where fewer than two have a value. */
export function weekdaysText(weekdays: readonly Figure[], standing: Standing): string | undefined {
  const known = weekdays.filter(({ value }) => value !== null).toSorted((a, b) => (b.value ?? 0) - (a.value ?? 0))
  const tell = ({ label, text }: Figure) => `${label.replace(/,.*/, '')} (${text})`
  const [first, second, last] = [known[0], known[1], known.at(-1)]
  if (first === undefined || second === undefined || last === undefined) return undefined
  const most = known.length === 2 ? tell(first) : `${tell(first)} and ${tell(second)}`
  return `Contacts per logged hour: most on ${most}, fewest on ${tell(last)}.${STANDING[standing]}`
}

/** `weekend` as ISO days. */
export const weekendText = (network: string, weekend: readonly number[]): string =>
  `The weekend of ${network} is ${weekend.map(day => WEEKDAYS[day - 1]).join(' and ')}.`

export const unzonedText = (networks: readonly string[]): string =>
  `No zone is set for ${networks.join(', ')}: hours there are UTC.`

export const unclearText = (unclear: number): string =>
  `Beside these stand ${countText(unclear)} contacts where it is not clear who began, in no hour.`

export const HOW_COMPUTED: readonly string[] = [
  'A cell is a local weekday and hour: its contacts divided by its logged hours. Quarter-hours without contacts count, ' +
    'quarter-hours in which nothing was logged do not, so that clock changes, outages and unequal numbers of weekdays fall out. ' +
    'Networks are added up, each by its own zone and its own weekend. Background services are left out.',
  'The busiest span is the shortest run of hours, on the 24-hour circle, with at least 80 % of the mean day (the mean of the ' +
    'cells of working days, or of the weekend); ties go to the earliest; a span of more than ' +
    `${LONGEST_SPAN_HOURS} hours is called no clear daily pattern, as even traffic always has some span.`,
  'A day of the week stands out where its contacts per logged hour exceed those of the other days by the lower bound of an ' +
    'interval at 95 % for all seven days together (moving-block bootstrap of 7 days, each day of the week at 1 − 0.05 ÷ 7).',
  'A contact of more than a quarter of an hour counts in each quarter-hour that it touches.',
]

export const CANNOT_TELL: readonly string[] = [
  'Whether people or programs made the contacts: regular software follows clocks too.',
]

export const CAPTIONS = {
  means: 'Contacts per logged hour by local weekday and hour',
  cells: 'Contacts and logged quarter-hours by network, weekday and hour, from which all of this is made',
  spans: 'Busiest span by kind of service, local time',
} as const

/** `most`: contacts per logged hour of the fullest cell. */
export const hoursTitle = (most = 0): string =>
  `Contacts per logged hour by local weekday and hour: from no colour, none, to full colour, ${most.toFixed(1)}`

/** A cell from Monday 00:00 on, and its contacts per observed hour. */
export interface SaidCell {
  cell: number
  mean: number
}

export function hoursText(most: SaidCell | undefined, least: SaidCell | undefined): string {
  const tell = (found: SaidCell | undefined) =>
    found === undefined
      ? ''
      : `${WEEKDAYS[Math.floor(found.cell / 24)]} ${hourLabel(found.cell % 24)} (${found.mean.toFixed(1)})`
  return `Most: ${tell(most)}. Least: ${tell(least)}. Empty cells were not logged.`
}

export function dayTitle(span: BusiestSpan | undefined): string {
  const behind =
    span === undefined
      ? ''
      : ' Shaded: the shortest part of a working day with 80 % of it, between ' +
        `${hourLabel(span.from)} and ${hourLabel(span.to)}.`
  return `The mean day: contacts per logged hour, by local hour.${behind}`
}

export const dayText = (peaks: readonly { day: string; hour: number; mean: number }[]): string =>
  peaks.map(({ day, hour, mean }) => `${day}: most from ${hourLabel(hour)} with ${mean.toFixed(1)}`).join('; ')
