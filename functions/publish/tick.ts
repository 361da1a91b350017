/** What publish does each time it wakes: repairs, and the days that are due. */
import { listDirtyDays } from '../lib/ledger/days.ts'
import { noteFailure } from '../lib/ledger/failures.ts'
import { listManifests } from '../lib/ledger/manifests.ts'
import { closeReplays } from '../lib/ledger/replays.ts'
import { publishedTables } from '../lib/tables/index.ts'
import { DayFailed } from './day-failed.ts'
import { listOutdated, type OutdatedDay } from './outdated.ts'
import { followManifest, type PublishDependencies, type PublishedDay, publishDay } from './publish-day.ts'

/**
 * Repairs partitions that differ from manifests: a publisher may have died between the two. `sinceMs` leaves out the
 * manifests that have stood since before then: whoever wrote one has come to its end.
 */
export async function repairPartitions(
  dependencies: Pick<PublishDependencies, 'lake' | 'catalogue' | 'callsAtOnce'>,
  sinceMs = Number.NEGATIVE_INFINITY,
): Promise<string[]> {
  const { lake, catalogue, callsAtOnce } = dependencies
  const manifests = await listManifests(lake, (_, modifiedMs) => modifiedMs >= sinceMs, callsAtOnce)
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
  dependencies: Pick<PublishDependencies, 'lake' | 'catalogue' | 'unique' | 'callsAtOnce'>,
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
        await noteFailure(dependencies.lake, dt, error)
      }
    }
  }
  await Promise.all(Array.from({ length: dependencies.daysAtOnce ?? 1 }, work))
  return {
    published: days.flatMap(dt => published.get(dt) ?? []),
    failed: days.flatMap(dt => failed.get(dt) ?? []),
  }
}

/** Publishers that come first again and again: more than this often and nobody is to wait for the day here. */
const MOST_TRIES = 20

/**
 * One machine: repairs, then at once every dirty day and every one that is outdated, of which `onOutdated` is told. There is no
 * later wake here, so a day that another process won meanwhile is looked at again: what came since is to be in what is reported
 * next. A day that is won by others `mostTries` times fails.
 */
export async function publishAllDirty(
  dependencies: PublishDependencies,
  onDay?: (day: PublishedDay, of: number) => void,
  onOutdated?: (days: readonly OutdatedDay[]) => void,
  mostTries = MOST_TRIES,
): ReturnType<typeof publishDays> {
  await repairLake(dependencies)
  const dirty = await listDirtyDays(dependencies.lake)
  const { outdated } = await listOutdated(dependencies)
  if (outdated.length > 0) onOutdated?.(outdated)
  const days = [...new Set([...dirty, ...outdated.map(({ dt }) => dt)])].sort().reverse()
  const published = new Map<string, PublishedDay>()
  const failed: Awaited<ReturnType<typeof publishDays>>['failed'] = []
  let left = days
  for (let tries = 0; left.length > 0 && tries < mostTries; tries++) {
    const round = await publishDays(left, dependencies, day => {
      if (day.outcome !== 'lost') onDay?.(day, days.length)
    })
    for (const day of round.published) published.set(day.dt, day)
    failed.push(...round.failed)
    left = round.published.filter(({ outcome }) => outcome === 'lost').map(({ dt }) => dt)
  }
  for (const dt of left) {
    published.delete(dt)
    const found = `found others that published it first ${mostTries} times`
    const error = new DayFailed(`day ${dt}: expected to publish it, ${found}; run it again when they are done`)
    failed.push({ dt, error })
    await noteFailure(dependencies.lake, dt, error)
  }
  return { published: days.flatMap(dt => published.get(dt) ?? []), failed }
}
