/** What came, changed and went between looks at watched folders, as far as it is whole. */
import type { UploadFile } from '../find-uploads.ts'
import type { FolderScan, SeenFile } from './folder-scan.ts'

export interface FolderChanges {
  /** Files that are new or have changed, and rest. */
  whole: UploadFile[]
  /** Paths of files that are new or have changed, and may still be written. */
  growing: string[]
  /** Files that were read and are there no more. */
  gone: UploadFile[]
}

export interface FolderMemory {
  /** What is to be done after this look. `nowMs`: when it began. */
  changesIn(scan: FolderScan, nowMs: number): FolderChanges
  /** Says that these were read, or withdrawn, as the last look found them. */
  done(files: readonly UploadFile[]): void
}

/**
 * Remembers the files of watched folders: by path, some hundred bytes each. A file rests where it was not written for
 * `settleMs` by its own time, as one that is renamed into place, or where looks that are as far apart found it the same.
 */
export function rememberFolders(pathOf: (file: UploadFile) => string, settleMs: number): FolderMemory {
  /** As they were read. */
  const read = new Map<string, { file: UploadFile; state: string }>()
  /** As the last look found them, where they are yet to be read, and when they were found so first. */
  let waiting = new Map<string, { state: string; sinceMs: number }>()

  return {
    changesIn({ files, unknown }, nowMs) {
      const changes: FolderChanges = { whole: [], growing: [], gone: [] }
      const still: typeof waiting = new Map()
      for (const [path, seen] of files) {
        const state = stateOf(seen)
        if (read.get(path)?.state === state) continue
        const before = waiting.get(path)
        const sinceMs = before?.state === state ? before.sinceMs : nowMs
        still.set(path, { state, sinceMs })
        const rests = nowMs - sinceMs >= settleMs || nowMs - seen.modifiedMs >= settleMs
        if (rests) changes.whole.push(seen.file)
        else changes.growing.push(path)
      }
      waiting = still
      for (const [path, { file }] of read) {
        const isHidden = unknown.some(place => path === place || path.startsWith(`${place}/`))
        if (!files.has(path) && !isHidden) changes.gone.push(file)
      }
      return changes
    },
    done(done) {
      for (const file of done) {
        const path = pathOf(file)
        const found = waiting.get(path)
        if (found === undefined) read.delete(path)
        else read.set(path, { file, state: found.state })
        waiting.delete(path)
      }
    },
  }
}

const stateOf = ({ size, modifiedMs, inode }: SeenFile): string => `${size} ${modifiedMs} ${inode}`
