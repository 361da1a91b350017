/**
 * Normalises one file in a process of its own and prints the receipt: `<file> <folder for the scratch and a lake> [memory]`;
 * with `memory` also the most bytes that it had, on a line of its own. The file is read as it is asked for.
 */
import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { createFolderStore } from '../../functions/lib/local/folder-store.ts'
import { normaliseUpload } from '../../functions/normalise/normalise-upload.ts'
import { madeUpEnricher } from './made-up-enricher.ts'

const [file = '', folder = '', memory = ''] = process.argv.slice(2)
const size = statSync(file).size
const opened = openSync(file, 'r')
function readPiece(start: number, end: number): Uint8Array {
  const bytes = new Uint8Array(Math.max(0, Math.min(end, size) - start))
  readSync(opened, bytes, 0, bytes.length, start)
  return bytes
}
const PIECE = 65_536
const upload = {
  bucket: 'uploads',
  key: 'team/file',
  version: '1',
  size,
  receivedMs: Date.parse('2024-06-01'),
  async stream() {
    return (async function* () {
      for (let at = 0; at < size; at += PIECE) yield readPiece(at, at + PIECE)
    })()
  },
  read: async (start: number, end: number) => readPiece(start, end),
}
const receipt = await normaliseUpload(upload, 'upload', 'build', {
  lake: createFolderStore(join(folder, 'child-lake')),
  enricher: madeUpEnricher,
  reference: 'reference',
  scratchDir: folder,
  clock: { nowMs: () => upload.receivedMs },
})
closeSync(opened)
console.log(JSON.stringify(receipt))
if (memory !== '') console.log(process.resourceUsage().maxRSS * 1024)
