/** Keys of one machine that hold nothing any more leave the ledger, and with an archive what was unpacked of it. */
import { type DeliveryDependencies, deliverRemoved } from '../../functions/normalise/deliver.ts'
import { removeUnpacked, unpackedKeys } from './archives/archive-uploads.ts'
import type { LocalLake } from './lake.ts'

/**
 * As the bucket's ObjectRemoved does it: keys whose file is gone, or that were told to leave. Ended at any moment the next
 * delivery goes on with it: what is still remembered as gone or leaving is withdrawn again.
 */
export async function withdrawKeys(
  keys: readonly string[],
  lake: Pick<LocalLake, 'folder' | 'uploads'>,
  dependencies: DeliveryDependencies,
): Promise<void> {
  const left: string[] = []
  for (const key of keys) {
    const { receipt } = await deliverRemoved(key, dependencies)
    // It came back meanwhile, and was delivered.
    if (receipt !== undefined) continue
    await withdrawFilesOf(key, lake, dependencies)
    left.push(key)
  }
  await lake.uploads.forget(left)
}

/** Withdraws what was unpacked of a key that is no archive any more. */
export async function withdrawFilesOf(
  key: string,
  { folder, uploads }: Pick<LocalLake, 'folder' | 'uploads'>,
  dependencies: DeliveryDependencies,
): Promise<void> {
  const entries = await unpackedKeys(folder, key)
  if (entries.length === 0) return
  await uploads.leave(entries)
  for (const entry of entries) await deliverRemoved(entry, dependencies)
  removeUnpacked(folder, key)
  await uploads.forget(entries)
}
