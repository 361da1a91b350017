/** Old runs: files of published tables that no manifest names any more. */
import { attemptOf, dayOfMark } from '../lib/ledger/days.ts'
import { listManifests, manifestKey } from '../lib/ledger/manifests.ts'
import type { Clock } from '../lib/ports.ts'
import { inputTables, publishedTables } from '../lib/tables/index.ts'
import type { PublishDependencies } from './publish-day.ts'

/** Age from which a run that no manifest names is nobody's: a publisher lives at most 15 minutes, a report not much longer. */
const STALE_RUN_MS = 24 * 3_600_000

type SweepDependencies = Pick<PublishDependencies, 'lake' | 'catalogue' | 'callsAtOnce'>

/**
 * Deletes files of runs that nobody uses: older than a day, named by no manifest, pointed to by no partition, of a day
 * without a publish under way, and whose manifest has stood for a day (who read the one before it may still read its files).
 * A run writes its inputs first and loses them last, so they are all that is listed of years of days; files of one run are
 * held at a time. Returns how many objects went.
 */
export async function sweepRuns(dependencies: SweepDependencies, clock: Clock): Promise<number> {
  const { lake, callsAtOnce } = dependencies
  const isStale = (modifiedMs: number) => clock.nowMs() - modifiedMs > STALE_RUN_MS
  const old = await oldRuns(dependencies, isStale)
  if (old.size === 0) return 0
  // In this order: a publish under way has its mark before its files, and its manifest before its mark goes.
  const underWay = new Set<string>()
  for await (const { key } of lake.list('dirty/')) if (attemptOf(key) !== undefined) underWay.add(dayOfMark(key) ?? '')
  const named = await namedRuns(dependencies, callsAtOnce)
  const moved = new Set<string>()
  for await (const { key, modifiedMs } of lake.list('published/dt=')) if (!isStale(modifiedMs)) moved.add(key)
  let swept = 0
  for (const [place, dt] of old)
    if (!named.has(place) && !underWay.has(dt) && !moved.has(manifestKey(dt)))
      swept += await deleteRun(place, dependencies)
  return swept
}

/** Places `dt=D/run=R/` of runs that began more than a day ago, and the day of each. */
async function oldRuns(
  { lake }: SweepDependencies,
  isStale: (modifiedMs: number) => boolean,
): Promise<Map<string, string>> {
  const runs = new Map<string, string>()
  const young = new Set<string>()
  for (const { name } of inputTables) {
    for await (const { key, modifiedMs } of lake.list(`${name}/dt=`)) {
      const [, place, dt] = /\/(dt=([^/]+)\/run=[^/]+\/)/.exec(key) ?? []
      if (place === undefined || dt === undefined) continue
      if (isStale(modifiedMs)) runs.set(place, dt)
      else young.add(place)
    }
  }
  // A run that was begun anew under its old name has some that are young.
  for (const place of young) runs.delete(place)
  return runs
}

/** Places of runs that a manifest names or a partition points to. */
async function namedRuns({ lake, catalogue }: SweepDependencies, callsAtOnce?: number): Promise<Set<string>> {
  const named = new Set<string>()
  for (const { dt, run } of await listManifests(lake, undefined, callsAtOnce)) named.add(`dt=${dt}/run=${run}/`)
  for (const { schema } of publishedTables) {
    for (const { location } of await catalogue.list(schema.name)) named.add(location.slice(location.indexOf('/') + 1))
  }
  return named
}

async function deleteRun(place: string, { lake }: SweepDependencies): Promise<number> {
  let deleted = 0
  for (const { name } of [...publishedTables.map(({ schema }) => schema), ...inputTables]) {
    const keys: string[] = []
    for await (const { key } of lake.list(`${name}/${place}`)) keys.push(key)
    if (keys.length > 0) await lake.delete(keys)
    deleted += keys.length
  }
  return deleted
}
