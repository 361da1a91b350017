/** `npm run delete`: records that are to be kept nowhere, whatever upload they are in. */

import type { Command } from 'commander'
import { deletionsCsv, parseDeletions } from '../../../functions/lib/reference/deletions.ts'
import { counted } from '../counted.ts'
import { type Deleted, deleteRecords } from '../delete-records.ts'
import { deletionText } from '../deletion-text.ts'
import { WrongUse } from '../exit-codes.ts'
import { openExistingLake } from '../lake.ts'
import { commandOn } from '../lake-folders.ts'
import { examples, isoDay, lakeOption } from '../options.ts'
import { createProgress } from '../progress.ts'
import { standingUploads } from '../standings.ts'
import { newCommand } from '../summaries.ts'
import { print, printable } from '../terminal.ts'

interface DeleteOptions {
  address?: string
  source?: string
  from?: string
  to?: string
  note?: string
  run?: boolean
  lake?: string
}

const NAMED = 10

/** Declares `delete`. */
export const command = (): Command =>
  newCommand('delete')
    .description(
      'Deletes records of an address, of a source, of a range of days, or of all of these together: from every table, and ' +
        'from every upload that comes. Uploads are read again without them; the files themselves are never touched.',
    )
    .option('--address <address>', 'an address, or a prefix such as 192.0.2.0/24, of either end')
    .option('--source <source>', 'a source, or the folders that its keys begin with, as receipts has them')
    .option('--from <day>', 'first UTC day that a record touches, YYYY-MM-DD', isoDay)
    .option('--to <day>', 'last UTC day that a record touches', isoDay)
    .option('--note <text>', 'why, for the record', '')
    .option('--run', 'do it; without it nothing is written')
    .addOption(lakeOption())
    .addHelpText(
      'after',
      examples(
        ['delete --address 175.45.176.7', 'what would be read again'],
        ['delete --address 175.45.176.7 --note "her wish" --run', 'everything about an address'],
        ['delete --from 2024-03-01 --to 2024-03-31 --run', 'a month of all sources'],
        ['delete --source uni/sensor-1 --run', 'a source, also what comes of it later'],
      ),
    )
    .action(deleteAsked)

async function deleteAsked(options: DeleteOptions): Promise<void> {
  const { address = '', source = '', from = '', to = '', note = '' } = options
  if (`${address}${source}${from}${to}` === '')
    throw new WrongUse('delete: expected --address, --source, --from or --to, found none of them, which is everything')
  const lake = await openExistingLake(options.lake)
  try {
    const asked = new Date(lake.clock.nowMs()).toISOString().slice(0, 10)
    const [row] = parseDeletions(deletionsCsv([{ source, cidr: address, from, to, asked, note }]))
    if (row === undefined) return
    const text = printable(deletionText(row))
    if (options.run !== true) {
      const current = (await standingUploads(lake.lake)).filter(
        ({ standing }) => !['removed', 'overwritten'].includes(standing),
      )
      const days = new Set(current.flatMap(({ receipt }) => receipt.outputs.map(({ dt }) => dt)))
      print(
        `${text}: ${counted(current.length, 'upload')} of ${counted(days.size, 'day')} would be read again without them`,
      )
      print('a dry run: nothing was deleted; the same with --run does it')
      return
    }
    const deleted = await deleteRecords(row, lake, createProgress())
    for (const line of deletedLines(text, deleted, lake.folder)) print(line)
    if (deleted.problems.length > 0) process.exitCode = 1
  } finally {
    await lake.close()
  }
}

function deletedLines(text: string, { uploads, records, days, objects, problems }: Deleted, folder: string): string[] {
  const shown = problems.slice(0, NAMED).map(({ key, problem }) => printable(`still in the lake: ${key}: ${problem}`))
  if (problems.length > 0)
    shown.push(
      `${counted(problems.length, 'upload')} could not be read again, and ${problems.length === 1 ? 'its' : 'their'} records ` +
        `stay: ${commandOn(folder, 'remove', '<key>')} withdraws all of one`,
    )
  return [
    `deleted: ${text}`,
    `${counted(records, 'record')} of ${counted(uploads, 'upload')} left out; ${counted(days, 'day')} published anew; ` +
      `${counted(objects, 'object')} of the lake deleted`,
    ...shown,
    `kept for the record in deleted.csv of the reference set (${commandOn(folder, 'reference')} shows it); the uploaded ` +
      'files, and reports that were made before, are yours to delete',
  ]
}
