/** A look at watched folders: their files as they are now. */
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { sideBySide } from '../../../functions/lib/side-by-side.ts'
import { findUploads, type UploadFile } from '../find-uploads.ts'

/** A file, and what changes when it does. */
export interface SeenFile {
  file: UploadFile
  size: number
  modifiedMs: number
  /** Another one where another file was renamed into its place. */
  inode: number
}

export interface FolderScan {
  /** By path, in the order of their keys. */
  files: ReadonlyMap<string, SeenFile>
  folders: ReadonlySet<string>
  /** Files and folders that could not be looked at: what lies there is not known. */
  unknown: readonly string[]
}

/** Files that are asked for at a time. */
const AT_ONCE = 32

export const pathOf = ({ root, key }: UploadFile): string => join(root, key)

/** Looks at all files below the folders. Throws where a folder itself cannot be read. */
export async function scanFolders(watched: readonly string[]): Promise<FolderScan> {
  const unknown: string[] = []
  const folders = new Set<string>()
  const found = await findUploads(watched, '/', {
    leftOut: path => unknown.push(path),
    onFolder: path => folders.add(path),
  })
  const stats = await sideBySide(found, AT_ONCE, file => stat(pathOf(file)).catch(() => undefined))
  const files = new Map<string, SeenFile>()
  for (const [at, file] of found.entries()) {
    const [path, seen] = [pathOf(file), stats[at]]
    if (seen === undefined) unknown.push(path)
    else files.set(path, { file, size: seen.size, modifiedMs: seen.mtimeMs, inode: seen.ino })
  }
  return { files, folders, unknown }
}

/** Names a folder, whatever its path: where another is mounted over it, or it is made anew, it is another one. */
export async function folderIdentity(path: string): Promise<string | undefined> {
  const stats = await stat(path).catch(() => undefined)
  return stats === undefined || !stats.isDirectory() ? undefined : `${stats.dev}:${stats.ino}`
}
