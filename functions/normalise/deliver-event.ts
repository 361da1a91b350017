/** What one event of the uploads bucket asks for. */
import { hasDotParts } from '../lib/object-keys.ts'
import { type Delivery, type DeliveryDependencies, deliverCreated, deliverRemoved } from './deliver.ts'
import { deliverReplay } from './deliver-replay.ts'
import { refuseKey } from './refuse-key.ts'
import type { UploadEvent } from './s3-events.ts'

/** Delivers or withdraws by what the key holds now; a key that no store can be asked for gets a receipt that refuses it. */
export async function deliverEvent(event: UploadEvent, dependencies: DeliveryDependencies): Promise<Delivery> {
  if (event.kind === 'replay') return deliverReplay(event.uploadId ?? '', dependencies)
  if (hasDotParts(event.key)) return refuseKey(event, dependencies)
  return event.kind === 'created' ? deliverCreated(event.key, dependencies) : deliverRemoved(event.key, dependencies)
}
