/** Uploads become rows: a batch of S3's events from the queue; a message that fails comes back alone. */
import { randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import middy from '@middy/core'
import type { Context, SQSBatchResponse } from 'aws-lambda'
import { s3Client } from '../lib/aws/clients.ts'
import { readEnvironment } from '../lib/aws/environment.ts'
import { logger, observed } from '../lib/aws/logger.ts'
import { createS3Store } from '../lib/aws/s3-store.ts'
import { deliverBatch } from './batch.ts'
import { deliverAndSettle } from './deliver-and-settle.ts'
import { firstReference } from './first-reference.ts'
import { createReferences } from './references.ts'
import { tellReceipt } from './tell-receipt.ts'
import { guardTime } from './time-guard.ts'

const {
  LAKE_BUCKET,
  UPLOADS_BUCKET: bucket,
  TRIES: tries,
} = readEnvironment(['LAKE_BUCKET', 'UPLOADS_BUCKET', 'TRIES'])
const clock = { nowMs: () => Date.now() }
const lake = createS3Store({ client: s3Client(), bucket: LAKE_BUCKET })
const store = createS3Store({ client: s3Client(), bucket })
const references = createReferences(lake, firstReference, tmpdir())
const fixed = { lake, bucket, clock, unique: randomUUID, scratchDir: tmpdir(), onReceipt: tellReceipt }

export const handler = middy<unknown, SQSBatchResponse, Error, Context>()
  .use(observed)
  .handler(async (event, context) => {
    const endsMs = clock.nowMs() + context.getRemainingTimeInMillis()
    const failures = await deliverBatch(event, bucket, async attempt => {
      const { key, receives, first } = attempt
      const guarded = guardTime(store, { clock, endsMs, last: first && receives > 1 })
      const { outcome, receipt } = await deliverAndSettle(attempt, tries, {
        ...fixed,
        ...guarded,
        ...(await references()),
      })
      logger.info(outcome, { key, uploadId: receipt?.uploadId, status: receipt?.status, accepted: receipt?.accepted })
    })
    for (const { messageId, error } of failures) logger.error('message failed', { messageId, error })
    return { batchItemFailures: failures.map(({ messageId }) => ({ itemIdentifier: messageId })) }
  })
