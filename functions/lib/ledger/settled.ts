/**
 * Which keys deliveries were done with, by the day on which they ended: `ledger/settled/dt=D/<key>.<what it held>`, written
 * when all marks are, and behind it, where the upload has a word on its source, `.read.<source>` or `.unread.<source>`, and
 * of one that was refused its id. A listing shows 1,000 of them a call, so reconcile need not ask for each upload, nor what
 * its receipt says; the lake forgets them after two weeks.
 */
import type { ObjectHead, ObjectStore } from '../ports.ts'
import { isRefusal, type Receipt, wordOf } from '../receipt.ts'
import { hashOf } from './ids.ts'
import { isUnreadSource } from './unread-sources.ts'

/** Prefix of the lake below which they lie. */
export const SETTLED = 'ledger/settled/'

/** What a listing of a store says of an object, without its version. */
export type ListedObject = Pick<ObjectHead, 'key' | 'etag' | 'modifiedMs'>

/** Characters of a hash: two of 800,000 keys are alike once in 10^8 weeks. */
const SHORT = 20
/** Characters of a source, each of which takes nine bytes at most: a key of S3 has 1,024. Those that begin alike are one. */
const SOURCE_CHARACTERS = 100
/** S3's listings and answers differ below the second. */
const SECOND_MS = 1000
/** Pages of this many days are listed at a time. */
const DAYS_AT_ONCE = 8
const DAY_MS = 86_400_000
const NOTHING = 'none'

const keyName = (bucket: string, key: string): string => hashOf('settled', bucket, key).slice(0, SHORT)

const stateName = (held: Omit<ListedObject, 'key'> | undefined): string =>
  held === undefined
    ? NOTHING
    : hashOf('state', held.etag, String(Math.floor(held.modifiedMs / SECOND_MS))).slice(0, SHORT)

const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

// A dot ends a part of the name.
const sourceName = (source: string): string =>
  encodeURIComponent(source.slice(0, SOURCE_CHARACTERS).toWellFormed()).replaceAll('.', '%2E')

/** Says that a delivery is done with what the key held then: `held`, or nothing; with its receipt, where it has one. */
export async function markSettled(
  lake: Pick<ObjectStore, 'put'>,
  { bucket, key }: { bucket: string; key: string },
  held: Omit<ListedObject, 'key'> | undefined,
  receipt: (Parameters<typeof wordOf>[0] & Pick<Receipt, 'source' | 'unreadForm' | 'uploadId'>) | undefined,
  nowMs: number,
): Promise<void> {
  const word = receipt && wordOf(receipt)
  const refused = receipt !== undefined && isRefusal(receipt) ? `.${receipt.uploadId}` : ''
  const said = word === undefined ? '' : `.${word}.${sourceName(receipt?.source ?? '')}${refused}`
  await lake.put(`${SETTLED}dt=${dayOf(nowMs)}/${keyName(bucket, key)}.${stateName(held)}${said}`, '')
}

export interface Settled {
  /** Tells whether the last delivery of a key that ended was done with exactly these bytes. */
  isSettled(listed: ListedObject): boolean
  /** Sources that send nothing that is read (see `isUnreadSource`), in order of name. */
  unreadSources(nowMs: number): string[]
}

/** Reads what was settled from the day of `fromMs` to that of `toMs`: for each key what it held last. */
export async function readSettled(
  lake: Pick<ObjectStore, 'list'>,
  bucket: string,
  fromMs: number,
  toMs: number,
): Promise<Settled> {
  const last = new Map<string, { state: string; ms: number }>()
  const sources = new Map<string, { lastReadMs: number | undefined; unreadMs: number[] }>()
  const days: string[] = []
  for (let ms = fromMs; dayOf(ms) <= dayOf(toMs); ms += DAY_MS) days.push(dayOf(ms))
  async function readDay(dt: string): Promise<void> {
    const prefix = `${SETTLED}dt=${dt}/`
    for await (const { key, modifiedMs } of lake.list(prefix)) {
      const [name = '', held = '', word, source = ''] = key.slice(prefix.length).split('.')
      const known = last.get(name)
      // Of two in one second nobody knows the later one: then the upload is asked for.
      const state = known?.ms === modifiedMs ? '' : held
      if (known === undefined || known.ms <= modifiedMs) last.set(name, { state, ms: modifiedMs })
      if (word === undefined) continue
      const times = sources.get(source) ?? { lastReadMs: undefined, unreadMs: [] }
      sources.set(source, times)
      if (word === 'read') times.lastReadMs = Math.max(times.lastReadMs ?? modifiedMs, modifiedMs)
      else times.unreadMs.push(modifiedMs)
    }
  }
  for (let at = 0; at < days.length; at += DAYS_AT_ONCE)
    await Promise.all(days.slice(at, at + DAYS_AT_ONCE).map(readDay))
  return {
    isSettled: listed => last.get(keyName(bucket, listed.key))?.state === stateName(listed),
    unreadSources: nowMs =>
      [...sources].flatMap(([name, times]) => (isUnreadSource(times, nowMs) ? [decodeURIComponent(name)] : [])).sort(),
  }
}

/** Ids of uploads of which deliveries from the day of `fromMs` to that of `toMs` ended with a refusal, newest first. */
export async function listRefused(lake: Pick<ObjectStore, 'list'>, fromMs: number, toMs: number): Promise<string[]> {
  const refusedMs = new Map<string, number>()
  for (let ms = fromMs; dayOf(ms) <= dayOf(toMs); ms += DAY_MS)
    for await (const { key, modifiedMs } of lake.list(`${SETTLED}dt=${dayOf(ms)}/`)) {
      const uploadId = key.split('.')[4]
      if (uploadId !== undefined) refusedMs.set(uploadId, Math.max(modifiedMs, refusedMs.get(uploadId) ?? 0))
    }
  return [...refusedMs].sort(([, a], [, b]) => b - a).map(([uploadId]) => uploadId)
}
