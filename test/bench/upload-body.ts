import { openSync, readSync, statSync } from 'node:fs'
import { fileChunks } from '../../functions/lib/local/file-chunks.ts'
import type { UploadBody } from '../../functions/normalise/normalise-upload.ts'

/** A file as normalise gets an upload. */
export function fileBody(path: string, key = `bench/${path.slice(path.lastIndexOf('/') + 1)}`): UploadBody {
  const { size } = statSync(path)
  return {
    bucket: 'bench',
    key,
    version: 'v1',
    size,
    receivedMs: Date.parse('2026-01-01'),
    stream: async () => fileChunks(path),
    async read(start, end) {
      const bytes = new Uint8Array(end - start)
      readSync(openSync(path, 'r'), bytes, 0, bytes.length, start)
      return bytes
    },
  }
}
