/** What should be against what is: uploads without a receipt go into the queue again, reports that are due are begun. */
import middy from '@middy/core'
import type { Context } from 'aws-lambda'
import * as z from 'zod'
import { lambdaClient, s3Client, sqsClient } from '../lib/aws/clients.ts'
import { readEnvironment } from '../lib/aws/environment.ts'
import { createInvokeLater } from '../lib/aws/invoke-later.ts'
import { logger, measure, observed } from '../lib/aws/logger.ts'
import { createS3Folders } from '../lib/aws/s3-folders.ts'
import { createS3Store } from '../lib/aws/s3-store.ts'
import { createUploadQueue } from '../lib/aws/upload-queue.ts'
import type { DueReport } from '../lib/ledger/report-claims.ts'
import { storedReports } from '../lib/reports/stored-reports.ts'
import { beginDueReports } from './due-reports.ts'
import { reconcileUploads } from './reconcile-uploads.ts'

const environment = readEnvironment(['LAKE_BUCKET', 'UPLOADS_BUCKET', 'QUEUE_URL', 'REPORT_FUNCTION'])
const { UPLOADS_BUCKET: bucket, QUEUE_URL: queueUrl, REPORT_FUNCTION: functionName } = environment
const checkSchema = z.object({ check: z.enum(['uploads', 'reports']) })
/** A third of the function's time: the next wake goes on. */
const BUDGET_MS = 270_000
const clock = { nowMs: () => Date.now() }
const storeOf = (name: string) => createS3Store({ client: s3Client(), bucket: name })
const lake = storeOf(environment.LAKE_BUCKET)
const queue = createUploadQueue({ client: sqsClient(), queueUrl, bucket })
const invoke = createInvokeLater({ client: lambdaClient(), functionName })
const begin = ({ definition, dueMs }: DueReport) =>
  invoke({ report: definition.name, scheduledTime: new Date(dueMs).toISOString() })

export const handler = middy<unknown, void, Error, Context>()
  .use(observed)
  .handler(async event => {
    if (checkSchema.parse(event).check === 'reports') {
      const { begun, overdue } = await beginDueReports(await storedReports(lake), { lake, clock, begin })
      for (const { definition, dueMs } of begun) logger.info('report begun', { report: definition.name, dueMs })
      if (overdue.length > 0) logger.error('reports overdue', { overdue })
      return void measure('ReportsOverdue', overdue.length)
    }
    const folders = createS3Folders({ client: s3Client(), bucket })
    const { announce } = queue
    const options = { folders, uploads: storeOf(bucket), lake, bucket, clock, budgetMs: BUDGET_MS, announce }
    const { listed, announced, whole, unreadSources } = await reconcileUploads(options)
    for (const key of announced) logger.warn('upload without a receipt, into the queue again', { key })
    logger.info('uploads looked at', { listed, announced: announced.length, whole })
    if (unreadSources.length > 0) logger.error('sources send nothing that is read', { unreadSources })
    measure('SourcesUnread', unreadSources.length)
  })
