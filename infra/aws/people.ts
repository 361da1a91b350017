/** Policies for people, to be attached to their roles: teams that upload, readers of reports, analysts. */
import { Stack } from 'aws-cdk-lib'
import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { Construct } from 'constructs'
import { acknowledgeWildcards } from './acknowledge.ts'
import type { Buckets } from './buckets.ts'
import type { Config } from './config.ts'
import { dataCatalogArn, query, read, workgroupArn, write } from './grants.ts'

export class People extends Construct {
  constructor(scope: Construct, config: Config, { uploads, lake, reports }: Buckets, tables: readonly string[]) {
    super(scope, 'People')
    const add = (name: string, description: string, statements: PolicyStatement[]) => {
      const managedPolicyName = `flowcensus-${config.stage}-${name}`
      const policy = new ManagedPolicy(this, name, { managedPolicyName, description, statements })
      acknowledgeWildcards(
        policy,
        statements,
        'People read what is made at run time; lists of Athena have no resources.',
      )
    }
    for (const team of config.teams) {
      add(`upload-${team}`, `Uploads files below ${team}/ and sees what lies there.`, [
        ...write(uploads, [`${team}/`]),
        new PolicyStatement({
          actions: ['s3:ListBucket'],
          resources: [uploads.bucketArn],
          conditions: { StringLike: { 's3:prefix': [`${team}/*`] } },
        }),
      ])
    }
    add('readers', 'Reads reports.', read(reports))
    add('analysts', 'Asks the tables in the workgroup of analysts.', [
      ...query(this, config, { lake, workgroup: 'analysts', prefixes: tables }),
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
        resources: [workgroupArn(this, config, 'analysts')],
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
        resources: [dataCatalogArn(this)],
      }),
      // The command line asks the stack where things are.
      new PolicyStatement({
        actions: ['cloudformation:DescribeStacks'],
        resources: [
          Stack.of(this).formatArn({
            service: 'cloudformation',
            resource: 'stack',
            resourceName: `${scope.node.id}/*`,
          }),
        ],
      }),
      new PolicyStatement({
        actions: ['athena:ListWorkGroups', 'athena:ListDataCatalogs', 'athena:ListEngineVersions'],
        resources: ['*'],
      }),
    ])
  }
}
