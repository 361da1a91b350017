/**
 * What publish found of a day, kept for its next look: `ledger/index/dt=D.zst`. A cache, which can be thrown away at any
 * time: all of it is in hints, looks, receipts and key files. Each write has a name of its own, so that no two have the
 * same bytes, and none the other's ETag.
 */
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { z } from 'zod'
import type { PlacedPrefix } from '../lib/network-facts.ts'
import { type ObjectStore, PreconditionFailed } from '../lib/ports.ts'

/** Whether its key holds the upload, by the key file, or another one or none. */
export type UploadState = 'current' | 'left'

export interface IndexEntry {
  /** Whole, also where they are too long for a key. */
  facts: string
  state: UploadState
}

/** Uploads that say something of a day, by upload id, in order. */
export type IndexEntries = ReadonlyMap<string, IndexEntry>

export interface DayIndex {
  entries: IndexEntries
  /** Names what counts of them and what becomes of the others. */
  uploads: string
  /** By what those that count were placed. */
  placed: PlacedPrefix[]
}

/** Raised where other uploads would be chosen of the same entries: indexes of before are no longer read. */
const VERSION = 1
const LETTERS = { current: 'c', left: 'l' } as const
const STATES: Readonly<Record<string, UploadState>> = { c: 'current', l: 'left' }

const headSchema = z.object({
  version: z.literal(VERSION),
  attempt: z.string(),
  uploads: z.string(),
  placed: z.array(z.object({ reference: z.string(), prefix: z.string() })),
})

export const indexKey = (dt: string): string => `ledger/index/dt=${dt}.zst`

/** The index and its ETag; the ETag alone where it cannot be read, nothing where there is none. */
export async function readIndex(
  lake: Pick<ObjectStore, 'get'>,
  dt: string,
): Promise<{ etag: string; index: DayIndex | undefined } | undefined> {
  const object = await lake.get(indexKey(dt))
  if (object === undefined) return undefined
  const { etag } = object.head
  try {
    return { etag, index: parseIndex(zstdDecompressSync(object.bytes).toString()) }
  } catch {
    return { etag, index: undefined }
  }
}

/** Writes the index over that of the ETag, or where there is none; false where another came first. */
export async function writeIndex(
  lake: Pick<ObjectStore, 'put'>,
  dt: string,
  attempt: string,
  { entries, uploads, placed }: DayIndex,
  over: string | undefined,
): Promise<boolean> {
  const lines = [JSON.stringify({ version: VERSION, attempt, uploads, placed })]
  for (const [uploadId, { state, facts }] of entries) lines.push(`${LETTERS[state]} ${uploadId} ${facts}`)
  try {
    const condition = over === undefined ? { ifNoneMatch: '*' as const } : { ifMatch: over }
    await lake.put(indexKey(dt), zstdCompressSync(lines.join('\n')), condition)
    return true
  } catch (error) {
    if (error instanceof PreconditionFailed) return false
    throw error
  }
}

/** Throws where the text is none. */
function parseIndex(text: string): DayIndex {
  const [head = '', ...lines] = text.split('\n')
  const { uploads, placed } = headSchema.parse(JSON.parse(head))
  const entries = new Map<string, IndexEntry>()
  for (const line of lines) {
    const [letter = '', uploadId = '', facts = ''] = line.split(' ')
    const state = STATES[letter]
    if (state === undefined) throw new Error(`expected a state, found ${JSON.stringify(letter)}`)
    entries.set(uploadId, { facts, state })
  }
  return { entries, uploads, placed }
}
