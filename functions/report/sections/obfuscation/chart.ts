/** The chart of obfuscation: contacts a day. */
import type { Chart } from '../../figures/figure.ts'
import { draw } from '../../render/draw.ts'
import { BLUE } from '../../render/palette.ts'
import { DATE_AXIS } from '../../render/time-axis.ts'
import { DAY_MS } from '../../window/calendar.ts'
import { CHART_TITLE, chartText } from './words.ts'

export function signsChart(days: readonly { day: string; contacts: number }[]): Promise<Chart> {
  const withAny = days.filter(({ contacts }) => contacts > 0)
  const most = withAny.reduce((largest, { contacts }) => Math.max(largest, contacts), 0)
  const [first = '', last = ''] = [days[0]?.day, days.at(-1)?.day]
  const domain = [Date.parse(first), Date.parse(last) + DAY_MS]
  return draw('obfuscation', CHART_TITLE, chartText(most, withAny.length), width => ({
    width,
    height: 110,
    autosize: { type: 'fit-x', contains: 'padding' },
    data: {
      values: withAny.map(({ day, contacts }) => ({
        from: Date.parse(day) + DAY_MS / 10,
        to: Date.parse(day) + (9 * DAY_MS) / 10,
        contacts,
      })),
    },
    mark: { type: 'rect', color: BLUE },
    encoding: {
      x: { field: 'from', type: 'temporal', scale: { type: 'utc', domain }, title: null, axis: DATE_AXIS },
      x2: { field: 'to' },
      y: { field: 'contacts', type: 'quantitative', title: null, axis: { tickCount: 3 } },
      y2: { datum: 0 },
    },
  }))
}
