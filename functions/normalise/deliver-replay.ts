/** A replay that came by the queue: any number of times, and perhaps long after something else mended the upload. */
import { buildOf } from '../lib/ledger/ids.ts'
import { readReceipt } from '../lib/ledger/receipts.ts'
import { closeReplay } from '../lib/ledger/replays.ts'
import { isUndone } from '../lib/receipt.ts'
import { type Delivery, type DeliveryDependencies, deliverCreated } from './deliver.ts'
import { replayUpload } from './replay.ts'
import { NORMALISE_VERSION } from './version.ts'

/**
 * Normalises the upload again where another build made its receipt, or where its tries failed. One whose bytes are gone
 * stays as it is. Throws where its receipt changes meanwhile: the message comes again.
 */
export async function deliverReplay(uploadId: string, dependencies: DeliveryDependencies): Promise<Delivery> {
  const { lake, uploads, enricher, unique, onReceipt } = dependencies
  const before = await readReceipt(lake, uploadId)
  if (before === undefined) return { outcome: 'missing' }
  if (isUndone(before)) return deliverCreated(before.key, dependencies)
  if (before.build === buildOf(NORMALISE_VERSION, enricher.version)) {
    // An earlier delivery may have died between the receipt and its marks.
    await closeReplay(lake, uploadId, unique())
    return { outcome: 'known', receipt: before }
  }
  const { after, problem } = await replayUpload(before, dependencies)
  if (after !== undefined) {
    onReceipt?.(after)
    return { outcome: 'replayed', receipt: after }
  }
  if ((await uploads.head(before.key)) === undefined) return { outcome: 'missing', receipt: before }
  throw new Error(`replay of ${uploadId}: ${problem ?? 'expected a new receipt, found none'}`)
}
