/** One report that is due: asks the published tables, writes the files, tells whoever subscribed. */
import middy from '@middy/core'
import type { Context } from 'aws-lambda'
import { createAthenaEngine, type QueryReport } from '../lib/aws/athena-engine.ts'
import { athenaClient, glueClient, s3Client, snsClient } from '../lib/aws/clients.ts'
import { readEnvironment } from '../lib/aws/environment.ts'
import { createGlueCatalogue } from '../lib/aws/glue-catalogue.ts'
import { logger, observed } from '../lib/aws/logger.ts'
import { createNotices } from '../lib/aws/notices.ts'
import { createS3Store } from '../lib/aws/s3-store.ts'
import { noteDone } from '../lib/ledger/report-claims.ts'
import { currentReference, loadReference } from '../lib/reference/reference-set.ts'
import { storedReports } from '../lib/reports/stored-reports.ts'
import { makeReport } from './make-report.ts'
import { noticeOf, parseReportEvent, scheduledDays } from './scheduled.ts'

const settings = readEnvironment(['LAKE_BUCKET', 'REPORTS_BUCKET', 'DATABASE', 'WORKGROUP', 'TOPIC_ARN'])
const { LAKE_BUCKET: bucket, DATABASE: database, WORKGROUP: workgroup, REPORTS_BUCKET, TOPIC_ARN } = settings
const clock = { nowMs: () => Date.now() }
const lake = createS3Store({ client: s3Client(), bucket })
const reports = createS3Store({ client: s3Client(), bucket: REPORTS_BUCKET })
const catalogue = createGlueCatalogue({ glue: glueClient(), database, bucket })
const athena = { athena: athenaClient(), lake, bucket, workgroup, database, clock }
const send = createNotices({ client: snsClient(), topicArn: TOPIC_ARN })

export const handler = middy<unknown, void, Error, Context>()
  .use(observed)
  .handler(async event => {
    const { definition, scheduledMs } = parseReportEvent(event, await storedReports(lake))
    const hash = await currentReference(lake)
    if (hash === undefined) return logger.info('no upload yet, no report', { report: definition.name })
    const reference = await loadReference(lake, hash)
    const days = scheduledDays(definition, scheduledMs, reference.networks)
    const request = { ...definition, ...days, reference }
    const queries: QueryReport[] = []
    const onQuery = (query: QueryReport) => queries.push(query)
    const openEngine = (fingerprint: string) => createAthenaEngine({ ...athena, fingerprint, onQuery })
    const runFacts = () => ({ queries })
    const made = await makeReport(request, { openEngine, lake, catalogue, reports, clock, runFacts })
    const bytesScanned = queries.reduce((sum, query) => sum + query.bytesScanned, 0)
    const { notice: _, ...said } = made
    logger.info('report made', { report: definition.name, ...days, ...said, bytesScanned })
    await send(noticeOf(made, definition, REPORTS_BUCKET))
    // Last: where any of it failed, the next wake begins it again.
    await noteDone(lake, { definition, dueMs: scheduledMs }, clock.nowMs())
  })
