/** Folders on the way to a file. */
import { existsSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { refuseUnwritable } from './unwritable.ts'

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

/** The same for a folder that somebody named. Throws what was found there, and what to do. */
export function makeNamedFolder(path: string): void {
  try {
    makeFolder(path)
  } catch (error) {
    refuseUnwritable(path, error)
  }
}
