/** When: contacts per observed hour by local weekday and hour, and the busiest span of the day. */
import { countText, type Figure, type Finding, MIN_DENOMINATOR, type SectionResult } from '../../figures/figure.ts'
import { singleAddressClasses, withhold } from '../../figures/withheld.ts'
import { categoryLabel, hourLabel, WEEKDAYS } from '../../labels.ts'
import { sizeOfChange, sizeOfShare } from '../../report.ts'
import { figureOf, type Section, type SectionContext, sumBy, textIn } from '../../section.ts'
import { type BusiestSpan, busiestSpan, LONGEST_SPAN_HOURS } from '../../statistics/busiest-span.ts'
import { busiestWeekdays } from './busiest-weekdays.ts'
import { dayChart, hoursChart } from './chart.ts'
import {
  cellsOf,
  countedOn,
  daysOf,
  meansOf,
  type NetworkCells,
  profileOf,
  weekdayMean,
  weekdayTotals,
} from './counts.ts'
import { cellsTable, meansTable, spansTable } from './tables.ts'

/** Below two weeks every weekday was seen at most twice. */
const SHORT_DAYS = 14
const SPAN_SHARE = 0.8
type Days = 'weekdays' | 'weekend'
const DAY_WORDS = { weekdays: 'working days', weekend: 'the weekend' } as const

export const hours: Section = { name: 'hours', make }

interface Span {
  span: BusiestSpan | undefined
  /** `09:00 to 21:00`, or why there is none. */
  text: string
  /** Sums of the mean day, in the span and in all. */
  within: number
  whole: number
  contacts: number
}

async function make(context: SectionContext): Promise<SectionResult> {
  const answer = await context.bySlot('sections/hours/cells')
  const locals = await context.byDay('sections/categories/locals')
  const singles = singleAddressClasses(context, locals.rows, row => textIn(row, 'category'))
  const rows = withhold(answer.rows, 'category', singles)
  const cells = cellsOf(context, rows)
  const means = meansOf(cells)
  const contacts = sumBy(rows, 'category', 'contacts')
  const total = [...contacts.values()].reduce((sum, value) => sum + value, 0)
  const isShort = context.window.days < SHORT_DAYS
  const cap = isShort ? 3 : 5
  const exclusions = [{ what: 'infrastructure', contacts: context.overview.useInfrastructure }]
  const common = { role: 'use', exclusions, query: answer.query }

  const spans = { weekdays: spanOf(cells, 'weekdays'), weekend: spanOf(cells, 'weekend') }
  const spanFigure = (days: Days): Figure => {
    const { span, text, within, whole } = spans[days]
    return figureOf(context, {
      ...common,
      id: `hours.span.${days}`,
      label: `Busiest span of ${DAY_WORDS[days]}`,
      unit: 'local hours that hold at least 80 % of the mean day',
      value: span === undefined ? null : span.to - span.from,
      text,
      numerator: within,
      numeratorOf: 'contacts per observed hour',
      denominator: whole,
      counted: countedOn([...new Set(cells.flatMap(network => daysOf(network, days)))]),
      formula: `the shortest run of hours in which the contacts per observed hour of the mean day (numerator) are at least ${SPAN_SHARE} of the whole (denominator)`,
      rounding: 'whole hours',
      withheld: span === undefined ? text : null,
    })
  }
  const weekdayFigure = (name: (typeof WEEKDAYS)[number], at: number): Figure => {
    const { contacts: numerator, hours: denominator } = weekdayTotals(cells, at + 1)
    const mean = weekdayMean(means, at + 1)
    const enough = total >= MIN_DENOMINATOR && !Number.isNaN(mean)
    return figureOf(context, {
      ...common,
      id: `hours.weekday.${name.toLowerCase()}`,
      label: `${name}, mean of its 24 hours`,
      unit: `contacts per observed hour${cells.length > 1 ? ' of each network, added up; beside it all contacts and all observed hours' : ''}`,
      value: enough ? mean : null,
      text: enough ? mean.toFixed(1) : 'withheld',
      numerator,
      denominator,
      counted: countedOn([at + 1]),
      formula:
        'mean over the hours of the day of the sum over networks of contacts ÷ observed hours; numerator and denominator are all contacts and all observed hours of the networks',
      withheld: enough
        ? null
        : Number.isNaN(mean)
          ? 'not observed'
          : `fewer than ${MIN_DENOMINATOR} contacts (${total})`,
    })
  }
  const busiest = await busiestWeekdays(context, cells, common)
  const spanFigures = [spanFigure('weekdays'), spanFigure('weekend')]
  const weekdayFigures = WEEKDAYS.map(weekdayFigure)
  const profiles = { weekdays: profileOf(cells, 'weekdays'), weekend: profileOf(cells, 'weekend') }
  const confidence = Math.min(context.quality.value, cap)

  return {
    name: 'hours',
    title: 'When',
    question: 'At which local hours and on which days of the week?',
    cap,
    capReason: isShort
      ? `fewer than ${SHORT_DAYS} days: each day of the week was seen at most twice`
      : 'long enough to see every day of the week twice',
    findings: findingsOf(spans, spanFigures, busiest, confidence),
    paragraphs: paragraphsOf(context, spans, weekdayFigures, busiest, total, cells),
    figures: [...spanFigures, ...weekdayFigures, ...(busiest === undefined ? [] : [busiest.figure])],
    tables: [
      meansTable(means, cells),
      spansTable(
        [...contacts.keys()]
          .sort((a, b) => (contacts.get(b) ?? 0) - (contacts.get(a) ?? 0) || (a < b ? -1 : 1))
          .map(name => {
            const own = cellsOf(context, rows, category => category === name)
            return {
              category: categoryLabel(name),
              contacts: contacts.get(name) ?? 0,
              weekdays: spanOf(own, 'weekdays').text,
              weekend: spanOf(own, 'weekend').text,
            }
          }),
      ),
      cellsTable(cells),
    ],
    charts: total < MIN_DENOMINATOR ? [] : [await dayChart(profiles, spans.weekdays.span), await hoursChart(means)],
    howComputed: [
      'A cell is a local weekday and hour: its contacts divided by its observed hours. Quarter-hours without contacts count, quarter-hours that nothing observed do not, so that clock changes, outages and unequal numbers of weekdays fall out. Networks are added up, each by its own zone and its own weekend. Infrastructure is left out.',
      `The busiest span is the shortest run of hours, on the 24-hour circle, with at least 80 % of the mean day (the mean of the cells of working days, or of the weekend); ties go to the earliest; a span of more than ${LONGEST_SPAN_HOURS} hours is called no clear daily pattern, as even traffic always has some span.`,
      'A day of the week stands out where its contacts per observed hour exceed those of the other days by the lower bound of an interval at 95 % for all seven days together (moving-block bootstrap of 7 days, each day of the week at 1 − 0.05 ÷ 7).',
      'A contact of more than a quarter of an hour counts in each quarter-hour that it touches.',
    ],
    cannotTell: ['Whether people or programs made the contacts: regular software follows clocks too.'],
  }
}

function spanOf(cells: readonly NetworkCells[], days: Days): Span {
  const contacts = cells.reduce(
    (sum, network) =>
      sum + daysOf(network, days).reduce((all, weekday) => all + weekdayTotals([network], weekday).contacts, 0),
    0,
  )
  const profile = profileOf(cells, days)
  const whole = profile.reduce((sum, mean) => sum + mean, 0)
  const none = (text: string): Span => ({
    span: undefined,
    text,
    within: 0,
    whole: Number.isNaN(whole) ? 0 : whole,
    contacts,
  })
  if (contacts < MIN_DENOMINATOR) return none(`fewer than ${MIN_DENOMINATOR} contacts`)
  // An hour that nobody observed is no quiet hour.
  if (Number.isNaN(whole)) return none('cannot tell: some hours were never observed')
  const span = busiestSpan(profile, SPAN_SHARE)
  if (span === undefined || span.to - span.from > LONGEST_SPAN_HOURS) return none('no clear daily pattern')
  return {
    span,
    text: `${hourLabel(span.from)} to ${hourLabel(span.to)}`,
    within: span.share * whole,
    whole,
    contacts,
  }
}

/** In a sentence after `between`. */
const between = (span: string): string => span.replace(' to ', ' and ')

type Busiest = Awaited<ReturnType<typeof busiestWeekdays>>

function findingsOf(
  spans: Record<Days, Span>,
  figures: readonly Figure[],
  busiest: Busiest,
  confidence: number,
): Finding[] {
  const findings: Finding[] = []
  const { span, text, within, whole } = spans.weekdays
  const [figure] = figures
  if (span !== undefined && figure !== undefined) {
    findings.push({
      section: 'hours',
      sentence: `On working days at least four fifths of the contacts per observed hour fell between ${between(text)} local time.`,
      figure: figure.id,
      confidence,
      sizeClass: sizeOfShare((100 * within) / whole),
    })
  }
  if (busiest?.ratio !== undefined && busiest.figure.interval !== null) {
    const { names, figure: own, ratio } = busiest
    const { low, high } = busiest.figure.interval
    findings.push({
      section: 'hours',
      sentence: `${names.join(' and ')} ${names.length === 1 ? 'was the busiest day' : 'were the busiest days'} of the week: ${ratio.toFixed(1)} times the contacts per observed hour of the other days (between ${low.toFixed(1)} and ${high.toFixed(1)}).`,
      figure: own.id,
      confidence,
      sizeClass: sizeOfChange(ratio),
    })
  }
  return findings
}

function paragraphsOf(
  { networks, observed, overview, window }: SectionContext,
  spans: Record<Days, Span>,
  weekdays: readonly Figure[],
  busiest: Busiest,
  total: number,
  cells: readonly NetworkCells[],
): string[] {
  if (total === 0) return ['No use contacts were seen in this window.']
  const say = ({ span, text }: Span) =>
    span === undefined ? text : `at least 80 % of the contacts per observed hour between ${between(text)}`
  const lines = [`Working days: ${say(spans.weekdays)}. Weekend: ${say(spans.weekend)}. All times are local.`]
  const known = weekdays.filter(({ value }) => value !== null).toSorted((a, b) => (b.value ?? 0) - (a.value ?? 0))
  const tell = ({ label, text }: Figure) => `${label.replace(/,.*/, '')} (${text})`
  const [first, second, last] = [known[0], known[1], known.at(-1)]
  if (first !== undefined && second !== undefined && last !== undefined) {
    const standing =
      busiest === undefined
        ? window.days < 28
          ? ' Below four weeks it cannot be told whether that is more than chance.'
          : ''
        : busiest.ratio === undefined
          ? ' No day of the week stands out from the others by more than the interval.'
          : ''
    const most = known.length === 2 ? tell(first) : `${tell(first)} and ${tell(second)}`
    lines.push(`Contacts per observed hour: most on ${most}, fewest on ${tell(last)}.${standing}`)
  }
  const special = cells.filter(({ weekend }) => weekend.join() !== '6,7')
  for (const { network, weekend } of special)
    lines.push(`The weekend of ${network} is ${weekend.map(day => WEEKDAYS[day - 1]).join(' and ')}.`)
  const unzoned = observed.filter(({ network }) => networks.find(({ name }) => name === network)?.timeZone === '')
  if (unzoned.length > 0)
    lines.push(`No zone is set for ${unzoned.map(({ network }) => network).join(', ')}: hours there are UTC.`)
  lines.push(`Beside these stand ${countText(overview.unclear)} contacts of unclear role, in no cell.`)
  return lines
}
