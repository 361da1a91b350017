/** `npm run remove`: uploads that are not to count any more. */
import type { Command } from 'commander'
import { examples, lakeOption } from '../options.ts'
import { newCommand } from '../summaries.ts'

/** Declares `remove`. */
export const command = (): Command =>
  newCommand('remove')
    .description(
      'Withdraws uploads: their records leave every table, their days are published anew, and what was made of them is ' +
        'deleted. The files themselves are never touched.',
    )
    .argument('<uploads...>', 'files or folders, as they lie or lay; or keys or ids, as receipts has them')
    .addOption(lakeOption())
    .addHelpText(
      'after',
      examples(
        ['remove /var/log/flows/2024-03-01.log.gz', 'a file'],
        ['remove /var/log/flows/old', 'all that was read below a folder'],
        ['remove 3f2a9c01d4', 'what an upload of this id holds'],
      ),
    )
    .action(async (uploads: string[], options: { lake?: string }) => {
      const { remove } = await import('../commands/remove.ts')
      await remove(uploads, options)
    })
