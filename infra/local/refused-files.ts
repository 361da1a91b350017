/** What this version refuses of the files of a reference set, each of them by itself. */
import { parseNetworks } from '../../functions/lib/networks.ts'
import { refusalsIn } from '../../functions/lib/reference/catalogue.ts'
import { parseDeletions } from '../../functions/lib/reference/deletions.ts'
import { parseEditions } from '../../functions/lib/reference/editions.ts'
import { parseEvents } from '../../functions/lib/reference/events.ts'
import { listTexts, ownTexts, type ReferenceFiles } from '../../functions/lib/reference/reference-set.ts'
import { parseSources } from '../../functions/lib/reference/sources.ts'
import { parseReports, REPORTS_FILE } from '../../functions/lib/reports/parse-reports.ts'

export interface Refusal {
  /** As the set calls it: `own/services.csv`. */
  file: string
  /** One line, which names file, line and column. */
  problem: string
}

/** How files besides lists are read. */
const READ = {
  'networks.csv': parseNetworks,
  'editions.csv': parseEditions,
  'events.csv': parseEvents,
  'sources.csv': parseSources,
  'deleted.csv': parseDeletions,
  [REPORTS_FILE]: parseReports,
} as const

/**
 * Each file that is refused, with every problem that is told of it. Lists that do not fit each other are told where each by itself is
 * sound.
 */
export function* refusalsOf(files: ReferenceFiles): Generator<Refusal> {
  yield* refusalsIn(listTexts(files), ownTexts(files))
  for (const [file, read] of Object.entries(READ)) {
    const bytes = new Map(Object.entries(files)).get(file)
    if (bytes !== undefined) yield* problemsOf(file, () => read(new TextDecoder().decode(bytes)))
  }
}

/** What reading a file throws, a line each. */
export function problemsOf(file: string, read: () => unknown): Refusal[] {
  try {
    read()
    return []
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error)
    return text.split('\n').map(problem => ({ file, problem }))
  }
}
