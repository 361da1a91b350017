/** Charts of the services. */
import type { Chart } from '../../figures/figure.ts'
import { categoryLabel } from '../../labels.ts'
import { draw } from '../../render/draw.ts'
import { BLUE } from '../../render/palette.ts'
import { rowNames } from '../../render/row-names.ts'
import { scaleEnd } from '../../render/text-width.ts'
import { CHART_AXIS, chartText, chartTitle, WITHIN_TITLE, withinChartText } from './words.ts'

export interface ChartedService {
  label: string
  /** In %. */
  share: number
  low: number | null
  high: number | null
}

/** Shares of activity with intervals, most used first. */
export function servicesChart(rows: readonly ChartedService[]): Promise<Chart> {
  const values = rows.map(row => barOf(row, row.label))
  return bars('services', chartTitle(rows.length), chartText(rows), values, {
    title: CHART_AXIS,
    axis: { tickCount: 4 },
  })
}

/** The first of each category. */
export function withinChart(rows: readonly (ChartedService & { category: string })[]): Promise<Chart> {
  const values = rows.map(row => ({
    ...barOf(row, categoryLabel(row.category)),
    text: `${row.label} ${row.share.toFixed(0)} %`,
    at: 0,
  }))
  return bars('services-within', WITHIN_TITLE, withinChartText(rows), values, {
    title: '%',
    scale: { domain: [0, 100] },
    axis: { tickCount: 4 },
  })
}

/** Room for names, in pixels. */
const LABEL_LIMIT = 170

interface Bar {
  name: string
  share: number
  low: number
  high: number
  text: string
  /** Where the text begins: behind the interval where absent. */
  at?: number
}

const barOf = ({ share, low, high }: ChartedService, name: string): Bar => ({
  name,
  share,
  low: low ?? share,
  high: high ?? share,
  text: `${share.toFixed(1)} %`,
})

function bars(name: string, title: string, description: string, values: readonly Bar[], x: object): Promise<Chart> {
  const y = rowNames('name', LABEL_LIMIT)
  const names = { texts: values.map(own => own.name), limit: LABEL_LIMIT }
  const ends = values.map(({ high, text }) => ({ value: high, text }))
  const isBelow = values.some(({ at }) => at !== undefined)
  return draw(name, title, description, width => ({
    width,
    height: { step: isBelow ? 38 : 24 },
    autosize: { type: 'fit-x', contains: 'padding' },
    data: { values: [...values] },
    layer: [
      {
        mark: { type: 'bar', height: 13, color: BLUE, ...(isBelow ? { yOffset: -8 } : {}) },
        encoding: {
          y,
          x: {
            field: 'share',
            type: 'quantitative',
            // What stands below its bar needs no room behind it.
            ...(isBelow ? {} : { scale: { domain: [0, scaleEnd(width, names, ends)] } }),
            ...x,
          },
        },
      },
      {
        mark: { type: 'rule', color: 'currentColor', strokeWidth: 1.5, ...(isBelow ? { yOffset: -8 } : {}) },
        encoding: { y, x: { field: 'low', type: 'quantitative' }, x2: { field: 'high' } },
      },
      {
        // A long name does not fit behind a long bar: then it stands below it.
        mark: { type: 'text', align: 'left', ...(isBelow ? { dx: 2, dy: 9 } : { dx: 6 }) },
        encoding: {
          y,
          x: { field: isBelow ? 'at' : 'high', type: 'quantitative' },
          text: { field: 'text' },
        },
      },
    ],
  }))
}
