/** Reports that should be there and are not. */
import type { Clock, ObjectStore } from '../lib/ports.ts'
import { lastDueMs, type ReportDefinition } from '../lib/report-schedule.ts'

/** A report may take this long after it was due. */
const GRACE_MS = 3 * 3_600_000

/**
 * Names of the reports that were due more than three hours ago and not written since. Nothing is overdue in a lake where
 * nothing had been published when it was due.
 */
export async function findOverdue(
  definitions: readonly ReportDefinition[],
  { lake, reports, clock }: { lake: Pick<ObjectStore, 'list'>; reports: Pick<ObjectStore, 'list'>; clock: Clock },
): Promise<string[]> {
  const overdue: string[] = []
  const firstMs = await oldest(lake, 'published/')
  for (const definition of definitions) {
    const dueMs = lastDueMs(definition, clock.nowMs() - GRACE_MS)
    if (firstMs > dueMs) continue
    if (!(await writtenSince(reports, `${encodeURIComponent(definition.name)}/`, dueMs))) overdue.push(definition.name)
  }
  return overdue
}

/** Of one report, below the folder of its definition; that has pages of its own. */
const PAGE = /^(?!latest\/)[^/]+\/(?:generated-)?index\.html$/

async function oldest(store: Pick<ObjectStore, 'list'>, prefix: string): Promise<number> {
  let oldestMs = Number.POSITIVE_INFINITY
  for await (const { modifiedMs } of store.list(prefix)) oldestMs = Math.min(oldestMs, modifiedMs)
  return oldestMs
}

/** The page of a report is written by every run, also by one that changes nothing, after its other files. S3 keeps whole seconds. */
async function writtenSince(store: Pick<ObjectStore, 'list'>, prefix: string, sinceMs: number): Promise<boolean> {
  for await (const { key, modifiedMs } of store.list(prefix))
    if (PAGE.test(key.slice(prefix.length)) && modifiedMs + 1000 > sinceMs) return true
  return false
}
