/** `npm run replay`: what an older build made, made again. */
import type { Command } from 'commander'
import { deploymentOf, stackOption } from '../deployment-name.ts'
import { examples, lakeOption } from '../options.ts'
import { newCommand } from '../summaries.ts'

/** Declares `replay`. */
export const command = (): Command =>
  newCommand('replay')
    .description('Normalise again what an older build made (new networks, catalogue, version). Says what would change.')
    .option('--run', 'do it; without it nothing is written')
    .addOption(lakeOption())
    .option(
      '--aws <stage>',
      'of the deployed lake of this stage, instead of a local one: lists, counts, what it would cost',
    )
    .addHelpText(
      'after',
      examples(
        ['replay', 'what would change'],
        ['replay --run', 'changes it'],
        ['replay --aws dev --run', 'sends the uploads of a stage to normalise; ended, it goes on where it stopped'],
      ),
    )
    .addOption(stackOption())
    .action(async options => {
      const of = deploymentOf(options)
      if (of === undefined) {
        const { replay } = await import('../commands/replay.ts')
        return replay(options)
      }
      const { replayOnAws } = await import('../../aws/commands/replay.ts')
      return replayOnAws({ of, run: options.run })
    })
