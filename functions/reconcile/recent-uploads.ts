/** Uploads as reconcile needs them: those that an event should have brought by now, each named by its version. */
import { hasDotParts } from '../lib/object-keys.ts'
import type { Clock, ObjectHead, ObjectStore } from '../lib/ports.ts'

const HOUR_MS = 3_600_000
/** Younger ones may still wait in the queue. */
const YOUNGEST_MS = HOUR_MS
/** Older ones were looked at before: reconcile runs daily, and a HEAD of each upload ever made would cost more each day. */
const OLDEST_MS = 8 * 24 * HOUR_MS

/** A listing of S3 has no versions, and an upload's name holds its version: so each recent one is asked for. */
export function recentUploads(uploads: Pick<ObjectStore, 'head' | 'list'>, clock: Clock): Pick<ObjectStore, 'list'> {
  return {
    async *list(prefix): AsyncGenerator<ObjectHead> {
      const nowMs = clock.nowMs()
      for await (const listed of uploads.list(prefix)) {
        const ageMs = nowMs - listed.modifiedMs
        if (ageMs < YOUNGEST_MS || ageMs > OLDEST_MS) continue
        // Refused by its key alone: its event has all that the receipt says.
        if (hasDotParts(listed.key)) continue
        const head = await uploads.head(listed.key)
        if (head !== undefined) yield head
      }
    },
  }
}
