/** `npm start`: logs in, a checkable report out. */
import type { Command } from 'commander'
import { examples, isoDay, jobsOption, lakeOption, reportName, timeZoneName, wholeNumber } from '../options.ts'
import { newCommand } from '../summaries.ts'
import { userFolder } from '../user-paths.ts'
import { FORMAT_TITLES } from './words.ts'

/** Declares `start`. */
export const command = (): Command =>
  newCommand('start')
    .description(
      'Normalise, publish and report. With files or folders: your logs, read in place (again with more: they are added). ' +
        'Without: a small study made by a seeded generator.',
    )
    .argument(
      '[paths...]',
      `flow logs: ${FORMAT_TITLES.join(', ')}; plain or gzip; known by content, not name; of a folder ` +
        'all files below it whose names begin with no dot',
    )
    .option(
      '--networks <csv>',
      'watched networks, kept for later runs (default: those of the run before, at first private addresses); columns: ' +
        'cidr,name,access_path,time_zone,home_country,provider_asns,weekend,valid_from,valid_to,note',
    )
    .option(
      '--events <csv>',
      'dated events that the report tests activity around, kept for later runs; columns: name,time,zone,set,source',
    )
    .option(
      '--source-zone <zone>',
      'zone of the times of these files where they have none, such as Europe/Berlin, kept for later runs of their sources ' +
        '(default: UTC, with a warning; sources.csv has more)',
      timeZoneName,
    )
    .option(
      '--from <day>',
      'first local day of the report, YYYY-MM-DD (default: the first whole day of the logs)',
      isoDay,
    )
    .option('--to <day>', 'last local day of the report (default: the last whole day of the logs)', isoDay)
    .option('--out <dir>', 'where reports are written', 'reports')
    .option('--name <name>', 'name of the report (default: study or networks)', reportName)
    .option('--records <n>', 'size of the study in log records, about (default: 200000)', wholeNumber)
    .option('--seed <n>', 'seed of the study (default: 1)', wholeNumber)
    .addOption(jobsOption())
    .addOption(lakeOption())
    .addHelpText(
      'after',
      examples(
        ['start', 'the study'],
        ['start /var/log/flows --networks networks.csv', 'your own logs and networks'],
        ['start more.log.gz --from 2024-03-01 --to 2024-03-31', 'one file more, and a report of March'],
      ),
    )
    .action(async (paths: string[], { from, to, ...options }) => {
      const { start } = await import('../commands/start.ts')
      await start({ ...options, paths, from: userFolder(), fromDay: from, toDay: to })
    })
