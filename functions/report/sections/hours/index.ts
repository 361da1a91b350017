/** When: contacts per observed hour by local weekday and hour, and the busiest span of the day. */
import { withoutInfrastructure } from '../../figures/counted.ts'
import { type Figure, MIN_DENOMINATOR, type SectionResult } from '../../figures/figure.ts'
import { singleAddressClasses, withhold } from '../../figures/withheld.ts'
import {
  cellsOf,
  countedOn,
  countedOnDays,
  daysOf,
  meansOf,
  type NetworkCells,
  observedOn,
  profileOf,
  weekdayMeans,
  weekdayTotals,
} from '../../hour-cells.ts'
import { categoryLabel, WEEKDAYS } from '../../labels.ts'
import { figureOf, type Section, type SectionContext, sumBy, textIn } from '../../section.ts'
import { busiestSpan, LONGEST_SPAN_HOURS } from '../../statistics/busiest-span.ts'
import { offsetsText } from '../../window/day-text.ts'
import { type BusiestWeekdays, busiestWeekdays } from './busiest-weekdays.ts'
import { dayChart, hoursChart } from './chart.ts'
import { findingsOf, type Span } from './findings.ts'
import { cellsTable, meansTable, spansTable } from './tables.ts'
import {
  answerText,
  CANNOT_TELL,
  capReason,
  HOW_COMPUTED,
  NEVER_LOGGED,
  NO_PATTERN,
  NOTHING_SEEN,
  PER_HOUR,
  QUESTION,
  SPAN_ROUNDING,
  SPAN_UNIT,
  spanFormula,
  spanLabel,
  spansText,
  spanText,
  TITLE,
  TOO_FEW,
  unclearText,
  unzonedText,
  WEEKDAY_FORMULA,
  weekdayLabel,
  weekdaysText,
  weekdayUnit,
  weekdayWithheld,
  weekendText,
} from './words.ts'

/** Below two weeks every weekday was seen at most twice. */
const SHORT_DAYS = 14
const SPAN_SHARE = 0.8
/** Below four weeks there are no intervals. */
const INTERVAL_DAYS = 28
type Days = 'weekdays' | 'weekend'

export const hours: Section = { name: 'hours', make }

async function make(context: SectionContext): Promise<SectionResult> {
  const answer = await context.byDay('sections/hours/cells')
  const locals = await context.byDay('sections/hours/locals')
  const singles = singleAddressClasses(context, locals.rows, row => textIn(row, 'category'))
  const rows = withhold(answer.rows, 'category', singles)
  const cells = cellsOf(context, rows)
  const means = meansOf(cells)
  const ofWeekdays = weekdayMeans(cells)
  const contacts = sumBy(rows, 'category', 'contacts')
  const total = [...contacts.values()].reduce((sum, value) => sum + value, 0)
  const isShort = context.window.days < SHORT_DAYS
  const cap = isShort ? 3 : 5
  const exclusions = withoutInfrastructure(context.overview)
  const common = { role: 'use', exclusions, query: answer.query }

  const spans = { weekdays: spanOf(cells, 'weekdays'), weekend: spanOf(cells, 'weekend') }
  const spanFigure = (days: Days): Figure => {
    const { span, text, within, whole } = spans[days]
    return figureOf(context, {
      ...common,
      id: `hours.span.${days}`,
      label: spanLabel(days),
      unit: SPAN_UNIT,
      value: span === undefined ? null : span.to - span.from,
      text,
      numerator: within,
      numeratorOf: PER_HOUR,
      denominator: whole,
      counted: countedOnDays(context, cells, days),
      formula: spanFormula(SPAN_SHARE),
      rounding: SPAN_ROUNDING,
      withheld: span === undefined ? text : null,
    })
  }
  const weekdayFigure = (name: (typeof WEEKDAYS)[number], at: number): Figure => {
    const { contacts: numerator, hours: denominator } = weekdayTotals(cells, at + 1)
    const mean = ofWeekdays[at] ?? Number.NaN
    const enough = total >= MIN_DENOMINATOR && !Number.isNaN(mean)
    return figureOf(context, {
      ...common,
      id: `hours.weekday.${name.toLowerCase()}`,
      label: weekdayLabel(name),
      unit: weekdayUnit(cells.length),
      value: enough ? mean : null,
      text: enough ? mean.toFixed(1) : 'withheld',
      numerator,
      denominator,
      counted: countedOn(context, [at + 1]),
      formula: WEEKDAY_FORMULA,
      withheld: enough ? null : weekdayWithheld(observedOn(cells, at + 1), total),
    })
  }
  const busiest = await busiestWeekdays(context, cells, common)
  const spanFigures = [spanFigure('weekdays'), spanFigure('weekend')] as const
  const weekdayFigures = WEEKDAYS.map(weekdayFigure)
  const profiles = { weekdays: profileOf(cells, 'weekdays'), weekend: profileOf(cells, 'weekend') }
  const sure = { cap, capReason: capReason(isShort, SHORT_DAYS) }

  return {
    name: 'hours',
    title: TITLE,
    question: QUESTION,
    answer: total === 0 ? NOTHING_SEEN : answerText(spans.weekdays, busiest?.ratio === undefined ? [] : busiest.names),
    cap,
    capReason: sure.capReason,
    findings: findingsOf(context, sure, spans.weekdays, profiles.weekdays, spanFigures[0], busiest),
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
    howComputed: [...HOW_COMPUTED],
    cannotTell: [...CANNOT_TELL],
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
  if (contacts < MIN_DENOMINATOR) return none(TOO_FEW)
  // An hour that nobody observed is no quiet hour.
  if (Number.isNaN(whole)) return none(NEVER_LOGGED)
  const span = busiestSpan(profile, SPAN_SHARE)
  if (span === undefined || span.to - span.from > LONGEST_SPAN_HOURS) return none(NO_PATTERN)
  return {
    span,
    text: spanText(span),
    within: span.share * whole,
    whole,
    contacts,
  }
}

function paragraphsOf(
  { networks, observed, overview, window }: SectionContext,
  spans: Record<Days, Span>,
  weekdays: readonly Figure[],
  busiest: BusiestWeekdays | undefined,
  total: number,
  cells: readonly NetworkCells[],
): string[] {
  if (total === 0) return [NOTHING_SEEN]
  const standing =
    busiest !== undefined
      ? busiest.ratio === undefined
        ? 'none'
        : 'some'
      : window.days < INTERVAL_DAYS
        ? 'below four weeks'
        : 'cannot tell'
  const special = cells.filter(({ weekend }) => weekend.join() !== '6,7')
  const unzoned = observed
    .map(({ network }) => network)
    .filter(network => networks.find(({ name }) => name === network)?.timeZone === '')
  return [
    spansText(spans, offsetsOf(networks, window)),
    weekdaysText(weekdays, standing) ?? [],
    ...special.map(({ network, weekend }) => weekendText(network, weekend)),
    unzoned.length === 0 ? [] : unzonedText(unzoned),
    unclearText(overview.unclear),
  ].flat()
}

/** Of the zones of the networks, each once. */
function offsetsOf(networks: SectionContext['networks'], { fromDay, toDay }: SectionContext['window']): string {
  return [...new Set(networks.map(({ timeZone }) => offsetsText(timeZone, fromDay, toDay)))].join('; ')
}
