/** What should be against what is: uploads without a receipt go into the queue again, missing reports are counted. */
import { MetricUnit } from '@aws-lambda-powertools/metrics'
import middy from '@middy/core'
import type { Context } from 'aws-lambda'
import { z } from 'zod'
import { s3Client, sqsClient } from '../lib/aws/clients.ts'
import { readEnvironment } from '../lib/aws/environment.ts'
import { logger, metrics, observed } from '../lib/aws/logger.ts'
import { createS3Folders } from '../lib/aws/s3-folders.ts'
import { createS3Store } from '../lib/aws/s3-store.ts'
import { createUploadQueue } from '../lib/aws/upload-queue.ts'
import { findOverdue } from './overdue.ts'
import { reconcileUploads } from './reconcile-uploads.ts'

const environment = readEnvironment(['LAKE_BUCKET', 'UPLOADS_BUCKET', 'REPORTS_BUCKET', 'QUEUE_URL', 'REPORTS'])
const { UPLOADS_BUCKET: bucket, QUEUE_URL: queueUrl, REPORTS } = environment
const checkSchema = z.object({ check: z.enum(['uploads', 'reports']) })
/** A third of the function's time: the next wake goes on. */
const BUDGET_MS = 270_000
const clock = { nowMs: () => Date.now() }
const storeOf = (name: string) => createS3Store({ client: s3Client(), bucket: name })
const lake = storeOf(environment.LAKE_BUCKET)
const queue = createUploadQueue({ client: sqsClient(), queueUrl, bucket })

export const handler = middy<unknown, void, Error, Context>()
  .use(observed)
  .handler(async event => {
    if (checkSchema.parse(event).check === 'reports') {
      const overdue = await findOverdue(REPORTS, { lake, reports: storeOf(environment.REPORTS_BUCKET), clock })
      if (overdue.length > 0) logger.error('reports overdue', { overdue })
      return void metrics.addMetric('ReportsOverdue', MetricUnit.Count, overdue.length)
    }
    const folders = createS3Folders({ client: s3Client(), bucket })
    const { announce } = queue
    const options = { folders, uploads: storeOf(bucket), lake, bucket, clock, budgetMs: BUDGET_MS, announce }
    const { listed, announced, whole } = await reconcileUploads(options)
    for (const key of announced) logger.warn('upload without a receipt, into the queue again', { key })
    logger.info('uploads looked at', { listed, announced: announced.length, whole })
  })
