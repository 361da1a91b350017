/** Receipts as people read them. */
import { busiestPrefixes } from '../../functions/lib/busiest-prefixes.ts'
import { readKeyFile } from '../../functions/lib/ledger/key-files.ts'
import { listReceipts } from '../../functions/lib/ledger/receipts.ts'
import type { ObjectStore } from '../../functions/lib/ports.ts'
import { balanceOf, type Receipt } from '../../functions/lib/receipt.ts'
import { printable } from './terminal.ts'

const number = new Intl.NumberFormat('en')
const sum = (counts: Record<string, number>): number => Object.values(counts).reduce((a, b) => a + b, 0)
const instant = (ms: number | null): string =>
  ms === null ? '' : new Date(ms).toISOString().slice(0, 16).replace('T', ' ')

/** Fields of a receipt's line. */
export interface ReceiptLine {
  upload: string
  key: string
  current: string
  format: string
  read: number
  accepted: number
  rejected: string
  watched: string
  from: string
  to: string
  note: string
}

export async function receiptLine(lake: ObjectStore, receipt: Receipt): Promise<ReceiptLine> {
  const keyFile = await readKeyFile(lake, receipt.bucket, receipt.key)
  const records = receipt.accepted + receipt.outOfScope
  const rejected = Object.entries(receipt.rejected).map(([reason, count]) => `${reason} ${number.format(count)}`)
  const { read, accounted } = balanceOf(receipt)
  const notes = [
    receipt.refusal ?? '',
    read === accounted ? '' : `NOT BALANCED: ${read} read, ${accounted} accounted for`,
  ]
  return {
    upload: receipt.uploadId.slice(0, 10),
    key: printable(receipt.key),
    current: keyFile?.current === receipt.uploadId ? 'yes' : keyFile?.current === null ? 'removed' : 'overwritten',
    format: receipt.format ?? receipt.status,
    read: receipt.read,
    accepted: receipt.accepted,
    rejected: rejected.join(', '),
    watched: records === 0 ? '' : `${((100 * receipt.accepted) / records).toFixed(1)} %`,
    from: instant(receipt.firstMs),
    to: instant(receipt.lastMs),
    note: printable([...notes, ...receipt.warnings].filter(note => note !== '').join('; ')),
  }
}

export interface ReceiptSums {
  uploads: number
  read: number
  accepted: number
  outOfScope: number
  skipped: number
  rejected: number
  unknown: number
  other: number
  refused: number
  failed: number
  /** First start and last end of accepted records of all uploads, epoch ms; null where none. */
  firstMs: number | null
  lastMs: number | null
  busiest: { prefix: string; records: number }[]
}

export async function sumReceipts(lake: ObjectStore): Promise<ReceiptSums> {
  const units = { read: 0, accepted: 0, outOfScope: 0, skipped: 0, rejected: 0 }
  const sums = { uploads: 0, ...units, unknown: 0, other: 0, refused: 0, failed: 0 }
  let firstMs: number | null = null
  let lastMs: number | null = null
  const busiest: Pick<Receipt, 'busiest'>[] = []
  for await (const receipt of listReceipts(lake)) {
    sums.uploads++
    sums.read += receipt.read
    sums.accepted += receipt.accepted
    sums.outOfScope += receipt.outOfScope
    sums.skipped += sum(receipt.skipped)
    sums.rejected += sum(receipt.rejected)
    if (receipt.status !== 'ok') sums[receipt.status]++
    if (receipt.firstMs !== null) firstMs = Math.min(firstMs ?? receipt.firstMs, receipt.firstMs)
    if (receipt.lastMs !== null) lastMs = Math.max(lastMs ?? receipt.lastMs, receipt.lastMs)
    busiest.push({ busiest: receipt.busiest })
  }
  return { ...sums, firstMs, lastMs, busiest: busiestPrefixes(busiest) }
}

const uploadsText = (count: number): string => `${number.format(count)} upload${count === 1 ? '' : 's'}`

/** What all uploads came to, in a few lines; loud where nothing of them is watched. */
export function receiptSummary(sums: ReceiptSums): string[] {
  const lines = [
    `${uploadsText(sums.uploads)}: ${number.format(sums.read)} units read, ${number.format(sums.accepted)} accepted, ` +
      `${number.format(sums.outOfScope)} without a watched end, ${number.format(sums.skipped)} no records, ` +
      `${number.format(sums.rejected)} rejected (npm run rejects)`,
  ]
  if (sums.unknown > 0) lines.push(`${uploadsText(sums.unknown)} in no known format (npm run receipts)`)
  if (sums.other > 0) lines.push(`${uploadsText(sums.other)} of other logs, which hold no flows (npm run receipts)`)
  if (sums.failed > 0) lines.push(`${uploadsText(sums.failed)} failed at every try (npm run receipts)`)
  if (sums.refused > 0) lines.push(`${uploadsText(sums.refused)} refused whole (npm run receipts)`)
  if (sums.accepted === 0 && sums.outOfScope > 0) {
    const busiest = sums.busiest.map(({ prefix, records }) => `${prefix} (${number.format(records)} ends)`).join(', ')
    lines.push(
      `NOTHING WATCHED: no record has an end in your networks. Busiest prefixes: ${busiest}. Put yours into networks.csv.`,
    )
  }
  return lines
}
