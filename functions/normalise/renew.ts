/** Normalises the bytes of a receipt again and replaces it: by another build, or because the upload came back to its key. */
import { putReplacedLooks, wasGivenUp } from '../lib/ledger/days.ts'
import { buildOf } from '../lib/ledger/ids.ts'
import { daysOf, replaceReceipt } from '../lib/ledger/receipts.ts'
import { closeReplay, openReplay } from '../lib/ledger/replays.ts'
import { type ObjectHead, PreconditionFailed } from '../lib/ports.ts'
import type { Receipt } from '../lib/receipt.ts'
import { type NormaliseDependencies, normaliseUpload } from './normalise-upload.ts'
import { bodyOf, type UploadsStore } from './upload-body.ts'
import { NORMALISE_VERSION } from './version.ts'

export interface RenewDependencies extends NormaliseDependencies {
  uploads: UploadsStore
  /** A new name at each call. */
  unique: () => string
  /** Makes the receipt and its objects; a parameter so that tests can watch it. */
  normalise?: typeof normaliseUpload
}

/** How often one build may have had an upload and lost it to another. */
const MOST_NAMES = 100

/**
 * `returned`: how often the upload has come back, this time included; `head`: of its bytes. Resolves to the new receipt, or
 * to undefined where the old one changed meanwhile. Throws PreconditionFailed where the key holds other bytes by now.
 */
export async function renewUpload(
  before: Receipt,
  returned: number,
  head: ObjectHead,
  dependencies: RenewDependencies,
): Promise<Receipt | undefined> {
  const { lake, uploads, enricher, unique, normalise = normaliseUpload } = dependencies
  const { uploadId, key, bucket, version, receivedMs } = before
  const body = { ...bodyOf(uploads, head), bucket, key, version, size: head.size, receivedMs }
  const build = buildOf(NORMALISE_VERSION, enricher.version)
  const after = await underNewName(lake, { ...before, build, returned }, count =>
    normalise(body, uploadId, build, dependencies, count),
  )
  // No receipt that stands is given up for a try that failed.
  if (after.status === 'failed') throw new Error(`${key}: ${after.refusal}`)
  await openReplay(lake, before, [...daysOf(before), ...daysOf(after)], unique())
  await putReplacedLooks(lake, before)
  const replaced = await replaceReceipt(lake, after, before)
  await closeReplay(lake, uploadId, unique())
  return replaced ? after : undefined
}

/**
 * What is made under a name that nothing had that was given up: that may be swept at any time. `first` has the days of before;
 * those of what is made may be others.
 */
async function underNewName(
  lake: RenewDependencies['lake'],
  first: Receipt,
  make: (returned: number) => Promise<Receipt>,
): Promise<Receipt> {
  for (let { returned } = first; returned < first.returned + MOST_NAMES; returned++) {
    if (await wasGivenUp(lake, { ...first, returned })) continue
    const made = await make(returned)
    if (!(await wasGivenUp(lake, made))) return made
  }
  throw new Error(`${first.key}: expected one of ${MOST_NAMES} names that nothing given up had, found none`)
}

/** Whether an error says that the key of an upload holds other bytes than those that were asked for. */
export const isOfOtherBytes = (error: unknown, key: string): boolean =>
  error instanceof PreconditionFailed && error.key === key
