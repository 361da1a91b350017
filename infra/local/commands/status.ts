/** `npm run status`: what waits, what was refused, what fails, what is due, and on AWS what it costs. */
import type { Command } from 'commander'
import { type DeploymentOptions, deploymentOf, stackOption } from '../deployment-name.ts'
import { openExistingLake } from '../lake.ts'
import { examples, lakeOption, withOptions } from '../options.ts'
import { type ShownOptions, shownOptions } from '../shown-rows.ts'
import { showStatus } from '../status/lines.ts'
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
    .action(status)

export async function status(options: DeploymentOptions & ShownOptions & { lake?: string }): Promise<void> {
  const of = deploymentOf(options)
  if (of !== undefined) {
    const { statusOnAws } = await import('../../aws/commands/status.ts')
    return showStatus(await statusOnAws(of), options)
  }
  const local = await openExistingLake(options.lake)
  try {
    const { localStatus } = await import('../status/local-status.ts')
    await showStatus(await localStatus(local), options)
  } finally {
    await local.close()
  }
}
