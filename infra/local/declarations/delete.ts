/** `npm run delete`: records that are to be kept nowhere, whatever upload they are in. */
import type { Command } from 'commander'
import type { DeleteOptions } from '../commands/delete.ts'
import { examples, isoDay, lakeOption } from '../options.ts'
import { newCommand } from '../summaries.ts'

/** Declares `delete`. */
export const command = (): Command =>
  newCommand('delete')
    .description(
      'Deletes records of an address, of a source, of a range of days, or of all of these together: from every table, and ' +
        'from every upload that comes. Uploads are read again without them; the files themselves are never touched.',
    )
    .option('--address <address>', 'an address, or a prefix such as 192.0.2.0/24, of either end')
    .option('--source <source>', 'a source, or the folders that its keys begin with, as receipts has them')
    .option('--from <day>', 'first UTC day that a record touches, YYYY-MM-DD', isoDay)
    .option('--to <day>', 'last UTC day that a record touches', isoDay)
    .option('--note <text>', 'why, for the record', '')
    .option('--run', 'do it; without it nothing is written')
    .addOption(lakeOption())
    .addHelpText(
      'after',
      examples(
        ['delete --address 175.45.176.7', 'what would be read again'],
        ['delete --address 175.45.176.7 --note "her wish" --run', 'everything about an address'],
        ['delete --from 2024-03-01 --to 2024-03-31 --run', 'a month of all sources'],
        ['delete --source uni/sensor-1 --run', 'a source, also what comes of it later'],
      ),
    )
    .action(async (options: DeleteOptions) => {
      const { deleteAsked } = await import('../commands/delete.ts')
      await deleteAsked(options)
    })
