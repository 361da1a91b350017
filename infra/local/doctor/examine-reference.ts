/**
 * The current reference set: every file of it read by today's rules, as where a set is put. Whoever works reads a stored list when it
 * is first needed, so one that is refused may fail long after.
 */
import { join } from 'node:path'
import { parseNetworks } from '../../../functions/lib/networks.ts'
import { LIST_NAMES, refusalsIn } from '../../../functions/lib/reference/catalogue.ts'
import { parseDeletions } from '../../../functions/lib/reference/deletions.ts'
import { parseEditions } from '../../../functions/lib/reference/editions.ts'
import { parseEvents } from '../../../functions/lib/reference/events.ts'
import {
  currentReference,
  listTexts,
  openReference,
  ownTexts,
  type ReferenceFiles,
  readWholeSet,
} from '../../../functions/lib/reference/reference-set.ts'
import { parseSources } from '../../../functions/lib/reference/sources.ts'
import { parseReports, REPORTS_FILE } from '../../../functions/lib/reports/parse-reports.ts'
import type { LocalLake } from '../lake.ts'
import { commandOn } from '../lake-folders.ts'
import { typedPath } from '../user-paths.ts'
import { examineRanges } from './examine-ranges.ts'
import type { Finding } from './finding.ts'

/** How files besides lists are read. */
const READ = {
  'networks.csv': parseNetworks,
  'editions.csv': parseEditions,
  'events.csv': parseEvents,
  'sources.csv': parseSources,
  'deleted.csv': parseDeletions,
  [REPORTS_FILE]: parseReports,
} as const

/** Throws where the lake is empty, or a file of its set is missing or another: nothing can be examined without it. */
export async function examineReference(local: LocalLake): Promise<Finding[]> {
  const { folder, root, lake } = local
  const hash = await currentReference(lake)
  if (hash === undefined)
    throw new Error(
      `doctor: expected a lake with logs, found an empty one; ${commandOn(folder, 'start', '<files>')} reads some`,
    )
  const files = await readWholeSet(lake, hash)
  const putCopy = commandOn(folder, 'reference', 'put', '<copy>')
  const findings = [...refusalsOf(files)].map(({ file, problem }): Finding => {
    const found = {
      kind: 'file of the reference set that this version refuses',
      where: `${typedPath(join(root, 'reference', hash, ...file.split('/')))}: ${problem}`,
    }
    if (LIST_NAMES.some(name => `${name}.csv` === file))
      return {
        ...found,
        advice: 'nothing is read with it; a set is made with the lists of this version',
        mends: [{ step: 'put', lists: 'installed' }],
      }
    return file === 'editions.csv'
      ? { ...found, advice: 'nothing is read with it; make the lake anew, from all files', mends: [] }
      : { ...found, advice: `nothing is read with it: copy it, correct the copy, and put it (${putCopy})`, mends: [] }
  })
  return findings.length > 0 ? findings : examineRanges(local, openReference(files))
}

/** Each file that is refused, with every problem that is told of it. */
function* refusalsOf(files: ReferenceFiles): Generator<{ file: string; problem: string }> {
  yield* refusalsIn(listTexts(files), ownTexts(files))
  for (const [file, read] of Object.entries(READ)) {
    const bytes = new Map(Object.entries(files)).get(file)
    if (bytes === undefined) continue
    try {
      read(new TextDecoder().decode(bytes))
    } catch (error) {
      for (const problem of error instanceof Error ? error.message.split('\n') : []) yield { file, problem }
    }
  }
}
