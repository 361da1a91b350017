/** Values of DuckDB's columns as Athena prints them. */
import { DuckDBIntervalValue, DuckDBListValue } from '@duckdb/node-api'
import { exactNumber } from '../exact-numbers.ts'
import { QueryFailed, type SqlValue } from '../ports.ts'
import { doubleText, type ShownValue, withMilliseconds } from '../shown-values.ts'

/** One value of a column of the project's queries. Throws QueryFailed for any type but whole numbers and text. */
export function sqlValue(value: unknown, column: string, type: string): SqlValue {
  if (value === null || typeof value === 'string') return value
  if (typeof value === 'number' && /INT/.test(type)) return value
  if (typeof value === 'bigint' && /INT/.test(type)) return exactNumber(value)
  throw new QueryFailed(`column ${column}: expected whole numbers or text, found ${type}; cast it`)
}

/**
 * One value of a DuckDB column. Whole numbers beyond 2^53 and decimals are text, so that no digit is lost; times, lists
 * and intervals are text as Athena prints them, times to the millisecond at least. Throws QueryFailed for maps, rows and
 * other types, which the dialect of `npm run query` cannot make otherwise than in one engine's own way.
 */
export function shownValue(value: unknown, column: string, type: string): ShownValue {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
  if (value instanceof DuckDBListValue) {
    const ofItems = type.replace(/\[\d*\]$/, '')
    return `[${value.items.map(item => itemText(shownValue(item, column, ofItems), ofItems)).join(', ')}]`
  }
  if (value instanceof DuckDBIntervalValue) return intervalText(value)
  const text = String(value)
  if (/^(DATE|DECIMAL|TIME$)/.test(type)) return text
  if (type === 'TIMESTAMP WITH TIME ZONE') return `${withMilliseconds(text.replace(/\+00$/, ''))} UTC`
  if (type.startsWith('TIMESTAMP')) return withMilliseconds(text)
  throw new QueryFailed(
    `column ${column}: expected a number, text, truth value, date, time, interval or list of these, found ${type}; cast it to varchar`,
  )
}

const itemText = (value: ShownValue, type: string): string =>
  typeof value === 'number' && (type === 'DOUBLE' || type === 'FLOAT') ? doubleText(value) : String(value)

const DAY_MS = 86_400_000n

/** Trino has two types: months as `1-2`, days and less as `2 00:15:00.000`. */
function intervalText({ months, days, micros }: DuckDBIntervalValue): string {
  if (months !== 0) {
    const size = Math.abs(months)
    return `${months < 0 ? '-' : ''}${Math.floor(size / 12)}-${size % 12}`
  }
  const ms = BigInt(days) * DAY_MS + micros / 1000n
  const size = ms < 0n ? -ms : ms
  const clock = new Date(Number(size % DAY_MS)).toISOString().slice(11, -1)
  return `${ms < 0n ? '-' : ''}${size / DAY_MS} ${clock}`
}
