/** The chart of the ties to countries. */
import type { Chart } from '../../figures/figure.ts'
import { draw } from '../../render/draw.ts'
import { BLUE, GREY, ORANGE } from '../../render/palette.ts'
import { CHART_AXIS, CHART_TITLE, chartText } from './words.ts'

/** Adjusted shares of countries with intervals; the tier is the colour. */
export function countriesChart(
  rows: readonly { country: string; share: number; low: number | null; high: number | null; tier: number }[],
): Promise<Chart> {
  const values = rows.map(row => ({
    ...row,
    low: row.low ?? row.share,
    high: row.high ?? row.share,
    text: `${row.share.toFixed(1)} %`,
    tone: row.tier >= 2 ? row.tier : 0,
  }))
  const y = {
    field: 'country',
    type: 'nominal',
    title: null,
    sort: null,
    axis: { labelLimit: 150, domain: false, ticks: false },
  } as const
  return draw('presence', CHART_TITLE, chartText(rows), width => ({
    width,
    height: { step: 24 },
    autosize: { type: 'fit-x', contains: 'padding' },
    data: { values },
    layer: [
      {
        mark: { type: 'bar', height: 13 },
        encoding: {
          y,
          x: { field: 'share', type: 'quantitative', title: CHART_AXIS, axis: { tickCount: 4 } },
          color: {
            field: 'tone',
            type: 'ordinal',
            scale: { domain: [0, 2, 3], range: [GREY, ORANGE, BLUE] },
            legend: null,
          },
        },
      },
      {
        mark: { type: 'rule', color: 'currentColor', strokeWidth: 1.5 },
        encoding: { y, x: { field: 'low', type: 'quantitative' }, x2: { field: 'high' } },
      },
      {
        mark: { type: 'text', align: 'left', dx: 6 },
        encoding: { y, x: { field: 'high', type: 'quantitative' }, text: { field: 'text' } },
      },
    ],
  }))
}
