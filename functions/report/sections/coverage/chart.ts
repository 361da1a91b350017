/** The chart of what was observed. */
import { DAY_MS } from '../../window/calendar.ts'
import type { Chart } from '../../figures/figure.ts'
import { draw } from '../../render/draw.ts'
import { BLUE, ORANGE } from '../../render/palette.ts'
import { DATE_AXIS, VERSION_RULE, versionMarks, versionText } from '../../render/time-axis.ts'

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
  const told = networks
    .map(
      ({ network, days }) =>
        `${network}: ${days.filter(({ hours }) => hours < 12).length} of ${days.length} days below 12 hours`,
    )
    .join('; ')
  return draw(
    'coverage',
    `Observed hours per local day: blue a whole day, orange none, between them in part.${versionText(versionDays)}`,
    `${told}.`,
    (width, isNarrow) => ({
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
    }),
  )
}
