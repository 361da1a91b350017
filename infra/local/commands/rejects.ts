/** `npm run rejects`: refused lines with their reasons. */
import { Command } from 'commander'
import { listReceipts } from '../../../functions/lib/ledger/receipts.ts'
import { formatOf } from '../../../functions/normalise/formats/index.ts'
import { describeReject, parseReject } from '../../../functions/normalise/rejects.ts'
import { typedCommand } from '../installation.ts'
import { openExistingLake } from '../lake.ts'
import { examples, lakeOption, wholeNumber } from '../options.ts'
import { print, printable } from '../terminal.ts'

/** Declares `rejects`. */
export const command = (): Command =>
  new Command('rejects')
    .description('The refused lines with where, what was found, what was expected and what to do.')
    .argument('[id]', 'only of this upload')
    .option('--limit <n>', 'lines per upload', wholeNumber, 50)
    .addOption(lakeOption())
    .addHelpText(
      'after',
      examples(['rejects', 'of every upload'], ['rejects 3f2a --limit 1000', 'of one upload, all that were kept']),
    )
    .action(rejects)

export async function rejects(id: string | undefined, options: { limit: number; lake?: string }): Promise<void> {
  const { lake, close } = await openExistingLake(options.lake)
  try {
    let found = 0
    let shown = 0
    for await (const receipt of listReceipts(lake)) {
      if (id !== undefined && !receipt.uploadId.startsWith(id)) continue
      found++
      if (receipt.rejects === null) continue
      const object = await lake.get(receipt.rejects)
      const lines = object === undefined ? [] : new TextDecoder().decode(object.bytes).trimEnd().split('\n')
      const total = Object.values(receipt.rejected).reduce((a, b) => a + b, 0)
      print(`${printable(receipt.key)} (${receipt.uploadId.slice(0, 10)}): ${total} rejected, ${lines.length} kept`)
      const place = formatOf(receipt.format)?.unit ?? 'line'
      for (const line of lines.slice(0, options.limit)) {
        const reject = parseReject(line)
        print(`  ${printable(describeReject(`${place} ${reject.record}`, reject))}`)
        shown++
      }
    }
    if (id !== undefined && found === 0)
      throw new Error(
        `rejects: expected an upload id, found none that begins with ${id}; ${typedCommand('receipts')} lists them`,
      )
    if (shown === 0) print('nothing was rejected')
  } finally {
    await close()
  }
}
