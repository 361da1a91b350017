import { expect, it } from 'vitest'
import { draw, linesWithin } from '../../functions/report/render/draw.ts'

const TITLE = 'contacts with addresses registered in South Korea rise, and fall again'

it('a title in lines does not stretch a drawing', async () => {
  const widthOf = (svg: string) => Number(/viewBox="0 0 (\d+)/.exec(svg)?.[1])
  const { wide, narrow } = await draw('titled', '', '', width => ({
    title: linesWithin(TITLE, width),
    width: width - 62,
    data: { values: [{ day: 1 }] },
    mark: 'bar',
    encoding: { x: { field: 'day', type: 'quantitative', title: null } },
  }))
  expect([widthOf(wide) <= 710, widthOf(narrow) <= 360]).toEqual([true, true])
})

it('a title keeps its words in order, and one word stays whole', () => {
  expect(linesWithin(TITLE, 350).join(' ')).toBe(TITLE)
  expect(linesWithin('x'.repeat(60), 350)).toEqual(['x'.repeat(60)])
})
