/** Which days an edition places, and what of a lake another set's editions would place otherwise. */
import { readKeyFile } from '../../../functions/lib/ledger/key-files.ts'
import { listReceipts } from '../../../functions/lib/ledger/receipts.ts'
import type { ObjectStore } from '../../../functions/lib/ports.ts'
import { type Edition, type EditionData, type Editions, editionOf } from '../../../functions/lib/reference/editions.ts'

/** Data of editions, in the words of messages. */
export const EDITION_DATA: Readonly<Record<EditionData, string>> = { country: 'countries', asn: 'autonomous systems' }

/** The days that the edition at an index places, in words. `editions` of one data, by date. */
export function daysPlacedBy(editions: readonly Edition[], index: number): string {
  const next = editions[index + 1]
  const from = index === 0 ? undefined : editions[index]?.date
  const to = next === undefined ? undefined : dayBefore(next.date)
  if (from === undefined) return to === undefined ? 'every day' : `until ${to}`
  return to === undefined ? `from ${from}` : from === to ? from : `${from} to ${to}`
}

const dayBefore = (day: string): string => new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10)

/** What of a lake's rows rests on other editions in another set. */
export interface PlacedOtherwise {
  uploads: number
  ofUploads: number
  rows: number
  ofRows: number
}

/** Counts the rows of the uploads that count, by the days that the editions of `after` place by other ranges than `before`. */
export async function placedOtherwise(lake: ObjectStore, before: Editions, after: Editions): Promise<PlacedOtherwise> {
  const counted: PlacedOtherwise = { uploads: 0, ofUploads: 0, rows: 0, ofRows: 0 }
  const changed = new Map<string, boolean>()
  const isChanged = (dt: string): boolean => {
    let known = changed.get(dt)
    if (known === undefined) {
      known = (['country', 'asn'] as const).some(
        data => editionOf(before[data], dt).ranges !== editionOf(after[data], dt).ranges,
      )
      changed.set(dt, known)
    }
    return known
  }
  for await (const { bucket, key, uploadId, outputs } of listReceipts(lake)) {
    if ((await readKeyFile(lake, bucket, key))?.current !== uploadId) continue
    const rows = outputs.filter(({ dt }) => isChanged(dt)).reduce((sum, output) => sum + output.rows, 0)
    counted.ofUploads++
    counted.ofRows += outputs.reduce((sum, output) => sum + output.rows, 0)
    counted.rows += rows
    if (rows > 0) counted.uploads++
  }
  return counted
}
