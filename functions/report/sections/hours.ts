/** When: contacts per observed hour by local weekday and hour, and the busiest span of the day. */
import { calendarOf, SLOT_MS } from '../calendar.ts'
import type { Finding, SectionResult, Table } from '../figure.ts'
import { categoryLabel, hourLabel, WEEKDAYS, weekdayLabel } from '../labels.ts'
import { hoursChart } from '../render/charts.ts'
import { figureOf, type Section, type SectionContext, textIn } from '../section.ts'
import { type BusiestSpan, busiestSpan, LONGEST_SPAN_HOURS } from '../statistics/busiest-span.ts'

/** Below two weeks every weekday was seen at most twice. */
const SHORT_DAYS = 14
const CELLS = 7 * 24

export const hours: Section = { name: 'hours', make }

interface Cells {
  /** Contacts per observed hour, Monday 00:00 first; NaN where nothing was observed. */
  means: Float64Array
  contacts: Float64Array
}

async function make(context: SectionContext): Promise<SectionResult> {
  const answer = await context.bySlot('sections/hours-cells')
  const observedSlots = observedByCell(context)
  const overall = cellsOf(context, observedSlots, answer.rows, () => true)
  const total = overall.contacts.reduce((sum, value) => sum + value, 0)
  const categoryNames = [...new Set(answer.rows.map(row => textIn(row, 'category')))].sort()
  const weekend = context.networks[0]?.weekend ?? [6, 7]
  const cap = context.window.days < SHORT_DAYS ? 3 : 5
  const profile = (cells: Cells, days: readonly number[]): number[] =>
    Array.from({ length: 24 }, (_, hour) => meanOf(days.map(day => cells.means[(day - 1) * 24 + hour] ?? Number.NaN)))
  const weekdays = [1, 2, 3, 4, 5, 6, 7].filter(day => !weekend.includes(day))
  const spans = { weekdays: busiestSpan(profile(overall, weekdays)), weekend: busiestSpan(profile(overall, weekend)) }
  const dayMeans = WEEKDAYS.map((_, at) => meanOf(Array.from(overall.means.subarray(at * 24, at * 24 + 24))))
  const busiest = dayMeans.map((mean, at) => ({ mean, at })).sort((a, b) => b.mean - a.mean || a.at - b.at)
  const [first, second] = busiest

  const spanFigure = (name: 'weekdays' | 'weekend') => {
    const span = spans[name]
    const clear = span !== undefined && span.to - span.from <= LONGEST_SPAN_HOURS && total >= 50
    return figureOf(context, {
      id: `hours.span.${name}`,
      label: `Busiest span of ${name === 'weekdays' ? 'working days' : 'the weekend'}`,
      unit: 'local hours that hold 80 % of the mean profile',
      value: clear ? span.to - span.from : null,
      text: clear ? spanText(span) : 'no clear daily pattern',
      numerator: total,
      denominator: observedSlots.total / 4,
      role: 'use',
      rounding: 'whole hours',
      withheld: clear
        ? null
        : total < 50
          ? 'fewer than 50 contacts'
          : `the shortest span with 80 % is longer than ${LONGEST_SPAN_HOURS} hours`,
      query: answer.query,
      filter: { role: 'use', category: '', country: '', network: '', excludedAs: null },
    })
  }
  const figures = [spanFigure('weekdays'), spanFigure('weekend')]
  const findings: Finding[] = []
  const [span] = figures
  const confidence = Math.min(context.quality.value, cap)
  if (span?.value !== null && span !== undefined) {
    findings.push({
      section: 'hours',
      sentence: `On working days four fifths of the contacts per observed hour fell between ${span.text} local time.`,
      figure: span.id,
      confidence,
      sizeClass: 3,
    })
  }
  if (first !== undefined && second !== undefined && total >= 50 && context.window.days >= SHORT_DAYS) {
    findings.push({
      section: 'hours',
      sentence: `${WEEKDAYS[first.at]} and ${WEEKDAYS[second.at]} were the busiest days of the week in contacts per observed hour.`,
      figure: 'hours.span.weekdays',
      confidence,
      sizeClass: 2,
    })
  }
  return {
    name: 'hours',
    title: 'When',
    question: 'At which local hours and on which days of the week?',
    cap,
    capReason:
      cap === 3 ? 'fewer than 14 days: each weekday was seen at most twice' : 'long enough for every weekday twice',
    findings,
    paragraphs:
      total === 0
        ? ['No use contacts were seen in this window.']
        : [
            `Working days: ${figures[0]?.text}. Weekend: ${figures[1]?.text}. Most contacts per observed hour: ${busiest
              .slice(0, 2)
              .map(({ at, mean }) => `${WEEKDAYS[at]} (${mean.toFixed(1)})`)
              .join(', ')}; fewest: ${busiest
              .slice(-1)
              .map(({ at, mean }) => `${WEEKDAYS[at]} (${mean.toFixed(1)})`)
              .join('')}.`,
          ],
    figures,
    tables: [
      cellsTable(overall),
      categoryTable(
        categoryNames.map(name => ({
          name,
          cells: cellsOf(context, observedSlots, answer.rows, other => other === name),
        })),
        weekdays,
        profile,
      ),
    ],
    charts: total === 0 ? [] : [await hoursChart(overall.means)],
    howComputed: [
      'A cell is a local weekday and hour: its contacts divided by its observed hours. Quarter-hours without contacts count, quarter-hours that nothing observed do not, so that clock changes, outages and unequal numbers of weekdays fall out. Networks are added up.',
      'The busiest span is the shortest run of hours, on the 24-hour circle, with at least 80 % of the mean profile; ties go to the earliest; a span of more than 15 hours is called no clear daily pattern.',
      'A contact of more than a quarter of an hour counts in each quarter-hour that it touches.',
    ],
    cannotTell: ['Whether people or programs made the contacts: regular software follows clocks too.'],
  }
}

interface ObservedCells {
  /** Observed quarter-hours per network and cell. */
  byNetwork: Map<string, Float64Array>
  total: number
}

function observedByCell(context: SectionContext): ObservedCells {
  const byNetwork = new Map<string, Float64Array>()
  let total = 0
  for (const { network, slots, fromMs } of context.observed) {
    const zone = context.networks.find(({ name }) => name === network)?.timeZone ?? ''
    const calendar = calendarOf(zone)
    const cells = new Float64Array(CELLS)
    for (let i = 0; i < slots.length; i++) {
      if (slots[i] !== 1) continue
      const { weekday, hour } = calendar.at(fromMs + i * SLOT_MS)
      const cell = (weekday - 1) * 24 + hour
      cells[cell] = (cells[cell] ?? 0) + 1
      total++
    }
    byNetwork.set(network, cells)
  }
  return { byNetwork, total }
}

function cellsOf(
  context: SectionContext,
  { byNetwork }: ObservedCells,
  rows: readonly Record<string, unknown>[],
  keep: (category: string) => boolean,
): Cells {
  const contacts = new Float64Array(CELLS)
  const means = new Float64Array(CELLS).fill(Number.NaN)
  for (const { network } of context.observed) {
    const own = new Float64Array(CELLS)
    for (const row of rows) {
      if (row.network !== network || typeof row.category !== 'string' || !keep(row.category)) continue
      const cell = (Number(row.weekday) - 1) * 24 + Number(row.hour)
      own[cell] = (own[cell] ?? 0) + Number(row.contacts)
    }
    const slots = byNetwork.get(network) ?? new Float64Array(CELLS)
    for (let cell = 0; cell < CELLS; cell++) {
      contacts[cell] = (contacts[cell] ?? 0) + (own[cell] ?? 0)
      if ((slots[cell] ?? 0) === 0) continue
      const mean = (own[cell] ?? 0) / ((slots[cell] ?? 0) / 4)
      means[cell] = (Number.isNaN(means[cell]) ? 0 : (means[cell] ?? 0)) + mean
    }
  }
  return { means, contacts }
}

function meanOf(values: readonly number[]): number {
  const known = values.filter(value => !Number.isNaN(value))
  return known.length === 0 ? 0 : known.reduce((sum, value) => sum + value, 0) / known.length
}

const spanText = ({ from, to }: BusiestSpan): string => `${hourLabel(from)} and ${hourLabel(to)}`

function cellsTable({ means, contacts }: Cells): Table {
  return {
    name: 'hours',
    caption: 'Contacts per observed hour by local weekday and hour',
    columns: [
      { name: 'hour', label: 'local hour', numeric: false },
      ...WEEKDAYS.map((name, at) => ({ name: name.toLowerCase(), label: weekdayLabel(at + 1), numeric: true })),
      { name: 'contacts', label: 'contacts', numeric: true },
    ],
    rows: Array.from({ length: 24 }, (_, hour) => [
      hourLabel(hour),
      ...WEEKDAYS.map((_, day) => meanText(means[day * 24 + hour] ?? Number.NaN)),
      WEEKDAYS.reduce((sum, _, day) => sum + (contacts[day * 24 + hour] ?? 0), 0),
    ]),
  }
}

const meanText = (mean: number): string => (Number.isNaN(mean) ? 'not observed' : mean.toFixed(2))

function categoryTable(
  categories: readonly { name: string; cells: Cells }[],
  weekdays: readonly number[],
  profile: (cells: Cells, days: readonly number[]) => number[],
): Table {
  return {
    name: 'categories',
    caption: 'Busiest span of working days by category',
    columns: [
      { name: 'category', label: 'category', numeric: false },
      { name: 'contacts', label: 'contacts', numeric: true },
      { name: 'span', label: 'busiest span, local time', numeric: false },
    ],
    rows: categories.map(({ name, cells }) => {
      const total = cells.contacts.reduce((sum, value) => sum + value, 0)
      const span = busiestSpan(profile(cells, weekdays))
      const clear = span !== undefined && span.to - span.from <= LONGEST_SPAN_HOURS && total >= 50
      return [
        categoryLabel(name),
        total,
        clear ? spanText(span) : total < 50 ? 'fewer than 50 contacts' : 'no clear daily pattern',
      ]
    }),
  }
}
