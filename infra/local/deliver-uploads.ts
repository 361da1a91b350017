/** Files that are named become uploads of a lake: as the bucket's events do it, and with what archives hold. */
import type { ReferenceSet } from '../../functions/lib/reference/reference-set.ts'
import { type DeliveryDependencies, deliverCreated } from '../../functions/normalise/deliver.ts'
import { findUnreceived } from '../../functions/reconcile/find-unreceived.ts'
import { isArchiveReceipt, isUnpacked, unpackArchive } from './archives/archive-uploads.ts'
import { counted } from './counted.ts'
import { deliverInOrder, type Lanes } from './delivery/in-order.ts'
import { createWorkerLane } from './delivery/worker-lane.ts'
import type { LeftOut, UploadFile } from './find-uploads.ts'
import type { LocalLake } from './lake.ts'
import { unreadLine } from './last-lines.ts'
import type { Progress } from './progress.ts'
import { typedPath } from './user-paths.ts'
import { withdrawFilesOf, withdrawKeys } from './withdraw-keys.ts'

/** Where more is to do after this long, threads begin beside this one: each takes as long of its core before its first upload. */
const PATIENCE_MS = 1500

export interface DeliveryOptions {
  say: Progress
  leftOut: LeftOut
  /** Whether it looks after all uploads of the lake. */
  isWhole?: boolean
  patienceMs?: number
}

/** What is to be said of uploads: a line each. */
export interface SaidOfUploads {
  /** Of files that were named one by one and that nothing was read of. */
  unread: string[]
  /** Of uploads whose delivery failed: they are without a receipt, and the next run tries them again. */
  failed: string[]
}

/**
 * Delivers what is named and what lies in archives among it, in as many threads as the lake has jobs; then what earlier runs
 * left unfinished or has gone (where it is not `isWhole`: nothing of that). What it says is in order of keys. Throws what the
 * first threw where all failed.
 */
export async function deliverUploads(
  lake: LocalLake,
  reference: ReferenceSet,
  files: readonly UploadFile[],
  { say, leftOut, isWhole = true, patienceMs = PATIENCE_MS }: DeliveryOptions,
): Promise<SaidOfUploads> {
  await lake.uploads.add(files)
  const dependencies = await lake.delivery(reference)
  const keys = new Set(files.map(file => file.key))
  const named = new Set(files.filter(({ isNamed }) => isNamed).map(({ key }) => key))
  const unread: string[] = []
  const failures: { key: string; error: unknown }[] = []
  const others = { list: (prefix: string) => lake.uploads.list(prefix, key => !keys.has(key)) }
  const unreceived: string[] = []
  if (isWhole) for await (const key of findUnreceived(others, dependencies.bucket, lake.lake)) unreceived.push(key)
  const { unpacked = [], left = [] } = Object.groupBy(unreceived, key =>
    isUnpacked(lake.folder, lake.uploads.pathOf(key)) ? 'unpacked' : 'left',
  )
  const lanes = lanesOf(lake, reference.hash, dependencies, patienceMs)
  const queued = new Set<string>()

  async function deliverAll(queue: string[]): Promise<void> {
    for (const key of queue) queued.add(key)
    const onDone = () => say.step('normalising uploads', queued.size)
    for await (const delivered of deliverInOrder(queue, lanes, onDone)) {
      const { key } = delivered
      if ('error' in delivered) {
        failures.push(delivered)
        continue
      }
      const { receipt } = delivered.delivery
      if (receipt === undefined) continue
      const path = lake.uploads.pathOf(key)
      if (isArchiveReceipt(receipt)) {
        // Archives in archives stay what they are: a few bytes could hold archives without end.
        if (isUnpacked(lake.folder, path)) continue
        const entries = await unpackArchive(lake.folder, { receipt, path, folder: lake.uploads.folderOf(key) }, leftOut)
        await lake.uploads.add(entries)
        // They come after the others.
        for (const entry of entries) if (!queued.has(entry.key)) queue.push(entry.key)
        for (const entry of entries) queued.add(entry.key)
        continue
      }
      await withdrawFilesOf(key, lake, dependencies)
      if ((receipt.status !== 'ok' || receipt.contentBytes === 0) && named.has(key)) unread.push(unreadLine(receipt))
    }
  }

  await deliverAll([...keys, ...left].sort())
  // What earlier runs unpacked and did not come to: where its archive is another by now, these files are gone, or new.
  await deliverAll(unpacked.filter(key => !queued.has(key) && lake.uploads.has(key)))
  const { gone, lost } = isWhole ? await lake.uploads.missing() : { gone: [], lost: [] }
  await withdrawKeys(gone, lake, dependencies)
  say.done()
  for (const { root, files: count } of lost)
    say.line(
      `left as they were: ${counted(count, 'upload')} of ${typedPath(root)}, which is not there; if it has moved, name it where it is ` +
        'now; to withdraw them, make it again without them',
    )
  if (failures[0] !== undefined && failures.length === queued.size) throw failures[0].error
  const failed = failures.map(({ key, error }) => `${key}: ${error instanceof Error ? error.message : String(error)}`)
  return { unread, failed }
}

/** This thread, and another for each further job. */
function lanesOf(
  { root, jobs, uploads }: LocalLake,
  referenceHash: string,
  dependencies: DeliveryDependencies,
  patienceMs: number,
): Lanes {
  return {
    own: { deliver: key => deliverCreated(key, dependencies), close: async () => {} },
    others: Array.from({ length: jobs - 1 }, () => createWorkerLane({ root, referenceHash }, uploads)),
    patienceMs,
  }
}
