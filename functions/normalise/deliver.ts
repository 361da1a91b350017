/**
 * The life of one delivery of an upload: any number of times, in any order, killed anywhere. Only the receipt commits;
 * what follows it is repeated by every delivery.
 */

import { markDirty, putHints } from '../lib/ledger/days.ts'
import { buildOf, uploadIdOf } from '../lib/ledger/ids.ts'
import { readStandingKeyFile, type StandingKeyFile, settleKeyFile, updateKeyFile } from '../lib/ledger/key-files.ts'
import { daysOf, readReceipt } from '../lib/ledger/receipts.ts'
import { type ByteRange, type ObjectHead, ObjectMissing, type ObjectStore, PreconditionFailed } from '../lib/ports.ts'
import { isUndone, type Receipt } from '../lib/receipt.ts'
import { arrivalOf } from './arrival.ts'
import { commitMade } from './commit-made.ts'
import { type NormaliseDependencies, normaliseUpload, type UploadBody } from './normalise-upload.ts'
import { NORMALISE_VERSION } from './version.ts'

/** What is needed of the store that uploads lie in. */
export type UploadsStore = Pick<ObjectStore, 'head' | 'stream'> & {
  /** On one machine: the name of the folder that was named when the key was added. */
  folderOf?(key: string): string | undefined
}

export interface DeliveryDependencies extends NormaliseDependencies {
  uploads: UploadsStore
  /** Name of the uploads store, part of every upload's id. */
  bucket: string
  /** A new name at each call. */
  unique: () => string
  /** Hears of each receipt that this delivery wrote, as soon as it stands: what follows may fail, and is tried again. */
  onReceipt?: (receipt: Receipt) => void
  /** Step 1; a parameter so that tests can watch it. */
  normalise?: typeof normaliseUpload
}

/** What a delivery did: made a receipt, found it, found nothing to read, withdrew the key, or replaced a receipt. */
export interface Delivery {
  outcome: 'normalised' | 'known' | 'missing' | 'withdrawn' | 'replayed'
  receipt?: Receipt
}

/** Bytes that change while they are read are read anew this often. */
const MOST_READS = 5

/**
 * Handles a Created event (or a file that was named): acts on what the key holds now. Throws where that changes each time
 * it is read.
 */
export async function deliverCreated(key: string, dependencies: DeliveryDependencies): Promise<Delivery> {
  for (let reads = 0; reads < MOST_READS; reads++) {
    try {
      return await deliverOnce(key, dependencies)
    } catch (error) {
      if (!(error instanceof PreconditionFailed && error.key === key)) throw error
    }
  }
  throw new Error(
    `${key}: expected bytes that stay while they are read, found others ${MOST_READS} times; upload it when it is whole`,
  )
}

async function deliverOnce(key: string, dependencies: DeliveryDependencies): Promise<Delivery> {
  const { lake, uploads, bucket } = dependencies
  const head = await uploads.head(key)
  if (head === undefined) {
    // Absence withdraws nothing; but an earlier delivery of this event may have died before its marks.
    await announce(await readStandingKeyFile(lake, bucket, key), dependencies)
    return { outcome: 'missing' }
  }
  const uploadId = uploadIdOf(bucket, key, versionOf(head))
  let receipt = await readReceipt(lake, uploadId)
  const outcome = isUndone(receipt) ? 'normalised' : 'known'
  if (receipt === undefined || isUndone(receipt))
    receipt = await commitMade(await normaliseHead(head, uploadId, dependencies), dependencies)
  await follow(key, uploadId, false, dependencies)
  return { outcome, receipt }
}

/** Handles a Removed event: withdraws the key where it is really gone, else acts as on Created. */
export async function deliverRemoved(key: string, dependencies: DeliveryDependencies): Promise<Delivery> {
  if ((await dependencies.uploads.head(key)) !== undefined) return deliverCreated(key, dependencies)
  const standing = await follow(key, null, true, dependencies)
  return { outcome: standing === undefined ? 'missing' : 'withdrawn' }
}

/** Step 1: the receipt, not yet written, of exactly the bytes that the head names. Throws where others took their place. */
async function normaliseHead(head: ObjectHead, uploadId: string, dependencies: DeliveryDependencies): Promise<Receipt> {
  const { lake, uploads, bucket, clock, enricher, normalise = normaliseUpload } = dependencies
  const receivedMs = await arrivalOf(lake, uploadId, clock.nowMs())
  const { key, size } = head
  const body: UploadBody = { ...bodyOf(uploads, head), bucket, key, version: versionOf(head), size, receivedMs }
  return normalise(body, uploadId, buildOf(NORMALISE_VERSION, enricher.version), dependencies)
}

/** Steps 3 to 5: the key file follows what the key holds, and the days of all its uploads are marked. */
export async function follow(
  key: string,
  uploadId: string | null,
  mayWithdraw: boolean,
  dependencies: DeliveryDependencies,
): Promise<StandingKeyFile | undefined> {
  const { lake, uploads, bucket, unique } = dependencies
  const update = { bucket, key, uploadId, mayWithdraw, delivery: unique() }
  const standing = await updateKeyFile(lake, uploads, update)
  await announce(standing, dependencies)
  return standing
}

/** Steps 4 and 5: hints and dirty marks for the days of all uploads of the key. */
async function announce(standing: StandingKeyFile | undefined, { lake, unique }: DeliveryDependencies): Promise<void> {
  if (standing === undefined) return
  const days = new Set<string>()
  for (const uploadId of standing.value.seen) {
    const receipt = await readReceipt(lake, uploadId)
    if (receipt === undefined) continue
    await putHints(lake, receipt)
    for (const dt of daysOf(receipt)) days.add(dt)
  }
  await markDirty(lake, [...days].sort(), unique())
  await settleKeyFile(lake, standing)
}

/** What names these bytes of the key: S3's VersionId where there are versions, else the ETag. */
export const versionOf = (head: Pick<ObjectHead, 'etag' | 'versionId'>): string => head.versionId ?? head.etag

/**
 * Reading an upload's bytes by stream or by place. Throws PreconditionFailed where the key no longer holds those that the
 * head names: a receipt of other bytes under their name would stand for good.
 */
export function bodyOf(uploads: UploadsStore, of: ObjectHead): Pick<UploadBody, 'stream' | 'read' | 'folder'> {
  const open = async (range?: ByteRange) => {
    const { head, body } = await uploads.stream(of.key, range, of).catch((error: unknown) => {
      throw error instanceof ObjectMissing ? new PreconditionFailed(of.key) : error
    })
    if (versionOf(head) !== versionOf(of)) throw new PreconditionFailed(of.key)
    return body
  }
  return {
    folder: uploads.folderOf?.(of.key),
    stream: () => open(),
    async read(start, end) {
      const chunks: Uint8Array[] = []
      for await (const chunk of await open({ start, end })) chunks.push(chunk)
      return new Uint8Array(Buffer.concat(chunks))
    },
  }
}
