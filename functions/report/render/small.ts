/** Small charts for the first page: one thought, direct labels, no axes. Plain SVG, the same on a wide page and on a phone. */
import type { Chart } from '../figures/figure.ts'
import { escapeMarkup } from './escape.ts'
import { BLUE, GREY } from './palette.ts'

const WIDTH = 310
const TEXT = 'font-family="system-ui, sans-serif" font-size="12" fill="currentColor"'

/** A part of a whole: `percent` of 100 is filled. `part` and `rest` stand below, left and right. */
export function smallShare(
  name: string,
  description: string,
  { percent, part, rest }: { percent: number; part: string; rest: string },
): Chart {
  const filled = (WIDTH * Math.min(100, Math.max(0, percent))) / 100
  return small(name, description, 44, [
    rectangle(0, 4, WIDTH, 18, GREY, 0.35),
    rectangle(0, 4, filled, 18, BLUE),
    label(0, 38, part),
    label(WIDTH, 38, rest, 'end'),
  ])
}

/** Columns along time or hours, from 0 to the largest; those that are `strong` carry the point. `first` and `last` stand below. */
export function smallColumns(
  name: string,
  description: string,
  columns: readonly { value: number; strong: boolean }[],
  { first, last }: { first: string; last: string },
): Chart {
  const most = columns.reduce((largest, { value }) => Math.max(largest, value), 0)
  const step = WIDTH / Math.max(1, columns.length)
  const gap = Math.min(2, step / 5)
  const bars = columns.map(({ value, strong }, at) => {
    const height = most === 0 ? 0 : (44 * value) / most
    return rectangle(at * step, 46 - height, step - gap, height, strong ? BLUE : GREY, strong ? 1 : 0.55)
  })
  const base = `<line x1="0" x2="${WIDTH}" y1="46.5" y2="46.5" stroke="currentColor" stroke-opacity="0.4"/>`
  return small(name, description, 66, [...bars, base, label(0, 61, first), label(WIDTH, 61, last, 'end')])
}

/** At most five bars on one scale, each with its name and its figure. */
export function smallBars(
  name: string,
  description: string,
  bars: readonly { label: string; value: number; text: string; strong?: boolean }[],
): Chart {
  const shown = bars.slice(0, 5)
  const most = shown.reduce((largest, { value }) => Math.max(largest, value), 0)
  const parts = shown.flatMap(({ label: said, value, text, strong = true }, at) => {
    const length = most === 0 ? 0 : (130 * value) / most
    const top = at * 20
    return [
      label(112, top + 14, shortened(said), 'end'),
      rectangle(118, top + 4, length, 12, strong ? BLUE : GREY, strong ? 1 : 0.55),
      label(122 + length, top + 14, text),
    ]
  })
  return small(name, description, Math.max(1, shown.length) * 20 + 2, parts)
}

const MOST_LETTERS = 18
const shortened = (text: string): string => {
  const letters = [...text]
  return letters.length <= MOST_LETTERS ? text : `${letters.slice(0, MOST_LETTERS - 1).join('')}…`
}

const place = (value: number): string => String(Number(value.toFixed(2)))

const rectangle = (x: number, y: number, width: number, height: number, color: string, opacity = 1): string =>
  `<rect x="${place(x)}" y="${place(y)}" width="${place(Math.max(0, width))}" height="${place(height)}" fill="${color}"` +
  `${opacity === 1 ? '' : ` fill-opacity="${opacity}"`}/>`

const label = (x: number, y: number, text: string, anchor: 'start' | 'end' = 'start'): string =>
  `<text x="${place(x)}" y="${place(y)}" ${TEXT}${anchor === 'end' ? ' text-anchor="end"' : ''}>${escapeMarkup(text)}</text>`

/** Ids begin with `small-` and the name, which no other chart of the report has. */
function small(name: string, description: string, height: number, parts: readonly string[]): Chart {
  const id = escapeMarkup(`small-${name}`)
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="${id}">` +
    `<title id="${id}">${escapeMarkup(description)}</title>${parts.join('')}</svg>`
  return { name, title: description, description, wide: svg, narrow: svg }
}
