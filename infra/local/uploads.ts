/**
 * The uploads of one machine: files read in place, never copied or changed. A key is the path relative to the folder that
 * was named (a file that was named: its folder's name and its own), so that the same logs give the same keys, and the
 * same report, wherever they lie. Where that folder lies is remembered relative to the lake, for replay and explain: a
 * lake that is copied or moved with its logs finds them where they are now.
 */
import { existsSync, realpathSync } from 'node:fs'
import { realpath } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import { makeNamedFolder } from '../../functions/lib/local/make-folder.ts'
import type { ObjectHead } from '../../functions/lib/ports.ts'
import { isPresentFile, type UploadFile } from './find-uploads.ts'
import { typedCommand } from './installation.ts'
import { hashOf, placeOf, readUploads, type UploadFiles } from './upload-files.ts'
import { type Remembered, readMemory, writeMemory } from './upload-memory.ts'

/** The part of the store port that uploads have, and what is remembered of them. */
export type UploadStore = UploadFiles & {
  /** Keys below a prefix in order, without those that the caller has no need of: each that was not read yet is read. */
  list(prefix: string, isAsked?: (key: string) => boolean): AsyncIterable<ObjectHead>
  /** Whether it is remembered where the key lies, or lay. */
  has(key: string): boolean
  /** Folder that roots are told from. */
  readonly base: string
  /** Undefined where nothing is remembered of the key. */
  entryOf(key: string): Remembered | undefined
  /** Takes over what a thread learned of a file. */
  learn(key: string, entry: Remembered): void
  /** Remembers where keys lie. Throws where a file of other bytes that is still there has one of them. */
  add(files: readonly UploadFile[]): Promise<void>
  /** Keeps what was learned of the files (their hashes), so that the next run need not read them. */
  flush(): Promise<void>
  /** Says of keys that they are to be withdrawn: from now on they hold nothing, whether their files lie there or not. */
  leave(keys: readonly string[]): Promise<void>
  /** What is no longer where it was, or is to be withdrawn. */
  missing(): Promise<MissingUploads>
  /** Forgets keys that were withdrawn. */
  forget(keys: readonly string[]): Promise<void>
  /** One of the paths that were named, absolute; undefined before the first. */
  aNamedPath(): string | undefined
}

/** Uploads that are no longer where they were. */
export interface MissingUploads {
  /** Keys whose file is gone from a folder that is there, or that are leaving; in order. */
  gone: string[]
  /** Folders that are not there themselves (moved, not mounted), with their number of files: these are not gone. */
  lost: { root: string; files: number }[]
}

/** Opens the memory of keys at `memoryPath` (a JSON file, made when missing). */
export async function openUploads(memoryPath: string): Promise<UploadStore> {
  const entries = await readMemory(memoryPath)
  makeNamedFolder(dirname(memoryPath))
  const base = realpathSync(dirname(memoryPath))
  const rootOf = ({ root }: Remembered): string => resolve(base, root)
  /** Hashes learned since the last save: only time is lost with them. */
  let unsaved = false
  const files = readUploads(base, entries, () => {
    unsaved = true
  })

  return {
    ...files,
    base,
    has: key => entries.has(key),
    entryOf: key => entries.get(key),
    learn(key, { root, size, mtimeMs, hash }) {
      const entry = entries.get(key)
      if (entry === undefined || entry.root !== root || (entry.hash === hash && entry.mtimeMs === mtimeMs)) return
      Object.assign(entry, { size, mtimeMs, hash })
      unsaved = true
    },
    async *list(prefix, isAsked = () => true) {
      for (const key of [...entries.keys()].sort()) {
        if (!key.startsWith(prefix) || !isAsked(key)) continue
        const known = await files.head(key)
        if (known !== undefined) yield known
      }
    },
    async add(added) {
      const ways = new Map<string, string>()
      for (const { key, root: named, isNamed, folder } of added) {
        const root = ways.get(named) ?? (relative(base, await realpath(named)) || '.')
        ways.set(named, root)
        const known = entries.get(key)
        if (known?.root === root && known.isLeaving !== true) continue
        if (known !== undefined && known.isLeaving !== true)
          await refuseOther(key, placeOf(base, key, known), rootOf(known), named)
        entries.set(key, { root, folder, isNamed, size: -1, mtimeMs: -1, hash: '' })
      }
      await writeMemory(memoryPath, entries)
    },
    async flush() {
      if (unsaved) await writeMemory(memoryPath, entries)
      unsaved = false
    },
    async leave(keys) {
      let isNew = false
      for (const key of keys) {
        const entry = entries.get(key)
        if (entry === undefined || entry.isLeaving === true) continue
        entry.isLeaving = true
        isNew = true
      }
      if (isNew) await writeMemory(memoryPath, entries)
    },
    async missing() {
      const gone: string[] = []
      const lost = new Map<string, number>()
      for (const [key, entry] of entries) {
        if (entry.isLeaving !== true && (await isPresentFile(placeOf(base, key, entry)))) continue
        const root = rootOf(entry)
        if (entry.isLeaving === true || existsSync(root)) gone.push(key)
        else lost.set(root, (lost.get(root) ?? 0) + 1)
      }
      return { gone: gone.sort(), lost: [...lost].map(([root, files]) => ({ root, files })) }
    },
    async forget(keys) {
      for (const key of keys) entries.delete(key)
      if (keys.length > 0) await writeMemory(memoryPath, entries)
    },
    aNamedPath() {
      for (const [key, entry] of entries) return entry.isNamed ? placeOf(base, key, entry) : rootOf(entry)
      return undefined
    },
  }
}

/** The same bytes at another place are the same upload; other bytes would silently take the place of the former. */
async function refuseOther(key: string, knownPath: string, knownRoot: string, root: string): Promise<void> {
  const path = join(root, key)
  if (!(await isPresentFile(knownPath)) || (await realpath(knownPath)) === (await realpath(path))) return
  if ((await hashOf(knownPath)) === (await hashOf(path))) return
  const both = commonFolder(knownRoot, root)
  const advice =
    both === '/'
      ? ''
      : `name the folder that holds both (${typedCommand('start', both)}), so that their keys differ, or `
  throw new Error(
    `two files have the key ${JSON.stringify(key)}: ${knownPath} and ${path}; ${advice}keep them apart by another --lake <dir>`,
  )
}

function commonFolder(one: string, other: string): string {
  const parts = one.split('/')
  const others = other.split('/')
  const differs = parts.findIndex((part, at) => part !== others[at])
  return parts.slice(0, differs < 0 ? parts.length : differs).join('/') || '/'
}
