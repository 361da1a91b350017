/** The uploads that a thread is given, one after another: the same functions on the same folder, with a reference set of its own. */
import { parentPort, workerData } from 'node:worker_threads'
import { createFolderStore } from '../../../functions/lib/local/folder-store.ts'
import { loadReference } from '../../../functions/lib/reference/reference-set.ts'
import { deliverCreated } from '../../../functions/normalise/deliver.ts'
import { readUploads } from '../upload-files.ts'
import type { Remembered } from '../upload-memory.ts'
import { deliveryOn } from './dependencies.ts'
import type { Answer, Order, WorkerStart } from './worker-lane.ts'

const { root, base, referenceHash }: WorkerStart = workerData
const lake = createFolderStore(root)
const entries = new Map<string, Remembered>()
const opened = loadReference(lake, referenceHash).then(reference =>
  deliveryOn(root, lake, readUploads(base, entries), reference),
)
// Who gives the first order hears why there is none.
opened.catch(() => {})

async function answer({ key, entry }: Order): Promise<Answer> {
  entries.set(key, entry)
  try {
    return { delivery: await deliverCreated(key, await opened), entry }
  } catch (error) {
    const { message, stack } = error instanceof Error ? error : new Error(String(error))
    return { error: { message, stack }, entry }
  } finally {
    entries.delete(key)
  }
}

parentPort?.on('message', async (order: Order) => parentPort?.postMessage(await answer(order)))
