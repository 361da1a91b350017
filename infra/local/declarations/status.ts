/** `npm run status`: what waits, what was refused, what fails, what is due, and on AWS what it costs. */
import type { Command } from 'commander'
import { stackOption } from '../deployment-name.ts'
import { examples, lakeOption, withOptions } from '../options.ts'
import { shownOptions } from '../shown-rows.ts'
import { newCommand } from '../summaries.ts'

/** Declares `status`. */
export const command = (): Command => withOptions(declared(), shownOptions())

const declared = (): Command =>
  newCommand('status')
    .description(
      'What waits to be read or published, what failed and why, which reports are due; of a deployed stage also dead letters, what was ' +
        'refused lately, alarms, and what this month cost so far. It reads only, and ends with 1 where somebody has to do something.',
    )
    .option('--stage <name>', 'of a deployed stage: dev or prod; without it of a lake of this machine')
    .addOption(stackOption())
    .addOption(lakeOption())
    .addHelpText(
      'after',
      examples(
        ['status', 'of the lake of your own logs'],
        ['status --stage dev', 'of a deployed stage'],
        ['status --stack Flows --json', 'of a FlowCensus in an app of your own, for a program'],
      ),
    )
    .action(async options => {
      const { status } = await import('../commands/status.ts')
      await status(options)
    })
