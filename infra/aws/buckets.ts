/** The three buckets: what teams upload, the lake, the reports. Private, encrypted, TLS only. */
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type LifecycleRule,
  ObjectOwnership,
  StorageClass,
} from 'aws-cdk-lib/aws-s3'
import { Construct } from 'constructs'
import { acknowledge } from './acknowledge.ts'
import type { Config } from './config.ts'

/** Prefix of the lake where Athena keeps results, one folder a workgroup. */
export const RESULTS = 'athena-results'

export class Buckets extends Construct {
  readonly uploads: Bucket
  readonly lake: Bucket
  readonly reports: Bucket

  constructor(scope: Construct, config: Config) {
    super(scope, 'Buckets')
    const { uploads, athena } = config
    this.uploads = createBucket(this, config, 'uploads', {
      versioned: true,
      lifecycleRules: [
        {
          id: 'old-raw-files',
          transitions: [
            {
              storageClass: StorageClass.INFREQUENT_ACCESS,
              transitionAfter: Duration.days(uploads.infrequentAfterDays),
            },
          ],
        },
        { id: 'old-versions', noncurrentVersionExpiration: Duration.days(uploads.noncurrentDays) },
      ],
    })
    this.lake = createBucket(this, config, 'lake', {
      // What must never be overwritten is written under a name of its own; conditional writes guard the rest.
      versioned: false,
      lifecycleRules: [{ id: 'query-results', prefix: `${RESULTS}/`, expiration: Duration.days(athena.resultDays) }],
    })
    this.reports = createBucket(this, config, 'reports', { versioned: true, lifecycleRules: [] })
    allowLogDelivery(this.uploads, config)
  }
}

/** Names are fixed, so that policies and the queue can name a bucket that is not made yet. */
export const bucketName = (scope: Construct, { stage }: Pick<Config, 'stage'>, kind: string): string => {
  const { account, region } = Stack.of(scope)
  return `flowcensus-${stage}-${kind}-${account}-${region}`
}

function createBucket(
  scope: Construct,
  config: Config,
  kind: 'uploads' | 'lake' | 'reports',
  { versioned, lifecycleRules }: { versioned: boolean; lifecycleRules: LifecycleRule[] },
): Bucket {
  const bucket = new Bucket(scope, kind, {
    bucketName: bucketName(scope, config, kind),
    versioned,
    encryption: BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    lifecycleRules: [
      { id: 'unfinished-uploads', abortIncompleteMultipartUploadAfter: Duration.days(7) },
      ...lifecycleRules,
    ],
    removalPolicy: config.disposable ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  })
  acknowledge(bucket, {
    'AwsSolutions-S1':
      'Access logs of S3 are for the account to set up (CloudTrail data events): here they would land as uploads of a log format nobody asked for, in a fourth bucket.',
  })
  return bucket
}

/**
 * VPC flow logs may be delivered straight to `<team>/AWSLogs/…` (Amazon VPC user guide, "Amazon S3 bucket permissions for
 * flow logs"): from the named accounts' log deliveries of this region, and from nobody else's.
 */
function allowLogDelivery(bucket: Bucket, { flowLogAccounts }: Config): void {
  const { account, region, partition } = Stack.of(bucket)
  const accounts = [account, ...flowLogAccounts]
  const delivery = new ServicePrincipal('delivery.logs.amazonaws.com')
  const conditions = {
    StringEquals: { 'aws:SourceAccount': accounts },
    ArnLike: { 'aws:SourceArn': accounts.map(from => `arn:${partition}:logs:${region}:${from}:*`) },
  }
  bucket.addToResourcePolicy(
    new PolicyStatement({
      sid: 'AWSLogDeliveryWrite',
      principals: [delivery],
      actions: ['s3:PutObject'],
      resources: accounts.map(from => bucket.arnForObjects(`*/AWSLogs/${from}/*`)),
      conditions: {
        ...conditions,
        StringEquals: { ...conditions.StringEquals, 's3:x-amz-acl': 'bucket-owner-full-control' },
      },
    }),
  )
  bucket.addToResourcePolicy(
    new PolicyStatement({
      sid: 'AWSLogDeliveryAclCheck',
      principals: [delivery],
      actions: ['s3:GetBucketAcl', 's3:ListBucket'],
      resources: [bucket.bucketArn],
      conditions,
    }),
  )
}
