/** `npm run rejects`: refused lines with their reasons. */
import type { Command } from 'commander'
import { examples, lakeOption, wholeNumber, withOptions } from '../options.ts'
import { shownOptions } from '../shown-rows.ts'
import { newCommand } from '../summaries.ts'

/** Declares `rejects`. */
export const command = (): Command => withOptions(declared(), shownOptions())

const declared = (): Command =>
  newCommand('rejects')
    .description('The refused lines with where, what was found, what was expected and what to do.')
    .argument('[id]', 'only of this upload')
    .option('--limit <n>', 'lines per upload', wholeNumber, 50)
    .addOption(lakeOption())
    .addHelpText(
      'after',
      examples(
        ['rejects', 'of every upload'],
        ['rejects 3f2a --limit 1000 --csv', 'of one upload, all that were kept, as CSV'],
      ),
    )
    .action(async (id: string | undefined, options) => {
      const { rejects } = await import('../commands/rejects.ts')
      await rejects(id, options)
    })
