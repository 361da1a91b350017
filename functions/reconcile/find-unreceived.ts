/** Uploads that no delivery brought to its end. Never withdraws: absence is for Removed events to say. */
import { uploadIdOf } from '../lib/ledger/ids.ts'
import { readKeyFile } from '../lib/ledger/key-files.ts'
import { readReceipt } from '../lib/ledger/receipts.ts'
import type { ObjectHead, ObjectStore } from '../lib/ports.ts'

/**
 * Whether an upload's present bytes have no receipt, or are not what its key file says, or its days may not be marked: a
 * delivery may have died after any of its steps, and its message with it. One whose tries all failed has its receipt, which
 * says so, and its message is a dead letter: put back each day, it would only fail each day.
 */
export async function isUnreceived(
  lake: ObjectStore,
  bucket: string,
  { key, versionId, etag }: Pick<ObjectHead, 'key' | 'versionId' | 'etag'>,
): Promise<boolean> {
  const uploadId = uploadIdOf(bucket, key, versionId ?? etag)
  const receipt = await readReceipt(lake, uploadId)
  if (receipt === undefined) return true
  if (receipt.status === 'failed') return false
  const keyFile = await readKeyFile(lake, bucket, key)
  return keyFile?.current !== uploadId || keyFile.open !== null
}

/** Keys of such uploads among those that a listing with versions gives, in order. */
export async function* findUnreceived(
  uploads: Pick<ObjectStore, 'list'>,
  bucket: string,
  lake: ObjectStore,
): AsyncIterable<string> {
  for await (const head of uploads.list('')) if (await isUnreceived(lake, bucket, head)) yield head.key
}
