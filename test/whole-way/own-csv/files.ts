/** The tables of a report as anybody has them who downloads its CSV files: rows of text, and sums of their columns. */
import { parse } from 'csv-parse/sync'

export type Cells = Record<string, string>

export interface ReportFiles {
  /** Rows of a table below its header; `activity` is activity.csv. Throws where there is none. */
  rows(name: string): Cells[]
}

/** What is worked out of a figure; what the tables do not hold is absent. */
export interface Recomputed {
  value?: number
  numerator?: number
  denominator?: number
  text?: string
  interval?: { low: number; high: number }
  /** Where steps decide how near the value is. */
  within?: { value: number; by: number }
}

/** `read` gives the text of a file. */
export function openFiles(read: (file: string) => string): ReportFiles {
  const known = new Map<string, Cells[]>()
  return {
    rows(name) {
      const rows = known.get(name) ?? (parse(read(`${name}.csv`), { columns: true }) as Cells[])
      known.set(name, rows)
      return rows
    },
  }
}

export const numberOf = (row: Cells | undefined, column: string): number => {
  const cell = row?.[column]
  if (cell === undefined || !/^-?[\d.]+(e-?\d+)?$/.test(cell))
    throw new Error(`expected a number as ${column}, found ${cell}`)
  return Number(cell)
}

export const sumOf = (rows: readonly Cells[], column: string): number =>
  rows.reduce((sum, row) => sum + numberOf(row, column), 0)

/** Percent with one decimal, halves away from zero; of what is not nothing never 0.0. */
export function percentText(value: number): string {
  const rounded = Math.floor(Number((value * 10).toPrecision(12)) + 0.5) / 10
  return rounded === 0 && value > 0 ? '< 0.1\u202f%' : `${rounded.toFixed(1)}\u202f%`
}

export const shareOf = (numerator: number, denominator: number): Recomputed => {
  const value = (100 * numerator) / denominator
  return { numerator, denominator, value, text: percentText(value) }
}
