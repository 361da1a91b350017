/** The chart of obfuscation: contacts by week. */
import type { Chart } from '../../figures/figure.ts'
import { draw } from '../../render/draw.ts'
import { BLUE } from '../../render/palette.ts'
import { DATE_AXIS } from '../../render/time-axis.ts'
import { DAY_MS } from '../../window/calendar.ts'
import { CHART_TITLE, chartText } from './words.ts'

const WEEK = 7

/** `days` of the window, in order; those of each seven are one bar. */
export function signsChart(days: readonly { day: string; contacts: number }[]): Promise<Chart> {
  const values = Array.from({ length: Math.ceil(days.length / WEEK) }, (_, week) => {
    const own = days.slice(week * WEEK, (week + 1) * WEEK)
    const from = Date.parse(own[0]?.day ?? '')
    return {
      from: from + DAY_MS / 2,
      to: from + own.length * DAY_MS - DAY_MS / 2,
      contacts: own.reduce((sum, { contacts }) => sum + contacts, 0),
      shade: own.length === WEEK ? 1 : 0.45,
    }
  })
  const [least, most] = values.reduce(
    ([low, high], { contacts }) => [Math.min(low, contacts), Math.max(high, contacts)],
    [Number.POSITIVE_INFINITY, 0],
  )
  return draw('obfuscation', CHART_TITLE, chartText(least, most), width => ({
    width,
    height: 110,
    autosize: { type: 'fit-x', contains: 'padding' },
    data: { values },
    mark: { type: 'rect', color: BLUE },
    encoding: {
      x: { field: 'from', type: 'temporal', scale: { type: 'utc' }, title: null, axis: DATE_AXIS },
      x2: { field: 'to' },
      y: { field: 'contacts', type: 'quantitative', title: null, axis: { tickCount: 3 } },
      y2: { datum: 0 },
      opacity: { field: 'shade', type: 'quantitative', scale: null, legend: null },
    },
  }))
}
