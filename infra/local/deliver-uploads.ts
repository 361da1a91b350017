/** Files that are named become uploads of a lake: as the bucket's events do it, and with what archives hold. */
import type { ReferenceSet } from '../../functions/lib/reference/reference-set.ts'
import { deliverCreated } from '../../functions/normalise/deliver.ts'
import { findUnreceived } from '../../functions/reconcile/find-unreceived.ts'
import { isArchiveReceipt, isUnpacked, unpackArchive } from './archives/archive-uploads.ts'
import type { LeftOut, UploadFile } from './find-uploads.ts'
import type { LocalLake } from './lake.ts'
import { unreadLine } from './last-lines.ts'
import type { Progress } from './progress.ts'
import { typedPath } from './user-paths.ts'
import { withdrawFilesOf, withdrawKeys } from './withdraw-keys.ts'

/**
 * Delivers what is named and what lies in archives among it, then what earlier runs left unfinished or has gone (where it is
 * not `isWhole`: nothing of that). Resolves to what is to be said of files that were named one by one and that nothing was read of.
 */
export async function deliverUploads(
  lake: LocalLake,
  reference: ReferenceSet,
  files: readonly UploadFile[],
  { say, leftOut, isWhole = true }: { say: Progress; leftOut: LeftOut; isWhole?: boolean },
): Promise<string[]> {
  await lake.uploads.add(files)
  const dependencies = await lake.delivery(reference)
  const keys = new Set(files.map(file => file.key))
  const named = new Set(files.filter(({ isNamed }) => isNamed).map(({ key }) => key))
  const unread: string[] = []
  if (isWhole) for await (const key of findUnreceived(lake.uploads, dependencies.bucket, lake.lake)) keys.add(key)

  /** Files of archives are found on the way, and come after the others. */
  const queue = [...keys].sort()
  for (const key of queue) {
    const { receipt } = await deliverCreated(key, dependencies)
    say.step('normalising uploads', queue.length)
    if (receipt === undefined) continue
    const path = lake.uploads.pathOf(key)
    if (isArchiveReceipt(receipt)) {
      // Archives in archives stay what they are: a few bytes could hold archives without end.
      if (isUnpacked(lake.folder, path)) continue
      const entries = await unpackArchive(lake.folder, { receipt, path, folder: lake.uploads.folderOf(key) }, leftOut)
      await lake.uploads.add(entries)
      queue.push(...entries.map(entry => entry.key).filter(entry => !keys.has(entry)))
      continue
    }
    await withdrawFilesOf(key, lake, dependencies)
    if ((receipt.status !== 'ok' || receipt.contentBytes === 0) && named.has(key)) unread.push(unreadLine(receipt))
  }
  const { gone, lost } = isWhole ? await lake.uploads.missing() : { gone: [], lost: [] }
  await withdrawKeys(gone, lake, dependencies)
  say.done()
  for (const { root, files: count } of lost)
    say.line(
      `left as they were: ${count} uploads of ${typedPath(root)}, which is not there; if it has moved, name it where it is ` +
        'now; to withdraw them, make it again without them',
    )
  return unread
}
