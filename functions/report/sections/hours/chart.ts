/** Charts of the hours. */
import type { Chart } from '../../figures/figure.ts'
import { weekdayLabel } from '../../labels.ts'
import { draw } from '../../render/draw.ts'
import { BLUE, ORANGE } from '../../render/palette.ts'
import type { BusiestSpan } from '../../statistics/busiest-span.ts'
import { dayText, dayTitle, hoursText, hoursTitle } from './words.ts'

/** Mean contacts per observed hour, weekday by hour. */
export function hoursChart(means: Float64Array): Promise<Chart> {
  const known = Array.from(means, (mean, cell) => ({ mean, cell })).filter(({ mean }) => !Number.isNaN(mean))
  const ordered = known.toSorted((a, b) => b.mean - a.mean || a.cell - b.cell)
  const values = known.map(({ mean, cell }) => ({
    weekday: weekdayLabel(Math.floor(cell / 24) + 1),
    hour: cell % 24,
    mean: Number(mean.toFixed(4)),
  }))
  return draw('hours', hoursTitle(ordered[0]?.mean), hoursText(ordered[0], ordered.at(-1)), (width, isNarrow) => ({
    width,
    height: { step: isNarrow ? 20 : 24 },
    autosize: { type: 'fit-x', contains: 'padding' },
    data: { values },
    mark: { type: 'rect', color: BLUE, stroke: 'currentColor', strokeOpacity: 0.1 },
    encoding: {
      x: {
        field: 'hour',
        type: 'ordinal',
        title: 'local hour',
        axis: {
          values: [0, 3, 6, 9, 12, 15, 18, 21],
          labelAngle: 0,
          labelExpr: "format(datum.value, '02') + ':00'",
          domain: false,
        },
      },
      y: {
        field: 'weekday',
        type: 'ordinal',
        title: null,
        sort: [1, 2, 3, 4, 5, 6, 7].map(weekdayLabel),
        axis: { domain: false, ticks: false },
      },
      fillOpacity: { field: 'mean', type: 'quantitative', scale: { domainMin: 0, range: [0.04, 1] }, legend: null },
    },
  }))
}

/** The mean day: working days and weekend, with the busiest span of working days behind. */
export function dayChart(
  profiles: { weekdays: readonly number[]; weekend: readonly number[] },
  span: BusiestSpan | undefined,
): Promise<Chart> {
  const rows = (profile: readonly number[], day: string) =>
    profile
      .map((mean, hour) => ({ hour: hour + 0.5, mean: Number(mean.toFixed(4)), day }))
      .filter(row => !Number.isNaN(row.mean))
  const lines = [...rows(profiles.weekdays, 'working days'), ...rows(profiles.weekend, 'weekend')]
  const peaks = ['working days', 'weekend'].flatMap(day =>
    lines
      .filter(row => row.day === day)
      .toSorted((a, b) => b.mean - a.mean || a.hour - b.hour)
      .slice(0, 1),
  )
  const spans =
    span === undefined
      ? []
      : span.to > 24
        ? [
            { from: span.from, to: 24 },
            { from: 0, to: span.to - 24 },
          ]
        : [{ from: span.from, to: span.to }]
  const color = {
    field: 'day',
    type: 'nominal',
    scale: { domain: ['working days', 'weekend'], range: [BLUE, ORANGE] },
    legend: null,
  } as const
  return draw(
    'day',
    dayTitle(span),
    dayText(peaks.map(({ hour, ...peak }) => ({ ...peak, hour: hour - 0.5 }))),
    width => ({
      width,
      height: 190,
      autosize: { type: 'fit-x', contains: 'padding' },
      layer: [
        {
          data: { values: spans },
          mark: { type: 'rect', color: BLUE, opacity: 0.14 },
          encoding: {
            x: {
              field: 'from',
              type: 'quantitative',
              title: 'local hour',
              scale: { domain: [0, 24] },
              axis: {
                values: [0, 3, 6, 9, 12, 15, 18, 21, 24],
                labelExpr: "format(datum.value, '02') + ':00'",
                grid: false,
                labelOverlap: 'parity',
              },
            },
            x2: { field: 'to' },
          },
        },
        {
          data: { values: lines },
          mark: { type: 'line', strokeWidth: 2.5, interpolate: 'monotone' },
          encoding: {
            x: { field: 'hour', type: 'quantitative' },
            y: { field: 'mean', type: 'quantitative', title: null, scale: { domainMin: 0 }, axis: { tickCount: 4 } },
            color,
          },
        },
        {
          data: { values: peaks },
          mark: { type: 'text', dy: -8, fontWeight: 'bold' },
          encoding: {
            x: { field: 'hour', type: 'quantitative' },
            y: { field: 'mean', type: 'quantitative' },
            text: { field: 'day' },
          },
        },
      ],
    }),
  )
}
