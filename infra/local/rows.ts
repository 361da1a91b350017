/** Rows as a table, CSV or JSON. */

import { csvLine } from '../../functions/lib/csv.ts'
import type { QueryResult, SqlValue } from '../../functions/lib/ports.ts'
import { jsonText, printable } from './terminal.ts'

export type RowFormat = 'table' | 'csv' | 'json'

export function formatRows({ columns, rows }: QueryResult, format: RowFormat): string {
  if (format === 'json') {
    const objects = rows.map(row => Object.fromEntries(columns.map((column, at) => [column, row[at] ?? null])))
    return jsonText(objects)
  }
  if (format === 'csv') return [columns, ...rows].map(csvLine).join('').trimEnd()
  const cells = [columns, ...rows.map(row => row.map(textOf))]
  const widths = columns.map((_, at) => Math.min(60, Math.max(...cells.map(row => (row[at] ?? '').length))))
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

const textOf = (value: SqlValue): string => (value === null ? '' : printable(String(value)))
