/** The four functions, each with what it may touch. */
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources'
import type { Topic } from 'aws-cdk-lib/aws-sns'
import { Construct } from 'constructs'
import type { Buckets } from './buckets.ts'
import type { Config } from './config.ts'
import { MEMORY_MB } from './counted-cost.ts'
import type { Definitions } from './definitions.ts'
import { changePartitions, query, read, readVersions, remove, write } from './grants.ts'
import { NodeFunction } from './node-function.ts'
import type { Tables } from './tables.ts'
import type { UploadQueue } from './upload-queue.ts'
import { workgroupName } from './workgroups.ts'

export interface FunctionsProps {
  buckets: Buckets
  queue: UploadQueue
  tables: Tables
  newReports: Topic
  /** What goes into the reference set that seeds an empty lake. */
  definitions: Definitions
}

export class Functions extends Construct {
  readonly normalise: NodeFunction
  readonly publish: NodeFunction
  readonly report: NodeFunction
  readonly reconcile: NodeFunction

  constructor(scope: Construct, config: Config, props: FunctionsProps) {
    super(scope, 'Functions')
    this.normalise = this.#normalise(config, props)
    this.publish = this.#publish(config, props)
    this.report = this.#report(config, props)
    this.reconcile = this.#reconcile(config, props)
  }

  #normalise(config: Config, { buckets, queue, definitions }: FunctionsProps): NodeFunction {
    const { uploads, lake } = buckets
    const written = ['landing/', 'rejects/', 'ledger/', 'dirty/', 'reference/']
    const normalise = new NodeFunction(this, {
      config,
      name: 'normalise',
      description: 'Uploads become landing rows and a receipt.',
      memoryMb: config.normalise.memoryMb,
      // The landing objects of one upload: less than its decompressed text.
      scratchMb: 10_240,
      definitions,
    })
      .bind({ UPLOADS_BUCKET: uploads.bucketName }, readVersions(uploads))
      .bind({ LAKE_BUCKET: lake.bucketName }, [
        ...read(lake, written),
        ...write(lake, written),
        // The end of a replay; nothing else of the lake is normalise's to remove.
        ...remove(lake, ['ledger/replays/']),
      ])
      .bind({ TRIES: String(config.normalise.receives) }, [])
    normalise.lambda.addEventSource(
      new SqsEventSource(queue.queue, {
        // One upload has all of the function's time.
        batchSize: 1,
        maxConcurrency: config.normalise.concurrency,
        reportBatchItemFailures: true,
      }),
    )
    return normalise
  }

  #publish(config: Config, { buckets: { lake }, tables }: FunctionsProps): NodeFunction {
    const runs = tables.prefixes.filter(prefix => prefix !== 'landing/')
    return new NodeFunction(this, {
      config,
      name: 'publish',
      description: 'Landing rows of changed days become tables.',
      memoryMb: MEMORY_MB.publish,
    })
      .bind({ LAKE_BUCKET: lake.bucketName }, [
        // Landing, ledger, reference sets and every run: all but what nobody reads.
        ...read(lake),
        // Marks of publishes under way; hints and marks of replays that died; runs that were given up; what was found of a
        // day; looks whose landing objects are gone; why a day failed.
        ...write(lake, [
          'published/',
          'dirty/',
          ...['days/', 'runs/', 'index/', 'looks/', 'failures/'].map(below => `ledger/${below}`),
          ...runs,
        ]),
        // Landing objects and refused lines of uploads that left their keys.
        ...remove(lake, [
          'dirty/',
          'ledger/replays/',
          'ledger/index/',
          'ledger/failures/',
          'landing/',
          'rejects/',
          ...runs,
        ]),
      ])
      .bind({ WORKGROUP: workgroupName(config, 'publish') }, [
        ...query(this, config, { lake, workgroup: 'publish', prefixes: [] }),
        new PolicyStatement({
          actions: ['s3:ListMultipartUploadParts'],
          resources: runs.map(prefix => lake.arnForObjects(`${prefix}*`)),
        }),
      ])
      .bind({ DATABASE: tables.database }, [changePartitions(this, config)])
      .bind(
        {
          DAYS_PER_WAKE: String(config.publish.daysPerWake),
          DAYS_PER_NIGHT: String(config.publish.daysPerNight),
        },
        [],
      )
  }

  #report(config: Config, { buckets: { lake, reports }, tables, newReports }: FunctionsProps): NodeFunction {
    return new NodeFunction(this, {
      config,
      name: 'report',
      description: 'A report that is due, from the published tables.',
      memoryMb: MEMORY_MB.report,
    })
      .bind({ LAKE_BUCKET: lake.bucketName }, [
        ...read(lake, ['ledger/', 'published/', 'reference/', 'inputs_uploads/']),
        // That it came to its end.
        ...write(lake, ['ledger/reports/']),
      ])
      .bind({ REPORTS_BUCKET: reports.bucketName }, [...read(reports), ...write(reports, [''])])
      .bind(
        { WORKGROUP: workgroupName(config, 'reports'), DATABASE: tables.database },
        query(this, config, { lake, workgroup: 'reports', prefixes: tables.published }),
      )
      .bind({ TOPIC_ARN: newReports.topicArn }, [
        new PolicyStatement({ actions: ['sns:Publish'], resources: [newReports.topicArn] }),
      ])
  }

  #reconcile(config: Config, { buckets: { uploads, lake }, queue }: FunctionsProps): NodeFunction {
    const { functionArn, functionName } = this.report.lambda
    return new NodeFunction(this, {
      config,
      name: 'reconcile',
      description: 'Uploads without a receipt, reports that are due.',
      memoryMb: MEMORY_MB.reconcile,
    })
      .bind({ UPLOADS_BUCKET: uploads.bucketName }, readVersions(uploads))
      .bind({ LAKE_BUCKET: lake.bucketName }, [
        ...read(lake, ['ledger/', 'published/', 'reference/', 'dirty/']),
        // Where a wake stopped; which reports it began.
        ...write(lake, ['ledger/reconcile.json', 'ledger/reports/']),
      ])
      .bind({ REPORT_FUNCTION: functionName }, [
        new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [functionArn] }),
      ])
      .bind({ QUEUE_URL: queue.queue.queueUrl }, [
        new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [queue.queue.queueArn] }),
      ])
  }
}
