/** Power curves: how often an effect is found, by its size. */
import { draw } from '../../functions/report/render/draw.ts'

export interface PowerCurve {
  name: string
  points: readonly { percent: number; power: number }[]
}

/** SVG text. `runs` worlds a point. */
export async function powerChart(name: string, runs: number, curves: readonly PowerCurve[]): Promise<string> {
  const values = curves.flatMap(({ name: curve, points }) =>
    points.map(({ percent, power }) => ({ percent, power: Number((100 * power).toFixed(2)), curve })),
  )
  const title = `How often an effect on the day after eight events is found, in % of ${runs} worlds of 97 days`
  const { wide } = await draw(name, title, title, width => ({
    width,
    height: 220,
    autosize: { type: 'fit-x', contains: 'padding' },
    data: { values },
    mark: { type: 'line', point: true, strokeWidth: 2 },
    encoding: {
      x: { field: 'percent', type: 'quantitative', title: 'effect, % more contacts' },
      y: { field: 'power', type: 'quantitative', title: '% found', scale: { domain: [0, 100] } },
      color: { field: 'curve', type: 'nominal', title: null, scale: { range: ['#2f86c1', '#d9822b'] } },
    },
  }))
  return wide
}
