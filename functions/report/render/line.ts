/** A figure over the reports of a definition as a small line: from 0 to its largest value, a dot for the newest. */
import { bytesText, percentText } from '../figures/figure.ts'
import { dayText } from '../window/day-text.ts'
import { escapeMarkup } from './escape.ts'
import { BLUE } from './palette.ts'

export interface LinePoints {
  unit: string
  /** The oldest first; null where a report has no value. */
  points: readonly { until: string; value: number | null }[]
}

const WIDTH = 240
const HEIGHT = 44
/** Room for the dot and the stroke. */
const EDGE = 5

/** The drawing, with what it shows in words; `id` is of no other on the page. */
export function renderLine(id: string, { unit, points }: LinePoints): string {
  const known = points.filter((point): point is { until: string; value: number } => point.value !== null)
  const most = known.reduce((largest, { value }) => Math.max(largest, value), 0)
  const [first, last] = [points[0], points.at(-1)]
  const firstMs = Date.parse(first?.until ?? '')
  const spanMs = Date.parse(last?.until ?? '') - firstMs
  const x = (until: string) =>
    place(spanMs === 0 ? WIDTH - EDGE : EDGE + ((WIDTH - 2 * EDGE) * (Date.parse(until) - firstMs)) / spanMs)
  const y = (value: number) =>
    place(HEIGHT - EDGE - (most === 0 ? 0 : ((HEIGHT - 2 * EDGE) * Math.max(0, value)) / most))
  const runs: string[][] = [[]]
  for (const { until, value } of points)
    if (value === null) runs.push([])
    else runs.at(-1)?.push(`${x(until)},${y(value)}`)
  const drawn = runs.flatMap(run => {
    const [only] = run
    if (only === undefined) return []
    // A value between two reports that have none.
    if (run.length === 1) return [dot(only, 2)]
    return [`<polyline points="${run.join(' ')}" fill="none" stroke="${BLUE}" stroke-width="2"/>`]
  })
  const newest = known.at(-1)
  const base = `<line x1="0" x2="${WIDTH}" y1="${HEIGHT - EDGE}" y2="${HEIGHT - EDGE}" stroke="currentColor" stroke-opacity="0.3"/>`
  const mark = newest === undefined ? '' : dot(`${x(newest.until)},${y(newest.value)}`, 4)
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="${id}">` +
    `<title id="${id}">${escapeMarkup(describe(unit, known, points.length))}</title>${base}${drawn.join('')}${mark}</svg>`
  )
}

function describe(unit: string, known: readonly { until: string; value: number }[], reports: number): string {
  const [first, last] = [known[0], known.at(-1)]
  if (first === undefined || last === undefined) return 'No report has a value of it.'
  const said = (value: number) =>
    unit.startsWith('%')
      ? percentText(value)
      : unit.startsWith('bytes')
        ? bytesText(value)
        : String(Number(value.toPrecision(3)))
  if (known.length === 1)
    return `${said(last.value)} in the report to ${dayText(last.until)}, the only one that has it.`
  const values = known.map(({ value }) => value)
  const [least, most] = [Math.min(...values), Math.max(...values)]
  return (
    `${known.length} of ${reports} reports have it: ${said(first.value)} in that to ${dayText(first.until)}, ` +
    `${said(last.value)} in that to ${dayText(last.until)}; from ${said(least)} to ${said(most)} in all.`
  )
}

const dot = (at: string, radius: number): string => {
  const [x, y] = at.split(',')
  return `<circle cx="${x}" cy="${y}" r="${radius}" fill="${BLUE}"/>`
}

const place = (value: number): string => String(Number(value.toFixed(2)))
