/** `npm start`: logs in, a checkable report out. */
import { existsSync } from 'node:fs'
import { cp } from 'node:fs/promises'
import { resolve } from 'node:path'
import { markGenerated } from '../../../functions/lib/lake-origin.ts'
import { sweepLanding } from '../../../functions/publish/sweep-landing.ts'
import { sweepRuns } from '../../../functions/publish/sweep-runs.ts'
import { deliverUploads } from '../deliver-uploads.ts'
import { WrongUse } from '../exit-codes.ts'
import { findUploads } from '../find-uploads.ts'
import { openLake } from '../lake.ts'
import { ownLakeFolder, STUDY_LAKE } from '../lake-folders.ts'
import { failedUploads, nothingToReport, outsideWindow } from '../last-lines.ts'
import { makeLocalReport, printReport } from '../made-report.ts'
import { createProgress } from '../progress.ts'
import { publishLake } from '../publish-lake.ts'
import { receiptSummary, sumReceipts, watchedLine } from '../receipt-sums.ts'
import { readGiven, useGiven } from '../reference-file.ts'
import { readOtherwise, useSourceZone } from '../source-zone.ts'
import { standingUploads } from '../standings.ts'
import { studyCountries } from '../study-countries/edition.ts'
import { ensureStudy, refuseStudyFolder } from '../study-folder.ts'
import { print, printable } from '../terminal.ts'
import { expectWritable } from '../writable-folder.ts'

/** Left out files that are named one by one. */
const NAMED_LEFT_OUT = 10

export interface StartOptions {
  paths: string[]
  /** Folder that relative paths start from. */
  from: string
  networks?: string
  events?: string
  sourceZone?: string
  fromDay?: string
  toDay?: string
  out: string
  name?: string
  records?: number
  seed?: number
  lake?: string
  jobs?: number
}

export async function start(options: StartOptions): Promise<void> {
  const isStudy = options.paths.length === 0
  checkOptions(options, isStudy)
  const folder = options.lake === undefined && isStudy ? STUDY_LAKE : ownLakeFolder(options.lake)
  if (!isStudy) refuseStudyFolder(folder)
  const reportsFolder = resolve(options.from, options.out)
  expectWritable(reportsFolder)
  const say = createProgress()
  const study = isStudy ? await ensureStudy(folder, options, say) : undefined
  const paths = study === undefined ? options.paths : [study.uploads]
  const leftOut: string[] = []
  const leaveOut = (path: string, why: string) => leftOut.push(`${path}: ${why}`)
  const own = new Map([
    [reportsFolder, 'reports are written there (--out)'],
    [folder, 'the lake lies there (--lake)'],
  ])
  const files = await findUploads(paths, options.from, { leftOut: leaveOut, own })
  if (files.length === 0) throw new Error('expected at least one file, found none; name a file or a folder with files')
  const pathOf = (named: string | undefined) => (named === undefined ? undefined : resolve(options.from, named))
  const given = await readGiven(study ?? { networks: pathOf(options.networks), events: pathOf(options.events) })
  const lake = await openLake(folder, options.jobs)
  try {
    if (isStudy) await markGenerated(lake.lake)
    const known = await useGiven(lake.lake, folder, given, isStudy ? [await studyCountries()] : [])
    const { sourceZone } = options
    const reference = sourceZone === undefined ? known : await useSourceZone(lake.lake, known, files, sourceZone)
    say.line(`watching ${reference.networks.map(({ name, cidr }) => `${name} (${cidr})`).join(', ')}`)

    const { unread, failed } = await deliverUploads(lake, reference, files, { say, leftOut: leaveOut })
    if (unread.length > 0)
      throw new Error(`expected flow logs in a known format, found others in what was named:\n  ${unread.join('\n  ')}`)
    for (const what of leftOut.slice(0, NAMED_LEFT_OUT)) say.line(`left out ${what}`)
    if (study !== undefined && existsSync(study.later)) {
      // The second delivery: files that come late, and one that is overwritten.
      await cp(study.later, study.uploads, { recursive: true })
      const later = await findUploads([study.uploads], options.from)
      failed.push(...(await deliverUploads(lake, reference, later, { say, leftOut: leaveOut })).failed)
    }

    await publishLake(lake, say)
    await sweepRuns(lake, lake.clock)
    await sweepLanding(lake, lake.clock)

    const uploads = await standingUploads(lake.lake)
    const sums = sumReceipts(uploads)
    const otherwise = sourceZone === undefined ? undefined : readOtherwise(uploads, files, reference, folder)
    if (otherwise !== undefined) print(otherwise)
    if (leftOut.length > 0) {
      const more = leftOut.length > NAMED_LEFT_OUT ? `, the first ${NAMED_LEFT_OUT} named above` : ', named above'
      print(`${leftOut.length} found and left out${more}`)
    }
    for (const line of receiptSummary(sums, folder)) print(line)
    for (const line of watchedLine(sums, reference.networks)) print(printable(line))
    if (sums.accepted === 0) throw new Error(nothingToReport(uploads, sums, folder))
    const report = await makeLocalReport(
      {
        name: options.name ?? (isStudy ? 'study' : 'networks'),
        fromDay: options.fromDay ?? null,
        toDay: options.toDay ?? null,
        showLocalAddresses: true,
        reference,
      },
      lake,
      reportsFolder,
    )
    for (const line of outsideWindow(options, sums)) print(line)
    printReport(report, reportsFolder)
    if (failed.length > 0) throw new Error(failedUploads(failed))
  } finally {
    await lake.close()
  }
}

/** Says what would silently do nothing. */
function checkOptions(
  { fromDay, toDay, networks, events, sourceZone, records, seed }: StartOptions,
  isStudy: boolean,
): void {
  if (fromDay !== undefined && toDay !== undefined && fromDay > toDay)
    throw new WrongUse(`expected --from at or before --to, found ${fromDay} after ${toDay}`)
  if (isStudy && networks !== undefined)
    throw new WrongUse(
      '--networks: expected your own logs with it, found no file or folder; the study has its own networks',
    )
  if (isStudy && events !== undefined)
    throw new WrongUse(
      '--events: expected your own logs with it, found no file or folder; the study has its own events',
    )
  if (isStudy && sourceZone !== undefined)
    throw new WrongUse('--source-zone: expected your own logs with it, found no file or folder')
  if (!isStudy && (records !== undefined || seed !== undefined))
    throw new WrongUse('--records and --seed: expected no files with them, found some; they make the study')
}
