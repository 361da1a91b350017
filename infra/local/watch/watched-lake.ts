/** The lake behind watched folders. It is opened for each batch of changes: others may work on it in between. */

import { uploadIdOf } from '../../../functions/lib/ledger/ids.ts'
import { readReceipt } from '../../../functions/lib/ledger/receipts.ts'
import type { Receipt } from '../../../functions/lib/receipt.ts'
import { versionOf } from '../../../functions/normalise/upload-body.ts'
import { sweepLanding } from '../../../functions/publish/sweep-landing.ts'
import { sweepRuns } from '../../../functions/publish/sweep-runs.ts'
import { counted } from '../counted.ts'
import { deliverUploads } from '../deliver-uploads.ts'
import { BUCKET } from '../delivery/dependencies.ts'
import type { UploadFile } from '../find-uploads.ts'
import { type LocalLake, openLake, useReference } from '../lake.ts'
import { failedUploads, nothingToReport, unreadLine } from '../last-lines.ts'
import { makeLocalReport, printReport } from '../made-report.ts'
import type { Progress } from '../progress.ts'
import { publishLake } from '../publish-lake.ts'
import { sumReceipts, watchedLine } from '../receipt-sums.ts'
import { standingUploads } from '../standings.ts'
import { print, printable } from '../terminal.ts'
import { withdrawKeys } from '../withdraw-keys.ts'
import type { FolderChanges } from './folder-changes.ts'

export interface WatchedLake {
  /** Makes the reference set, and tells what is wrong with what it is made of. */
  prepare(make: (lake: LocalLake) => Promise<unknown>): Promise<void>
  /** Delivers, withdraws and publishes. The first time also what earlier runs left. */
  take(changes: FolderChanges): Promise<void>
  report(): Promise<void>
  /** What was done so far, in one line. */
  summary(): string
}

export interface WatchedLakeOptions {
  folder: string
  reportsFolder: string
  reportName: string
  say: Progress
}

/** Files of a batch that are told one by one. */
const NAMED = 10
const number = new Intl.NumberFormat('en')

export function openWatchedLake({ folder, reportsFolder, reportName, say }: WatchedLakeOptions): WatchedLake {
  const done = { read: 0, withdrawn: 0, days: 0, reports: 0 }
  let underWay = ''
  let isFirst = true

  async function withLake(what: string, work: (lake: LocalLake) => Promise<void>): Promise<void> {
    underWay = what
    const lake = await openLake(folder)
    try {
      await work(lake)
    } finally {
      await lake.close()
    }
    underWay = ''
  }

  async function reportOn(lake: LocalLake): Promise<void> {
    const uploads = await standingUploads(lake.lake)
    const sums = sumReceipts(uploads)
    const reference = await useReference(lake.lake, undefined)
    for (const line of watchedLine(sums, reference.networks)) print(printable(line))
    if (sums.accepted === 0) {
      print(nothingToReport(uploads, sums, folder))
      return
    }
    const asked = { name: reportName, fromDay: null, toDay: null, showLocalAddresses: true, reference }
    printReport(await makeLocalReport(asked, lake, reportsFolder), reportsFolder)
    // That a report is weak is said in it; how the watch ends is another thing.
    process.exitCode = undefined
    done.reports++
    await sweepRuns(await lake.publish(), lake.clock)
    await sweepLanding(await lake.publish(), lake.clock)
  }

  return {
    prepare: make =>
      withLake('beginning', async lake => {
        await make(lake)
      }),
    take: ({ whole, gone }) =>
      withLake(`reading ${counted(whole.length, 'file')}`, async lake => {
        const reference = await useReference(lake.lake, undefined)
        const leftOut = (path: string, why: string) => say.line(`left out ${path}: ${why}`)
        const { failed } = await deliverUploads(lake, reference, whole, { say, leftOut, isWhole: isFirst })
        const keys = gone.map(({ key }) => key)
        await withdrawKeys(keys, lake, await lake.delivery(reference))
        for (const line of await takenLines(whole, keys, lake)) print(line)
        done.read += whole.length
        done.withdrawn += keys.length
        done.days += (await publishLake(lake, say)).filter(({ outcome }) => outcome !== 'unchanged').length
        // The same files are tried again, and what is left is looked after once more.
        if (failed.length > 0) throw new Error(failedUploads(failed))
        isFirst = false
      }),
    report: () => withLake('making the report', reportOn),
    summary: () => {
      const was = underWay === '' ? '' : `; ended while ${underWay}: the next run goes on with it`
      return (
        `${counted(done.read, 'file')} read, ${number.format(done.withdrawn)} withdrawn, ${counted(done.days, 'day')} ` +
        `published, ${counted(done.reports, 'report')} made${was}`
      )
    },
  }
}

/** What came of each file of a batch: the first few one by one. */
async function takenLines(
  whole: readonly UploadFile[],
  withdrawn: readonly string[],
  lake: LocalLake,
): Promise<string[]> {
  const lines: string[] = []
  for (const { key } of whole.slice(0, NAMED)) {
    const head = await lake.uploads.head(key)
    const id = head === undefined ? undefined : uploadIdOf(BUCKET, key, versionOf(head))
    const receipt = id === undefined ? undefined : await readReceipt(lake.lake, id)
    if (receipt !== undefined) lines.push(receivedLine(receipt))
  }
  if (whole.length > NAMED) lines.push(`read ${counted(whole.length - NAMED, 'file')} more`)
  for (const key of withdrawn.slice(0, NAMED)) lines.push(printable(`withdrawn ${key}: it is there no more`))
  if (withdrawn.length > NAMED) lines.push(`withdrawn ${number.format(withdrawn.length - NAMED)} more`)
  return lines
}

function receivedLine(receipt: Receipt): string {
  const { status, contentBytes, key, format, accepted, outOfScope, rejected, warnings } = receipt
  if (status !== 'ok' || contentBytes === 0) return unreadLine(receipt)
  const refused = Object.values(rejected).reduce((sum, count) => sum + count, 0)
  const outside = outOfScope === 0 ? '' : `, ${number.format(outOfScope)} without a watched end`
  const others = `${outside}${refused === 0 ? '' : `, ${number.format(refused)} rejected`}`
  return printable([`read ${key}: ${counted(accepted, 'record')} (${format})${others}`, ...warnings].join('; '))
}
