/** The chart of the habits: on which days. */
import type { Chart } from '../../figures/figure.ts'
import { draw } from '../../render/draw.ts'
import { BLUE, GREY, ORANGE } from '../../render/palette.ts'
import { DATE_AXIS } from '../../render/time-axis.ts'
import { addDays, DAY_MS } from '../../window/calendar.ts'
import { CHART_TITLE, chartText } from './words.ts'

export interface ChartedHabit {
  label: string
  days: readonly string[]
  seenDays: number
  isOneOff: boolean
}

/** `days`: of the window, `seen` those that were observed. */
export function habitsChart(
  rows: readonly ChartedHabit[],
  days: readonly string[],
  seen: ReadonlySet<string>,
): Promise<Chart> {
  const labels = rows.map(({ label }) => label)
  const marks = rows.flatMap(({ label, days: own, isOneOff }) =>
    runsOf(own).map(run => ({ ...run, label, color: isOneOff ? ORANGE : BLUE })),
  )
  const unseen = runsOf(days.filter(day => !seen.has(day)))
  const [first = '', last = ''] = [days[0], days.at(-1)]
  const domain = [Date.parse(first), Date.parse(last) + DAY_MS]
  const y = {
    field: 'label',
    type: 'nominal',
    title: null,
    sort: labels,
    axis: { labelLimit: 170, domain: false, ticks: false },
  } as const
  return draw('habits', CHART_TITLE, chartText(rows, seen.size), width => ({
    width,
    height: { step: 20 },
    autosize: { type: 'fit-x', contains: 'padding' },
    layer: [
      {
        data: { values: unseen },
        mark: { type: 'rect', color: GREY, opacity: 0.25 },
        encoding: {
          x: { field: 'from', type: 'temporal', scale: { type: 'utc', domain }, title: null, axis: DATE_AXIS },
          x2: { field: 'to' },
        },
      },
      {
        data: { values: marks },
        mark: { type: 'bar', height: 11 },
        encoding: {
          y,
          x: { field: 'from', type: 'temporal' },
          x2: { field: 'to' },
          color: { field: 'color', type: 'nominal', scale: null, legend: null },
        },
      },
    ],
  }))
}

/** Days in a row are one mark. */
function runsOf(days: readonly string[]): { from: number; to: number }[] {
  const runs: { from: number; to: number; next: string }[] = []
  for (const day of days) {
    const last = runs.at(-1)
    const to = Date.parse(day) + DAY_MS
    if (last?.next === day) Object.assign(last, { to, next: addDays(day, 1) })
    else runs.push({ from: Date.parse(day), to, next: addDays(day, 1) })
  }
  return runs.map(({ from, to }) => ({ from, to }))
}
