/** Charts of the categories. */
import type { Chart } from '../../figures/figure.ts'
import { draw } from '../../render/draw.ts'
import { type PairOfBars, pairsOfBars } from '../../render/pairs-of-bars.ts'
import { BLUE, HATCH } from '../../render/palette.ts'
import { DATE_AXIS, VERSION_RULE, versionMarks, versionText } from '../../render/time-axis.ts'
import { DAY_MS } from '../../window/calendar.ts'
import { cutText, SHARES_AXIS, SHARES_TITLE, WEEKS_TITLE, weeksText } from './words.ts'

/** Shares of contacts, and of bytes below them. */
export const sharesChart = (rows: readonly PairOfBars[]): Promise<Chart> =>
  pairsOfBars('categories', SHARES_TITLE, rows, { axis: SHARES_AXIS, labelLimit: 300 })

/** Weekly contacts, one row of bars a category; weeks cut by the window are hatched and say their days. */
export function weeksChart(
  categories: readonly { label: string; weeks: readonly { week: string; days: number; contacts: number }[] }[],
  versionDays: readonly string[],
): Promise<Chart> {
  const most = categories
    .flatMap(({ weeks }) => weeks)
    .reduce((largest, { contacts }) => Math.max(largest, contacts), 1)
  const firstWeek = categories
    .flatMap(({ weeks }) => weeks.map(({ week }) => week))
    .reduce((first, week) => (first === '' || week < first ? week : first), '')
  const wholeWeeks = categories.map(({ label, weeks }) => ({
    label,
    wholeWeeks: weeks.filter(({ days }) => days === 7).map(({ contacts }) => contacts),
  }))
  return draw('weeks', `${WEEKS_TITLE}${versionText(versionDays)}`, weeksText(wholeWeeks), width => ({
    spacing: 10,
    vconcat: categories.map(({ label, weeks }, at) => ({
      title: label,
      width: width - 62,
      height: 44,
      layer: [
        {
          data: {
            values: weeks.map(({ week, days, contacts }) => ({
              from: Date.parse(week) + DAY_MS / 6,
              to: Date.parse(week) + days * DAY_MS - DAY_MS / 6,
              contacts,
              color: days === 7 ? BLUE : HATCH,
            })),
          },
          mark: { type: 'rect' },
          encoding: {
            x: {
              field: 'from',
              type: 'temporal',
              scale: { type: 'utc' },
              title: null,
              axis: at === categories.length - 1 ? DATE_AXIS : null,
            },
            x2: { field: 'to' },
            y: {
              field: 'contacts',
              type: 'quantitative',
              title: null,
              scale: { domain: [0, most] },
              axis: { tickCount: 2, format: '~s', minExtent: 36, maxExtent: 36 },
            },
            y2: { datum: 0 },
            color: { field: 'color', type: 'nominal', scale: null, legend: null },
          },
        },
        {
          data: {
            values: weeks
              .filter(({ days }) => days !== 7)
              .map(({ week, days, contacts }) => ({
                // The first stands right of its axis, as it would stand on it.
                at: Date.parse(week) + (week === firstWeek ? 0 : (days * DAY_MS) / 2),
                isFirst: week === firstWeek,
                contacts,
                text: cutText(days),
              })),
          },
          mark: { type: 'text', fontSize: 11, dy: -6, align: { expr: "datum.isFirst ? 'left' : 'center'" } },
          encoding: {
            x: { field: 'at', type: 'temporal' },
            y: { field: 'contacts', type: 'quantitative' },
            text: { field: 'text' },
          },
        },
        {
          data: { values: versionMarks(versionDays) },
          mark: VERSION_RULE,
          encoding: { x: { field: 'day', type: 'temporal' } },
        },
      ],
    })),
  }))
}
