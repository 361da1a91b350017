/** The chart of what is tried from outside. */
import type { Chart } from '../../figures/figure.ts'
import { draw } from '../../render/draw.ts'
import { BLUE } from '../../render/palette.ts'
import { rowNames } from '../../render/row-names.ts'
import type { Attempts } from './scans.ts'
import { CHART_AXIS, CHART_TITLE, chartText, portText } from './words.ts'

const BARS = 10

export function portsChart({ all, known }: Attempts): Promise<Chart> {
  const values = known.slice(0, BARS).map(({ protocol, port, contacts }) => {
    const share = (100 * contacts) / all
    return { label: portText(protocol, port), share, text: `${share.toFixed(1)} %` }
  })
  return draw('tried', CHART_TITLE, chartText(values), width => ({
    width,
    height: { step: 22 },
    autosize: { type: 'fit-x', contains: 'padding' },
    data: { values },
    encoding: {
      y: rowNames('label', 170),
      x: { field: 'share', type: 'quantitative', title: CHART_AXIS, axis: { tickCount: 4 } },
    },
    layer: [
      { mark: { type: 'bar', color: BLUE } },
      {
        mark: { type: 'text', align: 'left', dx: 6, fontSize: 11 },
        encoding: { text: { field: 'text' } },
      },
    ],
  }))
}
