/** An upload under a key that cannot be asked for safely: it gets its receipt without a look at its bytes. */
import { buildOf, uploadIdOf } from '../lib/ledger/ids.ts'
import { commitMade } from './commit-made.ts'
import type { Delivery, DeliveryDependencies } from './deliver.ts'
import { refusedReceipt } from './normalise-upload.ts'
import type { UploadEvent } from './s3-events.ts'
import { NORMALISE_VERSION } from './version.ts'

type RefusalDependencies = Pick<DeliveryDependencies, 'lake' | 'clock' | 'reference' | 'enricher' | 'onReceipt'>

/** Writes the receipt, if absent. A removal changes nothing: nothing of the upload ever counted. */
export async function refuseKey(event: UploadEvent, dependencies: RefusalDependencies): Promise<Delivery> {
  const { clock, reference, enricher } = dependencies
  const { kind, bucket, key, version, size } = event
  if (kind === 'removed') return { outcome: 'missing' }
  const uploadId = uploadIdOf(bucket, key, version)
  const upload = { bucket, key, version, size, receivedMs: clock.nowMs() }
  const refusal = 'expected a key without parts "." and "..", found one; upload it under another key'
  const made = refusedReceipt(upload, uploadId, buildOf(NORMALISE_VERSION, enricher.version), reference, refusal)
  return { outcome: 'normalised', receipt: await commitMade(made, dependencies) }
}
