/** Which editions of country and AS data placed the rows of an upload. */
import type { LandingOutput, PlacedRows } from '../lib/receipt.ts'
import { type Editions, editionOf } from '../lib/reference/editions.ts'

/** By data, then date. An edition that placed no external row is not in it. */
export function placedRows(outputs: readonly LandingOutput[], editions: Editions): PlacedRows[] {
  const placed = new Map<string, PlacedRows>()
  for (const { dt, externalRows } of outputs) {
    if (externalRows === 0) continue
    for (const data of ['asn', 'country'] as const) {
      const { date, name, version } = editionOf(editions[data], dt)
      const key = `${data} ${date}`
      const known = placed.get(key) ?? { data, date, name, version, rows: 0 }
      known.rows += externalRows
      placed.set(key, known)
    }
  }
  return [...placed].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, rows]) => rows)
}
