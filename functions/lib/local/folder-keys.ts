/** Keys of the folder store as paths below its root, and back. */
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** Names that begin so are the store's own: hidden from every listing, refused as parts of a key. */
export const TEMPORARY = '.part-'
/** The file that decides conditional writes, with the same rule. */
export const LOCK = '.lock.sqlite'
const MAX_KEY_BYTES = 1024

/** Parts of a key that a path can carry. Throws for a key that no store of this project may be given. */
export function partsOf(key: string): string[] {
  const parts = key.split('/')
  const bad =
    Buffer.byteLength(key) > MAX_KEY_BYTES ||
    parts.some(
      part => part === '' || part === '.' || part === '..' || part.includes('\0') || Buffer.byteLength(part) > 255,
    )
  if (bad) {
    throw new Error(
      `object key ${JSON.stringify(key.slice(0, 100))}: expected parts of 1 to 255 bytes without "." and "..", ` +
        `at most ${MAX_KEY_BYTES} bytes in all`,
    )
  }
  if (parts.some(isOwn)) {
    throw new Error(
      `object key ${JSON.stringify(key.slice(0, 100))}: expected no part that begins with ${TEMPORARY} or ${LOCK}, ` +
        "which name the store's own files; rename it",
    )
  }
  return parts
}

const isOwn = (name: string): boolean => name.startsWith(TEMPORARY) || name.startsWith(LOCK)

/** Keys of the files below a folder, in no order; none where it is missing. */
export async function keysBelow(folder: string, prefix: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(missing)
  const keys: string[] = []
  for (const entry of entries ?? []) {
    if (isOwn(entry.name)) continue
    const key = prefix === '' ? entry.name : `${prefix}/${entry.name}`
    if (entry.isDirectory()) for (const below of await keysBelow(join(folder, entry.name), key)) keys.push(below)
    else keys.push(key)
  }
  return keys
}

/** In ascending order of UTF-8 bytes, as S3 lists: code units have another only where pairs of surrogates stand. */
export function inKeyOrder(keys: readonly string[]): string[] {
  if (!keys.some(key => /[\ud800-\udfff]/.test(key))) return [...keys].sort()
  const bytes = new Map(keys.map(key => [key, Buffer.from(key)]))
  return [...keys].sort((a, b) => Buffer.compare(bytes.get(a) ?? Buffer.alloc(0), bytes.get(b) ?? Buffer.alloc(0)))
}

/** Whether the error is that of a path that leads to no file. */
export const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')

/** Undefined for such an error; throws any other one again. */
export function missing(error: unknown): undefined {
  if (!isMissing(error)) throw error
}
