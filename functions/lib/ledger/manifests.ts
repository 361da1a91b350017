/** What a published day consists of: `published/dt=D.json`. The one truth; the catalogue follows it. */
import * as z from 'zod'
import { type NetworkFacts, networkFactsSchema } from '../network-facts.ts'
import type { ObjectHead, ObjectStore } from '../ports.ts'
import { sideBySide } from '../side-by-side.ts'
import { readJson } from './json-object.ts'

export interface Manifest {
  dt: string
  /** The attempt whose files are the tables; null where nothing counts any more. */
  run: string | null
  /** Names the write, so that no two manifests of a day have the same bytes, and so none the other's ETag. */
  attempt: string
  /** What went in: uploads, builds, facts of networks, code. */
  fingerprint: string
  /** Names the SQL, the schemas and the rules that made the tables. */
  code: string
  /** Version of the software that made the tables, such as 0.3.0; the first ones did not say it. */
  software?: string | undefined
  /** Hashes of the reference sets that placed and enriched its uploads, in order. */
  references: string[]
  /** What is said of the networks that occur on the day. */
  networks: NetworkFacts[]
  /** Uploads that count; the list lies with the run, in its `inputs_uploads`. */
  uploads: number
  /** Location (key prefix) and files of each published table. */
  tables: Record<string, { location: string; rows: number; bytes: number; files: number }>
}

const count = z.number().int().nonnegative()

export const manifestSchema: z.ZodType<Manifest> = z.object({
  dt: z.string(),
  run: z.string().nullable(),
  attempt: z.string(),
  fingerprint: z.string(),
  code: z.string(),
  software: z.string().optional(),
  references: z.array(z.string()),
  networks: z.array(networkFactsSchema),
  uploads: count,
  tables: z.record(z.string(), z.object({ location: z.string(), rows: count, bytes: count, files: count })),
})

export const manifestKey = (dt: string): string => `published/dt=${dt}.json`

export function readManifest(
  lake: ObjectStore,
  dt: string,
): Promise<{ head: ObjectHead; value: Manifest } | undefined> {
  return readJson(lake, manifestKey(dt), manifestSchema)
}

/** Days that have a manifest, in order. */
export async function listPublishedDays(lake: Pick<ObjectStore, 'list'>): Promise<string[]> {
  const days: string[] = []
  for await (const { key } of lake.list('published/dt=')) days.push(dayOf(key))
  return days
}

/** When each day's manifest was written, epoch ms. */
export async function listPublishTimes(lake: Pick<ObjectStore, 'list'>): Promise<Map<string, number>> {
  const times = new Map<string, number>()
  for await (const { key, modifiedMs } of lake.list('published/dt=')) times.set(dayOf(key), modifiedMs)
  return times
}

const dayOf = (key: string): string => key.slice('published/dt='.length, -'.json'.length)

/** Manifests read before, by store and day: one of the same ETag says the same, and a function lives through many wakes. */
const remembered = new WeakMap<ObjectStore, Map<string, { etag: string; manifest: Manifest }>>()

/**
 * Manifests of all days, or of those that are chosen, in order of day. Those that did not change are not read again;
 * `callsAtOnce` are read at a time.
 */
export async function listManifests(
  lake: ObjectStore,
  isChosen: (dt: string, modifiedMs: number) => boolean = () => true,
  callsAtOnce = 1,
): Promise<readonly Manifest[]> {
  const known = remembered.get(lake) ?? new Map<string, { etag: string; manifest: Manifest }>()
  remembered.set(lake, known)
  const chosen: { dt: string; etag: string }[] = []
  for await (const { key, etag, modifiedMs } of lake.list('published/dt=')) {
    const dt = dayOf(key)
    if (isChosen(dt, modifiedMs)) chosen.push({ dt, etag })
  }
  const manifests = await sideBySide(chosen, callsAtOnce, async ({ dt, etag }) => {
    const before = known.get(dt)
    if (before?.etag === etag) return before.manifest
    const found = await readManifest(lake, dt)
    if (found === undefined) return undefined
    known.set(dt, { etag: found.head.etag, manifest: found.value })
    return found.value
  })
  return manifests.filter(manifest => manifest !== undefined)
}
