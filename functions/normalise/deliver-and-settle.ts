/** A delivery and the word for reconcile that it came to its end, with what the key held then. */
import { markSettled } from '../lib/ledger/settled.ts'
import { hasDotParts } from '../lib/object-keys.ts'
import type { ObjectHead } from '../lib/ports.ts'
import type { Attempt } from './batch.ts'
import type { Delivery, DeliveryDependencies } from './deliver.ts'
import { deliverAttempt } from './last-try.ts'
import { versionOf } from './upload-body.ts'

/**
 * Throws what the delivery throws; then nothing is settled. A replay settles nothing: it follows no change of the key. Nor
 * does a delivery whose key holds other bytes at its end than those that it has a receipt of: theirs is yet to come.
 */
export async function deliverAndSettle(
  attempt: Attempt,
  tries: number,
  dependencies: DeliveryDependencies,
): Promise<Delivery> {
  const { lake, uploads, bucket, clock } = dependencies
  const { kind, key } = attempt
  let held: ObjectHead | undefined
  const watched = {
    ...uploads,
    // The last time that a delivery asks is what it writes down.
    async head(asked: string) {
      const head = await uploads.head(asked)
      if (asked === key) held = head
      return head
    },
  }
  const delivery = await deliverAttempt(attempt, tries, { ...dependencies, uploads: watched })
  const isOfHeld = held === undefined || delivery.receipt?.version === versionOf(held)
  if (kind !== 'replay' && !hasDotParts(key) && isOfHeld)
    await markSettled(lake, { bucket, key }, held, held && delivery.receipt, clock.nowMs())
  return delivery
}
