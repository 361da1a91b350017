/** Run in a process of its own: uploads in, report out. Arguments: uploads folder, networks.csv, folder for the report's files, first and last day. */
import { cpSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createFolderStore } from '../../functions/lib/local/folder-store.ts'
import { makeReport } from '../../functions/report/make-report.ts'
import { startLakeRun } from './lake-run.ts'

const [uploads = '', networks = '', out = '', fromDay = '', toDay = ''] = process.argv.slice(2)
const run = await startLakeRun(readFileSync(networks, 'utf8'))
try {
  await run.deliver(uploads)
  await run.publish_()
  const reports = join(run.folder, 'reports')
  const made = await makeReport(
    { name: 'week', fromDay, toDay, showLocalAddresses: true, reference: run.reference },
    { ...(await run.reporting()), reports: createFolderStore(reports) },
  )
  cpSync(join(reports, made.indexKey, '..'), out, { recursive: true })
} finally {
  await run.end()
}
