/** What publish does each time it wakes: repairs, the days that are due, and old runs. */
import { listDirtyDays } from '../lib/ledger/days.ts'
import { listManifests } from '../lib/ledger/manifests.ts'
import type { Clock, ObjectStore } from '../lib/ports.ts'
import { publishedTables } from '../lib/tables/index.ts'
import { followManifest, type PublishDependencies, type PublishedDay, publishDay } from './publish-day.ts'

/** Repairs partitions that differ from manifests: a publisher may have died between the two. */
export async function repairPartitions(
  dependencies: Pick<PublishDependencies, 'lake' | 'catalogue'>,
): Promise<string[]> {
  const { lake, catalogue } = dependencies
  const manifests = await listManifests(lake)
  const stray = new Set<string>()
  for (const { schema } of publishedTables) {
    const partitions = new Map((await catalogue.list(schema.name)).map(({ dt, location }) => [dt, location]))
    for (const { dt, tables } of manifests) if (partitions.get(dt) !== tables[schema.name]?.location) stray.add(dt)
  }
  for (const dt of stray) await followManifest(dt, dependencies)
  return [...stray].sort()
}

/** Publishes days one after another, newest first; a day that fails does not stop the others. */
export async function publishDays(
  days: readonly string[],
  dependencies: PublishDependencies,
  onDay: (day: PublishedDay) => void = () => {},
): Promise<{ published: PublishedDay[]; failed: { dt: string; error: unknown }[] }> {
  const published: PublishedDay[] = []
  const failed: { dt: string; error: unknown }[] = []
  for (const dt of days) {
    try {
      const day = await publishDay(dt, dependencies)
      published.push(day)
      onDay(day)
    } catch (error) {
      failed.push({ dt, error })
    }
  }
  return { published, failed }
}

/** One machine: repairs, then every dirty day at once. */
export async function publishAllDirty(
  dependencies: PublishDependencies,
  onDay?: (day: PublishedDay, of: number) => void,
): ReturnType<typeof publishDays> {
  await repairPartitions(dependencies)
  const days = await listDirtyDays(dependencies.lake)
  return publishDays(days, dependencies, day => onDay?.(day, days.length))
}

/** Age from which a run that no manifest names is nobody's: a publisher lives at most 15 minutes. */
const STALE_RUN_MS = 24 * 3_600_000

/** Deletes files of runs that no manifest names and that are older than a day. Returns how many objects went. */
export async function sweepRuns(lake: ObjectStore, clock: Clock): Promise<number> {
  const named = new Set((await listManifests(lake)).map(({ dt, run }) => `dt=${dt}/run=${run}/`))
  const folders = [
    ...publishedTables.map(({ schema }) => schema.name),
    'inputs_uploads',
    'inputs_liveness',
    'inputs_services',
  ]
  let deleted = 0
  for (const folder of folders) {
    const stale: string[] = []
    for await (const { key, modifiedMs } of lake.list(`${folder}/dt=`)) {
      const run = /\/(dt=[^/]+\/run=[^/]+\/)/.exec(key)?.[1]
      if (run !== undefined && !named.has(run) && clock.nowMs() - modifiedMs > STALE_RUN_MS) stale.push(key)
    }
    await lake.delete(stale)
    deleted += stale.length
  }
  return deleted
}
