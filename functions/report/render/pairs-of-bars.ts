/** Two bars a row on one scale: a share of contacts, and that of bytes below it. */
import type { Chart } from '../figures/figure.ts'
import { draw } from './draw.ts'
import { BLUE, ORANGE } from './palette.ts'
import { rowNames } from './row-names.ts'

/** Shares in %. */
export interface PairOfBars {
  label: string
  contacts: number
  bytes: number
}

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
  return draw(name, title, pairsText(rows), width => ({
    width,
    height: { step: 16, for: 'offset' },
    autosize: { type: 'fit-x', contains: 'padding' },
    data: { values },
    encoding: {
      y: rowNames('label', labelLimit),
      yOffset: { field: 'measure', type: 'nominal', sort: [...MEASURES], scale: { paddingOuter: 0.15 } },
      x: { field: 'share', type: 'quantitative', title: axis, axis: { tickCount: 4 } },
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
      { mark: { type: 'text', align: 'left', dx: 6, fontSize: 11 }, encoding: { text: { field: 'text' } } },
    ],
  }))
}

const pairsText = (rows: readonly PairOfBars[]): string =>
  `In % of the contacts and of the bytes: ${rows
    .map(({ label, contacts, bytes }) => `${label} ${contacts.toFixed(1)} and ${bytes.toFixed(1)}`)
    .join('; ')}.`
