import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { createFolderStore } from '../../functions/lib/local/folder-store.ts'
import { createEnricher } from '../../functions/normalise/enrich/create-enricher.ts'
import { normaliseUpload } from '../../functions/normalise/normalise-upload.ts'
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
  for (const { date } of set.editions.country) enricher.placing(Date.parse(date) / 86_400_000)
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
