/**
 * The life of one delivery of an upload: any number of times, in any order, killed anywhere. Only the receipt commits;
 * what follows it is repeated by every delivery.
 */
import { markDirty, putHints } from '../lib/ledger/days.ts'
import { buildOf, uploadIdOf } from '../lib/ledger/ids.ts'
import { type KeyFile, updateKeyFile } from '../lib/ledger/key-files.ts'
import { commitReceipt, daysOf, readReceipt } from '../lib/ledger/receipts.ts'
import type { ByteRange, ObjectStore } from '../lib/ports.ts'
import type { Receipt } from '../lib/receipt.ts'
import { type NormaliseDependencies, normaliseUpload, type UploadBody } from './normalise-upload.ts'
import { NORMALISE_VERSION } from './version.ts'

/** What is needed of the store that uploads lie in. */
export type UploadsStore = Pick<ObjectStore, 'head' | 'stream'>

export interface DeliveryDependencies extends NormaliseDependencies {
  uploads: UploadsStore
  /** Name of the uploads store, part of every upload's id. */
  bucket: string
  /** A new name at each call. */
  unique: () => string
  /** Step 1; a parameter so that tests can watch it. */
  normalise?: typeof normaliseUpload
}

/** What a delivery did: made a receipt, found it, found nothing to read, or withdrew the key. */
export interface Delivery {
  outcome: 'normalised' | 'known' | 'missing' | 'withdrawn'
  receipt?: Receipt
}

/** Handles a Created event (or a file that was named): acts on what the key holds now. */
export async function deliverCreated(key: string, dependencies: DeliveryDependencies): Promise<Delivery> {
  const { lake, uploads, bucket, clock } = dependencies
  const head = await uploads.head(key)
  if (head === undefined) return { outcome: 'missing' }
  const version = head.versionId ?? head.etag
  const uploadId = uploadIdOf(bucket, key, version)
  let receipt = await readReceipt(lake, uploadId)
  const outcome = receipt === undefined ? 'normalised' : 'known'
  if (receipt === undefined) {
    const body: UploadBody = {
      ...bodyOf(uploads, key),
      bucket,
      key,
      version,
      size: head.size,
      receivedMs: clock.nowMs(),
    }
    const normalise = dependencies.normalise ?? normaliseUpload
    const made = await normalise(body, uploadId, buildOf(NORMALISE_VERSION, dependencies.reference), dependencies)
    receipt = await commitReceipt(lake, made)
  }
  await announce(await updateKeyFile(lake, uploads, { bucket, key, uploadId, mayWithdraw: false }), dependencies)
  return { outcome, receipt }
}

/** Handles a Removed event: withdraws the key where it is really gone, else acts as on Created. */
export async function deliverRemoved(key: string, dependencies: DeliveryDependencies): Promise<Delivery> {
  const { lake, uploads, bucket } = dependencies
  if ((await uploads.head(key)) !== undefined) return deliverCreated(key, dependencies)
  const keyFile = await updateKeyFile(lake, uploads, { bucket, key, uploadId: null, mayWithdraw: true })
  await announce(keyFile, dependencies)
  return { outcome: keyFile === undefined ? 'missing' : 'withdrawn' }
}

/** Steps 4 and 5: hints and dirty marks for the days of all uploads of the key. */
async function announce(keyFile: KeyFile | undefined, { lake, unique }: DeliveryDependencies): Promise<void> {
  const days = new Set<string>()
  for (const uploadId of keyFile?.seen ?? []) {
    const receipt = await readReceipt(lake, uploadId)
    if (receipt === undefined) continue
    await putHints(lake, receipt)
    for (const dt of daysOf(receipt)) days.add(dt)
  }
  await markDirty(lake, [...days].sort(), unique())
}

/** Reading an upload's bytes by stream or by place. */
export function bodyOf(uploads: UploadsStore, key: string): Pick<UploadBody, 'stream' | 'read'> {
  const read = async (range: ByteRange) => {
    const chunks: Uint8Array[] = []
    for await (const chunk of (await uploads.stream(key, range)).body) chunks.push(chunk)
    return new Uint8Array(Buffer.concat(chunks))
  }
  return {
    stream: async () => (await uploads.stream(key)).body,
    read: (start, end) => read({ start, end }),
  }
}
