/**
 * One measured run of what no kernel can save: reading a log, taking it out of its gzip, hashing it, and zstd of the pages that
 * normalise makes of it: `<log> <lake folder> <cache folder>`. The pages are those of a run before, which is not measured.
 */
import { ZstdCompress } from 'minizlib'
import { openContent } from '../../../functions/normalise/content/open-content.ts'
import { compress } from '../../../functions/normalise/landing/zstd.ts'
import { DEFAULT_LIMITS } from '../../../functions/normalise/normalise-upload.ts'
import { measure } from '../measure.ts'
import { normaliseLog } from '../normalise-log.ts'
import { fileBody } from '../upload-body.ts'

const [path = '', lakeFolder = '', cacheDir = ''] = process.argv.slice(2)
const pages: Uint8Array[] = []
// What makes frames is given each page: kept, they are compressed once more below.
const { write } = ZstdCompress.prototype
ZstdCompress.prototype.write = function (this: ZstdCompress, page: unknown) {
  if (page instanceof Uint8Array) pages.push(Buffer.from(page))
  return write.call(this, page as Buffer)
}
const rows = await (await normaliseLog(path, lakeFolder, cacheDir)).run()
ZstdCompress.prototype.write = write
if (pages.length === 0) throw new Error('expected pages that were compressed, found none: see how zstd.ts does it')

await measure(path, async () => {
  const content = openContent(await fileBody(path).stream(), DEFAULT_LIMITS.contentBytes)
  for await (const chunk of content.chunks()) if (chunk.length === 0) break
  content.hash()
  let bytesOut = 0
  for (const page of pages) bytesOut += compress(page).length
  return { rows: rows.rows, bytesOut }
})
