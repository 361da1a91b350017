/** What a published day consists of: `published/dt=D.json`. The one truth; the catalogue follows it. */
import { z } from 'zod'
import type { ObjectHead, ObjectStore } from '../ports.ts'
import { readJson } from './json-object.ts'

export interface Manifest {
  dt: string
  /** The attempt whose files are the tables; null where nothing counts any more. */
  run: string | null
  /** Names the write, so that no two manifests of a day have the same bytes, and so none the other's ETag. */
  attempt: string
  /** What went in: uploads, builds, SQL and schemas. */
  fingerprint: string
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

/** Reads under way at once. */
const AT_ONCE = 16

/** Days that have a manifest, in order. */
export async function listPublishedDays(lake: ObjectStore): Promise<string[]> {
  const days: string[] = []
  for await (const { key } of lake.list('published/dt=')) days.push(key.slice('published/dt='.length, -'.json'.length))
  return days
}

/** Manifests of all days, or of those that are chosen, in order of day. */
export async function listManifests(
  lake: ObjectStore,
  isChosen: (dt: string) => boolean = () => true,
): Promise<Manifest[]> {
  const days = (await listPublishedDays(lake)).filter(isChosen)
  const manifests: Manifest[] = []
  for (let at = 0; at < days.length; at += AT_ONCE) {
    const read = await Promise.all(days.slice(at, at + AT_ONCE).map(dt => readManifest(lake, dt)))
    for (const manifest of read) if (manifest !== undefined) manifests.push(manifest.value)
  }
  return manifests
}
