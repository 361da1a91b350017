/** `npm run receipts`: what became of each upload. */
import { Command } from 'commander'
import { typedCommand } from '../installation.ts'
import { openExistingLake } from '../lake.ts'
import { examples, formatOption, lakeOption } from '../options.ts'
import { receiptLine } from '../receipt-lines.ts'
import { formatRows, type RowFormat } from '../rows.ts'
import { standingUploads } from '../standings.ts'
import { jsonText, print } from '../terminal.ts'

/** Declares `receipts`. */
export const command = (): Command =>
  new Command('receipts')
    .description(
      'Each upload in one line: what was found in it, and whether it counts; with an id (or the beginning of one) its whole ' +
        'receipt.',
    )
    .argument('[id]', 'upload id')
    .addOption(formatOption())
    .addOption(lakeOption())
    .addHelpText('after', examples(['receipts', 'all, in order of key'], ['receipts 3f2a', 'one of them, in full']))
    .action(receipts)

export async function receipts(id: string | undefined, options: { format: RowFormat; lake?: string }): Promise<void> {
  const { lake, close } = await openExistingLake(options.lake)
  try {
    const all = await standingUploads(lake)
    const found = all.filter(({ receipt }) => id === undefined || receipt.uploadId.startsWith(id))
    if (id !== undefined) {
      if (found.length === 0)
        throw new Error(
          `receipts: expected an upload id, found none that begins with ${id}; ${typedCommand('receipts')} lists them`,
        )
      for (const { receipt } of found) print(jsonText(receipt))
      return
    }
    const lines = found.map(receiptLine)
    const columns = [
      'upload',
      'key',
      'counts',
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
