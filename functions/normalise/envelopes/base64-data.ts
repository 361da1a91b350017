/** Data of records of Kinesis, Firehose and Lambda: base64, mostly of gzip. */
import { constants, gunzipSync } from 'node:zlib'

/** Longest data in base64: Kinesis takes records of 10 MiB, Lambda events of 6 MiB. */
export const MAX_DATA_BYTES = 16_777_216
/** What may be in them. CloudWatch Logs puts at most 1 MiB into a batch before compressing it. */
const MAX_INSIDE_BYTES = 67_108_864

/** The bytes in `base64`, out of gzip where they are in it; a text says what is wrong with them. */
export function bytesOfData(base64: string): Uint8Array | string {
  if (!/^[\w+/-]*={0,2}$/.test(base64)) return 'text that is no base64'
  return inflated(Buffer.from(base64, 'base64'), {})
}

/** The first of the bytes in a quoted text of base64 of which the end is missing. */
export function firstOfData(quoted: Uint8Array): Uint8Array {
  const base64 = Buffer.from(quoted).toString('latin1').slice(1)
  const found = inflated(Buffer.from(base64, 'base64'), { finishFlush: constants.Z_SYNC_FLUSH })
  return typeof found === 'string' ? new Uint8Array(0) : found
}

function inflated(bytes: Uint8Array, options: { finishFlush?: number }): Uint8Array | string {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes
  try {
    return gunzipSync(bytes, { ...options, maxOutputLength: MAX_INSIDE_BYTES })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    return code === 'ERR_BUFFER_TOO_LARGE'
      ? `gzip of more than ${MAX_INSIDE_BYTES} bytes`
      : `gzip that cannot be inflated (${code})`
  }
}
