/** Uploads that no delivery ever reached: found by listing. Never withdraws: absence is for Removed events to say. */
import { uploadIdOf } from '../lib/ledger/ids.ts'
import { receiptKey } from '../lib/ledger/receipts.ts'
import type { ObjectStore } from '../lib/ports.ts'

/** Keys whose present bytes have no receipt, in order. */
export async function* findUnreceived(
  uploads: Pick<ObjectStore, 'list'>,
  bucket: string,
  lake: ObjectStore,
): AsyncIterable<string> {
  for await (const { key, versionId, etag } of uploads.list('')) {
    const uploadId = uploadIdOf(bucket, key, versionId ?? etag)
    if ((await lake.head(receiptKey(uploadId))) === undefined) yield key
  }
}
