/** The chart of the access paths: shares of contacts, and of bytes below them. */
import type { Chart } from '../../figures/figure.ts'
import { draw } from '../../render/draw.ts'
import { BLUE, ORANGE } from '../../render/palette.ts'
import { chartText, TITLE_OF_CHART } from './words.ts'

/** Shares in %. */
export function pathsChart(rows: readonly { label: string; contacts: number; bytes: number }[]): Promise<Chart> {
  const values = rows.flatMap(({ label, contacts, bytes }) => [
    { label, measure: 'contacts', share: contacts, text: `${contacts.toFixed(1)} %` },
    { label, measure: 'bytes', share: bytes, text: `${bytes.toFixed(1)} %` },
  ])
  const measures = ['contacts', 'bytes']
  return draw('access-paths', TITLE_OF_CHART, chartText(rows), width => ({
    width,
    height: { step: 16, for: 'offset' },
    autosize: { type: 'fit-x', contains: 'padding' },
    data: { values },
    encoding: {
      y: {
        field: 'label',
        type: 'nominal',
        title: null,
        sort: null,
        axis: { labelLimit: 170, domain: false, ticks: false },
      },
      yOffset: { field: 'measure', type: 'nominal', sort: measures, scale: { paddingOuter: 0.15 } },
      x: { field: 'share', type: 'quantitative', title: '%', axis: { tickCount: 4 } },
    },
    layer: [
      {
        mark: { type: 'bar' },
        encoding: {
          color: {
            field: 'measure',
            type: 'nominal',
            scale: { domain: measures, range: [BLUE, ORANGE] },
            legend: null,
          },
        },
      },
      { mark: { type: 'text', align: 'left', dx: 6, fontSize: 11 }, encoding: { text: { field: 'text' } } },
    ],
  }))
}
