/**
 * What became of each time that a report was due: `ledger/reports/<name>/<due>.json`, claimed by a conditional write before
 * the report is begun. So each is begun once, however many wakes see it, and again where it did not come to its end.
 */
import * as z from 'zod'
import { type ObjectStore, PreconditionFailed } from '../ports.ts'
import type { ReportDefinition } from '../reports/definition.ts'
import { hashOf } from './ids.ts'
import { readJson, writeJson } from './json-object.ts'

export interface ReportClaim {
  /** Times that it was begun by a wake. */
  tries: number
  /** ISO 8601: the first and the last of them. */
  firstBegun: string
  lastBegun: string
  /** When it came to its end, ISO 8601; null where it did not yet. */
  done: string | null
}

const claimSchema: z.ZodType<ReportClaim> = z.object({
  tries: z.number().int().nonnegative(),
  firstBegun: z.iso.datetime(),
  lastBegun: z.iso.datetime(),
  done: z.iso.datetime().nullable(),
})

export interface StoredClaim {
  value: ReportClaim
  etag: string
}

export interface DueReport {
  definition: ReportDefinition
  /** Epoch ms. */
  dueMs: number
}

const folderOf = (name: string): string => `ledger/reports/${encodeURIComponent(name)}/`

/** A report that is made once is due anew where anything of its definition changed. */
function claimKey({ definition, dueMs }: DueReport): string {
  const due = `${new Date(dueMs).toISOString().slice(0, 16).replace(':', '')}Z`
  const which = definition.schedule === 'once' ? `once-${hashOf(JSON.stringify(definition))}` : due
  return `${folderOf(definition.name)}${which}.json`
}

export async function readClaim(lake: Pick<ObjectStore, 'get'>, due: DueReport): Promise<StoredClaim | undefined> {
  const found = await readJson(lake, claimKey(due), claimSchema)
  return found === undefined ? undefined : { value: found.value, etag: found.head.etag }
}

/** Takes the next try, after what was read `before`. Undefined where somebody else did. */
export async function takeTry(
  lake: ObjectStore,
  due: DueReport,
  before: StoredClaim | undefined,
  nowMs: number,
): Promise<StoredClaim | undefined> {
  const now = new Date(nowMs).toISOString()
  const claim: ReportClaim = {
    tries: (before?.value.tries ?? 0) + 1,
    firstBegun: before?.value.firstBegun ?? now,
    lastBegun: now,
    done: null,
  }
  const condition = before === undefined ? ({ ifNoneMatch: '*' } as const) : { ifMatch: before.etag }
  try {
    const { etag } = await writeJson(lake, claimKey(due), claim, condition)
    return { value: claim, etag }
  } catch (error) {
    if (error instanceof PreconditionFailed) return undefined
    throw error
  }
}

/** Says that a report came to its end; also of one that somebody began by hand. */
export async function noteDone(lake: ObjectStore, due: DueReport, nowMs: number): Promise<void> {
  const now = new Date(nowMs).toISOString()
  for (;;) {
    const before = await readClaim(lake, due)
    if (before?.value.done != null) return
    const claim = { ...(before?.value ?? { tries: 0, firstBegun: now, lastBegun: now }), done: now }
    const condition = before === undefined ? ({ ifNoneMatch: '*' } as const) : { ifMatch: before.etag }
    try {
      await writeJson(lake, claimKey(due), claim, condition)
      return
    } catch (error) {
      if (!(error instanceof PreconditionFailed)) throw error
    }
  }
}

const sinceSchema = z.object({ since: z.iso.datetime() })

const sinceKey = ({ name, window, schedule, zone }: ReportDefinition): string =>
  `${folderOf(name)}since-${hashOf(JSON.stringify([window, schedule, zone]))}.json`

/** Since when this schedule of a report is known, epoch ms; undefined where nobody asked yet. Reads only. */
export async function readSinceMs(
  lake: Pick<ObjectStore, 'get'>,
  definition: ReportDefinition,
): Promise<number | undefined> {
  const known = await readJson(lake, sinceKey(definition), sinceSchema)
  return known === undefined ? undefined : Date.parse(known.value.since)
}

/**
 * Since when this schedule of a report is known, epoch ms: the first time that this was asked. What was due before is not
 * made up for.
 */
export async function knownSinceMs(lake: ObjectStore, definition: ReportDefinition, nowMs: number): Promise<number> {
  for (;;) {
    const knownMs = await readSinceMs(lake, definition)
    if (knownMs !== undefined) return knownMs
    try {
      const since = new Date(nowMs).toISOString()
      await writeJson(lake, sinceKey(definition), { since }, { ifNoneMatch: '*' })
    } catch (error) {
      if (!(error instanceof PreconditionFailed)) throw error
    }
  }
}
