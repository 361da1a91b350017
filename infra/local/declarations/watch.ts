/** `npm run watch`: what is put into folders is read, published and reported as it comes, as a bucket has it. */
import type { Command } from 'commander'
import { examples, lakeOption, reportName, seconds, timeZoneName } from '../options.ts'
import { newCommand } from '../summaries.ts'

/** Declares `watch`. */
export const command = (): Command =>
  newCommand('watch')
    .description(
      'Watches folders: files that are put there are read once they are whole, files that change are read again, files that ' +
        'go are withdrawn; their days are published at once, and the report is made anew when it is quiet. Ctrl-C ends it at ' +
        'any moment; nothing is lost.',
    )
    .argument('<folders...>', 'folders with flow logs, with all folders below whose names begin with no dot')
    .option('--networks <csv>', 'watched networks, kept for later runs (default: those of the run before)')
    .option('--events <csv>', 'dated events that the report tests activity around, kept for later runs')
    .option(
      '--source-zone <zone>',
      'zone of the times of the files that lie there now, where they have none',
      timeZoneName,
    )
    .option(
      '--settle <seconds>',
      'a file is whole when it has not changed for so long, and the report is due when nothing came for so long',
      seconds,
      5,
    )
    .option('--out <dir>', 'where reports are written', 'reports')
    .option('--name <name>', 'name of the report', reportName, 'networks')
    .addOption(lakeOption())
    .addHelpText(
      'after',
      examples(
        ['watch /var/log/flows --networks networks.csv', 'what lies there, and what will be put there'],
        ['watch incoming archive --settle 60', 'two folders, whose files are written slowly'],
      ),
    )
    .action(async (folders: string[], options) => {
      const { watch } = await import('../commands/watch.ts')
      await watch(folders, options)
    })
