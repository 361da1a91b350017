/** What `npm start` says of a lake where there may be nothing to report. */
import type { Receipt } from '../../functions/lib/receipt.ts'
import { unreadKindOf } from '../../functions/normalise/unread/index.ts'
import { commandOn } from './lake-folders.ts'
import type { ReceiptSums } from './receipt-sums.ts'
import type { StandingUpload } from './standings.ts'
import { printable } from './terminal.ts'

const DAY_MS = 86_400_000
const NAMED = 10

/** Loud where --from and --to leave nothing: a report of nothing is made all the same. */
export function outsideWindow(
  { fromDay, toDay }: { fromDay?: string; toDay?: string },
  { firstMs, lastMs }: ReceiptSums,
): string[] {
  if (firstMs === null || lastMs === null) return []
  const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10)
  // A local day reaches at most a day beyond the UTC day of the same name.
  const isOutside =
    (fromDay !== undefined && dayOf(lastMs + DAY_MS) < fromDay) ||
    (toDay !== undefined && dayOf(firstMs - DAY_MS) > toDay)
  if (!isOutside) return []
  return [`NOTHING IN THE WINDOW: records reach from ${dayOf(firstMs)} to ${dayOf(lastMs)} UTC; check --from and --to.`]
}

/** A file that nothing was read of, and why: `logs/words.txt: expected …; it begins with "just words"`. */
export function unreadLine({
  key,
  refusal,
  status,
  head,
}: Pick<Receipt, 'key' | 'refusal' | 'status' | 'head'>): string {
  const why = refusal ?? (status === 'ok' ? 'the file is empty' : status)
  return printable(`${key}: ${why}${head === null ? '' : `; it begins with "${head.slice(0, 60)}"`}`)
}

/** Uploads whose delivery failed, and what to do: a line each, the first ones. */
export function failedUploads(failed: readonly string[]): string {
  const lines = failed.slice(0, NAMED).map(line => `\n  ${printable(line)}`)
  const more = failed.length > NAMED ? `\n  ${failed.length - NAMED} more` : ''
  return (
    `expected every upload to be delivered, found ${failed.length} that failed; what is said above is without them; mend the ` +
    `cause and run it again:${lines.join('')}${more}`
  )
}

/**
 * A line a kind of files that nothing was read of; those are alike that are refused in the same words but for numbers. `left`:
 * files that no line tells.
 */
function unreadLines(receipts: readonly Receipt[]): { lines: string[]; left: number } {
  const kinds = new Map<string, Receipt[]>()
  for (const receipt of receipts) {
    const isKind = receipt.status === 'other' || receipt.status === 'unknown'
    const refusal = receipt.refusal ?? ''
    const kind = isKind ? unreadKindOf(refusal) : refusal.replace(/\d+/g, '0')
    const same = kinds.get(kind)
    if (same === undefined) kinds.set(kind, [receipt])
    else same.push(receipt)
  }
  const told = [...kinds.values()].slice(0, NAMED)
  const lines = told.flatMap(([first, ...more]) => {
    if (first === undefined) return []
    return [more.length === 0 ? unreadLine(first) : `${unreadLine(first)}; ${more.length} more of this kind`]
  })
  return { lines, left: receipts.length - told.reduce((sum, { length }) => sum + length, 0) }
}

/** Why there is no report of a lake in which no record of a watched end counts, and what to do. */
export function nothingToReport(uploads: readonly StandingUpload[], sums: ReceiptSums, lakeFolder: string): string {
  const unread = uploads.filter(({ standing }) => ['unknown', 'other', 'refused', 'failed'].includes(standing))
  if (sums.uploads.counts === 0 && unread.length > 0) {
    const { lines, left } = unreadLines(unread.map(({ receipt }) => receipt))
    const more = left > 0 ? `\n  ${left} more: ${commandOn(lakeFolder, 'receipts')}` : ''
    return `no report: expected flow logs in a known format, found none${lines.map(line => `\n  ${line}`).join('')}${more}`
  }
  if (sums.outOfScope > 0) return 'no report: expected records with an end in your networks, found none; see above'
  if (sums.rejected > 0)
    return `no report: expected records, found only lines that were rejected; ${commandOn(lakeFolder, 'rejects')} says why`
  return `no report: expected records, found none; ${commandOn(lakeFolder, 'receipts')} says what each file holds`
}
