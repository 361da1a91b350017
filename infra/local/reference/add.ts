/** `npm run reference -- add`: editions of country and AS data from files, in a new set beside those before. */
import { hashOfRanges } from '../../../functions/lib/reference/edition-ranges.ts'
import type { EditionData } from '../../../functions/lib/reference/editions.ts'
import { useReference } from '../lake.ts'
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
