/** Whether a folder that somebody named will take files: asked before the work, not after it. */
import { accessSync, constants, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname } from 'node:path'
import { refuseUnwritable } from '../../functions/lib/local/unwritable.ts'

/** Throws what is in the way, and what to do; makes nothing. Of a folder that is not there the nearest above it is asked. */
export function expectWritable(path: string): void {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats === undefined && dirname(path) !== path) {
    expectWritable(dirname(path))
    return
  }
  try {
    if (stats?.isDirectory() !== true) throw Object.assign(new Error(`${path} is no folder`), { code: 'ENOTDIR' })
    accessSync(path, constants.W_OK | constants.X_OK)
  } catch (error) {
    refuseUnwritable(path, error)
  }
}

/** The folder for temporary files. Throws where there is none, or nothing can be written to it; it is nobody's to make. */
export function temporaryFolder(): string {
  const folder = tmpdir()
  if (statSync(folder, { throwIfNoEntry: false }) === undefined)
    throw new Error(
      `TMPDIR: expected a folder for temporary files, found nothing at ${folder}; make it, or unset TMPDIR`,
    )
  expectWritable(folder)
  return folder
}
