/** A report of one machine: where it goes, and what is printed of it. */
import { resolve } from 'node:path'
import { GENERATED } from '../../functions/lib/lake-origin.ts'
import { createFolderStore } from '../../functions/lib/local/folder-store.ts'
import { type MadeReport, makeReport, type ReportRequest } from '../../functions/report/make-report.ts'
import { EXIT_CODES } from './exit-codes.ts'
import type { LocalLake } from './lake.ts'
import { lakeFact } from './report-lake.ts'
import { print, printable } from './terminal.ts'

/** Makes it of a lake, below a folder of reports. */
export async function makeLocalReport(
  request: ReportRequest,
  lake: LocalLake,
  reportsFolder: string,
): Promise<MadeReport> {
  const runFacts = () => lakeFact(reportsFolder, lake.folder)
  return makeReport(request, { ...(await lake.reporting()), reports: createFolderStore(reportsFolder), runFacts })
}

/** What limits it, its findings, where it lies; a weak one sets the code that the command ends with. */
export function printReport(
  { notices, generated, headline, weakness, indexKey }: MadeReport,
  reportsFolder: string,
): void {
  if (weakness !== undefined) {
    process.exitCode = EXIT_CODES.weakReport
    print(printable(`Weak, nobody should rest on it: ${weakness}.`))
  }
  for (const line of notices) print(printable(line))
  if (generated) print(`GENERATED: the study's logs are ${GENERATED}.`)
  for (const line of headline.length === 0 ? ['- no finding that the data can carry'] : headline) print(printable(line))
  print(`report: ${printable(resolve(reportsFolder, indexKey))}`)
}
