/** `npm run reference -- add`: editions of country and AS data from files, in a new set beside those before. */
import { Command } from 'commander'
import { hashOfRanges } from '../../../functions/lib/reference/edition-ranges.ts'
import type { EditionData } from '../../../functions/lib/reference/editions.ts'
import { useReference } from '../lake.ts'
import { isoDay } from '../options.ts'
import type { MadeEdition } from '../reference-editions.ts'
import { print, printable } from '../terminal.ts'
import { fromUser } from '../user-paths.ts'
import { EDITION_DATA } from './edition-days.ts'
import { putAndSay } from './put-editions.ts'
import { compileRangeFiles } from './range-files.ts'
import { openTarget, type TargetOptions } from './target.ts'

interface AddOptions extends TargetOptions {
  country?: string[]
  as?: string[]
  date?: string
  licence: string
  notice: string
}

/** Declares `add`; where the lake is, the command above it says. */
export const addCommand = (): Command =>
  new Command('add')
    .description(
      'Adds editions of country and AS data: each record is placed by the edition of its day, the last at or before it, ' +
        'else the first after it. What does not fit is refused whole, and the old set stays.',
    )
    .option(
      '--country <files...>',
      'MMDB (GeoLite2, GeoIP2, IPinfo Lite, DB-IP, ip-location-db) or CSV of ranges, plain or gzip',
    )
    .option('--as <files...>', 'the same with autonomous systems; both may name one file')
    .option('--date <day>', 'day of the data, YYYY-MM-DD (default: when the MMDB says that it was built)', isoDay)
    .option('--licence <text>', 'the licence of the data, for reports', "the owner's")
    .option('--notice <text>', 'what the licence asks to be said of its source', '')
    .action(async (_, add: Command) => {
      const options: AddOptions = add.optsWithGlobals()
      await addEditions(options, Date.now())
    })

/** Adds them. Throws, before anything is changed, where a file or the date is not what it should be. */
export async function addEditions(options: AddOptions, nowMs: number): Promise<void> {
  const made: MadeEdition[] = []
  for (const [data, files] of [
    ['country', options.country],
    ['asn', options.as],
  ] as const)
    if (files !== undefined) made.push(await makeEdition(data, files.map(fromUser), options, nowMs))
  if (made.length === 0) throw new Error('reference add: expected --country FILE, --as FILE or both, found none')
  const target = await openTarget(options, true)
  try {
    await putAndSay(target, () => useReference(target.lake, undefined, made))
  } finally {
    await target.close()
  }
}

async function makeEdition(
  data: EditionData,
  files: readonly string[],
  { date: said, licence, notice }: AddOptions,
  nowMs: number,
): Promise<MadeEdition> {
  const { bytes, ranges, name, built } = await compileRangeFiles(data, files)
  const date = dateOf(said, built, name, nowMs)
  print(printable(`${EDITION_DATA[data]} of ${date}: ${name}, ${ranges} ranges`))
  return { edition: { data, date, name, version: built ?? '', licence, notice, ranges: hashOfRanges(bytes) }, bytes }
}

/** The day of an edition. Throws where it lies in the future, or behind the day that a database says it was built. */
export function dateOf(said: string | undefined, built: string | undefined, name: string, nowMs: number): string {
  const today = new Date(nowMs).toISOString().slice(0, 10)
  const date = said ?? built
  if (date === undefined) throw new Error(`${name}: expected --date, since a list does not say its day, found none`)
  if (date > today) throw new Error(`${name}: expected a date up to today, ${today}, found ${date}`)
  if (built !== undefined && date > built)
    throw new Error(`${name}: expected a date up to ${built}, when it says that it was built, found ${date}`)
  return date
}
