/** What `explain` opens of a figure, held against what the figure says. */
import type { SqlValue } from '../../functions/lib/ports.ts'
import type { Explanation } from '../../functions/report/figures/explain.ts'
import type { Figure } from '../../functions/report/figures/figure.ts'

interface Rows {
  count: number
  /** Cells of a column, in order of rows. */
  column(name: string): SqlValue[]
}

/** What a numerator is a number of, as it follows from the rows that are opened; a figure of time has none. */
const COUNTS: Record<string, (rows: Rows) => number | undefined> = {
  contacts: rows => rows.count,
  'log records': rows => rows.count,
  bytes: rows => sumOf(rows, 'bytes_out') + sumOf(rows, 'bytes_in'),
  'logged days': rows => new Set(timesOf(rows).map(time => time.toISOString().slice(0, 10))).size,
  'length of the sum of directions': rows => Math.hypot(...directionsOf(rows)),
  'scans, each of one device on one UTC day': rows => rows.count,
  // Of days and hours of the week; the contacts that they are made of stand in them.
  'contacts per logged hour': () => undefined,
  shifts: () => undefined,
  'mean residual of log(1 + contacts)': () => undefined,
  'quarter-hours': () => undefined,
  days: () => undefined,
  'pairs of ends': () => undefined,
  'days of devices': () => undefined,
}

/** Tables in which a row counts for many. */
const SUMMED: Record<string, string> = { totals: 'records', attempts: 'contacts' }

/** Asia/Pyongyang in 2017, as moments whose UTC clock shows the local time. */
const timesOf = (rows: Rows): Date[] =>
  rows.column('slot').map(slot => new Date(Date.parse(`${slot}Z`) + 8.5 * 3_600_000))

const sumOf = (rows: Rows, column: string): number =>
  rows.column(column).reduce<number>((sum, value) => sum + Number(value ?? 0), 0)

/** Local hours of contacts as directions on the clock, added up. */
function directionsOf(rows: Rows): number[] {
  const turns = timesOf(rows).map(time => (2 * Math.PI * time.getUTCHours()) / 24)
  return [Math.cos, Math.sin].map(of => turns.reduce((sum, turn) => sum + of(turn), 0))
}

/** Differences between a figure and the rows that it is opened into, a line each. */
export function differencesOf(figure: Figure, explanation: Explanation): string[] {
  const { id, numerator, numeratorOf, value } = figure
  const { counted, answer, sameSql } = explanation
  const said: string[] = []
  const hold = (what: string, found: unknown, stated: unknown) => {
    const isSame =
      typeof found === 'number' && typeof stated === 'number'
        ? Math.abs(found - stated) <= 1e-9 * Math.max(1, Math.abs(found))
        : JSON.stringify(found) === JSON.stringify(stated)
    if (!isSame) said.push(`${id}: ${what} ${stated}, opened ${found}`)
  }
  const count = COUNTS[numeratorOf]
  if (count === undefined) return [`${id}: expected a known unit, found ${numeratorOf}`]
  if (!sameSql) said.push(`${id}: the SQL is another`)
  if (answer.rows.length === 0 && numerator > 0) said.push(`${id}: expected rows of its query, found none`)
  if (counted === undefined) {
    if (figure.localAddresses !== null) said.push(`${id}: expected no local addresses, found ${figure.localAddresses}`)
    return said
  }
  const { columns, rows: cells } = counted.result
  const rows: Rows = {
    count: cells.length,
    column(name) {
      const at = columns.indexOf(name)
      return cells.map(row => row[at] ?? null)
    },
  }
  const summed = SUMMED[counted.table]
  const number = summed === undefined ? count(rows) : sumOf(rows, summed)
  // Bytes that rest on one address are withheld, number and all.
  if (number !== undefined && (numeratorOf !== 'bytes' || value !== null)) hold(numeratorOf, number, Number(numerator))
  if (number === undefined && rows.count === 0) said.push(`${id}: expected the contacts that it rests on, found none`)
  if (counted.table !== 'contacts') {
    hold('local addresses', null, figure.localAddresses)
    return said
  }
  const hosts = new Map<string, number>()
  const prefixes = rows.column('local_prefix')
  for (const [at, network] of rows.column('network').entries()) {
    const host = `${network} ${prefixes[at]}`
    hosts.set(host, (hosts.get(host) ?? 0) + 1)
  }
  const largest = Math.max(0, ...hosts.values())
  hold('local addresses', hosts.size, figure.localAddresses)
  hold('share of the largest', rows.count < 50 ? null : (100 * largest) / rows.count, figure.largestLocalShare)
  const zones = [...new Set(rows.column('time_zone'))].sort()
  if (zones.length > 0) hold('zones', zones, [...figure.zones].sort())
  return said
}
