/** `npm run watch`: what is put into folders is read, published and reported as it comes, as a bucket has it. */
import { realpathSync, statSync } from 'node:fs'
import { resolve, sep } from 'node:path'
import { WrongUse } from '../exit-codes.ts'
import { findUploads } from '../find-uploads.ts'
import { typedCommand } from '../installation.ts'
import { ownLakeFolder } from '../lake-folders.ts'
import { createProgress } from '../progress.ts'
import { readGiven, useGiven } from '../reference-file.ts'
import { useSourceZone } from '../source-zone.ts'
import { refuseStudyFolder } from '../study-folder.ts'
import { print } from '../terminal.ts'
import { fromUser, typedPath, userFolder } from '../user-paths.ts'
import { watchFolders } from '../watch/watch-folders.ts'
import { openWatchedLake } from '../watch/watched-lake.ts'
import { expectWritable } from '../writable-folder.ts'

interface WatchOptions {
  networks?: string
  events?: string
  sourceZone?: string
  out: string
  name: string
  settle: number
  lake?: string
}

/** Watches until a signal ends it. */
export async function watch(named: readonly string[], options: WatchOptions): Promise<void> {
  const folder = ownLakeFolder(options.lake)
  refuseStudyFolder(folder)
  const reportsFolder = resolve(userFolder(), options.out)
  const folders = named.map(fromUser).map(foldersToWatch)
  for (const watched of folders)
    for (const [option, own] of [
      ['--lake', folder],
      ['--out', reportsFolder],
    ] as const)
      if (isBelow(own, watched))
        throw new WrongUse(
          `watch ${option}: expected a folder outside of ${typedPath(watched)}, found ${typedPath(own)}: what is written ` +
            'there would be read as logs',
        )
  expectWritable(reportsFolder)
  const pathOf = (path: string | undefined) => (path === undefined ? undefined : fromUser(path))
  const given = await readGiven({ networks: pathOf(options.networks), events: pathOf(options.events) })
  const say = createProgress()
  const lake = openWatchedLake({ folder, reportsFolder, reportName: options.name, say })
  // At any moment: what was begun is gone on with by the next run, of this command or of start.
  const end = () => {
    say.done()
    print(`ended: ${lake.summary()}`)
    process.exit(0)
  }
  process.once('SIGINT', end)
  process.once('SIGTERM', end)
  print(`watching ${folders.map(typedPath).join(', ')}; Ctrl-C ends it`)
  await lake.prepare(async ({ lake: store }) => {
    const known = await useGiven(store, folder, given)
    const { sourceZone } = options
    const reference =
      sourceZone === undefined ? known : await useSourceZone(store, known, await findUploads(folders, '/'), sourceZone)
    say.line(`watching ${reference.networks.map(({ name, cidr }) => `${name} (${cidr})`).join(', ')}`)
  })
  await watchFolders({
    folders,
    settleMs: options.settle * 1000,
    work: { onChanges: lake.take, onQuiet: lake.report, tell: line => say.line(line) },
  })
}

/** Throws where it is none. */
function foldersToWatch(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats?.isDirectory() === true) return realpathSync(path)
  throw new Error(
    `watch: expected a folder, found ${stats === undefined ? 'nothing' : 'a file'} at ${typedPath(path)}; ` +
      (stats === undefined ? 'make it first' : `${typedCommand('start', typedPath(path))} reads a file`),
  )
}

/** Whether files in it would be read: below the folder, and below no other whose name begins with a dot. */
function isBelow(own: string, watched: string): boolean {
  const path = resolve(own)
  if (path !== watched && !path.startsWith(watched === sep ? sep : `${watched}${sep}`)) return false
  return !path
    .slice(watched.length)
    .split(sep)
    .some(part => part.startsWith('.'))
}
