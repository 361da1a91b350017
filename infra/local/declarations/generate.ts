/** `npm run generate`: the study's files without anything else. */
import { type Command, Option } from 'commander'
import { examples, wholeNumber } from '../options.ts'
import { ABSENCES, ABSENCES_EXPLAINED } from '../study/absences.ts'
import { newCommand } from '../summaries.ts'
import { fromUser } from '../user-paths.ts'

/** Declares `generate`. */
export const command = (): Command =>
  newCommand('generate')
    .description('Only write the files of the study: logs, networks.csv, events.csv and truth.json.')
    .argument('<dir>', 'folder to write to')
    .option('--records <n>', 'log records, about', wholeNumber, 200_000)
    .option('--seed <n>', 'seed', wholeNumber, 1)
    .addOption(
      new Option('--without <what...>', `what does not occur: ${ABSENCES_EXPLAINED}`)
        .choices(ABSENCES)
        .default([], 'nothing'),
    )
    .addHelpText('after', examples(['generate some-folder --records 20000', "a tenth of the study's size, to look at"]))
    .action(async (dir: string, options) => {
      const { generate } = await import('../commands/generate.ts')
      await generate(fromUser(dir), options)
    })
