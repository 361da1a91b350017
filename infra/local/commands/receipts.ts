/** `npm run receipts`: what became of each upload. */
import { openExistingLake } from '../lake.ts'
import { commandOn } from '../lake-folders.ts'
import { receiptLine } from '../receipt-lines.ts'
import { type ShownOptions, showRows, showText } from '../shown-rows.ts'
import { standingUploads } from '../standings.ts'
import { jsonText } from '../terminal.ts'

export async function receipts(id: string | undefined, options: ShownOptions & { lake?: string }): Promise<void> {
  const { lake, folder, close } = await openExistingLake(options.lake)
  try {
    const all = await standingUploads(lake)
    const found = all.filter(({ receipt }) => id === undefined || receipt.uploadId.startsWith(id))
    if (id !== undefined) {
      if (found.length === 0)
        throw new Error(
          `receipts: expected an upload id, found none that begins with ${id}; ${commandOn(folder, 'receipts')} lists them`,
        )
      await showText(found.map(({ receipt }) => jsonText(receipt)).join('\n'), options)
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
    const rows = lines.map(line => columns.map(column => line[column]))
    await showRows({ columns: [...columns], rows, below: ['from', 'to', 'rejected', 'note'] }, options)
  } finally {
    await close()
  }
}
