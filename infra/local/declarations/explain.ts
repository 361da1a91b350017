/** `npm run explain`: a figure's SQL, parameters and rows, down to flows and uploaded lines. */
import type { Command } from 'commander'
import { examples, lakeOption, wholeNumber, withOptions } from '../options.ts'
import { shownOptions } from '../shown-rows.ts'
import { newCommand } from '../summaries.ts'
import { userFolder } from '../user-paths.ts'

/** Declares `explain`. */
export const command = (): Command => withOptions(declared(), shownOptions())

const declared = (): Command =>
  newCommand('explain')
    .description(
      'A figure of a report: its SQL, parameters, rows, and down to flows and uploaded lines. Of a report alone its figures, of nothing ' +
        'the reports that there are.',
    )
    .argument(
      '[figure]',
      '<report>#<figure>, as printed in the report: study/2017-07-06#categories.share.games-and-content; or <report>',
    )
    .option('--out <dir>', 'where reports were written', 'reports')
    .option('--limit <n>', 'contacts, flows and lines shown', wholeNumber, 10)
    .addOption(lakeOption())
    .addHelpText(
      'after',
      examples(
        ['explain study/2017-07-06', 'the figures of that report, each as it is named here'],
        [`explain 'study/2017-07-06#categories.share.games-and-content' --limit 3`, 'a figure of the study'],
      ),
    )
    .action(async (figure: string | undefined, options) => {
      const { explain } = await import('../commands/explain.ts')
      await explain(figure ?? '', { from: userFolder(), ...options })
    })
