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
import { SETTLED } from '../../functions/lib/ledger/settled.ts'
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
    const { uploads, athena, reportVersions } = config
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
        ...forgetVersions(uploads.noncurrentDays),
      ],
    })
    this.lake = createBucket(this, config, 'lake', {
      // What must never be overwritten is written under a name of its own; conditional writes guard the rest.
      versioned: false,
      lifecycleRules: [
        { id: 'query-results', prefix: `${RESULTS}/`, expiration: Duration.days(athena.resultDays) },
        // Reconcile looks nine days back.
        { id: 'settled-deliveries', prefix: SETTLED, expiration: Duration.days(14) },
      ],
    })
    this.reports = createBucket(this, config, 'reports', {
      versioned: true,
      lifecycleRules: forgetVersions(reportVersions.noncurrentDays),
    })
    allowLogDelivery(this.uploads, config)
  }
}

/** Names are fixed, so that policies and the queue can name a bucket that is not made yet. */
export const bucketName = (scope: Construct, { stage }: Pick<Config, 'stage'>, kind: string): string => {
  const { account, region } = Stack.of(scope)
  return `flowcensus-${stage}-${kind}-${account}-${region}`
}

/** Versions that another took the place of, and the markers of deletions behind which no version is left. */
const forgetVersions = (days: number): LifecycleRule[] => [
  { id: 'old-versions', noncurrentVersionExpiration: Duration.days(days) },
  { id: 'markers-of-nothing', expiredObjectDeleteMarker: true },
]

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
      'Access logs of S3 are for the account to set up (CloudTrail data events): here they would land as uploads of a log ' +
      'format nobody asked for, in a fourth bucket.',
  })
  return bucket
}

/**
 * VPC flow logs may be delivered straight to `<team>/AWSLogs/…`, from every region of the named accounts and from nobody
 * else. Forms of the keys, `<account>` or `aws-account-id=<account>` (Hive-compatible): Amazon VPC user guide, "Amazon S3
 * bucket permissions for flow logs" (https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-permissions.html). The
 * source ARN names the region that logs, not the bucket's (`arn:aws:logs:source-region:source-account-id:*`), and listing
 * keeps refusals out of CloudTrail: CloudWatch Logs user guide, "Logs sent to Amazon S3"
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-S3.html). The guides' condition on
 * `s3:x-amz-acl` is left out: under BucketOwnerEnforced S3 refuses every other ACL and takes requests without one (S3 user
 * guide, "Controlling ownership of objects and disabling ACLs"), so it could only keep out a delivery that sends none.
 */
function allowLogDelivery(bucket: Bucket, { flowLogAccounts }: Config): void {
  const { account, partition } = Stack.of(bucket)
  const accounts = [account, ...flowLogAccounts]
  const principals = [new ServicePrincipal('delivery.logs.amazonaws.com')]
  const conditions = {
    StringEquals: { 'aws:SourceAccount': accounts },
    ArnLike: { 'aws:SourceArn': accounts.map(from => `arn:${partition}:logs:*:${from}:*`) },
  }
  bucket.addToResourcePolicy(
    new PolicyStatement({
      sid: 'AWSLogDeliveryWrite',
      principals,
      actions: ['s3:PutObject'],
      // Below a folder, or at the top where the flow log names none.
      resources: ['', '*/'].flatMap(folder =>
        accounts.flatMap(from =>
          ['', 'aws-account-id='].map(form => bucket.arnForObjects(`${folder}AWSLogs/${form}${from}/*`)),
        ),
      ),
      conditions,
    }),
  )
  bucket.addToResourcePolicy(
    new PolicyStatement({
      sid: 'AWSLogDeliveryAclCheck',
      principals,
      actions: ['s3:GetBucketAcl', 's3:ListBucket'],
      resources: [bucket.bucketArn],
      conditions,
    }),
  )
}
