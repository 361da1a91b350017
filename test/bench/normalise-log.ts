import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { createFolderStore } from '../../functions/lib/local/folder-store.ts'
import type { RangesReader } from '../../functions/lib/reference/edition-ranges.ts'
import type { ReferenceSet } from '../../functions/lib/reference/reference-set.ts'
import { createEnricher } from '../../functions/normalise/enrich/create-enricher.ts'
import type { Placing } from '../../functions/normalise/enrich/enricher.ts'
import { normaliseUpload } from '../../functions/normalise/normalise-upload.ts'
import { ipv4Ranges } from './ipv4-ranges.ts'
import { benchReference } from './reference.ts'
import { fileBody } from './upload-body.ts'

/**
 * Normalises a log into a lake within the folder, whose landing objects stay there. What a function does once for many uploads
 * is done when this resolves. `run` throws where the receipt does not balance.
 */
export async function normaliseLog(
  path: string,
  lakeFolder: string,
  cacheDir: string,
  { editions = 1, kernel = true } = {},
): Promise<{ run(): Promise<{ rows: number; bytesOut: number }> }> {
  mkdirSync(lakeFolder, { recursive: true })
  const { set, ranges } = await benchReference(cacheDir, editions)
  const enricher = createEnricher(set, ranges)
  for (const { date } of set.editions.country)
    askForSystems(enricher.placing(Date.parse(date) / 86_400_000), set, ranges)
  const lake = createFolderStore(join(lakeFolder, 'lake'))
  return {
    async run() {
      const receipt = await normaliseUpload(fileBody(path), 'upload', 'build', {
        lake,
        enricher,
        reference: set.hash,
        scratchDir: lakeFolder,
        kernel,
        clock: { nowMs: () => Date.now() },
      })
      const skipped = Object.values(receipt.skipped).reduce((sum, units) => sum + units, 0)
      const balanced = receipt.read === receipt.accepted + receipt.outOfScope + skipped
      if (!balanced)
        throw new Error(`expected a balanced receipt, found ${JSON.stringify({ ...receipt, liveness: [] })}`)
      return { rows: receipt.accepted, bytesOut: receipt.outputs.reduce((sum, output) => sum + output.bytes, 0) }
    },
  }
}

/** Has the kind of each system worked out, as it is in the tables that DuckDB is given: by rules on names, once in a process. */
function askForSystems(placing: Placing, { editions }: ReferenceSet, ranges: RangesReader): void {
  const asked = new Set<number>()
  for (const { ranges: hash } of editions.asn)
    for (const { first, value } of ipv4Ranges(ranges.read(hash))) {
      if (!asked.has(value)) placing.address({ family: 4, w0: 0, w1: 0, w2: 0, w3: first })
      asked.add(value)
    }
}
