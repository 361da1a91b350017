/** What people may do, as statements: teams that upload, readers of reports, analysts. */
import { Stack } from 'aws-cdk-lib'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { Construct } from 'constructs'
import type { Buckets } from './buckets.ts'
import type { Config } from './config.ts'
import { dataCatalogArn, query, read, workgroupArn, write } from './grants.ts'

/** Uploads files below `<team>/`, and sees what lies there. */
export const rightsToUpload = ({ uploads }: Buckets, team: string): PolicyStatement[] => [
  ...write(uploads, [`${team}/`]),
  new PolicyStatement({
    actions: ['s3:ListBucket'],
    resources: [uploads.bucketArn],
    conditions: { StringLike: { 's3:prefix': [`${team}/*`] } },
  }),
]

/** Reads reports. */
export const rightsToRead = ({ reports }: Buckets): PolicyStatement[] => read(reports)

/** Asks the tables below `prefixes` of the lake in the workgroup of analysts, in the console or from the command line. */
export const rightsToAnalyse = (
  scope: Construct,
  config: Config,
  { lake }: Buckets,
  prefixes: readonly string[],
): PolicyStatement[] => [
  ...query(scope, config, { lake, workgroup: 'analysts', prefixes }),
  new PolicyStatement({
    actions: [
      'athena:GetNamedQuery',
      'athena:BatchGetNamedQuery',
      'athena:ListNamedQueries',
      'athena:ListQueryExecutions',
      'athena:BatchGetQueryExecution',
      'athena:GetQueryResultsStream',
      'athena:GetQueryRuntimeStatistics',
    ],
    resources: [workgroupArn(scope, config, 'analysts')],
  }),
  // The console's list of databases, tables and columns.
  new PolicyStatement({
    actions: [
      'athena:GetDataCatalog',
      'athena:GetDatabase',
      'athena:GetTableMetadata',
      'athena:ListDatabases',
      'athena:ListTableMetadata',
    ],
    resources: [dataCatalogArn(scope)],
  }),
  // The command line asks the stack where things are.
  new PolicyStatement({
    actions: ['cloudformation:DescribeStacks'],
    resources: [
      Stack.of(scope).formatArn({
        service: 'cloudformation',
        resource: 'stack',
        resourceName: `${Stack.of(scope).stackName}/*`,
      }),
    ],
  }),
  new PolicyStatement({
    actions: ['athena:ListWorkGroups', 'athena:ListDataCatalogs', 'athena:ListEngineVersions'],
    resources: ['*'],
  }),
]
