/**
 * The object store on a folder. Objects are files, keys are paths below the root; a write is a temporary file that is
 * renamed, so that readers see all of it or nothing (not fsynced: a power cut may lose the newest writes, a killed
 * process may not). Conditional writes are decided under a lock that the operating system gives back when its holder
 * dies: SQLite's, on one file in the root.
 */
import {
  type BigIntStats,
  close,
  closeSync,
  createReadStream,
  fstatSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { copyFile, rmdir, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { threadId } from 'node:worker_threads'
import {
  type ByteRange,
  type ObjectHead,
  ObjectMissing,
  type ObjectStore,
  PreconditionFailed,
  type WriteCondition,
  type WrittenObject,
} from '../ports.ts'
import { inKeyOrder, isMissing, keysBelow, LOCK, missing, partsOf, TEMPORARY } from './folder-keys.ts'
import { makeFolder, makeNamedFolder } from './make-folder.ts'
import { refuseUnwritable } from './unwritable.ts'

/** An overwritten object is another file: its inode and times differ. */
const headFrom = (key: string, stats: BigIntStats): ObjectHead => ({
  key,
  size: Number(stats.size),
  etag: `${stats.ino}-${stats.mtimeNs}-${stats.size}`,
  modifiedMs: Number(stats.mtimeMs),
})

let sequence = 0
/** Other writers' deletes take an empty folder away a few times at most. */
const MOST_TRIES = 100

/** Gives back the files of bodies that nobody read: a body that was begun closes its own. */
const unread = new FinalizationRegistry<number>(file => close(file, () => undefined))

/** Opens the folder, made when missing. */
export function createFolderStore(root: string): ObjectStore {
  makeNamedFolder(root)
  let lock: DatabaseSync | undefined

  const pathOf = (key: string): string => join(root, ...partsOf(key))

  /** Runs synchronous work while no other writer, in this process or another, decides a condition. */
  function exclusively<T>(work: () => T): T {
    if (lock === undefined) {
      lock = new DatabaseSync(join(root, LOCK))
      lock.exec('PRAGMA busy_timeout = 60000')
    }
    lock.exec('BEGIN IMMEDIATE')
    try {
      return work()
    } finally {
      lock.exec('COMMIT')
    }
  }

  function headOf(key: string, path = pathOf(key)): ObjectHead | undefined {
    const stats = statSync(path, { bigint: true, throwIfNoEntry: false })
    if (stats === undefined || !stats.isFile()) return undefined
    return headFrom(key, stats)
  }

  function standing(key: string, path: string): ObjectHead {
    const head = headOf(key, path)
    if (head === undefined) throw new ObjectMissing(key)
    return head
  }

  /** Writes a temporary file beside `path`; again where another writer's delete took the empty folder away meanwhile. */
  async function writeBeside(path: string, write: (temporary: string) => void | Promise<void>): Promise<string> {
    const temporary = join(dirname(path), `${TEMPORARY}${process.pid}-${threadId}-${++sequence}`)
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      try {
        // Mostly the folder is there: the write itself says when it is not.
        if (tries > 0) makeFolder(dirname(path))
        await write(temporary)
        return temporary
      } catch (error) {
        if (!isMissing(error)) refuseUnwritable(path, error)
      }
    }
    throw new Error(`${path}: expected a place for a file, found that its folder takes none; name another folder`)
  }

  async function stream(key: string, range?: ByteRange, of?: WrittenObject) {
    // Opened at once: the bytes are those that the head names, whatever is renamed over the file or deleted later.
    const file = fileAt(pathOf(key))
    if (file === undefined) throw new ObjectMissing(key)
    const stats = fstatSync(file, { bigint: true })
    const head = headFrom(key, stats)
    const empty = range !== undefined && range.end <= range.start
    if (empty || !stats.isFile()) closeSync(file)
    if (!stats.isFile()) throw new ObjectMissing(key)
    if (of !== undefined && of.etag !== head.etag) {
      if (!empty) closeSync(file)
      throw new PreconditionFailed(key)
    }
    if (empty) return { head, body: nothing() }
    const bounds = range === undefined ? {} : { start: range.start, end: range.end - 1 }
    const body = createReadStream('', { fd: file, highWaterMark: 1 << 20, ...bounds })
    unread.register(body, file, body)
    body.once('close', () => unread.unregister(body))
    return { head, body }
  }

  return {
    async head(key) {
      return headOf(key)
    },
    async get(key) {
      // Opened once: the head and the bytes are of the same object, whatever is renamed over it meanwhile. Most objects are
      // small: read here and now, they take a quarter of the time that four ways to another thread and back take.
      const path = pathOf(key)
      // Asked first: an error, with the places that it came by, takes ten times as long as a look.
      const file = headOf(key, path) && fileAt(path)
      if (file === undefined) return undefined
      try {
        const stats = fstatSync(file, { bigint: true })
        if (!stats.isFile()) return undefined
        const head = headFrom(key, stats)
        return { head, bytes: new Uint8Array(readFileSync(file)) }
      } finally {
        closeSync(file)
      }
    },
    stream,
    async put(key, bytes, condition?: WriteCondition) {
      const path = pathOf(key)
      if (bytes.length === 0 && condition === undefined && madeEmpty(path)) return standing(key, path)
      const temporary = await writeBeside(path, to => writeFileSync(to, bytes))
      let isMoved = condition?.ifNoneMatch !== '*'
      try {
        if (condition === undefined) renameSync(temporary, path)
        else
          exclusively(() => {
            const known = headOf(key, path)
            if (condition.ifNoneMatch === '*' && known !== undefined) throw new PreconditionFailed(key)
            if (condition.ifMatch !== undefined && known?.etag !== condition.ifMatch) throw new PreconditionFailed(key)
            if (condition.ifNoneMatch === '*') {
              linkSync(temporary, path)
              unlinkSync(temporary)
              isMoved = true
            } else renameSync(temporary, path)
          })
        return standing(key, path)
      } catch (error) {
        isMoved = false
        throw error
      } finally {
        // What was moved is no longer there; to ask costs more than the write.
        if (!isMoved) rmSync(temporary, { force: true })
      }
    },
    async putFile(key, from) {
      const path = pathOf(key)
      if (isMovedTo(from, path)) return standing(key, path)
      if (statSync(from, { throwIfNoEntry: false }) === undefined)
        throw new Error(`put ${key}: expected a file at ${from}, found none`)
      const temporary = await writeBeside(path, to => copyFile(from, to))
      renameSync(temporary, path)
      return standing(key, path)
    },
    async *list(prefix) {
      const folder = prefix.includes('/') ? prefix.slice(0, prefix.lastIndexOf('/')) : ''
      if (folder !== '') partsOf(folder)
      for (const key of inKeyOrder(await keysBelow(folder === '' ? root : join(root, folder), folder))) {
        if (!key.startsWith(prefix)) continue
        const head = headOf(key)
        if (head !== undefined) yield head
      }
    },
    async delete(keys) {
      for (const key of keys) {
        const path = pathOf(key)
        await unlink(path).catch((error: unknown) => {
          if (headOf(key) !== undefined) throw error
        })
        await removeEmpty(dirname(path), root)
      }
    },
  }
}

/** The file opened for reading, or undefined where there is none. */
function fileAt(path: string): number | undefined {
  try {
    return openSync(path, 'r')
  } catch (error) {
    return missing(error)
  }
}

/**
 * Within a file system a file is moved: to copy what normalise has made costs a twentieth of an upload's time. False where
 * it is on another, or where the folder goes away meanwhile.
 */
function isMovedTo(from: string, path: string): boolean {
  try {
    makeFolder(dirname(path))
    renameSync(from, path)
    return true
  } catch {
    return false
  }
}

/** Removes folders that a deletion left empty, up to the root; another writer may refill or remove one meanwhile. */
async function removeEmpty(folder: string, root: string): Promise<void> {
  let current = folder
  while (current.length > root.length && current.startsWith(root)) {
    const removed = await rmdir(current).then(
      () => true,
      () => false,
    )
    if (!removed) return
    current = dirname(current)
  }
}

async function* nothing(): AsyncIterable<Uint8Array> {}

/** Makes an empty file where there is none: it is whole as soon as it is there. False where it did not. */
function madeEmpty(path: string): boolean {
  try {
    // Long names of marks have folders of their own.
    makeFolder(dirname(path))
    closeSync(openSync(path, 'wx'))
    return true
  } catch {
    // There is one, or no way to write: the way with a temporary file says which.
    return false
  }
}
