/**
 * Which uploads concern a day (hints), which of them their key may hold no more (looks), and which days changed (marks).
 *
 * Publish takes the word of a hint: it carries the facts of the receipt. Where two hints of an upload stand, its receipt was
 * replaced, and the receipt decides; so it does where the facts are too long for a key. A look says that a key came to hold
 * something else after this upload: then the key file decides. A look is put before the key file says so, a hint after the
 * key file says that the upload is current, marks last. Publish lists marks, then hints, then looks, so
 * - who finds a mark finds the hints and looks of its delivery;
 * - who finds the hint of an upload that took a place finds the look of the one that left it;
 * - who finds neither counts what stood before, and leaves the mark that it did not find: the day is looked at again.
 */
import type { ObjectStore } from '../ports.ts'
import type { Receipt } from '../receipt.ts'
import { factsOf, shortFacts } from './facts.ts'
import { landingBuildOf } from './ids.ts'
import { daysOf } from './receipts.ts'

/** An upload of a day, and its facts as a key carries them; empty facts: the receipt says nothing of the day any more. */
export interface Hint {
  uploadId: string
  facts: string
}

/** What a mark says of one upload, so that who knows that already need not look. */
export interface Claim extends Hint {
  /** `left`: the key holds another upload, or none; then the facts are empty. */
  state: 'current' | 'left'
}

/** Parts of a key are at most 255 bytes on a folder. */
const PART_CHARACTERS = 200

const inParts = (text: string): string => {
  let parts = text.slice(0, PART_CHARACTERS)
  for (let at = PART_CHARACTERS; at < text.length; at += PART_CHARACTERS)
    parts += `/${text.slice(at, at + PART_CHARACTERS)}`
  return parts
}

const hintsOf = (dt: string): string => `ledger/days/dt=${dt}/`

/** What a receipt says of a day, as a key carries it. */
export const hintOf = (receipt: Receipt, dt: string): Hint => ({
  uploadId: receipt.uploadId,
  facts: shortFacts(factsOf(receipt, dt)),
})

/** Puts a hint for each day of an upload, or for those that are given. Idempotent. */
export async function putHints(
  lake: ObjectStore,
  receipt: Receipt,
  days: readonly string[] = daysOf(receipt),
): Promise<void> {
  for (const dt of days) await putHint(lake, dt, hintOf(receipt, dt))
}

/** Puts a hint that was made. Idempotent. */
export async function putHint(lake: ObjectStore, dt: string, { uploadId, facts }: Hint): Promise<void> {
  await lake.put(`${hintsOf(dt)}${inParts(`${uploadId}.${facts}`)}`, '')
}

/** Hints of a day, or of one upload on it, in order of upload id. */
export async function listHints(lake: Pick<ObjectStore, 'list'>, dt: string, uploadId = ''): Promise<Hint[]> {
  const hints: Hint[] = []
  const prefix = hintsOf(dt)
  for await (const { key } of lake.list(uploadId === '' ? prefix : `${prefix}${uploadId}.`)) {
    const text = key.slice(prefix.length).replaceAll('/', '')
    const dot = text.indexOf('.')
    hints.push({ uploadId: text.slice(0, dot), facts: text.slice(dot + 1) })
  }
  return hints
}

const LOOKS = 'ledger/looks/'
const looksOf = (dt: string): string => `${LOOKS}dt=${dt}/`

/** Where there is no day, so that the refused lines of an upload without a row are found when it leaves its key. */
const NO_DAY = 'none'

/** Days of which an upload has looks when it leaves its key, in order. */
export function lookDaysOf(receipt: Receipt): string[] {
  const days = daysOf(receipt)
  return days.length === 0 && receipt.rejects !== null ? [NO_DAY] : days
}

/** Puts the looks of an upload that leaves its key, for all its days, in order. Idempotent. */
export async function putLooks(lake: Pick<ObjectStore, 'put'>, receipt: Receipt): Promise<void> {
  for (const dt of lookDaysOf(receipt)) await lake.put(lookOf(receipt, dt), '')
}

/** The look of an upload, as its receipt says what it was normalised under. */
export const lookOf = ({ uploadId, build, returned }: Receipt, dt: string): string =>
  lookKey(dt, uploadId, landingBuildOf(build, returned))

/** The look of an upload that was normalised under this name, on a day. */
const lookKey = (dt: string, uploadId: string, landingBuild: string): string =>
  `${looksOf(dt)}${uploadId}.${landingBuild}`

/** Looks of landing objects whose upload stays and has others: publish, which goes by the receipt, does not ask for them. */
const replacedOf = (receipt: Receipt, dt: string): string =>
  `${LOOKS}replaced/${lookOf(receipt, dt).slice(LOOKS.length)}`

/**
 * Puts the looks of what a receipt names, for all its days, in order: to be called before another takes its place. What left
 * its key has looks that say the same. Idempotent.
 */
export async function putReplacedLooks(lake: Pick<ObjectStore, 'head' | 'put'>, receipt: Receipt): Promise<void> {
  const last = lookDaysOf(receipt).at(-1)
  if (last === undefined || (await lake.head(lookOf(receipt, last))) !== undefined) return
  for (const dt of lookDaysOf(receipt)) await lake.put(replacedOf(receipt, dt), '')
}

/** Whether there is a look of either kind of what a receipt names, so that it may be swept at any time. */
export async function wasGivenUp(lake: Pick<ObjectStore, 'head'>, receipt: Receipt): Promise<boolean> {
  const [day] = lookDaysOf(receipt)
  if (day === undefined) return false
  for (const key of [lookOf(receipt, day), replacedOf(receipt, day)])
    if ((await lake.head(key)) !== undefined) return true
  return false
}

/** Of what upload and landing objects a look of either kind speaks; undefined for any other key. */
export function parseLookKey(key: string): { dt: string; uploadId: string; landingBuild: string } | undefined {
  const [, dt, uploadId, landingBuild] =
    /^ledger\/looks\/(?:replaced\/)?dt=([^/]+)\/([^/.]+)\.([^/.]+)$/.exec(key) ?? []
  if (dt === undefined || uploadId === undefined || landingBuild === undefined) return undefined
  return { dt, uploadId, landingBuild }
}

/** Uploads of a day that a key held once and may hold no more; all, or one. */
export async function listLooks(lake: Pick<ObjectStore, 'list'>, dt: string, uploadId = ''): Promise<Set<string>> {
  const ids = new Set<string>()
  const prefix = looksOf(dt)
  for await (const { key } of lake.list(uploadId === '' ? prefix : `${prefix}${uploadId}.`))
    ids.add(key.slice(prefix.length, key.indexOf('.', prefix.length)))
  return ids
}

const marksOf = (dt: string): string => `dirty/dt=${dt}/`

/** Marks days as changed in any way; `unique` names this mark, so that removing one never removes another. */
export async function markDirty(lake: ObjectStore, days: readonly string[], unique: string): Promise<void> {
  for (const dt of days) await lake.put(`${marksOf(dt)}${unique}`, '')
}

/** Marks a day as changed by one upload. */
export async function markClaim(lake: ObjectStore, dt: string, claim: Claim, unique: string): Promise<void> {
  const { state, uploadId, facts } = claim
  await lake.put(`${marksOf(dt)}${inParts(`${unique}.${state}.${uploadId}.${facts}`)}`, '')
}

/** What a mark says; undefined where it says no more than that something changed. */
export function claimOf(markKey: string): Claim | undefined {
  const text = markKey.slice(marksOf('YYYY-MM-DD').length).replaceAll('/', '')
  const [, state, uploadId = '', facts = ''] = text.split('.')
  return state === 'current' || state === 'left' ? { state, uploadId, facts } : undefined
}

/**
 * The mark of a publish under way, made before it reads anything: where another publish sees it, the day is not done, and
 * sweeping leaves its run. One that died leaves it, so the day is looked at again.
 */
export async function markPublish(lake: ObjectStore, dt: string, attempt: string): Promise<string> {
  const key = `${marksOf(dt)}publish-${attempt}`
  await lake.put(key, '')
  return key
}

/** The attempt whose publish made a mark, or undefined. */
export const attemptOf = (markKey: string): string | undefined => /\/publish-([^/]+)$/.exec(markKey)?.[1]

/** Keys of a day's marks. */
export async function listMarks(lake: ObjectStore, dt: string): Promise<string[]> {
  const keys: string[] = []
  for await (const { key } of lake.list(marksOf(dt))) keys.push(key)
  return keys
}

/** Days with a mark, newest first. */
export async function listDirtyDays(lake: ObjectStore): Promise<string[]> {
  const days = new Set<string>()
  for await (const { key } of lake.list('dirty/')) {
    const dt = dayOfMark(key)
    if (dt !== undefined) days.add(dt)
  }
  return [...days].sort().reverse()
}

/** The day of a mark. */
export const dayOfMark = (markKey: string): string | undefined => /^dirty\/dt=([^/]+)\//.exec(markKey)?.[1]
