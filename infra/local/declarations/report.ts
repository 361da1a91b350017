/** `npm run report`: reports as reports.json defines them, of what is published. */
import type { Command } from 'commander'
import { typedCommand } from '../installation.ts'
import { examples, isoDay, lakeOption } from '../options.ts'
import { newCommand } from '../summaries.ts'
import { userFolder } from '../user-paths.ts'

/** Declares `report`. */
export const command = (): Command =>
  newCommand('report')
    .description(
      `Makes reports as reports.json defines them, of what earlier runs of ${typedCommand('start')} published; ` +
        'without a name it says which definitions there are.',
    )
    .argument('[names...]', 'definitions of reports.json; shipped are daily, weekly and quarterly')
    .option('--to <day>', 'last local day of the report (default: the last one that has settled by now)', isoDay)
    .option('--due', 'those that are due and were not made yet: for a schedule of your own, as often as you like')
    .option('--out <dir>', 'where reports are written', 'reports')
    .addOption(lakeOption())
    .addHelpText(
      'after',
      examples(
        ['report', 'which definitions there are, and when each is due'],
        ['report weekly --to 2017-07-02', 'the week that ends on this day'],
        ['report --due', 'what is due'],
      ),
    )
    .action(async (names: string[], options) => {
      const { makeReports } = await import('../commands/report.ts')
      await makeReports(names, { from: userFolder(), ...options })
    })
