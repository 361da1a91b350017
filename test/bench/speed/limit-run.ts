/**
 * One measured run of what no kernel can save: reading a log, taking it out of its gzip, hashing it, and zstd of the pages that
 * normalise makes of it: `<log> <lake folder> <cache folder>`. The pages are those of a run before, which is not measured.
 */
import { createRequire, syncBuiltinESMExports } from 'node:module'
import type { zstdCompressSync } from 'node:zlib'
import { openContent } from '../../../functions/normalise/content/open-content.ts'
import { DEFAULT_LIMITS } from '../../../functions/normalise/normalise-upload.ts'
import { measure } from '../measure.ts'
import { normaliseLog } from '../normalise-log.ts'
import { fileBody } from '../upload-body.ts'

const [path = '', lakeFolder = '', cacheDir = ''] = process.argv.slice(2)
const pages: { bytes: Buffer; options: Parameters<typeof zstdCompressSync>[1] }[] = []
// What compresses pages is given each with its options: kept, they are compressed once more below.
const zlib: { zstdCompressSync: typeof zstdCompressSync } = createRequire(import.meta.url)('node:zlib')
const compress = zlib.zstdCompressSync
zlib.zstdCompressSync = (bytes, options) => {
  if (bytes instanceof Uint8Array) pages.push({ bytes: Buffer.from(bytes), options })
  return compress(bytes, options)
}
syncBuiltinESMExports()
const rows = await (await normaliseLog(path, lakeFolder, cacheDir)).run()
if (pages.length === 0)
  throw new Error('expected pages that were compressed, found none: see how column-chunk.ts does it')

await measure(path, async () => {
  const content = openContent(await fileBody(path).stream(), DEFAULT_LIMITS.contentBytes)
  for await (const chunk of content.chunks()) if (chunk.length === 0) break
  content.hash()
  let bytesOut = 0
  for (const { bytes, options } of pages) bytesOut += compress(bytes, options).length
  return { rows: rows.rows, bytesOut }
})
