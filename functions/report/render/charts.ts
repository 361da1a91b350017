/** Charts as SVG text, drawn on the server by Vega: no script reaches the page, and the same data give the same bytes. */
import { parse, View } from 'vega'
import { compile, type TopLevelSpec } from 'vega-lite'
import { SLOT_MS } from '../calendar.ts'
import type { Chart } from '../figure.ts'
import { categoryLabel, hourLabel, weekdayLabel } from '../labels.ts'
import type { Observed } from '../observed.ts'

/** Okabe and Ito's palette (colours that all can tell apart), then greys. */
const PALETTE = [
  '#0072b2',
  '#e69f00',
  '#009e73',
  '#cc79a7',
  '#56b4e9',
  '#d55e00',
  '#8f7f00',
  '#7a5195',
  '#4d4d4d',
  '#8c8c8c',
  '#b3b3b3',
]
const SHOWN_CATEGORIES = 8
const WIDTH = 640

const CONFIG = {
  background: 'transparent',
  font: 'system-ui, sans-serif',
  axis: {
    labelColor: 'currentColor',
    titleColor: 'currentColor',
    domainColor: 'currentColor',
    tickColor: 'currentColor',
    gridOpacity: 0.15,
    labelFontSize: 12,
    titleFontSize: 12,
  },
  legend: { labelColor: 'currentColor', titleColor: 'currentColor', labelFontSize: 12 },
  view: { stroke: 'transparent' },
} as const

let drawn: Promise<unknown> = Promise.resolve()

/** Draws one chart. Vega counts clip ids per process: they are renamed by the chart, so that pages hold no two alike. */
async function draw(name: string, description: string, spec: TopLevelSpec): Promise<Chart> {
  const work = drawn.then(async () => {
    const view = new View(parse(compile({ ...spec, config: CONFIG }).spec), { renderer: 'none' })
    const svg = await view.toSVG()
    view.finalize()
    return svg
  })
  drawn = work.catch(() => undefined)
  const ids = new Map<string, string>()
  const svg = (await work)
    .replace(/\b(?:clip|gradient)_?\d+\b/g, id => {
      const known = ids.get(id) ?? `${name}-${ids.size + 1}`
      ids.set(id, known)
      return known
    })
    .replace(
      /^<svg [^>]*viewBox="([^"]*)"[^>]*>/,
      (_, box) =>
        `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${box}" role="img" aria-label="${description.replace(/[&<>"]/g, '')}">`,
    )
  return { name, description, svg }
}

/** Weekly contacts by category, stacked. */
export function categoryChart(
  rows: readonly { week: string; category: string; contacts: number }[],
  order: readonly string[],
): Promise<Chart> {
  const shown = order.slice(0, SHOWN_CATEGORIES)
  const label = (category: string) => (shown.includes(category) ? categoryLabel(category) : 'others')
  const sums = new Map<string, { week: string; category: string; contacts: number }>()
  for (const { week, category, contacts } of rows) {
    if (!order.includes(category)) continue
    const key = `${week} ${label(category)}`
    const known = sums.get(key) ?? { week, category: label(category), contacts: 0 }
    known.contacts += contacts
    sums.set(key, known)
  }
  const domain = [...shown.map(categoryLabel), ...(order.length > shown.length ? ['others'] : [])]
  const values = [...sums.values()]
    .map(row => ({ ...row, place: domain.indexOf(row.category) }))
    .sort((a, b) => (a.week < b.week ? -1 : a.week > b.week ? 1 : a.place - b.place))
  return draw('categories', 'Use contacts per week, by category, infrastructure left out', {
    width: WIDTH,
    height: 240,
    data: { values },
    mark: { type: 'bar' },
    encoding: {
      x: { field: 'week', type: 'ordinal', title: 'week from', axis: { labelAngle: -60 } },
      y: { field: 'contacts', type: 'quantitative', title: 'contacts' },
      color: {
        field: 'category',
        type: 'nominal',
        title: null,
        scale: { domain, range: PALETTE.slice(0, domain.length) },
        legend: { orient: 'bottom', columns: 3 },
      },
      order: { field: 'place', type: 'quantitative' },
    },
  })
}

/** Mean contacts per observed hour, weekday by hour. */
export function hoursChart(means: Float64Array): Promise<Chart> {
  const values = Array.from(means, (mean, cell) => ({
    weekday: weekdayLabel(Math.floor(cell / 24) + 1),
    hour: hourLabel(cell % 24),
    mean: Number.isNaN(mean) ? null : Number(mean.toFixed(4)),
  }))
  return draw('hours', 'Contacts per observed hour by local weekday and hour; darker is more', {
    width: WIDTH,
    height: 200,
    data: { values },
    mark: { type: 'rect' },
    encoding: {
      x: { field: 'hour', type: 'ordinal', title: 'local hour', sort: null },
      y: { field: 'weekday', type: 'ordinal', title: null, sort: [1, 2, 3, 4, 5, 6, 7].map(weekdayLabel) },
      color: {
        field: 'mean',
        type: 'quantitative',
        title: 'contacts per observed hour',
        scale: { scheme: 'viridis', reverse: true },
        legend: { orient: 'bottom', gradientLength: 240 },
      },
    },
  })
}

/** Adjusted shares of countries with intervals. */
export function countriesChart(
  rows: readonly { country: string; share: number; low: number | null; high: number | null; raw: number }[],
): Promise<Chart> {
  const values = rows.map(row => ({ ...row, low: row.low ?? row.share, high: row.high ?? row.share }))
  const y = { field: 'country', type: 'nominal', title: null, sort: null } as const
  return draw('presence', 'Share of the adjusted contacts by country of registration, with 95 % intervals', {
    width: WIDTH - 120,
    height: { step: 20 },
    data: { values },
    layer: [
      {
        mark: { type: 'bar', color: PALETTE[4] ?? '', height: 12 },
        encoding: { y, x: { field: 'share', type: 'quantitative', title: '% of adjusted contacts' } },
      },
      {
        mark: { type: 'rule', color: 'currentColor', strokeWidth: 2 },
        encoding: { y, x: { field: 'low', type: 'quantitative' }, x2: { field: 'high' } },
      },
    ],
  })
}

/** Observed hours of each day and network. */
export function coverageChart(observed: readonly Observed[]): Promise<Chart> {
  const values = observed.flatMap(({ network, slots, fromMs }) => {
    const days: { network: string; day: string; hours: number }[] = []
    for (let i = 0; i < slots.length; i += 96) {
      const part = slots.subarray(i, i + 96)
      days.push({
        network,
        day: new Date(fromMs + i * SLOT_MS + 12 * 3_600_000).toISOString().slice(0, 10),
        hours: part.reduce((sum, slot) => sum + slot, 0) / 4,
      })
    }
    return days
  })
  return draw('coverage', 'Observed hours per day and network', {
    width: WIDTH,
    height: { step: 26 },
    data: { values },
    mark: { type: 'rect' },
    encoding: {
      x: {
        field: 'day',
        type: 'temporal',
        timeUnit: 'utcyearmonthdate',
        title: null,
        axis: { format: '%d %b', tickCount: 8 },
      },
      y: { field: 'network', type: 'nominal', title: null, sort: null },
      color: {
        field: 'hours',
        type: 'quantitative',
        title: 'observed hours',
        scale: { domain: [0, 24], range: ['#d55e00', '#0072b2'] },
        legend: { orient: 'bottom', gradientLength: 160 },
      },
    },
  })
}
