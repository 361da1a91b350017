/**
 * What publish found of a day, kept for its next look: `ledger/index/dt=D.zst`. A cache, which can be thrown away at any
 * time: all of it is in hints, looks, receipts and key files. Each write has a name of its own, so that no two have the
 * same bytes, and none the other's ETag. A head of one line, then the entries, compressed: most looks at a day need none.
 */
import { createHash } from 'node:crypto'
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import * as z from 'zod'
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

/** An index as it was read. */
export interface StoredIndex extends Omit<DayIndex, 'entries'> {
  /** One entry, without the others being read. */
  entryOf: (uploadId: string) => IndexEntry | undefined
  /** All of them, read once. */
  readEntries: () => IndexEntries
}

/** Raised where other uploads would be chosen of the same entries: indexes of before are no longer read. */
const VERSION = 1
const LINE_END = 10
const LETTERS = { current: 'c', left: 'l' } as const
const STATES: Readonly<Record<string, UploadState>> = { c: 'current', l: 'left' }

const headSchema = z.object({
  version: z.literal(VERSION),
  attempt: z.string(),
  uploads: z.string(),
  /** Of the compressed entries: damaged ones are found before they are needed. */
  hash: z.string(),
  placed: z.array(z.object({ reference: z.string(), prefix: z.string() })),
})

export const indexKey = (dt: string): string => `ledger/index/dt=${dt}.zst`

/** The index and its ETag; the ETag alone where it cannot be read, nothing where there is none. */
export async function readIndex(
  lake: Pick<ObjectStore, 'get'>,
  dt: string,
): Promise<{ etag: string; index: StoredIndex | undefined } | undefined> {
  const object = await lake.get(indexKey(dt))
  if (object === undefined) return undefined
  const { etag } = object.head
  try {
    return { etag, index: openIndex(object.bytes) }
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
  try {
    const condition = over === undefined ? { ifNoneMatch: '*' as const } : { ifMatch: over }
    const body = zstdCompressSync(textOf(entries))
    const head = JSON.stringify({ version: VERSION, attempt, uploads, hash: hashOfBody(body), placed })
    await lake.put(indexKey(dt), Buffer.concat([Buffer.from(`${head}\n`), body]), condition)
    return true
  } catch (error) {
    if (error instanceof PreconditionFailed) return false
    throw error
  }
}

/** A line for each; written in place, since a string of all would be held beside its bytes. */
function textOf(entries: IndexEntries): Buffer {
  let length = 0
  for (const [uploadId, { facts }] of entries) length += uploadId.length + facts.length + 4
  const text = Buffer.allocUnsafe(Math.max(0, length - 1))
  let at = 0
  for (const [uploadId, { state, facts }] of entries)
    at += text.write(`${at === 0 ? '' : '\n'}${LETTERS[state]} ${uploadId} ${facts}`, at, 'latin1')
  return text
}

const hashOfBody = (body: Uint8Array): string => createHash('sha256').update(body).digest('hex')

/** Throws where the bytes are none. */
function openIndex(bytes: Uint8Array): StoredIndex {
  const end = bytes.indexOf(LINE_END)
  const { uploads, placed, hash } = headSchema.parse(JSON.parse(Buffer.from(bytes.subarray(0, end)).toString()))
  const body = bytes.subarray(end + 1)
  if (hashOfBody(body) !== hash) throw new Error('expected the entries that the head names, found others')
  let text: Buffer | undefined
  let entries: IndexEntries | undefined
  const readText = () => {
    text ??= zstdDecompressSync(body)
    return text
  }
  return {
    uploads,
    placed,
    entryOf(uploadId) {
      if (entries !== undefined) return entries.get(uploadId)
      const all = readText()
      // Ids stand between spaces, and nothing else does.
      const at = all.indexOf(` ${uploadId} `)
      if (at < 0) return undefined
      const lineEnd = all.indexOf(LINE_END, at)
      return parseLine(all.toString('latin1', at - 1, lineEnd < 0 ? all.length : lineEnd)).entry
    },
    readEntries() {
      entries ??= parseEntries(readText().toString('latin1'))
      return entries
    },
  }
}

function parseEntries(text: string): IndexEntries {
  const entries = new Map<string, IndexEntry>()
  for (const line of text === '' ? [] : text.split('\n')) {
    const { uploadId, entry } = parseLine(line)
    entries.set(uploadId, entry)
  }
  return entries
}

function parseLine(line: string): { uploadId: string; entry: IndexEntry } {
  const [letter = '', uploadId = '', facts = ''] = line.split(' ')
  const state = STATES[letter]
  if (state === undefined) throw new Error(`expected a state, found ${JSON.stringify(letter)}`)
  return { uploadId, entry: { facts, state } }
}
