/** Classes of OCSF events. */
import type { JsonObject } from '../framing/json-values.ts'

export const NETWORK_ACTIVITY = 4001

/** The class, which `type_uid` holds too: class_uid × 100 + activity_id. */
export function classOf({ class_uid: classUid, type_uid: typeUid }: JsonObject): number | undefined {
  if (typeof classUid === 'number') return classUid
  return typeof typeUid === 'number' ? Math.floor(typeUid / 100) : undefined
}
