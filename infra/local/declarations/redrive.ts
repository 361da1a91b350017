/** `npm run redrive`: uploads that failed at every try, on a deployed stage. */
import type { Command } from 'commander'
import { deploymentOf, stackOption } from '../deployment-name.ts'
import { examples, stageOption } from '../options.ts'
import { newCommand } from '../summaries.ts'

/** Declares `redrive`. */
export const command = (): Command =>
  newCommand('redrive')
    .description(
      'Uploads that failed at every try (dead letters) of a deployed stage: which, and why where that is known. A dry run ' +
        'first.',
    )
    .option('--run', 'put them back into the queue; without it nothing is moved')
    .addOption(stageOption())
    .addOption(stackOption())
    .addHelpText(
      'after',
      examples(
        ['redrive --stage dev', 'which uploads failed, and why'],
        ['redrive --stage dev --run', 'tries them again'],
      ),
    )
    .action(async options => {
      const { redrive } = await import('../../aws/commands/redrive.ts')
      await redrive({ of: deploymentOf(options) ?? { stage: 'dev' }, run: options.run })
    })
