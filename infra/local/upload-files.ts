/** Reading the uploads of one machine by what is remembered of them: their bytes, and the hash that names these. */
import { createHash } from 'node:crypto'
import { type Stats, statSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileChunks } from '../../functions/lib/local/file-chunks.ts'
import { type ByteRange, type ObjectHead, ObjectMissing, type ObjectStore } from '../../functions/lib/ports.ts'
import type { Remembered } from './upload-memory.ts'

/** The part of the store port that one upload needs: read only, by chunks that hold until the next is asked for. */
export type UploadFiles = Pick<ObjectStore, 'head' | 'stream'> & {
  /** Name of the folder that was named when the key was added. */
  folderOf(key: string): string | undefined
  /** Where the file of a key lies, or lay. Throws ObjectMissing for a key that was never added. */
  pathOf(key: string): string
  /** Bytes [start, end). */
  read(key: string, range: ByteRange): Promise<Uint8Array>
}

/** Where the file of a key lies, whose root is told from `base`. */
export const placeOf = (base: string, key: string, { root }: Remembered): string => join(resolve(base, root), key)

/** `entries` are looked up at each call; a hash that a file was read for is kept there, and told to `learned`. */
export function readUploads(
  base: string,
  entries: ReadonlyMap<string, Remembered>,
  learned: () => void = () => {},
): UploadFiles {
  const pathOf = (key: string): string => {
    const entry = entries.get(key)
    if (entry === undefined) throw new ObjectMissing(key)
    return placeOf(base, key, entry)
  }

  async function head(key: string): Promise<ObjectHead | undefined> {
    const entry = entries.get(key)
    if (entry === undefined || entry.isLeaving === true) return undefined
    const path = placeOf(base, key, entry)
    const stats = statsOf(path)
    if (stats === undefined || !stats.isFile()) return undefined
    if (entry.hash === '' || stats.size !== entry.size || stats.mtimeMs !== entry.mtimeMs) {
      entry.hash = await hashOf(path, stats.size)
      entry.size = stats.size
      entry.mtimeMs = stats.mtimeMs
      learned()
    }
    return { key, size: stats.size, etag: entry.hash, modifiedMs: stats.mtimeMs }
  }

  return {
    head,
    folderOf: key => entries.get(key)?.folder,
    pathOf,
    async stream(key, range) {
      const known = await head(key)
      if (known === undefined) throw new ObjectMissing(key)
      return { head: known, body: fileChunks(pathOf(key), range, known.size) }
    },
    async read(key, { start, end }) {
      const handle = await open(pathOf(key))
      try {
        const bytes = new Uint8Array(end - start)
        const { bytesRead } = await handle.read(bytes, 0, bytes.length, start)
        return bytes.subarray(0, bytesRead)
      } finally {
        await handle.close()
      }
    },
  }
}

/** What lies at a path, or undefined, where nobody can say as well. Asked here and now: another thread takes ten times as long. */
function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })
  } catch {
    return undefined
  }
}

/** Hash that names the bytes of a file. `size`: of them, where it is known. */
export async function hashOf(path: string, size?: number): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of fileChunks(path, undefined, size)) hash.update(chunk)
  return hash.digest('hex').slice(0, 32)
}
