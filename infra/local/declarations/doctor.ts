/** `npm run doctor`: what is wrong with a lake, and what to do. */
import type { Command } from 'commander'
import { examples, lakeOption } from '../options.ts'
import { newCommand } from '../summaries.ts'

/** Declares `doctor`. */
export const command = (): Command =>
  newCommand('doctor')
    .description(
      'Examines a lake: what is damaged, lost, half done or left over, by reading every page of it, and what to do. It ends with 1 ' +
        'where anything is wrong.',
    )
    .option('--mend', 'mends what can be: reads uploads again, makes days anew, deletes what is left over')
    .addOption(lakeOption())
    .addHelpText('after', examples(['doctor', 'what is wrong'], ['doctor --mend', 'mends it, and examines it again']))
    .action(async (options: { mend?: boolean; lake?: string }) => {
      const { doctor } = await import('../commands/doctor.ts')
      await doctor(options)
    })
