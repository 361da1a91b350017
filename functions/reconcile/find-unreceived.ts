/** Uploads that no delivery brought to its end: found by listing. Never withdraws: absence is for Removed events to say. */
import { uploadIdOf } from '../lib/ledger/ids.ts'
import { readKeyFile } from '../lib/ledger/key-files.ts'
import { receiptKey } from '../lib/ledger/receipts.ts'
import type { ObjectStore } from '../lib/ports.ts'

/**
 * Keys whose present bytes have no receipt, or are not what their key file says, or whose days may not be marked, in order:
 * a delivery may have died after any of its steps, and its message with it.
 */
export async function* findUnreceived(
  uploads: Pick<ObjectStore, 'list'>,
  bucket: string,
  lake: ObjectStore,
): AsyncIterable<string> {
  for await (const { key, versionId, etag } of uploads.list('')) {
    const uploadId = uploadIdOf(bucket, key, versionId ?? etag)
    const keyFile = await readKeyFile(lake, bucket, key)
    const isAnnounced = keyFile?.current === uploadId && keyFile.open === null
    if (!isAnnounced || (await lake.head(receiptKey(uploadId))) === undefined) yield key
  }
}
