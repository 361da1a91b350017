/** `npm run reference -- put FILE`: a new reference set with this file in its place. */
import { Command } from 'commander'
import { listPublishedDays } from '../../../functions/lib/ledger/manifests.ts'
import { LIST_NAMES } from '../../../functions/lib/reference/catalogue.ts'
import { currentReference } from '../../../functions/lib/reference/reference-set.ts'
import { REPORTS_FILE } from '../../../functions/lib/reports/parse-reports.ts'
import { definitionLines } from '../definition-lines.ts'
import { deploymentOf } from '../deployment-name.ts'
import { openLake } from '../lake.ts'
import { commandOn, ownLakeFolder } from '../lake-folders.ts'
import { createProgress } from '../progress.ts'
import { publishLake } from '../publish-lake.ts'
import { useFile } from '../reference-file.ts'
import { print, printable } from '../terminal.ts'
import { fromUser } from '../user-paths.ts'
import type { TargetOptions } from './target.ts'

/** Declares `put`; where the lake is, the command above it says. */
export const putCommand = (): Command =>
  new Command('put')
    .description('Validates a file, makes a set with it, and points at that.')
    .argument(
      '<file>',
      'networks.csv, sources.csv, deleted.csv, events.csv, reports.json, or own rows of a list ' +
        `(${LIST_NAMES.map(name => `${name}.csv`).join(', ')}), which win over the shipped ones; known by its header, else by ` +
        'its name. A malformed one is refused whole, and the old one stays. One of a list, of sources, of deletions or of ' +
        'events with nothing but its header takes the own rows away; reports.json takes the place of all definitions',
    )
    .action(async (file: string, _, put: Command) => {
      const options: TargetOptions = put.optsWithGlobals()
      const of = deploymentOf(options)
      if (of === undefined) return putFile(fromUser(file), options)
      const { putOnAws } = await import('../../aws/commands/reference.ts')
      print(await putOnAws(fromUser(file), of))
    })

/** Puts a file into a lake, and publishes anew what its networks say otherwise. Throws where the file is malformed. */
export async function putFile(file: string, options: { lake?: string }): Promise<void> {
  const opened = await openLake(ownLakeFolder(options.lake))
  const { folder, lake, close } = opened
  try {
    const before = await currentReference(lake)
    const { set, what } = await useFile(lake, file)
    const next =
      what === 'events.csv'
        ? 'the next report tests it'
        : what === REPORTS_FILE
          ? `${commandOn(folder, 'report')} makes them`
          : `${commandOn(folder, 'replay')} says what it would change`
    print(
      before === set.hash
        ? `reference ${set.hash}: the same as before`
        : `reference ${set.hash} is current, with this ${what}; ${next}`,
    )
    if (what === REPORTS_FILE)
      for (const line of await definitionLines(lake, opened.clock.nowMs())) print(printable(`  ${line}`))
    if ((await listPublishedDays(lake)).length > 0) await publishLake(opened, createProgress())
  } finally {
    await close()
  }
}
