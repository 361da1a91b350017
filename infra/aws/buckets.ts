/** The three buckets: what teams upload, the lake, the reports. Of its own: private, encrypted, TLS only. */
import { Duration, RemovalPolicy } from 'aws-cdk-lib'
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type IBucket,
  type LifecycleRule,
  ObjectOwnership,
  StorageClass,
} from 'aws-cdk-lib/aws-s3'
import { Construct } from 'constructs'
import { SETTLED } from '../../functions/lib/ledger/settled.ts'
import { acknowledge } from './acknowledge.ts'
import type { Config } from './config.ts'
import { named } from './names.ts'

/** Prefix of the lake where Athena keeps results, one folder a workgroup. */
export const RESULTS = 'athena-results'

/** Buckets that are there already, and stay as they are. */
export interface GivenBuckets {
  uploads?: IBucket | undefined
  reports?: IBucket | undefined
}

export class Buckets extends Construct {
  readonly uploads: IBucket
  readonly lake: Bucket
  readonly reports: IBucket
  readonly isUploadsOwn: boolean

  constructor(scope: Construct, config: Config, given: GivenBuckets = {}) {
    super(scope, 'Buckets')
    const { uploads, athena, reportVersions } = config
    this.uploads =
      given.uploads ??
      createBucket(this, config, 'uploads', {
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
    this.isUploadsOwn = given.uploads === undefined
    this.lake = createBucket(this, config, 'lake', {
      // What must never be overwritten is written under a name of its own; conditional writes guard the rest.
      versioned: false,
      lifecycleRules: [
        { id: 'query-results', prefix: `${RESULTS}/`, expiration: Duration.days(athena.resultDays) },
        // Reconcile looks nine days back.
        { id: 'settled-deliveries', prefix: SETTLED, expiration: Duration.days(14) },
      ],
    })
    this.reports =
      given.reports ??
      createBucket(this, config, 'reports', {
        versioned: true,
        lifecycleRules: forgetVersions(reportVersions.noncurrentDays),
      })
  }

  /** Name of the lake for what is made beside it: one that is fixed needs no bucket yet. */
  static lakeName({ names }: Pick<Config, 'names'>, lake: IBucket): string {
    return names.bucket('lake') ?? lake.bucketName
  }
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
    ...named('bucketName', config.names.bucket(kind)),
    versioned,
    ...encryptionOf(config),
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

const encryptionOf = ({ encryptionKey }: Config) =>
  encryptionKey === undefined
    ? { encryption: BucketEncryption.S3_MANAGED }
    : // A bucket key asks KMS once for many objects.
      { encryption: BucketEncryption.KMS, encryptionKey, bucketKeyEnabled: true }
