/**
 * The current reference set: every file of it read by today's rules, as where a set is put. Whoever works reads a stored list when it
 * is first needed, so one that is refused may fail long after.
 */
import { join } from 'node:path'
import { LIST_NAMES } from '../../../functions/lib/reference/catalogue.ts'
import { currentReference, openReference, readWholeSet } from '../../../functions/lib/reference/reference-set.ts'
import type { LocalLake } from '../lake.ts'
import { commandOn } from '../lake-folders.ts'
import { refusalsOf } from '../refused-files.ts'
import { typedPath } from '../user-paths.ts'
import { examineRanges } from './examine-ranges.ts'
import type { Finding } from './finding.ts'

/** Throws where the lake is empty, or a file of its set is missing or another: nothing can be examined without it. */
export async function examineReference(local: LocalLake): Promise<Finding[]> {
  const { folder, root, lake } = local
  const hash = await currentReference(lake)
  if (hash === undefined)
    throw new Error(
      `doctor: expected a lake with logs, found an empty one; ${commandOn(folder, 'start', '<files>')} reads some`,
    )
  const files = await readWholeSet(lake, hash)
  const refusals = [...refusalsOf(files)]
  const own = refusals.filter(({ file }) => !isShipped(file))
  const put = (what: string) => commandOn(folder, 'reference', 'put', what)
  const advice =
    new Set(own.map(({ file }) => file)).size === 1
      ? `nothing is read with it: copy it, correct the copy, and put it (${put('<copy>')})`
      : `nothing is read with them: copy them, correct the copies, and put all at once (${put('<copies>')})`
  const findings = refusals.map(({ file, problem }): Finding => {
    const found = {
      kind: 'file of the reference set that this version refuses',
      where: `${typedPath(join(root, 'reference', hash, ...file.split('/')))}: ${problem}`,
    }
    if (file === EDITIONS)
      return { ...found, advice: 'nothing is read with it; make the lake anew, from all files', mends: [] }
    if (isShipped(file))
      return {
        ...found,
        advice: 'nothing is read with it; a set is made with the lists of this version',
        mends: [{ step: 'put', lists: 'installed' }],
      }
    return { ...found, advice, mends: [] }
  })
  return findings.length > 0 ? findings : examineRanges(local, openReference(files))
}

const EDITIONS = 'editions.csv'

/** Whether no user puts it. */
const isShipped = (file: string): boolean => file === EDITIONS || LIST_NAMES.some(name => `${name}.csv` === file)
