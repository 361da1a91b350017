import { expect, it } from 'vitest'
import { draw, linesWithin } from '../../functions/report/render/draw.ts'
import { rowNames } from '../../functions/report/render/row-names.ts'
import { scaleEnd, textWidth } from '../../functions/report/render/text-width.ts'

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

it('a name that is too long for its place is cut, and leaves the drawing where it is', async () => {
  const { narrow } = await draw('cut', '', '', width => ({
    width,
    autosize: { type: 'fit-x', contains: 'padding' },
    data: { values: [{ name: 'KUNNSKAPSSEKTORENS TJENESTELEVERANDOR (Norway), '.repeat(3), share: 5 }] },
    mark: 'bar',
    encoding: { y: rowNames('name', 170), x: { field: 'share', type: 'quantitative' } },
  }))
  const [, left] = /<g fill="none"[^>]*translate\(([\d.]+),/.exec(narrow) ?? []
  expect(Number(left)).toBeGreaterThan(150)
  expect(Number(left)).toBeLessThan(200)
})

it('the text behind the end of a bar has room inside of the drawing', () => {
  const names = { texts: ['short', 'services that everybody uses'], limit: 300 }
  for (const width of [350, 700]) {
    const end = scaleEnd(width, names, [
      { value: 100, text: '100.0 %' },
      { value: 3, text: '3.0 %  ●●●' },
    ])
    const plot = width - textWidth('services that everybody uses') - 10
    expect((100 / end) * plot + textWidth('100.0 %')).toBeLessThan(plot)
  }
})

it.each([
  ['Illinois', 'WWWWWWWW'],
  ['100.0\u202f%', '網網網網網網網網'],
])('%s is narrower than %s', (narrow, wide) => {
  expect(textWidth(narrow)).toBeLessThan(textWidth(wide))
  expect(textWidth(wide, 12, true)).toBeGreaterThan(textWidth(wide))
})
