/**
 * The life of one delivery of an upload: any number of times, in any order, killed anywhere. Only the receipt commits;
 * what follows it is repeated by every delivery. It touches the upload that the key holds and those that left it since all
 * was marked last: what a key held before costs nothing.
 *
 * Landing objects of an upload that left its key may be swept at any time, so one that comes back is normalised anew under
 * a name that nobody sweeps. That it left is said by its look, which stands before the key file says so: a delivery that
 * wrote the upload into the key file looks for it afterwards, and finds it where any other came between.
 */
import { hintOf, lookDaysOf, lookOf, markClaim, putHint, putLooks } from '../lib/ledger/days.ts'
import { buildOf, uploadIdOf } from '../lib/ledger/ids.ts'
import { readStandingKeyFile, type StandingKeyFile, settleKeyFile, updateKeyFile } from '../lib/ledger/key-files.ts'
import { daysOf, readReceipt } from '../lib/ledger/receipts.ts'
import { type ObjectHead, PreconditionFailed } from '../lib/ports.ts'
import { isUndone, type Receipt } from '../lib/receipt.ts'
import { arrivalOf } from './arrival.ts'
import { commitMade } from './commit-made.ts'
import { normaliseUpload, type UploadBody } from './normalise-upload.ts'
import { type RenewDependencies, renewUpload } from './renew.ts'
import { bodyOf, versionOf } from './upload-body.ts'
import { NORMALISE_VERSION } from './version.ts'

export interface DeliveryDependencies extends RenewDependencies {
  /** Name of the uploads store, part of every upload's id. */
  bucket: string
  /** Hears of each receipt that this delivery wrote, as soon as it stands: what follows may fail, and is tried again. */
  onReceipt?: (receipt: Receipt) => void
}

/** What a delivery did: made a receipt, found it, found nothing to read, withdrew the key, or replaced a receipt. */
export interface Delivery {
  outcome: 'normalised' | 'known' | 'missing' | 'withdrawn' | 'replayed'
  receipt?: Receipt
}

/** Bytes that change while they are read are read anew this often. */
const MOST_READS = 5

/**
 * Handles a Created event (or a file that was named): acts on what the key holds now. Throws where that changes each time
 * it is read.
 */
export async function deliverCreated(key: string, dependencies: DeliveryDependencies): Promise<Delivery> {
  for (let reads = 0; reads < MOST_READS; reads++) {
    try {
      return await deliverOnce(key, dependencies)
    } catch (error) {
      if (!(error instanceof PreconditionFailed && error.key === key)) throw error
    }
  }
  throw new Error(
    `${key}: expected bytes that stay while they are read, found others ${MOST_READS} times; upload it when it is whole`,
  )
}

async function deliverOnce(key: string, dependencies: DeliveryDependencies): Promise<Delivery> {
  const { lake, uploads, bucket } = dependencies
  const head = await uploads.head(key)
  if (head === undefined) {
    // Absence withdraws nothing; but an earlier delivery of this event may have died before its marks.
    await announce(await readStandingKeyFile(lake, bucket, key), undefined, dependencies)
    return { outcome: 'missing' }
  }
  const uploadId = uploadIdOf(bucket, key, versionOf(head))
  const before = await readReceipt(lake, uploadId)
  const outcome = isUndone(before) ? 'normalised' : 'known'
  let receipt =
    before === undefined || isUndone(before)
      ? await commitMade(await normaliseHead(head, uploadId, dependencies), dependencies)
      : before
  const standing = await updateKey(key, false, dependencies)
  if (standing?.value.current === uploadId) receipt = await renewWhereLeft(receipt, head, dependencies)
  await announce(standing, receipt, dependencies)
  return { outcome, receipt }
}

/** Handles a Removed event: withdraws the key where it is really gone, else acts as on Created. */
export async function deliverRemoved(key: string, dependencies: DeliveryDependencies): Promise<Delivery> {
  if ((await dependencies.uploads.head(key)) !== undefined) return deliverCreated(key, dependencies)
  const standing = await follow(key, undefined, true, dependencies)
  return { outcome: standing === undefined ? 'missing' : 'withdrawn' }
}

/** Step 1: the receipt, not yet written, of exactly the bytes that the head names. Throws where others took their place. */
async function normaliseHead(head: ObjectHead, uploadId: string, dependencies: DeliveryDependencies): Promise<Receipt> {
  const { lake, uploads, bucket, clock, enricher, normalise = normaliseUpload } = dependencies
  const receivedMs = await arrivalOf(lake, uploadId, clock.nowMs())
  const { key, size } = head
  const body: UploadBody = { ...bodyOf(uploads, head), bucket, key, version: versionOf(head), size, receivedMs }
  return normalise(body, uploadId, buildOf(NORMALISE_VERSION, enricher.version), dependencies)
}

/** Steps 3 to 5, for a receipt, if any, of what the key holds: the key file follows it, days are hinted and marked. */
export async function follow(
  key: string,
  receipt: Receipt | undefined,
  mayWithdraw: boolean,
  dependencies: DeliveryDependencies,
): Promise<StandingKeyFile | undefined> {
  const standing = await updateKey(key, mayWithdraw, dependencies)
  await announce(standing, receipt, dependencies)
  return standing
}

/** Step 3: the key file follows what the key holds; before an upload leaves it, its days get their looks. */
function updateKey(
  key: string,
  mayWithdraw: boolean,
  { lake, uploads, bucket, unique }: DeliveryDependencies,
): Promise<StandingKeyFile | undefined> {
  async function leave(uploadId: string): Promise<void> {
    const receipt = await readReceipt(lake, uploadId)
    if (receipt !== undefined) await putLooks(lake, receipt)
  }
  return updateKeyFile(lake, uploads, { bucket, key, mayWithdraw, delivery: unique(), leave })
}

/** How often an upload may leave its key and come back while one delivery looks. */
const MOST_RETURNS = 5

/** The receipt of the upload that the key holds: a new one, of new landing objects, where it left the key meanwhile. */
async function renewWhereLeft(
  receipt: Receipt,
  head: ObjectHead,
  dependencies: DeliveryDependencies,
): Promise<Receipt> {
  let known = receipt
  for (let returns = 0; returns < MOST_RETURNS; returns++) {
    const [day] = lookDaysOf(known)
    if (day === undefined || (await dependencies.lake.head(lookOf(known, day))) === undefined) return known
    await renewUpload(known, known.returned + 1, head, dependencies)
    known = (await readReceipt(dependencies.lake, known.uploadId)) ?? known
  }
  throw new Error(
    `${head.key}: expected bytes that stay, found that they came back ${MOST_RETURNS} times; deliver it again`,
  )
}

/**
 * Steps 4 and 5: hints and marks for the days of the upload that the key holds, marks for those of uploads that left it.
 * `receipt` is of one of them, where it is at hand. A replay may have replaced the receipt of one that left since its looks
 * were put: it is read anew, now that the key file says that it left, and its new days get theirs.
 */
async function announce(
  standing: StandingKeyFile | undefined,
  receipt: Receipt | undefined,
  { lake, unique }: DeliveryDependencies,
): Promise<void> {
  if (standing === undefined) return
  const { current, left } = standing.value
  const mark = unique()
  const days = new Set<string>()
  const isAtHand = receipt !== undefined && receipt.uploadId === current
  const held = current === null ? undefined : isAtHand ? receipt : await readReceipt(lake, current)
  if (held !== undefined) {
    for (const dt of daysOf(held)) days.add(dt)
    const hints = [...days].map(dt => ({ dt, hint: hintOf(held, dt) }))
    for (const { dt, hint } of hints) await putHint(lake, dt, hint)
    for (const { dt, hint } of hints) await markClaim(lake, dt, { state: 'current', ...hint }, mark)
  }
  for (const uploadId of left) {
    const gone = await readReceipt(lake, uploadId)
    if (gone === undefined) continue
    const goneDays = daysOf(gone)
    const last = lookDaysOf(gone).at(-1)
    // Looks are put in order of days: where the last is there, all are.
    if (last !== undefined && (await lake.head(lookOf(gone, last))) === undefined) await putLooks(lake, gone)
    // Where both are of a day, its one mark is enough: who looks after an upload looks after all of its key.
    for (const dt of goneDays)
      if (!days.has(dt)) await markClaim(lake, dt, { state: 'left', uploadId, facts: '' }, mark)
  }
  await settleKeyFile(lake, standing)
}
