/** `npm run watch`: what is put into folders is read, published and reported as it comes, as a bucket has it. */
import { realpathSync, statSync } from 'node:fs'
import { resolve, sep } from 'node:path'
import type { Command } from 'commander'
import { WrongUse } from '../exit-codes.ts'
import { findUploads } from '../find-uploads.ts'
import { typedCommand } from '../installation.ts'
import { useEvents, useReference } from '../lake.ts'
import { ownLakeFolder } from '../lake-folders.ts'
import { examples, lakeOption, reportName, seconds, timeZoneName } from '../options.ts'
import { createProgress } from '../progress.ts'
import { readEventsFile, readNetworksFile } from '../reference-file.ts'
import { useSourceZone } from '../source-zone.ts'
import { refuseStudyFolder } from '../study-folder.ts'
import { newCommand } from '../summaries.ts'
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

/** Declares `watch`. */
export const command = (): Command =>
  newCommand('watch')
    .description(
      'Watches folders: files that are put there are read once they are whole, files that change are read again, files that ' +
        'go are withdrawn; their days are published at once, and the report is made anew when it is quiet. Ctrl-C ends it at ' +
        'any moment; nothing is lost.',
    )
    .argument('<folders...>', 'folders with flow logs, with all folders below whose names begin with no dot')
    .option('--networks <csv>', 'watched networks, kept for later runs (default: those of the run before)')
    .option('--events <csv>', 'dated events that the report tests activity around, kept for later runs')
    .option(
      '--source-zone <zone>',
      'zone of the times of the files that lie there now, where they have none',
      timeZoneName,
    )
    .option(
      '--settle <seconds>',
      'a file is whole when it has not changed for so long, and the report is due when nothing came for so long',
      seconds,
      5,
    )
    .option('--out <dir>', 'where reports are written', 'reports')
    .option('--name <name>', 'name of the report', reportName, 'networks')
    .addOption(lakeOption())
    .addHelpText(
      'after',
      examples(
        ['watch /var/log/flows --networks networks.csv', 'what lies there, and what will be put there'],
        ['watch incoming archive --settle 60', 'two folders, whose files are written slowly'],
      ),
    )
    .action(watchCommand)

async function watchCommand(named: readonly string[], options: WatchOptions): Promise<void> {
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
  const networks = options.networks === undefined ? undefined : await readNetworksFile(fromUser(options.networks))
  const events = options.events === undefined ? undefined : await readEventsFile(fromUser(options.events))
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
    const watched = await useReference(store, networks)
    const dated = events === undefined ? watched : await useEvents(store, events)
    const { sourceZone } = options
    const reference =
      sourceZone === undefined ? dated : await useSourceZone(store, dated, await findUploads(folders, '/'), sourceZone)
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
