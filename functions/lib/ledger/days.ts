/**
 * Which uploads may concern a day (hints), and which days changed (dirty marks). A hint is only a hint: an upload counts
 * when its receipt exists and its key file says that it is current.
 */
import type { ObjectStore } from '../ports.ts'
import type { Receipt } from '../receipt.ts'
import { daysOf } from './receipts.ts'

/** Puts a hint for each day of an upload. Idempotent. */
export async function putHints(lake: ObjectStore, receipt: Receipt): Promise<void> {
  for (const dt of daysOf(receipt))
    await lake.put(`ledger/days/dt=${dt}/${receipt.contentHash}.${receipt.uploadId}`, '')
}

/** Upload ids hinted for a day, in order. */
export async function listHints(lake: ObjectStore, dt: string): Promise<string[]> {
  const ids = new Set<string>()
  for await (const { key } of lake.list(`ledger/days/dt=${dt}/`)) ids.add(key.slice(key.lastIndexOf('.') + 1))
  return [...ids].sort()
}

/** Marks days as changed; `unique` names this mark, so that removing one never removes another. */
export async function markDirty(lake: ObjectStore, days: readonly string[], unique: string): Promise<void> {
  for (const dt of days) await lake.put(`dirty/dt=${dt}/${unique}`, '')
}

/**
 * The mark of a publish under way, made before it reads anything: where another publish sees it, the day is not done, and
 * sweeping leaves its run. One that died leaves it, so the day is looked at again.
 */
export async function markPublish(lake: ObjectStore, dt: string, attempt: string): Promise<string> {
  const key = `dirty/dt=${dt}/publish-${attempt}`
  await lake.put(key, '')
  return key
}

/** The attempt whose publish made a mark, or undefined. */
export const attemptOf = (markKey: string): string | undefined => /\/publish-([^/]+)$/.exec(markKey)?.[1]

/** Keys of a day's marks. */
export async function listMarks(lake: ObjectStore, dt: string): Promise<string[]> {
  const keys: string[] = []
  for await (const { key } of lake.list(`dirty/dt=${dt}/`)) keys.push(key)
  return keys
}

/** Days with a mark, newest first. */
export async function listDirtyDays(lake: ObjectStore): Promise<string[]> {
  const days = new Set<string>()
  for await (const { key } of lake.list('dirty/')) {
    const dt = /^dirty\/dt=([^/]+)\//.exec(key)?.[1]
    if (dt !== undefined) days.add(dt)
  }
  return [...days].sort().reverse()
}
