/** The uploads that a published run counts: its `inputs_uploads`, which publish wrote beside the tables. */
import { zstdDecompressSync } from 'node:zlib'
import { parquetReadObjects } from 'hyparquet'
import * as z from 'zod'
import type { ObjectStore } from '../lib/ports.ts'

const rowsSchema = z.array(z.object({ upload_id: z.string(), source: z.string(), format: z.string() }))

export interface RunUpload {
  uploadId: string
  source: string
  format: string
}

/** In order of upload id; none where the files of the run are gone. */
export async function readRunUploads(
  lake: Pick<ObjectStore, 'list' | 'get'>,
  dt: string,
  run: string,
): Promise<RunUpload[]> {
  const uploads: RunUpload[] = []
  for await (const { key } of lake.list(`inputs_uploads/dt=${dt}/run=${run}/`)) {
    const object = await lake.get(key)
    if (object === undefined) continue
    const rows = await parquetReadObjects({
      file: new Uint8Array(object.bytes).buffer,
      columns: ['upload_id', 'source', 'format'],
      compressors: { ZSTD: bytes => new Uint8Array(zstdDecompressSync(bytes)) },
    })
    for (const { upload_id: uploadId, source, format } of rowsSchema.parse(rows))
      uploads.push({ uploadId, source, format })
  }
  return uploads
}
