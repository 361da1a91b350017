/** Every sentence on dated events, as functions of figures to text. */
import { countText, MIN_DENOMINATOR } from '../../figures/figure.ts'
import { capitalised, firstOfText, shortName } from '../../sentences.ts'
import { LEAST_DAYS, LEAST_EVENTS, MOST_P, type TestedSet, type Verdict, WEAK_P, type WindowName } from './sets.ts'

export const TITLE = 'Around dated events'
export const QUESTION = 'Does activity differ around dated events?'

export const NO_EVENTS =
  'No events were given: with dates of at least six of a kind (events.csv: name, time, zone, set) this report would say ' +
  'whether activity differs around them.'
export const NOT_LOGGED = 'Nothing was logged in this window, so nothing can be said of events in it.'

export const CAP_REASON = 'what else happened on such days is not known'

/** Natural logarithm of a factor as percent, rounded: `+61 %`, `−7 %`. */
export const changeText = (logarithm: number): string => {
  const percent = Math.round(percentOf(logarithm))
  return `${percent > 0 ? '+' : percent < 0 ? '−' : ''}${Math.abs(percent)}\u202f%`
}
export const percentOf = (logarithm: number): number => 100 * Math.expm1(logarithm)

/** `48 to 75 %`, of an effect upwards or downwards; `−5 to 21 %` of one that may be either. */
export function rangeText({ low, high }: { low: number; high: number }): string {
  if (!Number.isFinite(low) || !Number.isFinite(high)) return 'no bounds'
  const numbers = [low, high].map(value => Math.round(percentOf(value)))
  const [a = 0, b = 0] = high < 0 ? numbers.map(value => -value).reverse() : numbers
  return `${signed(a)} to ${signed(b)}\u202f%`
}
const signed = (value: number): string => (value < 0 ? `−${-value}` : String(value))

/** The least that would show, rounded up: `32 %`; beyond tenfold it says so. */
export const detectableText = (logarithm: number): string =>
  logarithm > Math.log(10) ? 'more than tenfold' : `${Math.ceil(percentOf(logarithm))}\u202f%`

/** No difference is larger than this, in percent, rounded up. */
export const largestText = ({ low, high }: { low: number; high: number }): string =>
  `${Math.ceil(Math.max(Math.abs(percentOf(low)), Math.abs(percentOf(high))))}\u202f%`

const WHEN: Record<WindowName, string> = {
  before: 'in the three days before',
  day: 'in the 24 hours after',
  after: 'one to four days after',
}
export const WINDOW_LABELS: Record<WindowName, string> = {
  before: '72 hours before',
  day: '24 hours after',
  after: '24 to 96 hours after',
}

/** A set in a sentence: its name is a user's. */
export const setText = ({ name, tested }: Pick<TestedSet, 'name' | 'tested'>): string =>
  `${tested.length} events of the set ${name}`

const moreOrFewer = (logarithm: number): string => {
  const percent = Math.round(Math.abs(percentOf(logarithm)))
  return `${percent}\u202f% ${logarithm < 0 ? 'fewer' : 'more'} contacts`
}

export interface SaidEffect {
  effect: number
  interval: { low: number; high: number }
}

/** At most 30 words, besides the name of the set. */
export const findingSentence = (set: TestedSet, { effect, interval }: SaidEffect): string =>
  `Around ${setText(set)}: ${moreOrFewer(effect)} ${WHEN[set.most]} them (${rangeText(interval)}) than their hours of the week ` +
  'and the trend let expect.'

export const headlineWords = ({ name, most }: Pick<TestedSet, 'name' | 'most'>): string =>
  `contacts ${WHEN[most]} events of ${shortName(name)}`

export const weakSureness = ({ adjusted = 1 }: Pick<TestedSet, 'adjusted'>, detectable: number): string =>
  adjusted > MOST_P
    ? `it lacks rarity: ${Math.ceil(100 * adjusted)} of 100 shifts of such sets differ as much`
    : `it lacks sharpness: the data show nothing below ${detectableText(detectable)}`

export const smallText = (set: Pick<TestedSet, 'name' | 'most'>, effect: number): string =>
  `Contacts around events of ${shortName(set.name)}: ${changeText(effect)} ${WHEN[set.most]} them`
export const SMALL_ENDS = { first: '3 days before', last: '4 days after' } as const

/** One set in a part of a sentence; `day` is what was found in the 24 hours after. */
export function setAnswer(
  set: TestedSet,
  found: SaidEffect | undefined,
  day: SaidEffect & { detectable: number },
): string {
  const power = `the data could show ${detectableText(day.detectable)} or more`
  switch (set.verdict) {
    case 'differs':
      return (
        `around ${setText(set)} there were ${moreOrFewer(found?.effect ?? 0)} ${WHEN[set.most]} them ` +
        `(${rangeText(found?.interval ?? day.interval)})`
      )
    case 'weak':
      return `around ${setText(set)} there is a weak sign of a difference (${power})`
    case 'none':
      return `around ${setText(set)} no difference larger than ${largestText(day.interval)} in the 24 hours after them (${power})`
    default:
      return `on the set ${set.name} it cannot be told: ${WHY_NOT[set.verdict](set)} (${power})`
  }
}

const WHY_NOT: Record<Exclude<Verdict, 'differs' | 'weak' | 'none'>, (set: TestedSet) => string> = {
  'too few events': ({ tested }) => `${tested.length} of its events lie in logged time, ${LEAST_EVENTS} are needed`,
  'too few days': () => `${LEAST_DAYS} days of logs are needed`,
  'too much chance': () => 'chance alone makes too large differences here',
  'nothing to test': () => `there are fewer than ${MIN_DENOMINATOR} contacts around its events`,
}

/** `parts`: one for each set. */
export function answerText(parts: readonly string[]): string {
  const [first = '', ...rest] = parts
  const more = rest.length > 2 ? [...rest.slice(0, 2), `and so on for ${rest.length - 2} further sets`] : rest
  return `${capitalised([first, ...more].join('; '))}.`
}

export const COINCIDENCE =
  'Events and changes that meet in time may have nothing to do with each other: other things happen on the same days, and the ' +
  'test does not know them.'

export const READING =
  'The chart shows contacts around the events against what the same hours of the week and the trend let expect; nineteen of ' +
  'twenty shifts of the events to other hours stay within the band.'

export const testText = (set: TestedSet, asLarge: number, shifts: number): string =>
  `The ${setText(set)} were moved together to ${countText(shifts)} hours of the window: at ${countText(asLarge)} of them, ` +
  'the real one included, the difference is as large.'

export const leftOutText = (set: TestedSet): string[] => {
  const of = (status: string) => set.places.filter(place => place.status === status).map(({ event }) => event.name)
  const [outside, unlogged] = [of('outside'), of('not logged')]
  return [
    ...(outside.length === 0 ? [] : [`Of the set ${set.name} ${listed(outside)} lie outside of this window.`]),
    ...(unlogged.length === 0
      ? []
      : [`Of the set ${set.name} ${listed(unlogged)} are left out: most of the day after them was not logged.`]),
  ]
}

const listed = (names: readonly string[]): string => firstOfText(names, 3)

export const networksText = (leftOut: readonly string[]): string =>
  `Contacts of ${listed(leftOut)} are not counted here: they were logged at too few of the same hours.`

export const effectLabel = (set: TestedSet, name: WindowName): string => `${setText(set)}: ${WINDOW_LABELS[name]}`
export const EFFECT_UNIT = '% more (or fewer) contacts than the hours of the week and the trend let expect'
export const EFFECT_FORMULA =
  '100 × (e^x − 1), x the mean residual of log(1 + contacts) over the logged hours of these windows (denominator) ÷ what an ' +
  'effect of 1 would show there; numerator: contacts in these hours'
export const INTERVAL_METHOD =
  '95 %, circular shifts of the set inverted: effects that more than 5 % of all shifts do not speak against'
export const chanceLabel = (set: TestedSet): string => `${setText(set)}: shifts that differ as much`
export const CHANCE_UNIT = '% of all circular shifts of the set by hours, for the largest of three windows'
export const detectableLabel = (set: TestedSet): string =>
  `${setText(set)}: least difference that would show in the 24 hours after`
export const DETECTABLE_UNIT = '% more contacts, at least a sign in four of five such sets of events'
export const DETECTABLE_FORMULA =
  '100 × (e^x − 1), x the least effect whose p is at most 5 % where chance takes 0.84 of its spread from it; chance is what the ' +
  'means of shifts are without the effect found; numerator: spread of these means with it, each brought to the spread of shifts ' +
  'by whole days; denominator: shifts'
export const TOO_FEW = `fewer than ${MIN_DENOMINATOR} contacts`
export const NO_BOUND = 'no effect would show'
export const WHOLE_PERCENT = 'whole percent'

export const HOW_COMPUTED: readonly string[] = [
  'Contacts of all networks are added up by hour; an hour counts where it was logged for all of them. Of log(1 + contacts) the ' +
    'mean of the hour of the week and a linear trend are taken away. The windows are 72 hours before an event, 24 hours after, and ' +
    '24 to 96 hours after; an event known by its day is at local midnight.',
  'Test: the set is shifted around the window by every number of hours, events keeping their distances. In each window the mean ' +
    'residual of a shift is multiplied by the spread (standard deviation) over shifts by whole days and divided by that over ' +
    'shifts by as many hours beyond whole days, as days have levels of their own; then by the spread of all these products. ' +
    'p is the share of shifts whose largest of the three, whatever its sign, is at least as large, adjusted by Benjamini and ' +
    'Hochberg where there are several sets. Shuffled days would find too much where days hang together. ' +
    `A p of at most ${100 * MOST_P}\u202f% is told as a difference, of at most ${100 * WEAK_P}\u202f% as a weak sign.`,
  'Differences are as percent of contacts, after what the fit itself takes away of an effect is given back; the interval is that of ' +
    'effects which the shifts, so weighed, do not speak against.',
  `It cannot be told with fewer than ${LEAST_EVENTS} events, fewer than ${LEAST_DAYS} days, or where a difference of 50 % could go ` +
    'unseen in more than one of five such sets.',
  'Controls are the same hours of the week, at least 72 hours from every event of the set.',
]

export const CANNOT_TELL: readonly string[] = [
  'Whether an event and a change of activity at its time have to do with each other: days of events may differ by other things.',
]

export const CAPTIONS = {
  sets: 'Sets of events: what differs in each window, and how often shifts of the set differ as much',
  events: 'Contacts around each event, against the same hours of the week without events near',
  hours: 'Contacts of each hour, from which all of this is made',
} as const

export const STATUS = {
  tested: 'tested',
  outside: 'outside of the window',
  'not logged': 'not logged',
} as const

export const chartTitle = (set: TestedSet): string =>
  `Contacts around ${setText(set)}, in % of what their hours of the week and the trend let expect. Band: 95 % of all shifts.`
export const chartText = (set: TestedSet, effects: Record<WindowName, number>): string =>
  `Around ${setText(set)}: ${changeText(effects.before)} in the 72 hours before, ${changeText(effects.day)} in the 24 hours after, ` +
  `${changeText(effects.after)} from 24 to 96 hours after.`
