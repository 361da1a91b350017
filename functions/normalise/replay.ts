/** Normalises again what an older build made. Landing objects of old builds stay until their day is published anew. */
import { markDirty } from '../lib/ledger/days.ts'
import { buildOf } from '../lib/ledger/ids.ts'
import { readKeyFile } from '../lib/ledger/key-files.ts'
import { daysOf, listReceipts, replaceReceipt } from '../lib/ledger/receipts.ts'
import type { Receipt } from '../lib/receipt.ts'
import { bodyOf, type DeliveryDependencies } from './deliver.ts'
import { normaliseUpload } from './normalise-upload.ts'
import { NORMALISE_VERSION } from './version.ts'

export interface ReplayedUpload {
  uploadId: string
  key: string
  before: Receipt
  /** What it is now; undefined in a dry run, and where `problem` says why not. */
  after?: Receipt
  problem?: string
}

/** Current uploads whose receipts an older build made. Reads only. */
export async function findOutdated(dependencies: DeliveryDependencies): Promise<Receipt[]> {
  const { lake, reference } = dependencies
  const build = buildOf(NORMALISE_VERSION, reference)
  const outdated: Receipt[] = []
  for await (const receipt of listReceipts(lake)) {
    if (receipt.build === build) continue
    const keyFile = await readKeyFile(lake, receipt.bucket, receipt.key)
    if (keyFile?.current === receipt.uploadId) outdated.push(receipt)
  }
  return outdated
}

/** Normalises one of them with the present build and replaces its receipt; marks its old and new days dirty. */
export async function replayUpload(before: Receipt, dependencies: DeliveryDependencies): Promise<ReplayedUpload> {
  const { lake, uploads, reference, unique } = dependencies
  const { uploadId, key, bucket, version, receivedMs } = before
  const head = await uploads.head(key)
  const found = head === undefined ? undefined : (head.versionId ?? head.etag)
  if (head === undefined || found !== version) {
    const problem = `expected the uploaded bytes under ${key}, found ${head === undefined ? 'nothing' : 'others'}; upload it again`
    return { uploadId, key, before, problem }
  }
  const body = { ...bodyOf(uploads, key), bucket, key, version, size: head.size, receivedMs }
  const normalise = dependencies.normalise ?? normaliseUpload
  const after = await normalise(body, uploadId, buildOf(NORMALISE_VERSION, reference), dependencies)
  // The days are dirty before the receipt changes too: a crash between the two must not leave a day as it was.
  const days = [...new Set([...daysOf(before), ...daysOf(after)])].sort()
  await markDirty(lake, days, unique())
  if (!(await replaceReceipt(lake, after, before.build))) {
    return { uploadId, key, before, problem: 'its receipt changed meanwhile; run replay again' }
  }
  for (const dt of days) await lake.put(`ledger/days/dt=${dt}/${after.contentHash}.${uploadId}`, '')
  await markDirty(lake, days, unique())
  return { uploadId, key, before, after }
}
