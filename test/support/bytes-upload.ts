/** An upload of bytes that stand in memory. */
import type { UploadBody } from '../../functions/normalise/normalise-upload.ts'

export const bytesUpload = (bytes: Uint8Array, key: string): UploadBody => ({
  bucket: 'uploads',
  key,
  version: '1',
  size: bytes.length,
  receivedMs: Date.parse('2017-04-03'),
  async stream() {
    return (async function* () {
      yield bytes
    })()
  },
  read: async (start, end) => bytes.subarray(start, end),
})
