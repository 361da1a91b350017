/** Landing rows become tables: woken by the schedule, publishes the days that are due. */
import { randomUUID } from 'node:crypto'
import middy from '@middy/core'
import type { Context } from 'aws-lambda'
import { createAthenaEngine } from '../lib/aws/athena-engine.ts'
import { athenaClient, glueClient, s3Client } from '../lib/aws/clients.ts'
import { readEnvironment } from '../lib/aws/environment.ts'
import { createGlueCatalogue } from '../lib/aws/glue-catalogue.ts'
import { logger, measure, observed } from '../lib/aws/logger.ts'
import { createS3Store } from '../lib/aws/s3-store.ts'
import { loadServices } from '../lib/reference/reference-set.ts'
import { storedNetworks } from '../lib/reference/stored-networks.ts'
import { storedReports } from '../lib/reports/stored-reports.ts'
import type { Outcome } from './outcomes.ts'
import { sharedRunNames } from './run-names.ts'
import { parseWakeEvent, wake } from './wake.ts'

const { DAYS_PER_WAKE: budget, DAYS_PER_NIGHT: nightBudget } = readEnvironment(['DAYS_PER_WAKE', 'DAYS_PER_NIGHT'])
const places = readEnvironment(['LAKE_BUCKET', 'DATABASE', 'WORKGROUP'])
const { LAKE_BUCKET: bucket, DATABASE: database, WORKGROUP: workgroup } = places
/** Time that a day may need; what is begun later could not end. */
const DAY_NEEDS_MS = 4 * 60_000
/** Calls of S3 that are waited for together; the client opens 50 connections at most. */
const CALLS_AT_ONCE = 32
/** Queries that Athena runs together: of a day's tables flows come first, then contacts, then all the others. */
const TABLES_AT_ONCE = 6
const clock = { nowMs: () => Date.now() }
const lake = createS3Store({ client: s3Client(), bucket })
// A run's name says what it reads: its queries need no other fingerprint.
const engine = createAthenaEngine({ athena: athenaClient(), lake, bucket, workgroup, database, clock, fingerprint: '' })
const catalogue = createGlueCatalogue({ glue: glueClient(), database, bucket })
const runNames = sharedRunNames(lake)
const networks = storedNetworks(lake)
/** Only the order of days hangs on them: no day waits where they cannot be read. */
const reports = () =>
  storedReports(lake).catch(error => {
    logger.warn('definitions of reports cannot be read', { error })
    return []
  })
const servicesOf = (hash: string) => loadServices(lake, hash)

export const handler = middy<unknown, void, Error, Context>()
  .use(observed)
  .handler(async (event, context) => {
    const scheduledMs = parseWakeEvent(event)
    const lastBeginMs = clock.nowMs() + context.getRemainingTimeInMillis() - DAY_NEEDS_MS
    const dependencies = {
      lake,
      engine,
      catalogue,
      servicesOf,
      networks,
      callsAtOnce: CALLS_AT_ONCE,
      tablesAtOnce: TABLES_AT_ONCE,
      unique: () => randomUUID().slice(0, 13),
      runNames,
      onUploads: (dt: string, uploads: Readonly<Record<Outcome, number>>) =>
        logger.info('uploads of a day', { dt, ...uploads }),
    }
    const options = { clock, scheduledMs, budget, nightBudget, reports, lastBeginMs }
    const { failed, ...woken } = await wake(dependencies, options)
    for (const { dt, error } of failed) logger.error('day failed', { dt, error })
    const missing = [...failed.map(({ dt }) => dt), ...woken.putOff]
    measure('DaysPublished', woken.published.length)
    measure('DaysFailing', missing.length)
    for (const seconds of woken.secondsToPublished) measure('SecondsToPublished', seconds)
    logger.info('woken', { ...woken })
    if (missing.length > 0) throw new Error(`expected every due day published, found failed: ${missing}`)
  })
