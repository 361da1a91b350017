/** The hint for a report whose networks are nobody's in the logs. */
import { busiestPrefixes } from '../lib/busiest-prefixes.ts'
import { listManifests } from '../lib/ledger/manifests.ts'
import { readReceipt } from '../lib/ledger/receipts.ts'
import type { ObjectStore } from '../lib/ports.ts'
import type { Receipt } from '../lib/receipt.ts'

/** Enough for a hint: receipts are read one by one. */
const MOST_RECEIPTS = 500

/** The five busiest prefixes of the uploads that count for these UTC days. */
export async function busiestUnwatched(
  lake: ObjectStore,
  { fromDay, toDay }: { fromDay: string; toDay: string },
): Promise<Receipt['busiest']> {
  const manifests = await listManifests(lake, dt => dt >= fromDay && dt <= toDay)
  const ids = new Set(manifests.flatMap(({ uploads }) => uploads.map(({ uploadId }) => uploadId)))
  const receipts: Receipt[] = []
  for (const id of [...ids].sort().slice(0, MOST_RECEIPTS)) {
    const receipt = await readReceipt(lake, id)
    if (receipt !== undefined) receipts.push(receipt)
  }
  return busiestPrefixes(receipts)
}
