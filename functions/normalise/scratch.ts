/**
 * Room on the local disk for one upload. A run that was killed leaves its room behind: the first upload of a process
 * clears what processes of this machine that have ended left, and touches nothing of one that lives.
 */
import { createHash } from 'node:crypto'
import { mkdtempSync, openSync, rmdirSync, rmSync, writeSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { threadId } from 'node:worker_threads'

/** Machines, and containers, may share a disk but no process ids. */
const HOST = createHash('sha256').update(hostname()).digest('hex').slice(0, 8)
const PREFIX = `normalise-${HOST}-`
const OWN = `${PREFIX}${process.pid}-${threadId}-`

/** What this thread has open, and the folders in which it has cleared. */
const open = new Set<string>()
const cleared = new Set<string>()

/** There is no more room on the disk. */
export class ScratchFull extends Error {
  override name = 'ScratchFull'
}

export interface Scratch {
  path: string
  /** Removes it with all that is in it. */
  close(): Promise<void>
}

/** Makes an empty folder below `folder`. */
export async function openScratch(folder: string): Promise<Scratch> {
  if (!cleared.has(folder)) {
    cleared.add(folder)
    await clearScratch(folder)
  }
  const path = makeFolder(folder)
  open.add(path)
  return {
    path,
    async close() {
      remove(path)
      open.delete(path)
    },
  }
}

function makeFolder(below: string): string {
  try {
    return mkdtempSync(join(below, OWN))
  } catch (error) {
    return fullOr(error)
  }
}

/** Removes the folder: it is empty where landing objects could be moved to the lake. */
function remove(path: string): void {
  try {
    rmdirSync(path)
  } catch {
    rmSync(path, { recursive: true, force: true })
  }
}

/** Removes what ended processes of this machine left below the folder. What cannot be removed stays. */
export async function clearScratch(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const pid = name.startsWith(PREFIX) ? Number.parseInt(name.slice(PREFIX.length), 10) : Number.NaN
    const path = join(folder, name)
    // After a restart a process may have the id of the one that was killed.
    const isLeft = name.startsWith(OWN) ? !open.has(path) : !isAlive(pid)
    if (Number.isNaN(pid) || !isLeft) continue
    await rm(path, { recursive: true, force: true }).catch(() => {})
  }
}

/** Whether a process has this id, or may have it: one of another user cannot be asked. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH')
  }
}

/** Opens a file of the scratch for writing, replacing what is there. Throws ScratchFull. */
export function openScratchFile(path: string): number {
  try {
    return openSync(path, 'w+')
  } catch (error) {
    return fullOr(error)
  }
}

/** Appends all of the bytes: a disk with little room takes a part of them without an error. Throws ScratchFull. */
export function writeScratch(descriptor: number, bytes: Uint8Array): void {
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at)
  } catch (error) {
    fullOr(error)
  }
}

const FULL: readonly unknown[] = ['ENOSPC', 'EDQUOT', 'EFBIG']

function fullOr(error: unknown): never {
  if (error instanceof Error && 'code' in error && FULL.includes(error.code)) throw new ScratchFull(error.message)
  throw error
}
