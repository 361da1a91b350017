/** Folders on the way to a file. */
import { existsSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Makes the folder, and those above it, where they are not there. Node's own recursive mkdir never ends where the system
 * takes no folder and says that it does not exist, as below /proc. Throws the system's error.
 */
export function makeFolder(path: string): void {
  if (existsSync(path)) return
  makeFolder(dirname(path))
  try {
    mkdirSync(path)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
}
