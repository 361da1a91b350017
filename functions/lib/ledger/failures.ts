/** Days of which the last try to publish them failed, and why: `ledger/failures/dt=D.json`, which a try that succeeds removes. */
import * as z from 'zod'
import type { ObjectStore } from '../ports.ts'
import { readJson, writeJson } from './json-object.ts'

export interface DayFailure {
  /** YYYY-MM-DD, UTC. */
  dt: string
  /** When it failed last, epoch ms. */
  failedMs: number
  /** What the error said, on one line. */
  reason: string
}

const PREFIX = 'ledger/failures/'
const reasonSchema = z.object({ reason: z.string() })
/** An engine may quote a whole query. */
const LONGEST_REASON = 1000

export const failureKey = (dt: string): string => `${PREFIX}dt=${dt}.json`

/** Never throws: whoever calls it tells of the failure itself. */
export async function noteFailure(lake: ObjectStore, dt: string, error: unknown): Promise<void> {
  const said = error instanceof Error ? error.message : String(error)
  const reason = said.replace(/\s+/g, ' ').trim().slice(0, LONGEST_REASON)
  await writeJson(lake, failureKey(dt), { reason }).catch(() => undefined)
}

/** In order of day; one that is mended meanwhile is left out. */
export async function listDayFailures(lake: ObjectStore): Promise<DayFailure[]> {
  const found: DayFailure[] = []
  for await (const { key, modifiedMs } of lake.list(PREFIX)) {
    const dt = /^ledger\/failures\/dt=([^/]+)\.json$/.exec(key)?.[1]
    const known = dt === undefined ? undefined : await readJson(lake, key, reasonSchema)
    if (dt !== undefined && known !== undefined) found.push({ dt, failedMs: modifiedMs, reason: known.value.reason })
  }
  return found
}
