/** Values of any query as people see them on Athena: beside whole numbers and text also truth, doubles and times. */
import { QueryFailed } from '../ports.ts'

export type ShownValue = string | number | boolean | null

/** Rows for people. `types` are DuckDB's names: `DOUBLE`, `TIMESTAMP`, … */
export interface ShownRows {
  columns: string[]
  types: string[]
  rows: ShownValue[][]
}

/**
 * One value of a DuckDB column. Whole numbers beyond 2^53 and decimals are text, so that no digit is lost; times are
 * text as Athena prints them, to the millisecond at least. Throws QueryFailed for lists, maps, rows and intervals.
 */
export function shownValue(value: unknown, column: string, type: string): ShownValue {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
  const text = String(value)
  if (/^(DATE|DECIMAL|TIME$)/.test(type)) return text
  if (type === 'TIMESTAMP WITH TIME ZONE') return `${withMilliseconds(text.replace(/\+00$/, ''))} UTC`
  if (type.startsWith('TIMESTAMP')) return withMilliseconds(text)
  throw new QueryFailed(
    `column ${column}: expected a number, text, truth value, date or time, found ${type}; cast it to varchar, or unnest it`,
  )
}

const withMilliseconds = (text: string): string => {
  const [whole = '', fraction = ''] = text.split('.')
  return `${whole}.${fraction.padEnd(3, '0')}`
}

/** A double as Trino prints it: `2.0`, `0.001`, `1.0E7`. */
export function doubleText(value: number): string {
  const size = Math.abs(value)
  if (value === 0 || (size >= 1e-3 && size < 1e7)) {
    const text = String(value)
    return text.includes('.') ? text : `${text}.0`
  }
  const [digits = '', exponent = ''] = value.toExponential().split('e')
  return `${digits.includes('.') ? digits : `${digits}.0`}E${Number(exponent)}`
}
