/** Between the uploads bucket and normalise: the queue, the queue of what failed, and who may send. */
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib'
import { Match, Rule } from 'aws-cdk-lib/aws-events'
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { CfnBucket, type IBucket } from 'aws-cdk-lib/aws-s3'
import { CfnQueuePolicy, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import type { Config } from './config.ts'
import { named } from './names.ts'

/**
 * Twice the function's time: a message that failed comes back after it. Lambda's six-fold rule is for functions that are
 * throttled; the mapping's own limit on concurrency leaves nothing to throttle where the account's quota is above it.
 */
export const VISIBILITY = Duration.minutes(30)
const KEPT = Duration.days(14)

/** Removed: by somebody. What the lifecycle removes is another event, which nobody subscribes to. */
const EVENTS = ['s3:ObjectCreated:*', 's3:ObjectRemoved:*']

export interface UploadQueueProps {
  uploads: IBucket
  /** Whether the bucket is made here: it then tells the queue itself, else by way of EventBridge. */
  isOwn: boolean
  /** Whether a bucket that is there already sends its events to EventBridge as it is. */
  sendsEvents: boolean
}

export class UploadQueue extends Construct {
  readonly queue: Queue
  readonly deadLetters: Queue

  constructor(scope: Construct, config: Config, { uploads, isOwn, sendsEvents }: UploadQueueProps) {
    super(scope, 'UploadQueue')
    const shared = {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: KEPT,
      removalPolicy: config.disposable ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    }
    this.deadLetters = new Queue(this, 'DeadLetters', {
      ...shared,
      ...named('queueName', config.names.fixed('uploads-dead')),
    })
    this.queue = new Queue(this, 'Uploads', {
      ...shared,
      ...named('queueName', config.names.fixed('uploads')),
      visibilityTimeout: VISIBILITY,
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: config.normalise.receives },
    })
    if (isOwn) {
      allowBucket(this.queue, config.names.bucket('uploads'))
      notify(uploads, this.queue)
    } else {
      if (!sendsEvents) uploads.enableEventBridgeNotification()
      bridge(this, uploads, this.queue)
    }
  }
}

/**
 * Lets the bucket send. Where CloudFormation names it, its name cannot stand in what must be there before it: then any bucket
 * of this account may, and normalise refuses events of others.
 */
function allowBucket(queue: Queue, bucketName: string | undefined): void {
  const { account, partition } = Stack.of(queue)
  queue.addToResourcePolicy(
    new PolicyStatement({
      sid: 'EventsOfTheUploadsBucket',
      principals: [new ServicePrincipal('s3.amazonaws.com')],
      actions: ['sqs:SendMessage'],
      resources: [queue.queueArn],
      conditions: {
        [bucketName === undefined ? 'ArnLike' : 'ArnEquals']: {
          'aws:SourceArn': `arn:${partition}:s3:::${bucketName ?? '*'}`,
        },
        StringEquals: { 'aws:SourceAccount': account },
      },
    }),
  )
}

/** The bucket's own property in place of CDK's custom resource: one function and one wide role fewer. */
function notify(bucket: IBucket, queue: Queue): void {
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

/**
 * A rule on the bucket's name: the bucket hears nothing of the queue, so that it may lie in another stack, and
 * whatever else it notifies stays. Events as "Using EventBridge" of the S3 user guide has them
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html).
 */
function bridge(scope: Construct, bucket: IBucket, queue: Queue): void {
  new Rule(scope, 'Events', {
    description: 'Uploads that came or were removed; not those that the lifecycle removes.',
    eventPattern: {
      source: ['aws.s3'],
      detailType: ['Object Created', 'Object Deleted'],
      detail: { bucket: { name: [bucket.bucketName] }, reason: Match.anythingBut('Lifecycle Expiration') },
    },
    targets: [new SqsQueue(queue)],
  })
}
