/** `npm run reference -- put FILES`: a new reference set with these files in their places. */
import { listPublishedDays } from '../../../functions/lib/ledger/manifests.ts'
import { currentReference } from '../../../functions/lib/reference/reference-set.ts'
import { REPORTS_FILE } from '../../../functions/lib/reports/parse-reports.ts'
import { definitionLines } from '../definition-lines.ts'
import { openLake } from '../lake.ts'
import { commandOn, ownLakeFolder } from '../lake-folders.ts'
import { createProgress } from '../progress.ts'
import { publishLake } from '../publish-lake.ts'
import { useFiles } from '../reference-file.ts'
import { print, printable } from '../terminal.ts'
import { putLine } from './put-words.ts'

/** Puts files into a lake, all or none, and publishes anew what they say otherwise of networks. Throws where one is malformed. */
export async function putFiles(files: readonly string[], options: { lake?: string }): Promise<void> {
  const opened = await openLake(ownLakeFolder(options.lake))
  const { folder, lake, close } = opened
  try {
    const before = await currentReference(lake)
    const { set, names } = await useFiles(lake, files)
    print(
      before === set.hash
        ? `reference ${set.hash}: the same as before`
        : putLine(set.hash, names, { report: commandOn(folder, 'report'), replay: commandOn(folder, 'replay') }),
    )
    if (names.includes(REPORTS_FILE))
      for (const line of await definitionLines(lake, opened.clock.nowMs())) print(printable(`  ${line}`))
    if ((await listPublishedDays(lake)).length > 0) await publishLake(opened, createProgress())
  } finally {
    await close()
  }
}
