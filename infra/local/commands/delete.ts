/** `npm run delete`: records that are to be kept nowhere, whatever upload they are in. */
import {
  type DeletionRow,
  DeletionsRefused,
  deletionsCsv,
  parseDeletions,
} from '../../../functions/lib/reference/deletions.ts'
import { counted } from '../counted.ts'
import { type Deleted, deleteRecords } from '../delete-records.ts'
import { deletionText } from '../deletion-text.ts'
import { WrongUse } from '../exit-codes.ts'
import { openExistingLake } from '../lake.ts'
import { commandOn } from '../lake-folders.ts'
import { createProgress } from '../progress.ts'
import { standingUploads } from '../standings.ts'
import { print, printable } from '../terminal.ts'

export interface DeleteOptions {
  address?: string
  source?: string
  from?: string
  to?: string
  note?: string
  run?: boolean
  lake?: string
}

const NAMED = 10

/** Deletes them, or says what it would. */
export async function deleteAsked(options: DeleteOptions): Promise<void> {
  const { address = '', source = '', from = '', to = '', note = '' } = options
  if (`${address}${source}${from}${to}` === '')
    throw new WrongUse('delete: expected --address, --source, --from or --to, found none of them, which is everything')
  const lake = await openExistingLake(options.lake)
  try {
    const asked = new Date(lake.clock.nowMs()).toISOString().slice(0, 10)
    const row = readAsked({ source, cidr: address, from, to, asked, note })
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

/** Options are called as the columns of deleted.csv, but for the prefix. */
function readAsked(row: DeletionRow): DeletionRow | undefined {
  try {
    return parseDeletions(deletionsCsv([row]))[0]
  } catch (error) {
    if (!(error instanceof DeletionsRefused)) throw error
    const optionOf = (_: string, column: string) => `--${column === 'cidr' ? 'address' : column}`
    throw new WrongUse(error.message.replace(/^deleted\.csv line \d+, column \d+ \((\w+)\)/gm, optionOf))
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
