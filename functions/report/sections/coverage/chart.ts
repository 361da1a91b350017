/** The chart of what was observed. */

import type { Chart } from '../../figures/figure.ts'
import { draw } from '../../render/draw.ts'
import { BLUE, ORANGE } from '../../render/palette.ts'
import { DATE_AXIS, VERSION_RULE, versionMarks, versionText } from '../../render/time-axis.ts'
import { DAY_MS } from '../../window/calendar.ts'
import { CHART_TITLE, chartText } from './words.ts'

/** Observed hours of each local day and network. */
export function coverageChart(
  networks: readonly { network: string; days: readonly { day: string; hours: number }[] }[],
  versionDays: readonly string[],
): Promise<Chart> {
  const values = networks.flatMap(({ network, days }) =>
    days.map(({ day, hours }) => ({
      network,
      from: Date.parse(day),
      to: Date.parse(day) + DAY_MS,
      hours,
    })),
  )
  return draw('coverage', `${CHART_TITLE}${versionText(versionDays)}`, chartText(networks), (width, isNarrow) => ({
    width,
    height: { step: 30 },
    autosize: { type: 'fit-x', contains: 'padding' },
    layer: [
      {
        data: { values },
        mark: { type: 'bar', height: 20 },
        encoding: {
          x: { field: 'from', type: 'temporal', scale: { type: 'utc' }, title: null, axis: DATE_AXIS },
          x2: { field: 'to' },
          y: {
            field: 'network',
            type: 'nominal',
            title: null,
            sort: null,
            axis: { labelLimit: isNarrow ? 90 : 150, domain: false, ticks: false },
          },
          color: {
            field: 'hours',
            type: 'quantitative',
            scale: { domain: [0, 24], range: [ORANGE, BLUE], clamp: true },
            legend: null,
          },
        },
      },
      {
        data: { values: versionMarks(versionDays) },
        mark: VERSION_RULE,
        encoding: { x: { field: 'day', type: 'temporal' } },
      },
    ],
  }))
}
