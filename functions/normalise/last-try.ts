/**
 * The last try of a message: after it, nobody would know what became of the upload. So its receipt says that it failed
 * before the try begins, which may end with the process (no memory, no time), and says why where that is known.
 */
import { buildOf, uploadIdOf } from '../lib/ledger/ids.ts'
import { hasDotParts } from '../lib/object-keys.ts'
import { arrivalOf } from './arrival.ts'
import type { Attempt } from './batch.ts'
import { commitMade } from './commit-made.ts'
import { type Delivery, type DeliveryDependencies, follow } from './deliver.ts'
import { deliverEvent } from './deliver-event.ts'
import { refusedReceipt } from './normalise-upload.ts'
import { versionOf } from './upload-body.ts'
import { NORMALISE_VERSION } from './version.ts'

const ADVICE = 'mend the cause, or split the file and upload it again; npx flowcensus redrive --run tries it once more'

/** Delivers what the message says; on the last of its `tries` a failure leaves a receipt. Throws what the delivery threw. */
export async function deliverAttempt(
  attempt: Attempt,
  tries: number,
  dependencies: DeliveryDependencies,
): Promise<Delivery> {
  const { kind, key, receives } = attempt
  if (receives < tries || kind !== 'created' || hasDotParts(key)) return deliverEvent(attempt, dependencies)
  const expected = `expected to be normalised within ${tries} tries`
  await failUpload(key, `${expected}, found that each broke off, as out of memory or time; ${ADVICE}`, dependencies)
  try {
    return await deliverEvent(attempt, dependencies)
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error)
    await failUpload(key, `${expected}, found at the last: ${found.slice(0, 500)}; ${ADVICE}`, dependencies)
    throw error
  }
}

/**
 * Writes the receipt `failed` of what the key holds, where none stands but another of that kind, and does what follows a
 * receipt: what the key held before no longer counts.
 */
async function failUpload(key: string, refusal: string, dependencies: DeliveryDependencies): Promise<void> {
  const { lake, uploads, bucket, clock, enricher, reference } = dependencies
  const head = await uploads.head(key)
  if (head === undefined) return
  const version = versionOf(head)
  const uploadId = uploadIdOf(bucket, key, version)
  const receivedMs = await arrivalOf(lake, uploadId, clock.nowMs())
  const upload = { bucket, key, version, size: head.size, receivedMs }
  const made = refusedReceipt(upload, uploadId, buildOf(NORMALISE_VERSION, enricher.version), reference, refusal)
  const standing = await commitMade({ ...made, status: 'failed' }, dependencies)
  await follow(key, standing, false, dependencies)
}
