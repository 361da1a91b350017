/** The chart of the activity: contacts by local day, what is usual on that weekday, and days that stand out. */
import type { Chart } from '../../figures/figure.ts'
import { draw } from '../../render/draw.ts'
import { BLUE, ORANGE } from '../../render/palette.ts'
import { DATE_AXIS, VERSION_RULE, versionMarks, versionText } from '../../render/time-axis.ts'
import { DAY_MS } from '../../window/calendar.ts'
import type { DayTotals } from './counts.ts'
import type { StandingDay } from './standing-out.ts'
import { DAYS_TITLE, daysText } from './words.ts'

/** Room on both sides of a bar, as a part of its day. */
const GAP = 0.12

export function daysChart(
  totals: ReadonlyMap<string, DayTotals>,
  standing: readonly StandingDay[],
  versionDays: readonly string[],
): Promise<Chart> {
  const days = [...totals].map(([day, { contacts, seen, of }]) => ({ day, contacts, isWhole: 2 * seen >= of }))
  const out = standing.filter(({ standsOut }) => standsOut)
  const isOut = new Set(out.map(({ day }) => day))
  const bars = days.map(({ day, contacts, isWhole }) => ({
    from: Date.parse(day) + GAP * DAY_MS,
    to: Date.parse(day) + (1 - GAP) * DAY_MS,
    contacts,
    shade: isWhole ? 1 : 0.45,
    kind: isOut.has(day) ? 'out' : 'usual',
  }))
  // What is usual is of the time that is compared: brought to the whole of the day.
  const usual = standing.map(({ day, contacts, usual: of }) => ({
    from: Date.parse(day),
    to: Date.parse(day) + DAY_MS,
    usual: contacts === 0 ? of : Number(((of * (totals.get(day)?.contacts ?? 0)) / contacts).toFixed(2)),
  }))
  const marks = out.map(({ day }) => ({
    at: Date.parse(day) + DAY_MS / 2,
    contacts: totals.get(day)?.contacts ?? 0,
    text: day.slice(5),
  }))
  const time = { type: 'temporal', scale: { type: 'utc' } } as const
  return draw('activity', `${DAYS_TITLE}${versionText(versionDays)}`, daysText(days, out), width => ({
    width,
    height: 200,
    autosize: { type: 'fit-x', contains: 'padding' },
    layer: [
      {
        data: { values: bars },
        mark: { type: 'rect' },
        encoding: {
          x: { field: 'from', ...time, title: null, axis: DATE_AXIS },
          x2: { field: 'to' },
          y: {
            field: 'contacts',
            type: 'quantitative',
            title: 'contacts a day',
            scale: { domainMin: 0 },
            axis: { tickCount: 4, format: '~s' },
          },
          y2: { datum: 0 },
          color: {
            field: 'kind',
            type: 'nominal',
            scale: { domain: ['usual', 'out'], range: [BLUE, ORANGE] },
            legend: null,
          },
          opacity: { field: 'shade', type: 'quantitative', scale: null, legend: null },
        },
      },
      {
        data: { values: usual },
        mark: { type: 'rule', color: 'currentColor', strokeWidth: 1.5 },
        encoding: {
          x: { field: 'from', ...time },
          x2: { field: 'to' },
          y: { field: 'usual', type: 'quantitative' },
        },
      },
      {
        data: { values: marks },
        mark: { type: 'text', dy: -7, fontSize: 11 },
        encoding: {
          x: { field: 'at', ...time },
          y: { field: 'contacts', type: 'quantitative' },
          text: { field: 'text' },
        },
      },
      { data: { values: versionMarks(versionDays) }, mark: VERSION_RULE, encoding: { x: { field: 'day', ...time } } },
    ],
  }))
}
