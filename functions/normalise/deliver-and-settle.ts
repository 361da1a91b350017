/** A delivery and the word for reconcile that it came to its end, with what the key held then. */
import { markSettled } from '../lib/ledger/settled.ts'
import { hasDotParts } from '../lib/object-keys.ts'
import type { ObjectHead } from '../lib/ports.ts'
import type { Attempt } from './batch.ts'
import type { Delivery, DeliveryDependencies } from './deliver.ts'
import { deliverAttempt } from './last-try.ts'

/** Throws what the delivery throws; then nothing is settled. A replay settles nothing: it follows no change of the key. */
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
  if (kind !== 'replay' && !hasDotParts(key)) await markSettled(lake, bucket, key, held, clock.nowMs())
  return delivery
}
