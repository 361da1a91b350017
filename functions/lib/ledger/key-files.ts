/**
 * Which upload of a key is current: `ledger/keys/<hash of key>.json`. Deliveries of one key run side by side, in any
 * order, and die anywhere; what decides is the HEAD of the key, and a HEAD grows old before it is written down. So a
 * delivery first writes its claim, then asks HEAD, then writes what HEAD showed over exactly its claim: whoever changes
 * the file in between sees a HEAD that is at least as new.
 *
 * A key may be overwritten every few minutes for years, so the file holds no history: the upload that is current, and those
 * that left since all was marked last. `leave` is called before an upload stops being current; where the write is lost then,
 * that was for nothing, and harms nothing.
 */
import * as z from 'zod'
import { type ObjectStore, PreconditionFailed } from '../ports.ts'
import { hashOf, uploadIdOf } from './ids.ts'
import { readJson, writeJson } from './json-object.ts'

export interface KeyFile {
  bucket: string
  key: string
  /** The upload that the key holds now; null where it was removed, or nothing is known yet. */
  current: string | null
  /** Uploads that were current and whose days are not marked since, in order of id. */
  left: string[]
  /** Name of the delivery between its claim and its marks; null where all that stands here is hinted and marked. */
  open: string | null
}

const keyFileSchema: z.ZodType<KeyFile> = z.object({
  bucket: z.string(),
  key: z.string(),
  current: z.string().nullable(),
  left: z.array(z.string()),
  open: z.string().nullable(),
})

/** Another delivery came between so often that this one gives up; the queue brings it again. */
const MOST_ATTEMPTS = 20

export const keyFileKey = (bucket: string, key: string): string => `ledger/keys/${hashOf('key', bucket, key)}.json`

/** A key file as it stood when it was read or written. */
export interface StandingKeyFile {
  value: KeyFile
  etag: string
}

export async function readStandingKeyFile(
  lake: ObjectStore,
  bucket: string,
  key: string,
): Promise<StandingKeyFile | undefined> {
  const found = await readJson(lake, keyFileKey(bucket, key), keyFileSchema)
  return found && { value: found.value, etag: found.head.etag }
}

export async function readKeyFile(lake: ObjectStore, bucket: string, key: string): Promise<KeyFile | undefined> {
  return (await readStandingKeyFile(lake, bucket, key))?.value
}

export interface KeyFileUpdate {
  bucket: string
  key: string
  /** Whether absence of the key withdraws it: only on the event of its removal. */
  mayWithdraw: boolean
  /** A name that no other delivery has. */
  delivery: string
  /** Called with the upload that is about to be current no more. */
  leave: (uploadId: string) => Promise<void>
}

/**
 * Makes the key file say what a HEAD of the key shows, whatever the order of events. Returns what stands, open under this
 * delivery's name where it wrote; undefined where there is nothing to say. Throws after 20 lost attempts.
 */
export async function updateKeyFile(
  lake: ObjectStore,
  uploads: Pick<ObjectStore, 'head'>,
  { bucket, key, mayWithdraw, delivery, leave }: KeyFileUpdate,
): Promise<StandingKeyFile | undefined> {
  const at = keyFileKey(bucket, key)
  const decide = async (known: KeyFile | undefined): Promise<KeyFile> => {
    const head = await uploads.head(key)
    const before = known?.current ?? null
    const holds = head === undefined ? undefined : uploadIdOf(bucket, key, head.versionId ?? head.etag)
    const current = holds ?? (mayWithdraw ? null : before)
    const left = new Set(known?.left)
    if (before !== null) left.add(before)
    if (current !== null) left.delete(current)
    return { bucket, key, current, left: [...left].sort(), open: known?.open ?? null }
  }
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const known = await readJson(lake, at, keyFileSchema)
    const wanted = await decide(known?.value)
    if (known === undefined && wanted.current === null) return undefined
    // Nobody's claim stands, so whoever writes next asks HEAD after this reading: nothing older can come.
    if (known !== undefined && known.value.open === null && JSON.stringify(known.value) === JSON.stringify(wanted))
      return { value: known.value, etag: known.head.etag }
    try {
      const before = known?.value ?? { bucket, key, current: null, left: [] }
      const condition = known === undefined ? { ifNoneMatch: '*' as const } : { ifMatch: known.head.etag }
      const claim = await writeJson(lake, at, { ...before, open: `${delivery}-${attempt}` }, condition)
      const value = { ...(await decide(known?.value)), open: delivery }
      if (before.current !== null && before.current !== value.current) await leave(before.current)
      const { etag } = await writeJson(lake, at, value, { ifMatch: claim.etag })
      return { value, etag }
    } catch (error) {
      if (!(error instanceof PreconditionFailed)) throw error
    }
  }
  throw new Error(
    `${at}: expected to write what ${key} holds, found it changed ${MOST_ATTEMPTS} times meanwhile; deliver it again`,
  )
}

/** Says that all days of what stands here are marked, unless another wrote since: then that one says it. */
export async function settleKeyFile(lake: ObjectStore, { value, etag }: StandingKeyFile): Promise<void> {
  if (value.open === null) return
  try {
    await writeJson(lake, keyFileKey(value.bucket, value.key), { ...value, left: [], open: null }, { ifMatch: etag })
  } catch (error) {
    if (!(error instanceof PreconditionFailed)) throw error
  }
}
