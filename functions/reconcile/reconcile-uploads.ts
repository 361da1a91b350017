/**
 * One wake of reconcile over the uploads: those that no delivery brought to its end go into the queue again. Folders of
 * recent dates, and those without, are walked whole; then those of older dates in turns, for files that come late. A wake
 * that has no time left writes down where it stopped (`ledger/reconcile.json`), and the next one goes on there.
 */
import * as z from 'zod'
import type { Folders } from '../lib/aws/s3-folders.ts'
import { readJson, writeJson } from '../lib/ledger/json-object.ts'
import { readSettled } from '../lib/ledger/settled.ts'
import { hasDotParts } from '../lib/object-keys.ts'
import type { Clock, ObjectHead, ObjectStore } from '../lib/ports.ts'
import { isUnreceived } from './find-unreceived.ts'
import { isRecent, OLDEST_MS } from './recent-uploads.ts'
import { type WalkEnd, type WalkPart, walkUploads } from './walk-uploads.ts'

const PROGRESS = 'ledger/reconcile.json'
const partSchema = z.object({ prefix: z.string(), flat: z.boolean(), after: z.string().optional() })
const progressSchema = z.object({
  /** What is left of the walk under way, and the folders that it stepped over so far. */
  left: z.array(partSchema),
  skipped: z.array(z.string()),
  /** Those of the last whole walk, and where the turns through them are; null: at the first. */
  old: z.array(z.string()),
  turn: partSchema.nullable(),
})
type Progress = z.infer<typeof progressSchema>

const FIRST: Progress = { left: [], skipped: [], old: [], turn: null }
/** Of a wake's time, for recent uploads; what is left of it is for late ones, however long recent ones take. */
const RECENT_SHARE = 0.8

export interface ReconcileOptions {
  folders: Folders
  uploads: Pick<ObjectStore, 'head'>
  lake: ObjectStore
  bucket: string
  clock: Clock
  /** Time of this wake, ms. */
  budgetMs: number
  /** Puts uploads into the queue. */
  announce: (keys: readonly string[]) => Promise<void>
}

export interface ReconcileEnd {
  listed: number
  announced: string[]
  /** Whether all recent uploads were looked at. */
  whole: boolean
  /** Sources that send files of none of which anything is read, for more than a day. */
  unreadSources: string[]
}

/** Uploads asked for at a time, each by three calls. */
const AT_ONCE = 8
const DAY_MS = 86_400_000

export async function reconcileUploads(options: ReconcileOptions): Promise<ReconcileEnd> {
  const { folders, lake, bucket, clock, budgetMs } = options
  const nowMs = clock.nowMs()
  // Keys may be of local days, which end up to a day after those of UTC.
  const fromMs = nowMs - OLDEST_MS - DAY_MS
  const lateAfter = (share: number) => () => clock.nowMs() - nowMs >= budgetMs * share
  const before = (await readJson(lake, PROGRESS, progressSchema))?.value ?? FIRST
  const { isSettled, unreadSources } = await readSettled(lake, bucket, fromMs, nowMs)
  const announced = new Set<string>()
  let listed = 0

  async function onObjects(objects: readonly ObjectHead[]): Promise<void> {
    listed += objects.length
    const suspect = objects.filter(
      object => isRecent(object, nowMs) && !hasDotParts(object.key) && !announced.has(object.key) && !isSettled(object),
    )
    for (let at = 0; at < suspect.length; at += AT_ONCE) {
      const lost = await unreceivedOf(suspect.slice(at, at + AT_ONCE), options)
      await options.announce(lost)
      for (const key of lost) announced.add(key)
    }
  }
  const walk = (parts: readonly WalkPart[], isLate: () => boolean): Promise<WalkEnd> =>
    walkUploads({ folders, parts, fromMs, isLate, onObjects })

  const parts = before.left.length > 0 ? before.left : [{ prefix: '', flat: false }]
  const { left, skipped } = await walk(parts, lateAfter(RECENT_SHARE))
  for (const prefix of before.skipped) skipped.push(prefix)
  const whole = left.length === 0
  const old = whole ? skipped.sort() : before.old
  const turn = await walkOld(old, before.turn, lateAfter(1), walk)
  const progress: Progress = { left, skipped: whole ? [] : skipped, old, turn }
  await writeJson(lake, PROGRESS, progress)
  return { listed, announced: [...announced], whole, unreadSources: unreadSources(nowMs) }
}

/** Walks folders of old dates, in order, from where the wake before stopped, at most once around; resolves to where the next begins. */
async function walkOld(
  old: readonly string[],
  from: WalkPart | null,
  isLate: () => boolean,
  walk: (parts: readonly WalkPart[], isLate: () => boolean) => Promise<WalkEnd>,
): Promise<WalkPart | null> {
  const found = old.findIndex(prefix => prefix >= (from?.prefix ?? ''))
  for (let turn = 0; turn < old.length; turn++) {
    const prefix = old[(Math.max(0, found) + turn) % old.length] ?? ''
    const after = prefix === from?.prefix && turn === 0 ? from.after : undefined
    if (isLate()) return { prefix, flat: true, after }
    const [part] = (await walk([{ prefix, flat: true, after }], isLate)).left
    if (part !== undefined) return part
  }
  return null
}

async function unreceivedOf(objects: readonly ObjectHead[], options: ReconcileOptions): Promise<string[]> {
  const { uploads, lake, bucket } = options
  const found = await Promise.all(
    objects.map(async ({ key }) => {
      const head = await uploads.head(key)
      return head !== undefined && (await isUnreceived(lake, bucket, head)) ? key : undefined
    }),
  )
  return found.filter(key => key !== undefined)
}
