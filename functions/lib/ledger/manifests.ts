/** What a published day consists of: `published/dt=D.json`. The one truth; the catalogue follows it. */
import { z } from 'zod'
import { type NetworkFacts, networkFactsSchema } from '../network-facts.ts'
import type { ObjectHead, ObjectStore } from '../ports.ts'
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
  /** Hashes of the reference sets that placed and enriched its uploads, in order. */
  references: string[]
  /** What is said of the networks that occur on the day. */
  networks: NetworkFacts[]
  uploads: { uploadId: string; build: string; reference: string; key: string; records: number; rows: number }[]
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
  references: z.array(z.string()),
  networks: z.array(networkFactsSchema),
  uploads: z.array(
    z.object({
      uploadId: z.string(),
      build: z.string(),
      reference: z.string(),
      key: z.string(),
      records: count,
      rows: count,
    }),
  ),
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
export async function listPublishedDays(lake: ObjectStore): Promise<string[]> {
  const days: string[] = []
  for await (const { key } of lake.list('published/dt=')) days.push(dayOf(key))
  return days
}

const dayOf = (key: string): string => key.slice('published/dt='.length, -'.json'.length)

/** A manifest without its uploads: those of years of busy days, a million, would not fit in a function's memory. */
export type ManifestTables = Omit<Manifest, 'uploads'>

/** Manifests read before, by store and day: one of the same ETag says the same, and a function lives through many wakes. */
const remembered = new WeakMap<ObjectStore, Map<string, { etag: string; manifest: ManifestTables }>>()

/** Manifests of all days, or of those that are chosen, in order of day. Those that did not change are not read again. */
export async function listManifests(
  lake: ObjectStore,
  isChosen: (dt: string, modifiedMs: number) => boolean = () => true,
): Promise<readonly ManifestTables[]> {
  const known = remembered.get(lake) ?? new Map<string, { etag: string; manifest: ManifestTables }>()
  remembered.set(lake, known)
  const manifests: ManifestTables[] = []
  for await (const { key, etag, modifiedMs } of lake.list('published/dt=')) {
    const dt = dayOf(key)
    if (!isChosen(dt, modifiedMs)) continue
    const before = known.get(dt)
    if (before?.etag === etag) {
      manifests.push(before.manifest)
      continue
    }
    const found = await readManifest(lake, dt)
    if (found === undefined) continue
    const { uploads: _, ...manifest } = found.value
    known.set(dt, { etag: found.head.etag, manifest })
    manifests.push(manifest)
  }
  return manifests
}
