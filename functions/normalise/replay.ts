/** Normalises again what an older build made. Landing objects of old builds stay: a publish under way may read them. */
import { buildOf } from '../lib/ledger/ids.ts'
import { readKeyFile } from '../lib/ledger/key-files.ts'
import { daysOf, listReceipts, replaceReceipt } from '../lib/ledger/receipts.ts'
import { closeReplay, openReplay } from '../lib/ledger/replays.ts'
import { PreconditionFailed } from '../lib/ports.ts'
import type { Receipt } from '../lib/receipt.ts'
import { bodyOf, type DeliveryDependencies, versionOf } from './deliver.ts'
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
  const { lake, enricher } = dependencies
  const build = buildOf(NORMALISE_VERSION, enricher.version)
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
  const { lake, uploads, enricher, unique, normalise = normaliseUpload } = dependencies
  const { uploadId, key, bucket, version, receivedMs } = before
  const problem = (found: string): ReplayedUpload => {
    return {
      uploadId,
      key,
      before,
      problem: `expected the uploaded bytes under ${key}, found ${found}; upload it again`,
    }
  }
  const head = await uploads.head(key)
  if (head === undefined) return problem('nothing')
  if (versionOf(head) !== version) return problem('others')
  const body = { ...bodyOf(uploads, head), bucket, key, version, size: head.size, receivedMs }
  let after: Receipt
  try {
    after = await normalise(body, uploadId, buildOf(NORMALISE_VERSION, enricher.version), dependencies)
  } catch (error) {
    if (error instanceof PreconditionFailed && error.key === key) return problem('others')
    throw error
  }
  await openReplay(lake, uploadId, before.build, [...daysOf(before), ...daysOf(after)])
  const replaced = await replaceReceipt(lake, after, before.build)
  await closeReplay(lake, uploadId, unique())
  return replaced
    ? { uploadId, key, before, after }
    : { uploadId, key, before, problem: 'its receipt changed meanwhile; run replay again' }
}
