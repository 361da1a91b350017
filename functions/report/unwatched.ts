/** The hint for a report whose networks are nobody's in the logs. */
import { busiestPrefixes } from '../lib/busiest-prefixes.ts'
import { listPublishedDays, readManifest } from '../lib/ledger/manifests.ts'
import { readReceipt } from '../lib/ledger/receipts.ts'
import type { ObjectStore } from '../lib/ports.ts'
import type { Receipt } from '../lib/receipt.ts'
import { readRunUploads } from './run-uploads.ts'

/** Enough for a hint: receipts are read one by one. */
const MOST_RECEIPTS = 500

/** The five busiest prefixes of the uploads that count for these UTC days. */
export async function busiestUnwatched(
  lake: ObjectStore,
  { fromDay, toDay }: { fromDay: string; toDay: string },
): Promise<Receipt['busiest']> {
  const ids = new Set<string>()
  for (const dt of await listPublishedDays(lake)) {
    if (dt < fromDay || dt > toDay) continue
    const run = (await readManifest(lake, dt))?.value.run
    if (typeof run !== 'string') continue
    for (const { uploadId } of await readRunUploads(lake, dt, run)) ids.add(uploadId)
  }
  const receipts: Pick<Receipt, 'busiest'>[] = []
  for (const id of [...ids].sort().slice(0, MOST_RECEIPTS)) {
    const receipt = await readReceipt(lake, id)
    if (receipt !== undefined) receipts.push({ busiest: receipt.busiest })
  }
  return busiestPrefixes(receipts)
}
