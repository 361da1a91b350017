/** Which upload of a key is current: `ledger/keys/<hash of key>.json`. */
import { z } from 'zod'
import { type ObjectStore, PreconditionFailed } from '../ports.ts'
import { hashOf, uploadIdOf } from './ids.ts'
import { readJson, writeJson } from './json-object.ts'

export interface KeyFile {
  bucket: string
  key: string
  /** Every upload ever seen of this key, in order of id. */
  seen: string[]
  /** The upload that the key holds now; null where it was removed. */
  current: string | null
}

const keyFileSchema: z.ZodType<KeyFile> = z.object({
  bucket: z.string(),
  key: z.string(),
  seen: z.array(z.string()),
  current: z.string().nullable(),
})

export const keyFileKey = (bucket: string, key: string): string => `ledger/keys/${hashOf('key', bucket, key)}.json`

export async function readKeyFile(lake: ObjectStore, bucket: string, key: string): Promise<KeyFile | undefined> {
  return (await readJson(lake, keyFileKey(bucket, key), keyFileSchema))?.value
}

export interface KeyFileUpdate {
  bucket: string
  key: string
  /** Upload that this delivery read, to be remembered. */
  uploadId: string | null
  /** Whether absence of the key withdraws it: only on the event of its removal. */
  mayWithdraw: boolean
}

/**
 * Makes the key file say what a HEAD of the key shows, whatever the order of events: read, HEAD, write if unchanged,
 * else again. Returns what stands; undefined where there is nothing to say.
 */
export async function updateKeyFile(
  lake: ObjectStore,
  uploads: Pick<ObjectStore, 'head'>,
  { bucket, key, uploadId, mayWithdraw }: KeyFileUpdate,
): Promise<KeyFile | undefined> {
  const at = keyFileKey(bucket, key)
  for (;;) {
    const known = await readJson(lake, at, keyFileSchema)
    const head = await uploads.head(key)
    const holds = head === undefined ? undefined : uploadIdOf(bucket, key, head.versionId ?? head.etag)
    if (holds === undefined && known === undefined) return undefined
    const current = holds ?? (mayWithdraw ? null : (known?.value.current ?? null))
    const seen = new Set(known?.value.seen)
    if (uploadId !== null) seen.add(uploadId)
    if (holds !== undefined) seen.add(holds)
    const next: KeyFile = { bucket, key, seen: [...seen].sort(), current }
    if (known !== undefined && JSON.stringify(known.value) === JSON.stringify(next)) return next
    try {
      await writeJson(lake, at, next, known === undefined ? { ifNoneMatch: '*' } : { ifMatch: known.head.etag })
      return next
    } catch (error) {
      if (!(error instanceof PreconditionFailed)) throw error
    }
  }
}
