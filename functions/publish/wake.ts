/** What publish does each time the schedule wakes it, within its time: repairs, days that are due, old runs once a day. */
import { z } from 'zod'
import { attemptOf, dayOfMark } from '../lib/ledger/days.ts'
import { listPublishTimes } from '../lib/ledger/manifests.ts'
import type { Clock } from '../lib/ports.ts'
import { type DirtyDay, dueDays, putOffDays } from './cadence.ts'
import type { PublishDependencies, PublishedDay } from './publish-day.ts'
import { listFailures } from './run-names.ts'
import { sweepLanding } from './sweep-landing.ts'
import { sweepRuns } from './sweep-runs.ts'
import { publishDays, repairLake } from './tick.ts'

export interface WakeOptions {
  clock: Clock
  /** The time that the wake is for, epoch ms: which days are due is judged by it, so that a late wake keeps its hour. */
  scheduledMs: number
  /** Days at most; those that fail do not count. */
  budget: number
  /** No day is begun after this, epoch ms. */
  lastBeginMs: number
}

export interface Woken {
  repaired: string[]
  published: PublishedDay[]
  failed: { dt: string; error: unknown }[]
  /** Days that failed so lately that they wait, newest first: not published either, so the alarm stays. */
  putOff: string[]
  /** Due days that there was no time for, or no budget; the next wake takes them. */
  left: string[]
  /** Objects of old runs and of uploads that left their keys that went. */
  swept: number
}

/** The hour (UTC) in whose first half old runs are looked for, and every day's partitions: listing the lake costs. */
const SWEEP_HOUR_UTC = 3
/** At other times partitions are compared with manifests that were written since: a publisher lives 15 minutes at most. */
const LONGEST_REPAIR_MS = 24 * 3_600_000

export async function wake(
  dependencies: PublishDependencies,
  { clock, scheduledMs, budget, lastBeginMs }: WakeOptions,
): Promise<Woken> {
  const isSweep = isSweepTime(scheduledMs)
  const repaired = await repairLake(dependencies, isSweep ? undefined : clock.nowMs() - LONGEST_REPAIR_MS)
  // A day that fails takes nobody's place: failing for good, the newest days would keep all others waiting.
  const dirty = await dirtyDays(dependencies)
  const due = dueDays(dirty, scheduledMs, Number.POSITIVE_INFINITY)
  const putOff = putOffDays(dirty, scheduledMs)
  const woken: Woken = { repaired, published: [], failed: [], putOff, left: [], swept: 0 }
  for (const dt of due) {
    if (clock.nowMs() > lastBeginMs || woken.published.length >= budget) {
      woken.left.push(dt)
      continue
    }
    const { published, failed } = await publishDays([dt], dependencies)
    woken.published = woken.published.concat(published)
    woken.failed = woken.failed.concat(failed)
  }
  if (isSweep) woken.swept = (await sweepRuns(dependencies, clock)) + (await sweepLanding(dependencies, clock))
  return woken
}

function isSweepTime(scheduledMs: number): boolean {
  const scheduled = new Date(scheduledMs)
  return scheduled.getUTCHours() === SWEEP_HOUR_UTC && scheduled.getUTCMinutes() < 30
}

/** Dirty days with the ages of their marks, of their manifests and of the runs that were given up; each by one listing. */
async function dirtyDays({ lake }: Pick<PublishDependencies, 'lake'>): Promise<DirtyDay[]> {
  const marks = new Map<string, Pick<DirtyDay, 'firstMarkMs' | 'lastMarkMs'>>()
  for await (const { key, modifiedMs } of lake.list('dirty/')) {
    const dt = dayOfMark(key)
    if (dt === undefined) continue
    const day = marks.get(dt) ?? { firstMarkMs: Number.POSITIVE_INFINITY, lastMarkMs: 0 }
    marks.set(dt, day)
    // A publish that died changed nothing: its mark puts nothing off.
    if (attemptOf(key) !== undefined) continue
    day.firstMarkMs = Math.min(day.firstMarkMs, modifiedMs)
    day.lastMarkMs = Math.max(day.lastMarkMs, modifiedMs)
  }
  if (marks.size === 0) return []
  const published = await listPublishTimes(lake)
  const failures = await listFailures(lake)
  return [...marks].map(([dt, day]) => ({
    dt,
    ...day,
    publishedMs: published.get(dt) ?? null,
    failuresMs: failures.get(dt) ?? [],
  }))
}

const eventSchema = z.object({ scheduledTime: z.iso.datetime({ offset: true }) })

/** When the scheduler's event was due, epoch ms. Throws for anything else. */
export function parseWakeEvent(event: unknown): number {
  const parsed = eventSchema.safeParse(event)
  if (parsed.success) return Date.parse(parsed.data.scheduledTime)
  throw new Error(`event: expected {"scheduledTime"}, found ${JSON.stringify(event)?.slice(0, 200)}`)
}
