/** `npm run receipts`: what became of each upload. */
import type { Command } from 'commander'
import { examples, lakeOption, withOptions } from '../options.ts'
import { shownOptions } from '../shown-rows.ts'
import { newCommand } from '../summaries.ts'

/** Declares `receipts`. */
export const command = (): Command => withOptions(declared(), shownOptions())

const declared = (): Command =>
  newCommand('receipts')
    .description(
      'Each upload in one line: what was found in it, and whether it counts; with an id (or the beginning of one) its whole ' +
        'receipt.',
    )
    .argument('[id]', 'upload id')
    .addOption(lakeOption())
    .addHelpText('after', examples(['receipts', 'all, in order of key'], ['receipts 3f2a', 'one of them, in full']))
    .action(async (id: string | undefined, options) => {
      const { receipts } = await import('../commands/receipts.ts')
      await receipts(id, options)
    })
