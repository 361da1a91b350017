/** Which uploads of a lake count and why the others do not, as publish decides it day by day. */
import { readKeyFile } from '../../functions/lib/ledger/key-files.ts'
import { daysOf, listReceipts } from '../../functions/lib/ledger/receipts.ts'
import type { ObjectStore } from '../../functions/lib/ports.ts'
import type { Receipt, UploadStatus } from '../../functions/lib/receipt.ts'
import { beyondBudget, type ClaimedBytes } from '../../functions/publish/bytes-budget.ts'
import { typedCommand } from './installation.ts'

/** `unfinished`: its delivery ended before the ledger said that it is current. */
export type Standing =
  | 'counts'
  | 'copy'
  | 'implausible'
  | 'overwritten'
  | 'removed'
  | 'unfinished'
  | Exclude<UploadStatus, 'ok'>

export interface StandingUpload {
  receipt: Receipt
  standing: Standing
  /** Of a copy the key that counts, of what was overwritten the id of the upload that the key holds now, of `implausible` days. */
  insteadOf: string | null
}

/** Every upload of the lake, in order of key, then id. Of equal content the one with the smallest key counts. */
export async function standingUploads(lake: ObjectStore): Promise<StandingUpload[]> {
  const found: StandingUpload[] = []
  const counting = new Map<string, string>()
  for await (const receipt of listReceipts(lake)) {
    const current = (await readKeyFile(lake, receipt.bucket, receipt.key))?.current
    if (current === receipt.uploadId) {
      const standing = receipt.status === 'ok' ? 'counts' : receipt.status
      found.push({ receipt, standing, insteadOf: null })
      const known = counting.get(receipt.contentHash)
      if (standing === 'counts' && (known === undefined || receipt.key < known))
        counting.set(receipt.contentHash, receipt.key)
    } else if (current === undefined) found.push({ receipt, standing: 'unfinished', insteadOf: null })
    else found.push({ receipt, standing: current === null ? 'removed' : 'overwritten', insteadOf: current })
  }
  for (const upload of found) {
    const first = counting.get(upload.receipt.contentHash)
    // A file without a record is no copy of another.
    if (upload.standing !== 'counts' || first === upload.receipt.key || daysOf(upload.receipt).length === 0) continue
    upload.standing = 'copy'
    upload.insteadOf = first ?? null
  }
  const beyond = beyondByUpload(found.filter(({ standing }) => standing === 'counts'))
  for (const upload of found) {
    const days = beyond.get(upload.receipt.uploadId)
    if (days === undefined) continue
    upload.standing = 'implausible'
    upload.insteadOf = days.join(', ')
  }
  return found.sort((a, b) => compare(a.receipt.key, b.receipt.key) || compare(a.receipt.uploadId, b.receipt.uploadId))
}

/** Days on which an upload does not count for the bytes that it claims, by its id. */
function beyondByUpload(uploads: readonly StandingUpload[]): Map<string, string[]> {
  const byDay = new Map<string, ClaimedBytes[]>()
  for (const { receipt } of uploads)
    for (const output of receipt.outputs) {
      const day = byDay.get(output.dt) ?? []
      byDay.set(output.dt, day)
      day.push({ uploadId: receipt.uploadId, key: receipt.key, output })
    }
  const found = new Map<string, string[]>()
  for (const [dt, day] of byDay)
    for (const id of beyondBudget(day)) found.set(id, [...(found.get(id) ?? []), dt].sort())
  return found
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Why an upload's rows are in no table; empty where it counts. */
export function whyNotCounted({ standing, insteadOf }: StandingUpload): string {
  switch (standing) {
    case 'counts':
      return ''
    case 'copy':
      return `copy of ${insteadOf}, does not count`
    case 'implausible':
      return `claims more bytes than a day can hold, does not count on ${insteadOf}`
    case 'overwritten':
      return `overwritten by ${insteadOf?.slice(0, 10)}, does not count`
    case 'removed':
      return 'removed, does not count'
    case 'unfinished':
      return `does not count yet: its delivery has not come to its end, ${typedCommand('start')} with its file ends it`
    default:
      return 'does not count'
  }
}
