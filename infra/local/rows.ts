/** Rows as a table, CSV or JSON. */
import { csvLine } from '../../functions/lib/csv.ts'
import { doubleText, type ShownValue } from '../../functions/lib/shown-values.ts'
import { bold, dim, jsonText, printable } from './terminal.ts'

export type RowFormat = 'table' | 'csv' | 'json'

export interface Rows {
  columns: readonly string[]
  rows: readonly (readonly ShownValue[])[]
  /** Of the columns, in capitals: doubles have a point even where they are whole. */
  types?: readonly string[]
}

/** Columns wider than this are not padded further: one long text must not push all others away. */
const WIDEST = 60
/** Between columns. */
const GAP = '  '
/** No column is made narrower than this: a day stays whole. */
const NARROWEST = 10
/** What a table shows of a value that is not there; an empty text stays empty. */
const NULL = 'NULL'

/** The terminal that a table is for; a table for none is as wide as it is. */
export interface RowsScreen {
  /** Characters a line. */
  width: number
  hasColours: boolean
  /** Hears that cells were cut to the width. */
  onCut: () => void
}

export function formatRows({ columns, rows, types = [] }: Rows, format: RowFormat, screen?: RowsScreen): string {
  if (format === 'json') {
    const objects = rows.map(row => Object.fromEntries(columns.map((column, at) => [column, row[at] ?? null])))
    return jsonText(objects)
  }
  const plain = rows.map(row => row.map((value, at) => plainValue(value, types[at])))
  if (format === 'csv') return [columns, ...plain].map(csvLine).join('').replace(/\n$/, '')
  const cells = [columns, ...plain].map(row => row.map(value => (value === null ? NULL : printable(String(value)))))
  const own = columns.map((_, at) => longest(cells, at))
  const widths = screen === undefined ? own.map(width => Math.min(WIDEST, width)) : fitting(own, screen.width)
  const numeric = columns.map(
    (_, at) =>
      rows.some(row => typeof row[at] === 'number') &&
      rows.every(row => row[at] === null || typeof row[at] === 'number'),
  )
  let isCut = false
  const lines = cells.map((row, line) => {
    const shown = row.map((cell, at) => {
      const width = widths[at] ?? 0
      const isLong = screen !== undefined && cell.length > width
      isCut ||= isLong
      const text = isLong ? `${cell.slice(0, width - 1)}…` : cell
      return numeric[at] ? text.padStart(width) : text.padEnd(width)
    })
    const isNull = (at: number) => line > 0 && plain[line - 1]?.[at] === null
    const styled = shown.map((text, at) => {
      if (screen?.hasColours !== true) return text
      return line === 0 ? bold(text) : isNull(at) ? dim(text) : text
    })
    // Behind the last cell is nothing to be seen.
    return [...styled.slice(0, -1), styled.at(-1)?.trimEnd() ?? ''].join(GAP).trimEnd()
  })
  if (isCut) screen?.onCut()
  return lines.join('\n')
}

/** The widest columns are made narrower until all fit; what does not fit then is as narrow as it may be. */
function fitting(own: readonly number[], width: number): number[] {
  const room = width - GAP.length * (own.length - 1)
  const sum = (most: number) => own.reduce((total, one) => total + Math.min(one, most), 0)
  let most = Math.max(NARROWEST, ...own)
  if (sum(most) > room) {
    let [low, high] = [NARROWEST, most]
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      if (sum(middle) <= room) low = middle
      else high = middle - 1
    }
    most = low
  }
  return own.map(one => Math.min(one, most))
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
