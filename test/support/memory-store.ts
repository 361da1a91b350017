/** A store in memory, for what writes and reads hundreds of objects. */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { type ObjectHead, ObjectMissing, type ObjectStore, PreconditionFailed } from '../../functions/lib/ports.ts'

/** When everything in memory was written. */
export const MEMORY_MS = Date.parse('2024-04-01')

export const hashOf = (bytes: Uint8Array | string): string => createHash('md5').update(bytes).digest('hex')

/**
 * A store without versions whose etags are S3's: of the bytes alone, so that an object that is written again as it was
 * has the etag that it had.
 */
export function memoryStore(held: Map<string, Uint8Array>): ObjectStore {
  const headOf = (key: string, bytes: Uint8Array): ObjectHead => ({
    key,
    size: bytes.length,
    etag: onceHashed(bytes),
    modifiedMs: MEMORY_MS,
  })
  const store: ObjectStore = {
    async get(key) {
      const bytes = held.get(key)
      return bytes === undefined ? undefined : { head: headOf(key, bytes), bytes }
    },
    head: async key => (await store.get(key))?.head,
    async stream(key, range, of) {
      const object = await store.get(key)
      if (object === undefined) throw new ObjectMissing(key)
      const { head, bytes } = object
      if (of !== undefined && head.etag !== of.etag) throw new PreconditionFailed(key)
      const body = (async function* () {
        yield bytes.slice(range?.start, range?.end)
      })()
      return { head, body }
    },
    async put(key, content, condition) {
      const known = held.get(key)
      if (condition?.ifNoneMatch !== undefined && known !== undefined) throw new PreconditionFailed(key)
      if (condition?.ifMatch !== undefined && (known === undefined || onceHashed(known) !== condition.ifMatch))
        throw new PreconditionFailed(key)
      const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content
      held.set(key, bytes)
      return headOf(key, bytes)
    },
    putFile: async (key, path) => store.put(key, await readFile(path)),
    async *list(prefix) {
      for (const key of [...held.keys()].sort()) {
        const bytes = held.get(key)
        if (key.startsWith(prefix) && bytes !== undefined) yield headOf(key, bytes)
      }
    },
    async delete(keys) {
      for (const key of keys) held.delete(key)
    },
  }
  return store
}

const hashes = new WeakMap<Uint8Array, string>()

/** Hash of bytes that are never changed. */
export function onceHashed(bytes: Uint8Array): string {
  const known = hashes.get(bytes) ?? hashOf(bytes)
  hashes.set(bytes, known)
  return known
}
