/** Where a lake lies: whether it can be read and written, how much room there is, what ended processes left, what lies elsewhere. */
import { constants } from 'node:fs'
import { access, readdir, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { counted } from '../counted.ts'
import type { LocalLake } from '../lake.ts'
import { commandOn } from '../lake-folders.ts'
import { typedPath } from '../user-paths.ts'
import type { Finding } from './finding.ts'

/** Below this there is no room for the tables of a busy day. */
const LEAST_FREE_BYTES = 1e9
/** Half-written files of this age are nobody's: a write takes seconds, the tables of a day minutes. */
const STALE_MS = 3_600_000
const HALF_WRITTEN = /^\.part-/

export async function examinePlace({ folder, root, uploads }: LocalLake): Promise<Finding[]> {
  const findings: Finding[] = []
  const { bavail, bsize } = await statfs(root)
  if (bavail * bsize < LEAST_FREE_BYTES)
    findings.push({
      kind: 'little room',
      where: `${typedPath(root)}: ${Math.round((bavail * bsize) / 1e6)} MB free`,
      advice: 'make room on its disk: normalising and publishing need a gigabyte and more',
      mends: [],
    })
  await walk(root, findings)
  const { lost } = await uploads.missing()
  for (const { root: place, files } of lost)
    findings.push({
      kind: 'folder of uploads that is not there',
      where: `${typedPath(place)}: ${counted(files, 'upload')}`,
      advice:
        `mount it, or name it where it is now (${commandOn(folder, 'start', '<folder>')}); until then replay and explain ` +
        `cannot read them; ${commandOn(folder, 'remove', '<folder>')} withdraws them`,
      mends: [],
    })
  return findings
}

async function walk(folder: string, findings: Finding[]): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => undefined)
  if (entries === undefined || !(await mayUse(folder, constants.R_OK | constants.W_OK | constants.X_OK))) {
    findings.push(forbidden(folder))
    if (entries === undefined) return
  }
  for (const entry of entries) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) await walk(path, findings)
    else if (HALF_WRITTEN.test(entry.name)) {
      const stats = await stat(path).catch(() => undefined)
      if (stats !== undefined && Date.now() - stats.mtimeMs > STALE_MS)
        findings.push({
          kind: 'half-written file of a process that ended',
          where: typedPath(path),
          advice: 'harmless; it takes room',
          mends: [{ step: 'unlink', paths: [path] }],
        })
    } else if (!(await mayUse(path, constants.R_OK))) findings.push(forbidden(path))
  }
}

const mayUse = (path: string, mode: number): Promise<boolean> =>
  access(path, mode).then(
    () => true,
    () => false,
  )

const forbidden = (path: string): Finding => ({
  kind: 'no permission',
  where: typedPath(path),
  advice: 'make the whole folder your own (chown -R), or run as its owner',
  mends: [],
})
