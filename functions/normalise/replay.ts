/** Normalises again what an older build made. Landing objects of old builds stay for a day: a publish under way may read them. */
import { buildOf } from '../lib/ledger/ids.ts'
import { readKeyFile } from '../lib/ledger/key-files.ts'
import { listReceipts } from '../lib/ledger/receipts.ts'
import type { Receipt } from '../lib/receipt.ts'
import type { DeliveryDependencies } from './deliver.ts'
import { isOfOtherBytes, renewUpload } from './renew.ts'
import { versionOf } from './upload-body.ts'
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
  const { uploads } = dependencies
  const { uploadId, key, version } = before
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
  try {
    const after = await renewUpload(before, before.returned, head, dependencies)
    return after === undefined
      ? { uploadId, key, before, problem: 'its receipt changed meanwhile; run replay again' }
      : { uploadId, key, before, after }
  } catch (error) {
    if (isOfOtherBytes(error, key)) return problem('others')
    throw error
  }
}
