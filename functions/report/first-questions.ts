/** What is asked before any section: what every figure carries, and the first screen shows. */
import { type ObjectStore, type QueryEngine, QueryFailed } from '../lib/ports.ts'
import type { ReferenceSet } from '../lib/reference/reference-set.ts'
import { createAsker } from './ask.ts'
import { type Observation, observeNetworks } from './observation.ts'
import { type RestedOn, referenceVersions } from './reference-versions.ts'
import { numberIn, type Overview, textIn } from './section.ts'
import { daysBetween } from './window/calendar.ts'
import type { ReportWindow } from './window/window.ts'

export interface FirstAnswers {
  observation: Observation
  ask: ReturnType<typeof createAsker>
  overview: Overview
  /** Reference sets that the contacts rest on, and which day is placed by which. */
  rested: RestedOn
}

/** A question that failed twice. */
export interface Unasked {
  /** In a sentence before `could not be asked`. */
  what: string
  failure: string
  /** What is asked for; else all published days. */
  window: ReportWindow
}

interface Request {
  fromDay: string | null
  toDay: string | null
  networks: ReferenceSet['networks']
}

/**
 * `publishedDays`: UTC days that have tables, in order. Each question is asked once more where the engine fails it. Throws
 * where a window is asked for that cannot be.
 */
export async function askFirst(
  request: Request,
  engine: QueryEngine,
  lake: ObjectStore,
  publishedDays: readonly string[],
): Promise<FirstAnswers | Unasked> {
  let what = 'Which networks were logged, and when,'
  try {
    const observation = await again(() => observeNetworks(engine, request.networks, publishedDays, request))
    const ask = createAsker(engine, observation.window)
    what = 'How many contacts there are, and in which role,'
    const overview = await again(() => overviewOf(ask))
    what = 'Which reference data the contacts rest on'
    const rested = await again(async () =>
      referenceVersions(lake, (await ask.byDay('sections/coverage/versions')).rows),
    )
    return { observation, ask, overview, rested }
  } catch (error) {
    if (!(error instanceof QueryFailed)) throw error
    return { what, failure: error.message, window: windowWithoutLogs(request, publishedDays) }
  }
}

/** Once more where it fails. */
export const again = <T>(ask: () => Promise<T>): Promise<T> => ask().catch(ask)

function windowWithoutLogs(
  { fromDay, toDay }: Pick<Request, 'fromDay' | 'toDay'>,
  publishedDays: readonly string[],
): ReportWindow {
  const from = fromDay ?? publishedDays[0] ?? toDay ?? '1970-01-01'
  const to = toDay ?? publishedDays.at(-1) ?? from
  const days = Math.max(1, daysBetween(from, to).length)
  return { fromDay: from, toDay: to, days, partial: false, partialDays: [], strayDays: [] }
}

async function overviewOf(ask: ReturnType<typeof createAsker>): Promise<Overview> {
  const roles = (await ask.byDay('sections/coverage/roles')).rows
  const locals = (await ask.byDay('sections/coverage/locals')).rows
  const of = (role: string, column = 'contacts') =>
    roles.filter(row => textIn(row, 'role') === role).reduce((sum, row) => sum + numberIn(row, column), 0)
  return {
    use: of('use'),
    useInfrastructure: of('use', 'infrastructure'),
    unclassified: of('use', 'unclassified'),
    unclear: of('unclear'),
    served: of('served'),
    attemptsOut: of('attempt_out'),
    attemptsIn: of('attempt_in'),
    localAddresses: locals.reduce((sum, row) => sum + numberIn(row, 'addresses'), 0),
    largestLocal: locals.reduce((most, row) => Math.max(most, numberIn(row, 'largest')), 0),
  }
}
