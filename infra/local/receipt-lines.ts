/** Receipts as people read them, a line each. */
import { balanceOf } from '../../functions/lib/receipt.ts'
import { type StandingUpload, whyNotCounted } from './standings.ts'
import { printable } from './terminal.ts'

const number = new Intl.NumberFormat('en')
const instant = (ms: number | null): string =>
  ms === null ? '' : new Date(ms).toISOString().slice(0, 16).replace('T', ' ')

/** Fields of a receipt's line. */
export interface ReceiptLine {
  upload: string
  key: string
  /** Whether its rows are in the tables; `note` says why not. */
  counts: 'yes' | 'no'
  format: string
  read: number
  accepted: number
  rejected: string
  watched: string
  from: string
  to: string
  note: string
}

/** The line of one upload. */
export function receiptLine(upload: StandingUpload): ReceiptLine {
  const { receipt, standing } = upload
  const records = receipt.accepted + receipt.outOfScope
  const rejected = Object.entries(receipt.rejected).map(([reason, count]) => `${reason} ${number.format(count)}`)
  const { read, accounted } = balanceOf(receipt)
  const notes = [
    whyNotCounted(upload),
    receipt.refusal ?? '',
    read === accounted ? '' : `NOT BALANCED: ${read} read, ${accounted} accounted for`,
  ]
  return {
    upload: receipt.uploadId.slice(0, 10),
    key: printable(receipt.key),
    counts: standing === 'counts' ? 'yes' : 'no',
    format: receipt.format ?? (receipt.status === 'ok' ? 'empty' : receipt.status),
    read: receipt.read,
    accepted: receipt.accepted,
    rejected: rejected.join(', '),
    watched: records === 0 ? '' : `${((100 * receipt.accepted) / records).toFixed(1)} %`,
    from: instant(receipt.firstMs),
    to: instant(receipt.lastMs),
    note: printable([...notes, ...receipt.warnings].filter(note => note !== '').join('; ')),
  }
}
