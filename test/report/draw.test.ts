import { expect, it } from 'vitest'
import { draw, linesWithin } from '../../functions/report/render/draw.ts'
import { rowNames } from '../../functions/report/render/row-names.ts'
import { scaleEnd, textWidth } from '../../functions/report/render/text-width.ts'
import { habitsChart } from '../../functions/report/sections/habits/chart.ts'
import { addDays } from '../../functions/report/window/calendar.ts'
import { textsOutside } from '../support/svg-texts.ts'

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

it('the days of a window stand inside of the drawing, wherever it ends', async () => {
  const label = 'National Aeronautics and Space Administration'
  const outside: string[] = []
  for (const length of [29, 60, 97, 98]) {
    const days = Array.from({ length }, (_, at) => addDays('2017-07-06', at + 1 - length))
    const rows = [{ label, days, seenDays: length, isOneOff: false }]
    const { wide, narrow } = await habitsChart(rows, days, new Set(days))
    outside.push(...textsOutside(wide), ...textsOutside(narrow))
    expect(narrow).toMatch(/opacity="1">\d\d (?:Jun|Jul)/)
  }
  expect(outside).toEqual([])
})

it('a text over an edge is found, turned or not', () => {
  const drawn = (text: string) =>
    textsOutside(`<svg viewBox="0 0 100 100"><g transform="translate(10,20)">${text}</g></svg>`)
  const middle = 'text-anchor="middle" font-size="12px"'
  expect(drawn(`<text ${middle} transform="translate(40,20)">1 July</text>`)).toEqual([])
  expect(drawn(`<text ${middle} transform="translate(80,20)">1 July</text>`)).toHaveLength(1)
  expect(drawn(`<text ${middle} transform="translate(5,30) rotate(-90)">contacts</text>`)).toEqual([])
  expect(drawn(`<text ${middle} transform="translate(5,70) rotate(-90)">contacts</text>`)).toHaveLength(1)
  expect(drawn('<text x="-8" y="4" font-size="12px" text-anchor="end">0</text>')).toHaveLength(1)
  expect(drawn('<text x="80" y="4" font-size="12px" opacity="0">not drawn</text>')).toEqual([])
})
