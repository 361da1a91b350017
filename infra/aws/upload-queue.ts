/** Between the uploads bucket and normalise: the queue, the queue of what failed, and who may send. */
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { type Bucket, CfnBucket } from 'aws-cdk-lib/aws-s3'
import { CfnQueuePolicy, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import { bucketName } from './buckets.ts'
import type { Config } from './config.ts'

/**
 * Twice the function's time: a message that failed comes back after it. Lambda's six-fold rule is for functions that are
 * throttled; the mapping's own limit on concurrency leaves nothing to throttle where the account's quota is above it.
 */
export const VISIBILITY = Duration.minutes(30)
const KEPT = Duration.days(14)

/** Removed: by somebody. What the lifecycle removes is another event, which nobody subscribes to. */
const EVENTS = ['s3:ObjectCreated:*', 's3:ObjectRemoved:*']

export class UploadQueue extends Construct {
  readonly queue: Queue
  readonly deadLetters: Queue

  constructor(scope: Construct, config: Config, uploads: Bucket) {
    super(scope, 'UploadQueue')
    const shared = {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: KEPT,
      removalPolicy: config.disposable ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    }
    this.deadLetters = new Queue(this, 'DeadLetters', {
      ...shared,
      queueName: `flowcensus-${config.stage}-uploads-dead`,
    })
    this.queue = new Queue(this, 'Uploads', {
      ...shared,
      queueName: `flowcensus-${config.stage}-uploads`,
      visibilityTimeout: VISIBILITY,
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: config.normalise.receives },
    })
    const { account, partition } = Stack.of(this)
    this.queue.addToResourcePolicy(
      new PolicyStatement({
        sid: 'EventsOfTheUploadsBucket',
        principals: [new ServicePrincipal('s3.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [this.queue.queueArn],
        conditions: {
          ArnEquals: { 'aws:SourceArn': `arn:${partition}:s3:::${bucketName(scope, config, 'uploads')}` },
          StringEquals: { 'aws:SourceAccount': account },
        },
      }),
    )
    notify(uploads, this.queue)
  }
}

/** The bucket's own property in place of CDK's custom resource: one function and one wide role fewer. */
function notify(bucket: Bucket, queue: Queue): void {
  const { defaultChild } = bucket.node
  const policy = queue.node.findAll().find(child => child instanceof CfnQueuePolicy)
  if (!(defaultChild instanceof CfnBucket) || policy === undefined)
    throw new Error('uploads bucket: expected a bucket and the policy of its queue, found others')
  defaultChild.notificationConfiguration = {
    queueConfigurations: EVENTS.map(event => ({ event, queue: queue.queueArn })),
  }
  // S3 tries to send when the notification is set up, so the permission comes first.
  defaultChild.node.addDependency(policy)
}
