/** Which uploads reconcile looks at: those that an event should have brought by now. */
import type { ObjectHead } from '../lib/ports.ts'

const HOUR_MS = 3_600_000
/** Younger ones may still wait in the queue. */
const YOUNGEST_MS = HOUR_MS
/** Older ones were looked at before: a wake comes every six hours. */
export const OLDEST_MS = 8 * 24 * HOUR_MS

/** By when its bytes were written. */
export function isRecent({ modifiedMs }: Pick<ObjectHead, 'modifiedMs'>, nowMs: number): boolean {
  const ageMs = nowMs - modifiedMs
  return ageMs >= YOUNGEST_MS && ageMs <= OLDEST_MS
}
