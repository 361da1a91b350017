/** Reports that are due are begun, those that did not come to their end are begun again, and what is overdue is named. */
import { dayOfMark } from '../lib/ledger/days.ts'
import { listPublishedDays } from '../lib/ledger/manifests.ts'
import {
  type DueReport,
  knownSinceMs,
  type ReportClaim,
  readClaim,
  readSinceMs,
  type StoredClaim,
  takeTry,
} from '../lib/ledger/report-claims.ts'
import type { Clock, ObjectStore } from '../lib/ports.ts'
import { isRolling, type ReportDefinition } from '../lib/reports/definition.ts'
import { duesSince, lastDueMs } from '../lib/reports/due.ts'

/** A report may take this long after it was begun first. */
const GRACE_MS = 3 * 3_600_000
/** What was missed is made up for so long, whatever is due since; of older times only the last of each report. */
const MADE_UP_MS = 7 * 24 * 3_600_000
const MOST_TRIES = 6
/** After a try the next one waits: half an hour, an hour, two … A function lives for a quarter of an hour. */
const FIRST_WAIT_MS = 30 * 60_000
/** Each asks a dozen queries, and Athena runs some 20 at a time. */
const MOST_AT_ONCE = 5
const LONGEST_RUN_MS = 16 * 60_000

export interface Dues {
  begun: DueReport[]
  /** Names of reports that were due and first begun three hours ago and have not come to their end. */
  overdue: string[]
}

interface KnownDue extends DueReport {
  claim: StoredClaim | undefined
}

/**
 * Begins each report that is due and that nobody began, oldest first and five at a time. Nothing is due in a lake in which
 * nothing is published. Throws what `begin` throws, after all others had their turn.
 */
export async function beginDueReports(
  definitions: readonly ReportDefinition[],
  { lake, clock, begin }: { lake: ObjectStore; clock: Clock; begin: (due: DueReport) => Promise<void> },
): Promise<Dues> {
  const nowMs = clock.nowMs()
  const published = await listPublishedDays(lake)
  if (published.length === 0) return { begun: [], overdue: [] }
  const sinceOf = (definition: ReportDefinition) => knownSinceMs(lake, definition, nowMs)
  const known = await knownDues(definitions, { lake, published, nowMs, sinceOf })
  let running = known.filter(({ claim }) => isRunning(claim, nowMs)).length
  const begun: DueReport[] = []
  const errors: unknown[] = []
  for (const due of known.filter(({ claim }) => isToBegin(claim, nowMs)).sort(byDue)) {
    if (running >= MOST_AT_ONCE) break
    const { definition, dueMs } = due
    const taken = await takeTry(lake, due, due.claim, nowMs)
    due.claim = taken ?? (await readClaim(lake, due))
    if (taken === undefined) continue
    running++
    try {
      await begin({ definition, dueMs })
      begun.push({ definition, dueMs })
    } catch (error) {
      errors.push(error)
    }
  }
  if (errors.length > 0) throw errors[0]
  return { begun, overdue: overdueOf(known, nowMs) }
}

/** A report that is due and did not come to its end. */
export interface OpenReport extends DueReport {
  /** Undefined where no wake began it yet. */
  claim: ReportClaim | undefined
  isOverdue: boolean
}

/** Reports that are due and not at their end, oldest first; begins none, and writes nothing. */
export async function listOpenReports(
  definitions: readonly ReportDefinition[],
  { lake, clock }: { lake: Pick<ObjectStore, 'get' | 'list'>; clock: Clock },
): Promise<OpenReport[]> {
  const nowMs = clock.nowMs()
  const published = await listPublishedDays(lake)
  if (published.length === 0) return []
  const sinceOf = async (definition: ReportDefinition) => (await readSinceMs(lake, definition)) ?? nowMs
  const known = await knownDues(definitions, { lake, published, nowMs, sinceOf })
  const overdue = new Set(overdueOf(known, nowMs))
  return known
    .filter(({ claim }) => claim?.value.done == null)
    .sort(byDue)
    .map(({ definition, dueMs, claim }) => ({
      definition,
      dueMs,
      claim: claim?.value,
      isOverdue: overdue.has(definition.name),
    }))
}

interface DuesOptions {
  lake: Pick<ObjectStore, 'get' | 'list'>
  /** Days that are published. */
  published: readonly string[]
  nowMs: number
  /** Since when a schedule is known, epoch ms. */
  sinceOf: (definition: ReportDefinition) => Promise<number>
}

async function knownDues(definitions: readonly ReportDefinition[], options: DuesOptions): Promise<KnownDue[]> {
  const known: KnownDue[] = []
  for (const definition of definitions)
    for (const dueMs of await duesOf(definition, options))
      known.push({ definition, dueMs, claim: await readClaim(options.lake, { definition, dueMs }) })
  return known
}

const byDue = (a: DueReport, b: DueReport): number => a.dueMs - b.dueMs

/** Times that are to be looked at, newest first. */
async function duesOf(
  definition: ReportDefinition,
  { lake, published, nowMs, sinceOf }: DuesOptions,
): Promise<number[]> {
  const last = lastDueMs(definition, nowMs)
  if (definition.schedule === 'once')
    return last !== undefined && (await isWholeIn(definition, lake, published)) ? [last] : []
  if (definition.schedule === null) return []
  const sinceMs = await sinceOf(definition)
  const dues = duesSince(definition, Math.max(sinceMs, nowMs - MADE_UP_MS), nowMs)
  return dues.length === 0 && last !== undefined && last > sinceMs ? [last] : dues
}

/** Whether days of a window from one day to another are published, and none of them waits to be. */
async function isWholeIn(
  { window }: ReportDefinition,
  lake: Pick<ObjectStore, 'list'>,
  published: readonly string[],
): Promise<boolean> {
  if (isRolling(window)) return false
  const isOf = (dt: string) => dt >= window.fromDay && dt <= window.toDay
  if (!published.some(isOf)) return false
  for await (const { key } of lake.list('dirty/')) if (isOf(dayOfMark(key) ?? '')) return false
  return true
}

function isToBegin(claim: StoredClaim | undefined, nowMs: number): boolean {
  if (claim === undefined) return true
  const { tries, lastBegun, done } = claim.value
  const waitMs = FIRST_WAIT_MS * 2 ** (tries - 1)
  return done === null && tries < MOST_TRIES && nowMs - Date.parse(lastBegun) >= waitMs
}

const isRunning = (claim: StoredClaim | undefined, nowMs: number): boolean =>
  claim?.value.done === null && nowMs - Date.parse(claim.value.lastBegun) < LONGEST_RUN_MS

/** By the newest time of each report that has had its three hours: what was due before is of the past. */
function overdueOf(known: readonly KnownDue[], nowMs: number): string[] {
  const overdue: string[] = []
  for (const [name, own] of Map.groupBy(known, ({ definition }) => definition.name)) {
    const newest = own.find(({ dueMs, claim }) => {
      if (claim?.value.done != null) return true
      return nowMs - Date.parse(claim?.value.firstBegun ?? new Date(dueMs).toISOString()) >= GRACE_MS
    })
    if (newest !== undefined && newest.claim?.value.done == null) overdue.push(name)
  }
  return overdue
}
