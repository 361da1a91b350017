/** The chart of the ties to countries. */
import type { Chart } from '../../figures/figure.ts'
import { exclusionLabel } from '../../labels.ts'
import { draw } from '../../render/draw.ts'
import { BLUE, GREY, ORANGE } from '../../render/palette.ts'
import { rowNames } from '../../render/row-names.ts'
import { scaleEnd } from '../../render/text-width.ts'
import type { Waterfall } from './waterfall.ts'
import { ALL_CONTACTS, CHART_AXIS, CHART_TITLE, chartText, STEPS_TITLE, stepsText, WHAT_IS_LEFT } from './words.ts'

/** Adjusted shares of countries with intervals; the tier is the colour. */
export function countriesChart(
  rows: readonly { country: string; share: number; low: number | null; high: number | null; tier: number }[],
): Promise<Chart> {
  const values = rows.map(row => ({
    ...row,
    low: row.low ?? row.share,
    high: row.high ?? row.share,
    text: `${row.share.toFixed(1)} %${row.tier >= 2 ? `  ${'●'.repeat(row.tier)}` : ''}`,
    tone: row.tier >= 2 ? row.tier : 0,
  }))
  const y = rowNames('country', 220)
  const names = { texts: rows.map(({ country }) => country), limit: 220 }
  const ends = values.map(({ high, text }) => ({ value: high, text }))
  return draw('presence', CHART_TITLE, chartText(rows), width => ({
    width,
    height: { step: 24 },
    autosize: { type: 'fit-x', contains: 'padding' },
    data: { values },
    layer: [
      {
        mark: { type: 'bar', height: 13 },
        encoding: {
          y,
          x: {
            field: 'share',
            type: 'quantitative',
            title: CHART_AXIS,
            axis: { tickCount: 4, labelOverlap: true },
            scale: { domain: [0, scaleEnd(width, names, ends)] },
          },
          color: {
            field: 'tone',
            type: 'ordinal',
            scale: { domain: [0, 2, 3], range: [GREY, ORANGE, BLUE] },
            legend: null,
          },
        },
      },
      {
        mark: { type: 'rule', color: 'currentColor', strokeWidth: 1.5 },
        encoding: { y, x: { field: 'low', type: 'quantitative' }, x2: { field: 'high' } },
      },
      {
        mark: { type: 'text', align: 'left', dx: 6 },
        encoding: { y, x: { field: 'high', type: 'quantitative' }, text: { field: 'text' } },
      },
    ],
  }))
}

/** What each step leaves out of all contacts, and what is left in the end. */
export function stepsChart({ all, steps, left }: Waterfall): Promise<Chart> {
  const percent = (contacts: number): number => (all === 0 ? 0 : (100 * contacts) / all)
  let rest = all
  const values = [
    { label: ALL_CONTACTS, from: 0, to: 100, share: 100, isOut: false },
    ...steps.map(({ name, contacts }) => {
      const to = percent(rest)
      rest -= contacts
      return { label: exclusionLabel(name), from: percent(rest), to, share: percent(contacts), isOut: true }
    }),
    { label: WHAT_IS_LEFT, from: 0, to: percent(left), share: percent(left), isOut: false },
  ].map(row => ({ ...row, text: `${row.isOut ? '−' : ''}${row.share.toFixed(1)} %` }))
  const y = rowNames('label', 300)
  const names = { texts: values.map(({ label }) => label), limit: 300 }
  const ends = values.map(({ to, text }) => ({ value: to, text }))
  return draw('left-out', STEPS_TITLE, stepsText(values), width => ({
    width,
    height: { step: 24 },
    autosize: { type: 'fit-x', contains: 'padding' },
    data: { values },
    layer: [
      {
        mark: { type: 'bar', height: 13 },
        encoding: {
          y,
          x: {
            field: 'from',
            type: 'quantitative',
            title: null,
            scale: { domain: [0, scaleEnd(width, names, ends)] },
            axis: null,
          },
          x2: { field: 'to' },
          color: {
            field: 'isOut',
            type: 'nominal',
            scale: { domain: [false, true], range: [BLUE, GREY] },
            legend: null,
          },
        },
      },
      {
        mark: { type: 'text', align: 'left', dx: 6 },
        encoding: { y, x: { field: 'to', type: 'quantitative' }, text: { field: 'text' } },
      },
    ],
  }))
}
