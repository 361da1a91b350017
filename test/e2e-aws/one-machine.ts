/** The same files on one machine: a folder for S3, DuckDB for Athena. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createFolderStore } from '../../functions/lib/local/folder-store.ts'
import type { ObjectStore } from '../../functions/lib/ports.ts'
import type { ReportDefinition } from '../../functions/lib/reports/definition.ts'
import { makeReport } from '../../functions/report/make-report.ts'
import { scheduledDays } from '../../functions/report/scheduled.ts'
import { startLakeRun } from '../support/lake-run.ts'
import type { UploadedFiles } from './files.ts'
import { landingRows, receiptsOf, tableRows } from './rows.ts'

export interface OneMachine {
  reference: string
  receipts: unknown[]
  landing: string[]
  tables: Map<string, string[]>
  report: Map<string, string>
}

export interface ScheduledReport {
  definition: ReportDefinition
  /** When it was due, ISO 8601. */
  scheduledTime: string
}

/**
 * The whole way. One machine chooses its report's days by what was logged; here it makes the scheduled report, with the
 * name and days of its definition.
 */
export async function runOnOneMachine(
  { folder, keys, networksCsv }: Pick<UploadedFiles, 'folder' | 'keys' | 'networksCsv'>,
  { definition, scheduledTime }: ScheduledReport,
): Promise<OneMachine> {
  const run = await startLakeRun(readFileSync(networksCsv, 'utf8'))
  try {
    await run.deliver(folder)
    await run.publish_()
    const { reference, lake, catalogue } = run
    const reports = createFolderStore(join(run.folder, 'reports'))
    const days = scheduledDays(definition, Date.parse(scheduledTime), reference.networks)
    const request = { ...definition, ...days, reference }
    await makeReport(request, { ...(await run.reporting()), reports })
    return {
      reference: reference.hash,
      receipts: await receiptsOf(lake, keys),
      landing: await landingRows(lake),
      tables: await tableRows(lake, catalogue),
      report: await reportFiles(reports, definition.name),
    }
  } finally {
    await run.end()
  }
}

/** What a report's run and the index of its definition note with a clock. */
const TIMED = /\/(?:run|reports)\.json$/

/** Text of every file of a definition by key; without those that say when and how reports were made. */
export async function reportFiles(reports: ObjectStore, name: string): Promise<Map<string, string>> {
  const files = new Map<string, string>()
  for await (const { key } of reports.list(`${name}/`)) {
    if (TIMED.test(key)) continue
    files.set(key, new TextDecoder().decode((await reports.get(key))?.bytes))
  }
  return files
}

/** The files that do not tell which revision the report is: all but its notices and the page of its definition. */
export const untold = (files: ReadonlyMap<string, string>, name: string): Map<string, string> =>
  new Map([...files].filter(([key]) => !key.includes('/notice.') && key !== `${name}/index.html`))
