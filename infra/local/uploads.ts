/**
 * The uploads of one machine: files read in place, never copied or changed. A key is the path relative to the folder that
 * was named (a file that was named: its folder's name and its own), so that the same logs give the same keys, and the
 * same report, wherever they lie. Which file a key stands for is remembered beside the lake, for replay and explain.
 */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, readFile, realpath, stat } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { createFolderStore } from '../../functions/lib/local/folder-store.ts'
import { type ByteRange, type ObjectHead, ObjectMissing, type ObjectStore } from '../../functions/lib/ports.ts'
import { isPresentFile, type UploadFile } from './find-uploads.ts'

/** The part of the store port that uploads have: they are read only. */
export type UploadStore = Pick<ObjectStore, 'head' | 'stream' | 'list'> & {
  /** Name of the folder that was named when the key was added. */
  folderOf(key: string): string | undefined
  /** Bytes [start, end). */
  read(key: string, range: ByteRange): Promise<Uint8Array>
  /** Remembers where a key lies. Throws where another file that is still there has this key. */
  add(files: readonly UploadFile[]): Promise<void>
  /** Keeps what was learned of the files (their hashes), so that the next run need not read them. */
  flush(): Promise<void>
  /** Keys whose file is no longer there, in order. */
  missing(): Promise<string[]>
}

interface Entry {
  path: string
  size: number
  mtimeMs: number
  hash: string
  folder?: string | undefined
}

/** Opens the memory of keys at `memoryPath` (a JSON file, made when missing). */
export async function openUploads(memoryPath: string): Promise<UploadStore> {
  const entries = new Map<string, Entry>(await readMemory(memoryPath))
  // Whole or not at all, under a name of its own for each write, so that deliveries may go side by side.
  const beside = createFolderStore(dirname(memoryPath))

  async function save(): Promise<void> {
    await beside.put(basename(memoryPath), `${JSON.stringify([...entries], null, 1)}\n`)
  }

  /** Hashes learned since the last save: only time is lost with them. */
  let unsaved = false

  async function head(key: string): Promise<ObjectHead | undefined> {
    const entry = entries.get(key)
    if (entry === undefined) return undefined
    const stats = await stat(entry.path).catch(() => undefined)
    if (stats === undefined || !stats.isFile()) return undefined
    if (entry.hash === '' || stats.size !== entry.size || stats.mtimeMs !== entry.mtimeMs) {
      entry.hash = await hashOf(entry.path)
      entry.size = stats.size
      entry.mtimeMs = stats.mtimeMs
      unsaved = true
    }
    return { key, size: stats.size, etag: entry.hash, modifiedMs: stats.mtimeMs }
  }

  const entryOf = (key: string): Entry => {
    const entry = entries.get(key)
    if (entry === undefined) throw new ObjectMissing(key)
    return entry
  }

  return {
    head,
    folderOf: key => entries.get(key)?.folder,
    async stream(key, range) {
      const known = await head(key)
      if (known === undefined) throw new ObjectMissing(key)
      const bounds = range === undefined ? {} : { start: range.start, end: range.end - 1 }
      return { head: known, body: createReadStream(entryOf(key).path, { highWaterMark: 1 << 20, ...bounds }) }
    },
    async *list(prefix) {
      for (const key of [...entries.keys()].sort()) {
        if (!key.startsWith(prefix)) continue
        const known = await head(key)
        if (known !== undefined) yield known
      }
    },
    async read(key, { start, end }) {
      const handle = await open(entryOf(key).path)
      try {
        const bytes = new Uint8Array(end - start)
        const { bytesRead } = await handle.read(bytes, 0, bytes.length, start)
        return bytes.subarray(0, bytesRead)
      } finally {
        await handle.close()
      }
    },
    async add(files) {
      for (const { key, path, folder } of files) {
        const real = await realpath(path)
        const known = entries.get(key)
        if (
          known !== undefined &&
          known.path !== real &&
          (await stat(known.path).catch(() => undefined)) !== undefined
        ) {
          throw new Error(
            `two files have the key ${JSON.stringify(key)}: ${known.path} and ${real}; ` +
              'name a folder that holds both, so that their keys differ, or use another --lake',
          )
        }
        if (known?.path !== real) entries.set(key, { path: real, size: -1, mtimeMs: -1, hash: '', folder })
      }
      await save()
    },
    async flush() {
      if (unsaved) await save()
      unsaved = false
    },
    async missing() {
      const gone: string[] = []
      for (const [key, { path }] of entries) if (!(await isPresentFile(path))) gone.push(key)
      return gone.sort()
    },
  }
}

async function readMemory(path: string): Promise<[string, Entry][]> {
  const text = await readFile(path, 'utf8').catch(() => '[]')
  const problem = `${path}: expected the list of keys that npm start keeps, found something else; remove the file, then name all files again`
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    throw new Error(problem)
  }
  if (!Array.isArray(parsed)) throw new Error(problem)
  return parsed.filter(isMemory)
}

function isMemory(value: unknown): value is [string, Entry] {
  if (!Array.isArray(value) || value.length !== 2 || typeof value[0] !== 'string') return false
  const entry: unknown = value[1]
  return (
    typeof entry === 'object' &&
    entry !== null &&
    'path' in entry &&
    typeof entry.path === 'string' &&
    'hash' in entry &&
    typeof entry.hash === 'string' &&
    'size' in entry &&
    typeof entry.size === 'number' &&
    'mtimeMs' in entry &&
    typeof entry.mtimeMs === 'number' &&
    (!('folder' in entry) || typeof entry.folder === 'string')
  )
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk)
  return hash.digest('hex').slice(0, 32)
}
