/** Files of the user's own that go into the reference set: all that are put at once, or none. */
import type { ObjectStore } from '../../functions/lib/ports.ts'
import { openAsnRanges, rangesKeyOf } from '../../functions/lib/reference/edition-ranges.ts'
import {
  type OwnFile,
  openReference,
  type ReferenceContent,
  type ReferenceFiles,
  type ReferenceSet,
} from '../../functions/lib/reference/reference-set.ts'
import { parseReports, REPORTS_FILE } from '../../functions/lib/reports/parse-reports.ts'
import { contentToUse, putContent } from './lake.ts'
import { hasRows, refuseSharedAs } from './own-lists.ts'
import { type MadeEdition, withEditions } from './reference-editions.ts'
import { problemsOf, type Refusal, refusalsOf } from './refused-files.ts'

/** A file of the set that a user may put. */
export type PutName = OwnFile | 'networks.csv'

/** What would be the set is refused: for what was put, for what is in the set in use, or as they do not fit each other. */
export class FilesRefused extends Error {
  override name = 'FilesRefused'
  readonly refusals: readonly Refusal[]
  constructor(refusals: readonly Refusal[]) {
    super(refusals.map(({ problem }) => problem).join('\n'))
    this.refusals = refusals
  }
}

/**
 * Makes a set current with these texts in place of the files before; what else the user put stays. Own rows of a list, sources,
 * deletions and events go with a text without rows, definitions of reports take the place of all others. Throws FilesRefused, also
 * where own evidence names an AS that many share, or reports name networks, sections or events that there are not; the set before stays.
 * Editions that are `added` join its own.
 */
export async function putTexts(
  lake: ObjectStore,
  texts: ReadonlyMap<PutName, string>,
  added: readonly MadeEdition[] = [],
): Promise<ReferenceSet> {
  const { files, ranges } = withEditions(await contentToUse(lake), added)
  const put: ReferenceFiles = { ...files }
  for (const [name, text] of texts) put[name] = new TextEncoder().encode(text)
  const refusals = await refusalsOfPut(lake, { files: put, ranges }, texts)
  if (refusals.length > 0) throw new FilesRefused(refusals)
  for (const [name, text] of texts)
    if (name !== 'networks.csv' && name !== REPORTS_FILE && !hasRows(text)) delete put[name]
  return putContent(lake, { files: put, ranges })
}

/** Makes a set current with this sources.csv; a text without rows takes it away. Throws as `putTexts`. */
export const useSources = (lake: ObjectStore, text: string): Promise<ReferenceSet> =>
  putTexts(lake, new Map([['sources.csv', text]]))

/** Makes a set current with this deleted.csv; a text without rows takes it away. Throws as `putTexts`. */
export const useDeletions = (lake: ObjectStore, text: string): Promise<ReferenceSet> =>
  putTexts(lake, new Map([['deleted.csv', text]]))

async function refusalsOfPut(
  lake: ObjectStore,
  { files, ranges }: ReferenceContent,
  texts: ReadonlyMap<PutName, string>,
): Promise<Refusal[]> {
  let set: ReferenceSet
  try {
    set = openReference(files)
  } catch (error) {
    const refusals = [...refusalsOf(files)]
    if (refusals.length === 0) throw error
    return refusals
  }
  const evidence = texts.get('own/evidence.csv')
  if (evidence !== undefined)
    for (const edition of set.editions.asn) {
      const stored = await lake.get(rangesKeyOf(edition.ranges))
      const { labels } = openAsnRanges(edition.ranges, stored?.bytes ?? ranges.read(edition.ranges))
      const refusals = problemsOf('own/evidence.csv', () => refuseSharedAs(evidence, set.catalogue, labels))
      if (refusals.length > 0) return refusals
    }
  const reports = texts.get(REPORTS_FILE)
  return reports === undefined ? [] : refusalsOfReports(reports, set)
}

async function refusalsOfReports(text: string, { networks, events }: ReferenceSet): Promise<Refusal[]> {
  const { sections } = await import('../../functions/report/sections/index.ts')
  const known = {
    networks: [...new Set(networks.map(({ name }) => name))],
    sections: sections.map(({ name }) => name),
    eventSets: [...new Set(events.map(({ set }) => set))],
  }
  return problemsOf(REPORTS_FILE, () => parseReports(text, known))
}
