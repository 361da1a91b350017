/** The chart of what is tried from outside. */
import type { Chart } from '../../figures/figure.ts'
import { draw } from '../../render/draw.ts'
import { BLUE } from '../../render/palette.ts'
import { rowNames } from '../../render/row-names.ts'
import { scaleEnd } from '../../render/text-width.ts'
import type { Attempts } from './scans.ts'
import { CHART_AXIS, CHART_TITLE, chartText, portText } from './words.ts'

const BARS = 10
/** Of the text behind a bar, and room for names, in pixels. */
const END_SIZE = 11
const LABEL_LIMIT = 170

export function portsChart({ all, known }: Attempts): Promise<Chart> {
  const values = known.slice(0, BARS).map(({ protocol, port, contacts }) => {
    const share = (100 * contacts) / all
    return { label: portText(protocol, port), share, text: `${share.toFixed(1)} %` }
  })
  const names = { texts: values.map(({ label }) => label), limit: LABEL_LIMIT }
  const ends = values.map(({ share, text }) => ({ value: share, text }))
  return draw('tried', CHART_TITLE, chartText(values), width => ({
    width,
    height: { step: 22 },
    autosize: { type: 'fit-x', contains: 'padding' },
    data: { values },
    encoding: {
      y: rowNames('label', LABEL_LIMIT),
      x: {
        field: 'share',
        type: 'quantitative',
        title: CHART_AXIS,
        axis: { tickCount: 4, labelOverlap: true },
        scale: { domain: [0, scaleEnd(width, names, ends, END_SIZE)] },
      },
    },
    layer: [
      { mark: { type: 'bar', color: BLUE } },
      {
        mark: { type: 'text', align: 'left', dx: 6, fontSize: END_SIZE },
        encoding: { text: { field: 'text' } },
      },
    ],
  }))
}
