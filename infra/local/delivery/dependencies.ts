/** What the delivery of an upload rests on where a folder is the lake: nothing of it opens DuckDB, so threads begin soon. */
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { ObjectStore } from '../../../functions/lib/ports.ts'
import { type RangesReader, rangesInFolder } from '../../../functions/lib/reference/edition-ranges.ts'
import type { ReferenceSet } from '../../../functions/lib/reference/reference-set.ts'
import type { DeliveryDependencies } from '../../../functions/normalise/deliver.ts'
import { createEnricher } from '../../../functions/normalise/enrich/create-enricher.ts'
import type { UploadsStore } from '../../../functions/normalise/upload-body.ts'
import { cacheFolder } from '../installation.ts'
import { temporaryFolder } from '../writable-folder.ts'

/** As ids of uploads are made of it. */
export const BUCKET = 'uploads'

/** `root`: the folder that the keys of `lake` are paths below. Throws where temporary files have no folder. */
export function deliveryOn(
  root: string,
  lake: ObjectStore,
  uploads: UploadsStore,
  reference: ReferenceSet,
): DeliveryDependencies {
  return {
    lake,
    uploads,
    bucket: BUCKET,
    unique: () => randomUUID().slice(0, 13),
    enricher: createEnricher(reference, rangesAtHand(join(root, 'reference', 'ranges'))),
    reference: reference.hash,
    scratchDir: temporaryFolder(),
    clock: { nowMs: () => Date.now() },
  }
}

/** Ranges of the lake's own files; of a set that was not put yet those that are installed. */
function rangesAtHand(folder: string): RangesReader {
  const [stored, installed] = [rangesInFolder(folder), rangesInFolder(join(cacheFolder(), 'ranges'))]
  return {
    read: hash => (existsSync(join(folder, `${hash}.bin`)) ? stored : installed).read(hash),
    nameKinds: file => stored.nameKinds(file) ?? installed.nameKinds(file),
  }
}
