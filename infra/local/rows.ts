/** Rows as a table, CSV or JSON. */
import { csvLine } from '../../functions/lib/csv.ts'
import { doubleText, type ShownValue } from '../../functions/lib/shown-values.ts'
import { jsonText, printable } from './terminal.ts'

export type RowFormat = 'table' | 'csv' | 'json'

export interface Rows {
  columns: readonly string[]
  rows: readonly (readonly ShownValue[])[]
  /** Of the columns, in capitals: doubles have a point even where they are whole. */
  types?: readonly string[]
}

/** Columns wider than this are not padded further: one long text must not push all others away. */
const WIDEST = 60

export function formatRows({ columns, rows, types = [] }: Rows, format: RowFormat): string {
  if (format === 'json') {
    const objects = rows.map(row => Object.fromEntries(columns.map((column, at) => [column, row[at] ?? null])))
    return jsonText(objects)
  }
  const plain = rows.map(row => row.map((value, at) => plainValue(value, types[at])))
  if (format === 'csv') return [columns, ...plain].map(csvLine).join('').replace(/\n$/, '')
  const cells = [columns, ...plain].map(row => row.map(value => (value === null ? '' : printable(String(value)))))
  const widths = columns.map((_, at) => Math.min(WIDEST, longest(cells, at)))
  const numeric = columns.map(
    (_, at) => rows.length > 0 && rows.every(row => row[at] === null || typeof row[at] === 'number'),
  )
  return cells
    .map(row =>
      row
        .map((cell, at) => (numeric[at] ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** Length of the longest cell of a column: rows are as many as a query gives. */
function longest(cells: readonly (readonly string[])[], at: number): number {
  let length = 0
  for (const row of cells) length = Math.max(length, (row[at] ?? '').length)
  return length
}

function plainValue(value: ShownValue, type: string | undefined): string | number | null {
  if (typeof value === 'boolean') return String(value)
  return typeof value === 'number' && /^(DOUBLE|FLOAT|REAL)$/.test(type ?? '') ? doubleText(value) : value
}
