/**
 * Whether anything happens in folders, by the operating system's word. It names no file: who hears it looks. Some file systems
 * (of a network, say) send no word, and systems watch so many folders and no more: one looks now and then all the same.
 */
import { type FSWatcher, watch } from 'node:fs'

export interface FolderEvents {
  /** Listens to these folders from now on; those that are listened to already stay. */
  follow(folders: ReadonlySet<string>): void
  /** Folders that nothing is heard of. */
  readonly deaf: number
  close(): void
}

/** Folders that are listened to at most: each takes a watch of the system's. */
const MOST_FOLDERS = 4096

export function listenToFolders(onEvent: () => void, mostFolders = MOST_FOLDERS): FolderEvents {
  const watchers = new Map<string, FSWatcher>()
  let deaf = 0

  function forget(folder: string): void {
    watchers.get(folder)?.close()
    watchers.delete(folder)
  }

  function listen(folder: string): boolean {
    if (watchers.size >= mostFolders) return false
    try {
      const watcher = watch(folder, { persistent: false }, onEvent)
      watcher.on('error', () => {
        forget(folder)
        onEvent()
      })
      watchers.set(folder, watcher)
      return true
    } catch {
      return false
    }
  }

  return {
    get deaf() {
      return deaf
    },
    follow(folders) {
      for (const folder of [...watchers.keys()]) if (!folders.has(folder)) forget(folder)
      deaf = 0
      for (const folder of folders) if (!watchers.has(folder) && !listen(folder)) deaf++
    },
    close() {
      for (const folder of [...watchers.keys()]) forget(folder)
    },
  }
}
