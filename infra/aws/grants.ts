/** What a role may do, as statements: each names the actions, and the prefixes or tables, that are needed and no others. */
import { Stack } from 'aws-cdk-lib'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { IBucket } from 'aws-cdk-lib/aws-s3'
import type { Construct } from 'constructs'
import type { Config } from './config.ts'
import { resultsPrefix, type WorkgroupName, workgroupName } from './workgroups.ts'

const allow = (actions: readonly string[], resources: readonly string[]) =>
  new PolicyStatement({ actions: [...actions], resources: [...resources] })
const below = (bucket: IBucket, prefixes: readonly string[]) =>
  prefixes.map(prefix => bucket.arnForObjects(`${prefix}*`))

/** What the key of a bucket must let whoever reads or writes it. */
const withKey = ({ encryptionKey }: IBucket, ...actions: string[]): PolicyStatement[] =>
  encryptionKey === undefined ? [] : [allow(actions, [encryptionKey.keyArn])]

/** Reading objects; with the listing without which S3 says 403 in place of 404. */
export const read = (bucket: IBucket, prefixes: readonly string[] = ['']): PolicyStatement[] => [
  allow(['s3:GetObject'], below(bucket, prefixes)),
  allow(['s3:ListBucket'], [bucket.bucketArn]),
  ...withKey(bucket, 'kms:Decrypt'),
]

/** Also the versions of objects. */
export const readVersions = (bucket: IBucket): PolicyStatement[] => [
  ...read(bucket),
  allow(['s3:GetObjectVersion'], [bucket.arnForObjects('*')]),
]

export const write = (bucket: IBucket, prefixes: readonly string[]): PolicyStatement[] => [
  allow(['s3:PutObject', 's3:AbortMultipartUpload'], below(bucket, prefixes)),
  // The parts of an upload in parts are put together with Decrypt.
  ...withKey(bucket, 'kms:GenerateDataKey', 'kms:Decrypt'),
]

export const remove = (bucket: IBucket, prefixes: readonly string[]): PolicyStatement[] => [
  allow(['s3:DeleteObject'], below(bucket, prefixes)),
]

/** Queries in a workgroup, over tables that lie below `prefixes` of the lake. */
export function query(
  scope: Construct,
  config: Config,
  { lake, workgroup, prefixes }: { lake: IBucket; workgroup: WorkgroupName; prefixes: readonly string[] },
): PolicyStatement[] {
  const results = [resultsPrefix(workgroup)]
  return [
    allow(
      [
        'athena:StartQueryExecution',
        'athena:GetQueryExecution',
        'athena:GetQueryResults',
        'athena:StopQueryExecution',
        'athena:GetWorkGroup',
      ],
      [workgroupArn(scope, config, workgroup)],
    ),
    allow(
      [
        'glue:GetDatabase',
        'glue:GetTable',
        'glue:GetTables',
        'glue:GetPartition',
        'glue:GetPartitions',
        'glue:BatchGetPartition',
      ],
      glueArns(scope, config),
    ),
    // Athena looks at the account's default database at each query, whatever the query reads (user guide, "Configure AWS
    // Glue access to your catalog and database per AWS Region").
    allow(['glue:GetDatabase', 'glue:GetDatabases'], defaultDatabase(scope)),
    allow(['s3:GetBucketLocation', 's3:ListBucketMultipartUploads'], [lake.bucketArn]),
    ...read(lake, [...prefixes, ...results]),
    ...write(lake, results),
    allow(['s3:ListMultipartUploadParts'], below(lake, results)),
  ]
}

/** The Glue catalogue as Athena names it. */
export function dataCatalogArn(scope: Construct): string {
  const { account, region, partition } = Stack.of(scope)
  return `arn:${partition}:athena:${region}:${account}:datacatalog/AwsDataCatalog`
}

export function workgroupArn(scope: Construct, config: Config, workgroup: WorkgroupName): string {
  const { account, region, partition } = Stack.of(scope)
  return `arn:${partition}:athena:${region}:${account}:workgroup/${workgroupName(config, workgroup)}`
}

/** Creating, moving and removing partitions. */
export const changePartitions = (scope: Construct, config: Config): PolicyStatement =>
  allow(
    [
      'glue:CreatePartition',
      'glue:BatchCreatePartition',
      'glue:UpdatePartition',
      'glue:DeletePartition',
      'glue:BatchDeletePartition',
    ],
    glueArns(scope, config),
  )

function defaultDatabase(scope: Construct): string[] {
  const { account, region, partition } = Stack.of(scope)
  const at = `arn:${partition}:glue:${region}:${account}`
  return [`${at}:catalog`, `${at}:database/default`]
}

function glueArns(scope: Construct, { names: { database } }: Config): string[] {
  const { account, region, partition } = Stack.of(scope)
  const at = `arn:${partition}:glue:${region}:${account}`
  return [`${at}:catalog`, `${at}:database/${database}`, `${at}:table/${database}/*`]
}
