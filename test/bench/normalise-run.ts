/** One measured run of normalise on one file, as a process of its own. Prints one line of JSON. */
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFolderStore } from '../../functions/lib/local/folder-store.ts'
import { createEnricher } from '../../functions/normalise/enrich/create-enricher.ts'
import { normaliseUpload } from '../../functions/normalise/normalise-upload.ts'
import { benchReference } from './reference.ts'
import { fileBody } from './upload-body.ts'

const [path = '', lakeFolder = mkdtempSync(join(tmpdir(), 'bench-'))] = process.argv.slice(2)
const reference = await benchReference()
const enricher = createEnricher(reference)
const lake = createFolderStore(join(lakeFolder, 'lake'))
const began = performance.now()
const cpuBefore = process.cpuUsage()
const receipt = await normaliseUpload(fileBody(path), 'upload', 'build', {
  lake,
  enricher,
  reference: reference.hash,
  scratchDir: lakeFolder,
  clock: { nowMs: () => Date.now() },
})
const seconds = (performance.now() - began) / 1000
const cpu = process.cpuUsage(cpuBefore)
const balanced = receipt.read === receipt.accepted + receipt.outOfScope + (receipt.skipped.header ?? 0)
if (!balanced) throw new Error(`expected a balanced receipt, found ${JSON.stringify({ ...receipt, liveness: [] })}`)
console.log(
  JSON.stringify({
    rows: receipt.accepted,
    seconds,
    cpuSeconds: (cpu.user + cpu.system) / 1e6,
    bytesIn: statSync(path).size,
    bytesOut: receipt.outputs.reduce((sum, output) => sum + output.bytes, 0),
    objects: receipt.outputs.length,
    peakRssBytes: process.resourceUsage().maxRSS * 1024,
  }),
)
rmSync(lakeFolder, { recursive: true, force: true })
