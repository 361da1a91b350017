/** Two bars a row on one scale: a share of contacts, and that of bytes below it. */
import type { Chart } from '../figures/figure.ts'
import { draw } from './draw.ts'
import { BLUE, ORANGE } from './palette.ts'
import { rowNames } from './row-names.ts'
import { scaleEnd } from './text-width.ts'

/** Shares in %. */
export interface PairOfBars {
  label: string
  contacts: number
  bytes: number
}

/** Of the text behind a bar, in pixels. */
const END_SIZE = 11
const MEASURES = ['contacts', 'bytes'] as const

/** `axis`: what the scale is of; `labelLimit`: room for names. */
export function pairsOfBars(
  name: string,
  title: string,
  rows: readonly PairOfBars[],
  { axis, labelLimit }: { axis: string; labelLimit: number },
): Promise<Chart> {
  const values = rows.flatMap(row =>
    MEASURES.map(measure => ({
      label: row.label,
      measure,
      share: row[measure],
      text: `${row[measure].toFixed(1)} %`,
    })),
  )
  const names = { texts: rows.map(({ label }) => label), limit: labelLimit }
  const ends = values.map(({ share, text }) => ({ value: share, text }))
  return draw(name, title, pairsText(rows), width => ({
    width,
    height: { step: 16, for: 'offset' },
    autosize: { type: 'fit-x', contains: 'padding' },
    data: { values },
    encoding: {
      y: rowNames('label', labelLimit),
      yOffset: { field: 'measure', type: 'nominal', sort: [...MEASURES], scale: { paddingOuter: 0.15 } },
      x: {
        field: 'share',
        type: 'quantitative',
        title: axis,
        axis: { tickCount: 4, labelOverlap: true },
        scale: { domain: [0, scaleEnd(width, names, ends, END_SIZE)] },
      },
    },
    layer: [
      {
        mark: { type: 'bar' },
        encoding: {
          color: {
            field: 'measure',
            type: 'nominal',
            scale: { domain: [...MEASURES], range: [BLUE, ORANGE] },
            legend: null,
          },
        },
      },
      { mark: { type: 'text', align: 'left', dx: 6, fontSize: END_SIZE }, encoding: { text: { field: 'text' } } },
    ],
  }))
}

const pairsText = (rows: readonly PairOfBars[]): string =>
  `In % of the contacts and of the bytes: ${rows
    .map(({ label, contacts, bytes }) => `${label} ${contacts.toFixed(1)} and ${bytes.toFixed(1)}`)
    .join('; ')}.`
