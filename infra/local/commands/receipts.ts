/** `npm run receipts`: what became of each upload. */
import { Command } from 'commander'
import { listReceipts } from '../../../functions/lib/ledger/receipts.ts'
import type { Receipt } from '../../../functions/lib/receipt.ts'
import { openExistingLake } from '../lake.ts'
import { examples, formatOption, lakeOption } from '../options.ts'
import { receiptLine } from '../receipt-lines.ts'
import { formatRows, type RowFormat } from '../rows.ts'
import { jsonText, print } from '../terminal.ts'

/** Declares `receipts`. */
export const command = (): Command =>
  new Command('receipts')
    .description('Each upload in one line; with an id (or the beginning of one) its whole receipt.')
    .argument('[id]', 'upload id')
    .addOption(formatOption())
    .addOption(lakeOption())
    .addHelpText(
      'after',
      examples(['npm run receipts', 'all, in order of key'], ['npm run receipts -- 3f2a', 'one of them, in full']),
    )
    .action(receipts)

export async function receipts(id: string | undefined, options: { format: RowFormat; lake?: string }): Promise<void> {
  const { lake, close } = await openExistingLake(options.lake)
  try {
    const found: Receipt[] = []
    for await (const receipt of listReceipts(lake))
      if (id === undefined || receipt.uploadId.startsWith(id)) found.push(receipt)
    found.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    if (id !== undefined) {
      if (found.length === 0)
        throw new Error(
          `receipts: expected an upload id, found none that begins with ${id}; npm run receipts lists them`,
        )
      for (const receipt of found) print(jsonText(receipt))
      return
    }
    const lines = await Promise.all(found.map(receipt => receiptLine(lake, receipt)))
    const columns = [
      'upload',
      'key',
      'current',
      'format',
      'read',
      'accepted',
      'rejected',
      'watched',
      'from',
      'to',
      'note',
    ] as const
    print(
      formatRows(
        { columns: [...columns], rows: lines.map(line => columns.map(column => line[column])) },
        options.format,
      ),
    )
  } finally {
    await close()
  }
}
