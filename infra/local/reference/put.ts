/** `npm run reference -- put FILE`: a new reference set with this file in its place. */
import { listPublishedDays } from '../../../functions/lib/ledger/manifests.ts'
import { currentReference } from '../../../functions/lib/reference/reference-set.ts'
import { REPORTS_FILE } from '../../../functions/lib/reports/parse-reports.ts'
import { definitionLines } from '../definition-lines.ts'
import { openLake } from '../lake.ts'
import { commandOn, ownLakeFolder } from '../lake-folders.ts'
import { createProgress } from '../progress.ts'
import { publishLake } from '../publish-lake.ts'
import { useFile } from '../reference-file.ts'
import { print, printable } from '../terminal.ts'

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
