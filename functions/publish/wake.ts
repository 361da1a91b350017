/** What publish does each time the schedule wakes it, within its time: repairs, days that are due, old runs once a day. */
import * as z from 'zod'
import { attemptOf, dayOfMark } from '../lib/ledger/days.ts'
import { listPublishTimes } from '../lib/ledger/manifests.ts'
import type { Clock } from '../lib/ports.ts'
import { referenceModifiedMs } from '../lib/reference/reference-set.ts'
import type { ReportDefinition } from '../lib/reports/definition.ts'
import { type DirtyDay, dueDays, nightOf, putOffDays } from './cadence.ts'
import { inReportOrder, listOutdated } from './outdated.ts'
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
  /** Days at most that are published anew a night, or a day after a new reference set, though none of their uploads changed. */
  nightBudget: number
  /** Definitions of reports, read where days are published anew: those that the next ones are about come first. */
  reports(): Promise<readonly ReportDefinition[]>
  /** No day is begun after this, epoch ms. */
  lastBeginMs: number
}

export interface Woken {
  repaired: string[]
  published: PublishedDay[]
  /** Of each day published that was dirty: since the first change that no table had. */
  secondsToPublished: number[]
  failed: { dt: string; error: unknown }[]
  /** Days that failed so lately that they wait, newest first: not published either, so the alarm stays. */
  putOff: string[]
  /** Outdated days that were published anew, and those that wait for the next wake or night. */
  anew: string[]
  outdated: string[]
  /** Due days that there was no time for, or no budget; the next wake takes them. */
  left: string[]
  /** Objects of old runs and of uploads that left their keys that went. */
  swept: number
}

/** The hour (UTC) in whose first half old runs are looked for, and every day's partitions: listing the lake costs. */
const SWEEP_HOUR_UTC = 3
/** At other times partitions are compared with manifests that were written since: a publisher lives 15 minutes at most. */
const LONGEST_REPAIR_MS = 24 * 3_600_000

export async function wake(dependencies: PublishDependencies, options: WakeOptions): Promise<Woken> {
  const { clock, scheduledMs, budget, lastBeginMs } = options
  const isSweep = isSweepTime(scheduledMs)
  const repaired = await repairLake(dependencies, isSweep ? undefined : clock.nowMs() - LONGEST_REPAIR_MS)
  // A day that fails takes nobody's place: failing for good, the newest days would keep all others waiting.
  const dirty = await dirtyDays(dependencies)
  const due = dueDays(dirty, scheduledMs, Number.POSITIVE_INFINITY)
  const putOff = putOffDays(dirty, scheduledMs)
  const woken: Woken = {
    repaired,
    published: [],
    secondsToPublished: [],
    failed: [],
    putOff,
    anew: [],
    outdated: [],
    left: [],
    swept: 0,
  }
  const changedMs = new Map(dirty.map(({ dt, firstMarkMs }) => [dt, firstMarkMs]))
  /** Whether it was published: within the time, and with fewer than `most` before it. */
  async function publishWithin(dt: string, most: number, left: string[]): Promise<boolean> {
    if (clock.nowMs() > lastBeginMs || woken.published.length >= most) {
      left.push(dt)
      return false
    }
    const { published, failed } = await publishDays([dt], dependencies)
    woken.published = woken.published.concat(published)
    woken.failed = woken.failed.concat(failed)
    const ageMs = clock.nowMs() - (changedMs.get(dt) ?? Number.POSITIVE_INFINITY)
    // What only a publish that died marked has no age.
    if (published.some(isAnswer) && Number.isFinite(ageMs)) woken.secondsToPublished.push(Math.round(ageMs / 1000))
    return published.length > 0
  }
  for (const dt of due) await publishWithin(dt, budget, woken.left)
  const { days, budget: left } = await daysAnew(dependencies, options)
  const most = Math.min(budget, woken.published.length + left)
  for (const dt of days.filter(day => !putOff.includes(day)))
    if (await publishWithin(dt, most, woken.outdated)) woken.anew.push(dt)
  if (isSweep) woken.swept = (await sweepRuns(dependencies, clock)) + (await sweepLanding(dependencies, clock))
  return woken
}

/** Whether the day's tables are now what its uploads say, and were not before. */
const isAnswer = ({ outcome }: PublishedDay): boolean => outcome === 'published' || outcome === 'emptied'

/** After a new reference set the days of whose networks it says other things do not wait for the night. */
const PROMPT_MS = 24 * 3_600_000

/**
 * Outdated days in the order in which they are due, and how many there is a budget for: at night all; by day those of
 * whose networks a reference set of the last 24 hours says other things.
 */
async function daysAnew(
  dependencies: PublishDependencies,
  { clock, scheduledMs, nightBudget, reports }: WakeOptions,
): Promise<{ days: string[]; budget: number }> {
  const nightMs = nightOf(scheduledMs)
  const isPrompt = clock.nowMs() - ((await referenceModifiedMs(dependencies.lake)) ?? 0) < PROMPT_MS
  if (nightMs === undefined && !isPrompt) return { days: [], budget: 0 }
  const { outdated, publishedMs } = await listOutdated(dependencies)
  const chosen = outdated.filter(({ why }) => nightMs !== undefined || why === 'networks').map(({ dt }) => dt)
  if (chosen.length === 0) return { days: [], budget: 0 }
  const sinceMs = nightMs ?? clock.nowMs() - PROMPT_MS
  // Days that were published for their uploads count too: they cost as much.
  const spent = publishedMs.filter(ms => ms >= sinceMs).length
  return { days: inReportOrder(chosen, await reports(), scheduledMs), budget: Math.max(0, nightBudget - spent) }
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
