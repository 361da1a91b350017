/** Keys of objects as S3's protocol carries them. */
import { hasDotParts } from '../object-keys.ts'

const MAX_KEY_BYTES = 1024

/** The key itself. Throws for one that no store of this project may be given. */
export function checkedKey(key: string): string {
  if (key === '' || Buffer.byteLength(key) > MAX_KEY_BYTES || hasDotParts(key)) {
    throw new Error(
      `object key ${JSON.stringify(key.slice(0, 100))}: expected 1 to ${MAX_KEY_BYTES} bytes without parts "." and ".."`,
    )
  }
  return key
}

/** The prefix itself. Throws for one that could only begin keys that are refused. */
export function checkedPrefix(prefix: string): string {
  const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1)
  if (hasDotParts(folder)) {
    throw new Error(
      `object key prefix ${JSON.stringify(prefix.slice(0, 100))}: expected none with parts "." and "..", found one`,
    )
  }
  return prefix
}

/** A key of a listing asked for with `EncodingType: 'url'` (form encoding: `+` is a space), without which some cannot be listed. */
export const decodedKey = (encoded: string): string => decodeURIComponent(encoded.replaceAll('+', ' '))

const CONTENT_TYPES: Record<string, string> = {
  css: 'text/css; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  html: 'text/html; charset=utf-8',
  json: 'application/json',
  parquet: 'application/vnd.apache.parquet',
  svg: 'image/svg+xml',
  txt: 'text/plain; charset=utf-8',
}

/** By the key's ending, so that a browser shows a report; undefined leaves S3's own. */
export const contentTypeOf = (key: string): string | undefined => CONTENT_TYPES[/\.([a-z]+)$/.exec(key)?.[1] ?? '']
