/** Normalises one file in a process of its own and prints the receipt: `<file> <folder for the scratch and a lake>`. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createFolderStore } from '../../functions/lib/local/folder-store.ts'
import { normaliseUpload } from '../../functions/normalise/normalise-upload.ts'
import { madeUpEnricher } from './made-up-enricher.ts'

const [file = '', folder = ''] = process.argv.slice(2)
const bytes = readFileSync(file)
const upload = {
  bucket: 'uploads',
  key: 'team/file',
  version: '1',
  size: bytes.length,
  receivedMs: Date.parse('2024-06-01'),
  async stream() {
    return (async function* () {
      yield new Uint8Array(bytes)
    })()
  },
  read: async (start: number, end: number) => new Uint8Array(bytes.subarray(start, end)),
}
const receipt = await normaliseUpload(upload, 'upload', 'build', {
  lake: createFolderStore(join(folder, 'child-lake')),
  enricher: madeUpEnricher,
  reference: 'reference',
  scratchDir: folder,
  clock: { nowMs: () => upload.receivedMs },
})
console.log(JSON.stringify(receipt))
