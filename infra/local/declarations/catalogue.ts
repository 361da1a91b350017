/** `npm run catalogue -- check`: what the catalogue does not name in one's own logs, and the rows that would. */
import { Command } from 'commander'
import { examples, lakeOption } from '../options.ts'
import { newCommand } from '../summaries.ts'

/** Declares `catalogue`. */
export const command = (): Command =>
  newCommand('catalogue')
    .description('The catalogue of services against your own logs.')
    .addOption(lakeOption())
    .addCommand(
      new Command('check')
        .description('The allowed categories, and the 50 remote ends with most contacts that have no service.')
        .action(async (_, check: Command) => {
          const options: { lake?: string } = check.optsWithGlobals()
          const { checkCatalogue } = await import('../commands/catalogue.ts')
          await checkCatalogue(options)
        }),
    )
    .addHelpText('after', examples(['catalogue check', 'what has no service, and the rows that would name it']))
