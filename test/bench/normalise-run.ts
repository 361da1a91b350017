/** One measured run of normalise: `<log> <lake folder> <cache folder> [editions] [off]` (without the kernel); the landing objects stay in the lake. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { createFolderStore } from '../../functions/lib/local/folder-store.ts'
import { createEnricher } from '../../functions/normalise/enrich/create-enricher.ts'
import { normaliseUpload } from '../../functions/normalise/normalise-upload.ts'
import { measure } from './measure.ts'
import { benchReference } from './reference.ts'
import { fileBody } from './upload-body.ts'

const [path = '', lakeFolder = '', cacheDir = '', editions = '1', kernel = 'on'] = process.argv.slice(2)
mkdirSync(lakeFolder, { recursive: true })
const { set, ranges } = await benchReference(cacheDir, Number(editions))
const enricher = createEnricher(set, ranges)
// Opening is not timed: a function does it once for many uploads.
for (const { date } of set.editions.country) enricher.placing(Date.parse(date) / 86_400_000)
const lake = createFolderStore(join(lakeFolder, 'lake'))
await measure(path, async () => {
  const receipt = await normaliseUpload(fileBody(path), 'upload', 'build', {
    lake,
    enricher,
    reference: set.hash,
    scratchDir: lakeFolder,
    kernel: kernel !== 'off',
    clock: { nowMs: () => Date.now() },
  })
  const skipped = Object.values(receipt.skipped).reduce((sum, units) => sum + units, 0)
  const balanced = receipt.read === receipt.accepted + receipt.outOfScope + skipped
  if (!balanced) throw new Error(`expected a balanced receipt, found ${JSON.stringify({ ...receipt, liveness: [] })}`)
  return { rows: receipt.accepted, bytesOut: receipt.outputs.reduce((sum, output) => sum + output.bytes, 0) }
})
