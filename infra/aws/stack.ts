/** All of flowcensus in one account and region. */
import { CfnOutput, Stack } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { NORMALISE_VERSION } from '../../functions/normalise/version.ts'
import { Alarms } from './alarms.ts'
import { Buckets, bucketName } from './buckets.ts'
import type { Config } from './config.ts'
import { Functions } from './functions.ts'
import { People } from './people.ts'
import { Schedules } from './schedules.ts'
import { Tables } from './tables.ts'
import { Topics } from './topics.ts'
import { UploadQueue } from './upload-queue.ts'
import { Workgroups, workgroupName } from './workgroups.ts'

export const stackName = ({ stage }: Pick<Config, 'stage'>): string => `flowcensus-${stage}`

export class FlowcensusStack extends Stack {
  constructor(scope: Construct, config: Config, referenceFolder: string) {
    super(scope, stackName(config), {
      description: `flowcensus, stage ${config.stage}: flow logs in, checkable reports out`,
      tags: { project: 'flowcensus', stage: config.stage },
      terminationProtection: !config.disposable,
    })
    const buckets = new Buckets(this, config)
    const queue = new UploadQueue(this, config, buckets.uploads)
    const lakeBucket = bucketName(this, config, 'lake')
    const tables = new Tables(this, config, lakeBucket)
    new Workgroups(this, config, lakeBucket, tables.database)
    const topics = new Topics(this, config)
    const made = new Functions(this, config, { buckets, queue, tables, newReports: topics.newReports, referenceFolder })
    const functions = { publish: made.publish.lambda, reconcile: made.reconcile.lambda }
    new Schedules(this, config, functions)
    new Alarms(this, config, { queue, functions, topic: topics.alarms })
    new People(this, config, buckets, tables.prefixes)

    const outputs = {
      UploadsBucket: buckets.uploads.bucketName,
      LakeBucket: buckets.lake.bucketName,
      ReportsBucket: buckets.reports.bucketName,
      QueueUrl: queue.queue.queueUrl,
      DeadLettersUrl: queue.deadLetters.queueUrl,
      Database: tables.database,
      AnalystsWorkgroup: workgroupName(config, 'analysts'),
      NormaliseVersion: NORMALISE_VERSION,
      NewReportsTopic: topics.newReports.topicArn,
      AlarmsTopic: topics.alarms.topicArn,
    }
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value })
  }
}
