/** Watches folders until it is told to end: what comes, changes and goes is worked on once it rests, a few looks apart. */
import { type FolderChanges, rememberFolders } from './folder-changes.ts'
import { listenToFolders } from './folder-events.ts'
import { type FolderScan, folderIdentity, pathOf, scanFolders } from './folder-scan.ts'

export interface FolderWork {
  /** Reads and withdraws; the first time also where there is nothing. What it throws is told, and the same is tried again after a while. */
  onChanges(changes: FolderChanges): Promise<void>
  /** Nothing more came for a while after changes. */
  onQuiet(): Promise<void>
  /** Something that a user may act on. */
  tell(line: string): void
}

export interface FolderWatch {
  folders: readonly string[]
  /** How long a file must not change to be whole, and nothing must come for it to be quiet. */
  settleMs: number
  work: FolderWork
  /** Ends it between two looks. */
  signal?: AbortSignal
}

/** Without a word of the system one looks as often as this. */
const LOOK_EVERY_MS = 60_000
/** Where it is never quiet, it counts as quiet this long after the first change. */
const MOST_UNQUIET_MS = 600_000
/** Looking takes at most this part of the time, however many files there are. */
const SHARE_OF_LOOKING = 0.1
const LEAST_PAUSE_MS = 200

/** Rejects where a folder cannot be read at the beginning; later it waits for it. */
export async function watchFolders({ folders, settleMs, work, signal }: FolderWatch): Promise<void> {
  const memory = rememberFolders(pathOf, settleMs)
  const look = createLook(folders, work.tell)
  let hear = (): void => {}
  const events = listenToFolders(() => hear())
  let toldDeaf = false
  let isFirst = true
  let unquietSinceMs: number | undefined
  let changedMs = 0
  try {
    while (signal?.aborted !== true) {
      const nowMs = Date.now()
      const heard = new Promise<void>(resolve => {
        hear = resolve
      })
      const scan = await look()
      events.follow(scan.folders)
      if (events.deaf > 0 && !toldDeaf)
        work.tell(`${events.deaf} folders are more than the system watches: they are looked at once a minute`)
      toldDeaf = events.deaf > 0
      const lookedMs = Date.now() - nowMs
      const changes = memory.changesIn(scan, nowMs)
      let failed = false
      const isChanged = changes.whole.length + changes.gone.length > 0
      if (isChanged || isFirst) {
        changedMs = nowMs
        if (isChanged) unquietSinceMs ??= nowMs
        isFirst = false
        failed = !(await tried(() => work.onChanges(changes), work.tell))
        if (!failed) memory.done([...changes.whole, ...changes.gone])
      } else if (unquietSinceMs !== undefined) {
        const isQuiet = changes.growing.length === 0 && nowMs - changedMs >= settleMs
        if (isQuiet || nowMs - unquietSinceMs >= MOST_UNQUIET_MS) {
          failed = !(await tried(() => work.onQuiet(), work.tell))
          if (!failed) unquietSinceMs = undefined
        }
      }
      const isWaiting = !failed && (changes.growing.length > 0 || unquietSinceMs !== undefined)
      await pause(Math.max(LEAST_PAUSE_MS, lookedMs / SHARE_OF_LOOKING), signal)
      await Promise.race([heard, pause(isWaiting ? settleMs : LOOK_EVERY_MS, signal, heard)])
    }
  } finally {
    events.close()
  }
}

/** One look at all of them; a folder that is not there, or is empty where another was, says nothing of its files. */
function createLook(folders: readonly string[], tell: (line: string) => void): () => Promise<FolderScan> {
  const known = new Map<string, string>()
  const lost = new Set<string>()

  async function lookAt(folder: string): Promise<FolderScan> {
    const identity = await folderIdentity(folder)
    const before = known.get(folder)
    const missing = { files: new Map(), folders: new Set<string>(), unknown: [folder] }
    if (before === undefined || identity === before) {
      // The first look says what is wrong with a folder that was named.
      const scan = await scanFolders([folder])
      if (identity !== undefined) known.set(folder, identity)
      return scan
    }
    if (identity === undefined) return missing
    const scan = await scanFolders([folder])
    if (scan.files.size === 0) return { ...missing, folders: scan.folders }
    known.set(folder, identity)
    return scan
  }

  async function lookOrLose(folder: string): Promise<FolderScan> {
    const isFirst = !known.has(folder)
    const scan = await lookAt(folder).catch((error: unknown) => {
      if (isFirst) throw error
      return { files: new Map(), folders: new Set<string>(), unknown: [folder] }
    })
    const isLost = scan.unknown.includes(folder)
    if (isLost && !lost.has(folder))
      tell(`${folder} is not there, or is another and empty: its uploads are left as they are until it is back`)
    if (!isLost && lost.has(folder)) tell(`${folder} is back`)
    if (isLost) lost.add(folder)
    else lost.delete(folder)
    return scan
  }

  return async () => {
    const scans = []
    for (const folder of folders) scans.push(await lookOrLose(folder))
    return {
      files: new Map(scans.flatMap(({ files }) => [...files])),
      folders: new Set(scans.flatMap(scan => [...scan.folders])),
      unknown: scans.flatMap(({ unknown }) => unknown),
    }
  }
}

async function tried(work: () => Promise<void>, tell: (line: string) => void): Promise<boolean> {
  try {
    await work()
    return true
  } catch (error) {
    tell(`${error instanceof Error ? error.message : String(error)}; it is tried again in a minute`)
    return false
  }
}

/** Ends early where `until` comes first, or it is told to end. */
function pause(ms: number, signal: AbortSignal | undefined, until?: Promise<void>): Promise<void> {
  return new Promise(resolve => {
    const end = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    signal?.addEventListener('abort', end)
    until?.then(end)
  })
}
