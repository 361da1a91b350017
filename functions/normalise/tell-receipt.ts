/** What the log and the metrics hear of a receipt as soon as it stands. */
import { logger, measure } from '../lib/aws/logger.ts'
import { isRefusal, type Receipt } from '../lib/receipt.ts'

/** One line for each reason for which anything was set aside: reasons are no dimension, which would cost by the month. */
export function tellReceipt({ key, uploadId, accepted, rejected, status, unreadForm }: Receipt): void {
  measure('UploadsAccepted', status === 'ok' ? 1 : 0)
  measure('UploadsRefused', isRefusal({ status, unreadForm }) ? 1 : 0)
  measure('RowsAccepted', accepted)
  let rows = 0
  for (const [reason, count] of Object.entries(rejected)) {
    rows += count
    logger.info('rows rejected', { key, uploadId, reason, rows: count })
  }
  measure('RowsRejected', rows)
}
