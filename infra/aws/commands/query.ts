/** `npm run query -- --athena "…"`: any statement on Athena, in the workgroup of analysts, and what it cost. */
import type { QueryReport } from '../../../functions/lib/aws/athena-engine.ts'
import type { DeploymentName } from '../../local/deployment-name.ts'
import { formatRows, type RowFormat } from '../../local/rows.ts'
import { print, printError } from '../../local/terminal.ts'
import { openDeployment } from '../open-deployment.ts'
import { athenaBilledBytes, athenaCost, PRICES_REGION, PRICES_SEEN } from '../prices.ts'

/**
 * Rows on standard output; bytes scanned and cost on standard error, also of a query that failed or was cancelled.
 * Ctrl-C stops the query. Throws what Athena says against it.
 */
export async function queryOnAthena(sql: string, options: { of: DeploymentName; format: RowFormat }): Promise<void> {
  const reports: QueryReport[] = []
  const interrupted = new AbortController()
  const interrupt = () => interrupted.abort()
  const onQuery = (report: QueryReport) => reports.push(report)
  const { engine } = await openDeployment(options.of, { onQuery, signal: interrupted.signal })
  // Left alone, Athena would go on, and bill it.
  process.once('SIGINT', interrupt)
  try {
    const rows = await engine.show(sql)
    // SHOW and others may answer with nothing.
    if (rows.columns.length > 0) print(formatRows(rows, options.format))
  } finally {
    process.off('SIGINT', interrupt)
    for (const report of reports) printError(costLine(report))
  }
}

/** `scanned 1,234 bytes, billed 10 MB: $0.000050 (…)`. */
export function costLine(report: Pick<QueryReport, 'bytesScanned' | 'state'>): string {
  const scanned = `scanned ${report.bytesScanned.toLocaleString('en')} bytes`
  const billed = athenaBilledBytes(report)
  if (billed === 0) return `${scanned}, billed nothing: a failed query is free`
  const cancelled = report.state === 'CANCELLED' ? ' although it was cancelled' : ''
  const usd = athenaCost(billed).toFixed(6)
  const megabytes = (billed / 1e6).toLocaleString('en')
  return `${scanned}, billed ${megabytes} MB${cancelled}: $${usd} (prices of ${PRICES_REGION}, seen ${PRICES_SEEN})`
}
