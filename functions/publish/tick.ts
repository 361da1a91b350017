/** What publish does each time it wakes: repairs, the days that are due, and old runs. */
import { attemptOf, listDirtyDays } from '../lib/ledger/days.ts'
import { listManifests, manifestKey } from '../lib/ledger/manifests.ts'
import { closeReplays } from '../lib/ledger/replays.ts'
import type { Clock } from '../lib/ports.ts'
import { inputTables, publishedTables } from '../lib/tables/index.ts'
import { followManifest, type PublishDependencies, type PublishedDay, publishDay } from './publish-day.ts'

/**
 * Repairs partitions that differ from manifests: a publisher may have died between the two. `sinceMs` leaves out the
 * manifests that have stood since before then: whoever wrote one has come to its end.
 */
export async function repairPartitions(
  dependencies: Pick<PublishDependencies, 'lake' | 'catalogue'>,
  sinceMs = Number.NEGATIVE_INFINITY,
): Promise<string[]> {
  const { lake, catalogue } = dependencies
  const manifests = await listManifests(lake, (_, modifiedMs) => modifiedMs >= sinceMs)
  if (manifests.length === 0) return []
  const stray = new Set<string>()
  for (const { schema } of publishedTables) {
    const partitions = new Map((await catalogue.list(schema.name)).map(({ dt, location }) => [dt, location]))
    for (const { dt, tables } of manifests) if (partitions.get(dt) !== tables[schema.name]?.location) stray.add(dt)
  }
  for (const dt of stray) await followManifest(dt, dependencies)
  return [...stray].sort()
}

/** What processes that died left half done: partitions that differ from manifests, replays without marks. */
export async function repairLake(
  dependencies: Pick<PublishDependencies, 'lake' | 'catalogue' | 'unique'>,
  sinceMs?: number,
): Promise<string[]> {
  await closeReplays(dependencies.lake, dependencies.unique)
  return repairPartitions(dependencies, sinceMs)
}

/** Publishes days, newest first; a day that fails does not stop the others. Resolves to them in the order given. */
export async function publishDays(
  days: readonly string[],
  dependencies: PublishDependencies,
  onDay: (day: PublishedDay) => void = () => {},
): Promise<{ published: PublishedDay[]; failed: { dt: string; error: unknown }[] }> {
  const published = new Map<string, PublishedDay>()
  const failed = new Map<string, { dt: string; error: unknown }>()
  const left = [...days]
  async function work(): Promise<void> {
    for (let dt = left.shift(); dt !== undefined; dt = left.shift()) {
      try {
        const day = await publishDay(dt, dependencies)
        published.set(dt, day)
        onDay(day)
      } catch (error) {
        failed.set(dt, { dt, error })
      }
    }
  }
  await Promise.all(Array.from({ length: dependencies.daysAtOnce ?? 1 }, work))
  return {
    published: days.flatMap(dt => published.get(dt) ?? []),
    failed: days.flatMap(dt => failed.get(dt) ?? []),
  }
}

/** One machine: repairs, then every dirty day at once. */
export async function publishAllDirty(
  dependencies: PublishDependencies,
  onDay?: (day: PublishedDay, of: number) => void,
): ReturnType<typeof publishDays> {
  await repairLake(dependencies)
  const days = await listDirtyDays(dependencies.lake)
  return publishDays(days, dependencies, day => onDay?.(day, days.length))
}

/** Age from which a run that no manifest names is nobody's: a publisher lives at most 15 minutes, a report not much longer. */
const STALE_RUN_MS = 24 * 3_600_000

/**
 * Deletes files of runs that nobody uses: older than a day, named by no manifest, pointed to by no partition, of no publish
 * under way, and of a day whose manifest has stood for a day (who read the one before it may still read its files).
 * Returns how many objects went.
 */
export async function sweepRuns(
  { lake, catalogue }: Pick<PublishDependencies, 'lake' | 'catalogue'>,
  clock: Clock,
): Promise<number> {
  const isStale = (modifiedMs: number) => clock.nowMs() - modifiedMs > STALE_RUN_MS
  const candidates: { key: string; dt: string; run: string }[] = []
  for (const { name } of [...publishedTables.map(({ schema }) => schema), ...inputTables]) {
    for await (const { key, modifiedMs } of lake.list(`${name}/dt=`)) {
      const [, dt, run] = /\/dt=([^/]+)\/run=([^/]+)\//.exec(key) ?? []
      if (dt !== undefined && run !== undefined && isStale(modifiedMs)) candidates.push({ key, dt, run })
    }
  }
  if (candidates.length === 0) return 0
  // In this order: a publish under way has its mark before its files, and its manifest before its mark goes.
  const attempts: string[] = []
  for await (const { key } of lake.list('dirty/')) attempts.push(attemptOf(key) ?? '')
  const named = new Set((await listManifests(lake)).map(({ dt, run }) => `dt=${dt}/run=${run}/`))
  for (const { schema } of publishedTables) {
    for (const { location } of await catalogue.list(schema.name)) named.add(location.slice(location.indexOf('/') + 1))
  }
  const moved = new Set<string>()
  for await (const { key, modifiedMs } of lake.list('published/dt=')) if (!isStale(modifiedMs)) moved.add(key)
  const stale = candidates.filter(
    ({ dt, run }) =>
      !named.has(`dt=${dt}/run=${run}/`) &&
      !moved.has(manifestKey(dt)) &&
      !attempts.some(attempt => attempt !== '' && run.endsWith(`-${attempt}`)),
  )
  await lake.delete(stale.map(({ key }) => key))
  return stale.length
}
