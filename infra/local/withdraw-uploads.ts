/**
 * Uploads of one machine that are withdrawn on demand: their keys leave the ledger, their days are published anew, and what was
 * made of them goes at once. Their receipts stay, as the record of what was there, but for those that rest on nothing.
 */
import { readKeyFile } from '../../functions/lib/ledger/key-files.ts'
import { daysOf, receiptKey } from '../../functions/lib/ledger/receipts.ts'
import type { Receipt } from '../../functions/lib/receipt.ts'
import { currentReference, loadReference } from '../../functions/lib/reference/reference-set.ts'
import type { PublishedDay } from '../../functions/publish/publish-day.ts'
import { sweepRuns } from '../../functions/publish/sweep-runs.ts'
import type { LocalLake } from './lake.ts'
import type { Progress } from './progress.ts'
import { publishLake } from './publish-lake.ts'
import type { StandingUpload } from './standings.ts'
import { withdrawKeys } from './withdraw-keys.ts'

const DAY_MS = 86_400_000

export interface Withdrawn {
  published: PublishedDay[]
  /** Objects of the lake that went: rows and refused lines of these uploads, and tables of before. */
  deleted: number
}

/**
 * Withdraws all uploads of their keys. Ended at any moment, the same again goes on with it. Throws what publishing throws: then
 * nothing was deleted yet.
 */
export async function withdrawUploads(
  uploads: readonly StandingUpload[],
  lake: LocalLake,
  say: Progress,
): Promise<Withdrawn> {
  const keys = [...new Set(uploads.map(({ receipt }) => receipt.key))].sort()
  const ids = new Set(uploads.map(({ receipt }) => receipt.uploadId))
  // Listed before they leave: one that comes back meanwhile is normalised anew, under names that are not among these.
  const derived = await derivedObjects(ids, lake)
  const hash = await currentReference(lake.lake)
  if (hash === undefined) throw new Error('expected a reference set, found none; name the files to npm start first')
  await lake.uploads.leave(keys)
  await withdrawKeys(keys, lake, await lake.delivery(await loadReference(lake.lake, hash)))
  const published = await publishLake(lake, say)
  for (const upload of uploads) {
    const { receipt } = upload
    if ((await readKeyFile(lake.lake, receipt.bucket, receipt.key))?.current !== receipt.uploadId)
      if (restsOnNothing(upload)) await lake.lake.delete([receiptKey(receipt.uploadId)])
  }
  await lake.lake.delete(derived)
  // As if a day had gone by: whoever still reads tables of before asks again.
  const runs = await sweepRuns(await lake.publish(), { nowMs: () => lake.clock.nowMs() + DAY_MS + 1 })
  return { published, deleted: derived.length + runs }
}

/**
 * A receipt without days, or that no key file ever named, has no look, which says to a delivery that what it names is gone: so
 * it goes with what it names.
 */
const restsOnNothing = ({ receipt, standing }: StandingUpload): boolean =>
  standing === 'unfinished' || daysOf(receipt).length === 0

/** Landing objects of any build, and lists of refused lines. */
async function derivedObjects(ids: ReadonlySet<Receipt['uploadId']>, { lake }: LocalLake): Promise<string[]> {
  const found: string[] = []
  for (const prefix of ['landing/', 'rejects/'])
    for await (const { key } of lake.list(prefix)) {
      const [, id = ''] = /\/([^/-]+)-[^/]*$/.exec(key) ?? []
      if (ids.has(id)) found.push(key)
    }
  return found
}
