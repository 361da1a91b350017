/** Power curves: how often an effect is found, by its size. */
import { draw } from '../../functions/report/render/draw.ts'
import type { Power } from './calibration.ts'

/** SVG text. */
export async function powerChart(name: string, { title, size: sizeTitle, curves }: Power): Promise<string> {
  const values = curves.flatMap(({ name: curve, points }) =>
    points.map(({ size, power }) => ({ size, power: Number((100 * power).toFixed(2)), curve })),
  )
  const { wide } = await draw(name, title, title, width => ({
    width,
    height: 220,
    autosize: { type: 'fit-x', contains: 'padding' },
    data: { values },
    mark: { type: 'line', point: true, strokeWidth: 2 },
    encoding: {
      x: { field: 'size', type: 'quantitative', title: sizeTitle, scale: { zero: false } },
      y: { field: 'power', type: 'quantitative', title: '% found', scale: { domain: [0, 100] } },
      color: {
        field: 'curve',
        type: 'nominal',
        title: null,
        sort: curves.map(curve => curve.name),
        scale: { range: ['#2f86c1', '#d9822b', '#7a5195'] },
      },
    },
  }))
  return wide
}
