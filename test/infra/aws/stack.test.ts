import { Match, type Template } from 'aws-cdk-lib/assertions'
import { beforeAll, describe, expect, it } from 'vitest'
import { loadQuery, queryNames } from '../../../functions/lib/queries.ts'
import { allTables, publishedTables } from '../../../functions/lib/tables/index.ts'
import { synthesise } from './synthesise.ts'

/** Actions of Athena that Grafana asks its user to allow (documentation of its Athena data source, "IAM policies"). */
const OF_GRAFANA =
  'ListDatabases ListDataCatalogs ListWorkGroups GetDatabase GetDataCatalog GetQueryExecution GetQueryResults GetTableMetadata ' +
  'GetWorkGroup ListTableMetadata StartQueryExecution StopQueryExecution'

let dev: Template
let prod: Template
beforeAll(() => {
  dev = synthesise('dev')
  prod = synthesise('prod')
})

/** A part of a template, as loosely typed as CDK has it. */
type Part = ReturnType<Template['findResources']>[string]

const found = (template: Template, type: string): Part[] => Object.values(template.findResources(type))
const named = (kind: string) => Match.objectLike({ 'Fn::Join': ['', Match.arrayWith([`flowcensus-dev-${kind}-`])] })
const nameText = (value: unknown): string => JSON.stringify(value)
const statementsOf = (template: Template): { statement: Part; of: string }[] =>
  ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::Role'].flatMap(type =>
    Object.entries(template.findResources(type)).flatMap(([of, { Properties }]) =>
      [Properties.PolicyDocument, ...(Properties.Policies ?? []).map((policy: Part) => policy.PolicyDocument)]
        .filter((document: Part) => document !== undefined)
        .flatMap((document: Part) => document.Statement.map((statement: Part) => ({ statement, of }))),
    ),
  )

/** What other tests hold (columns, saved queries) and what changes with every line of code (hashes of assets). */
function essence(template: Record<string, unknown>): string {
  const text = JSON.stringify(
    template,
    (key, value: unknown) => {
      if (key === 'Columns' && Array.isArray(value)) return `${value.length > 0 ? 'as in the schema file' : 'none'}`
      if (key === 'QueryString' || key === 'ViewOriginalText') return 'as in queries/'
      if (key === 'S3Key' || key === 'aws:asset:path') return 'asset'
      return value
    },
    1,
  )
  const parsed: { Resources: Record<string, { Type: string }> } = JSON.parse(text)
  for (const [id, { Type }] of Object.entries(parsed.Resources))
    if (Type === 'AWS::Athena::NamedQuery') delete parsed.Resources[id]
  return `${JSON.stringify(parsed, null, 1)}\n`
}

describe('the template', () => {
  it('of each stage is as it was reviewed', async () => {
    await expect(essence(dev.toJSON())).toMatchFileSnapshot('../../golden/aws/dev.template.json')
    await expect(essence(prod.toJSON())).toMatchFileSnapshot('../../golden/aws/prod.template.json')
  })
})

describe('buckets', () => {
  it('are private, encrypted, and end unfinished uploads', () => {
    const buckets = found(dev, 'AWS::S3::Bucket')
    expect(buckets).toHaveLength(3)
    for (const { Properties } of buckets) {
      expect(Object.values(Properties.PublicAccessBlockConfiguration)).toEqual([true, true, true, true])
      expect(Properties.BucketEncryption.ServerSideEncryptionConfiguration).toHaveLength(1)
      expect(Properties.OwnershipControls.Rules[0].ObjectOwnership).toBe('BucketOwnerEnforced')
      expect(nameText(Properties.LifecycleConfiguration.Rules)).toContain('AbortIncompleteMultipartUpload')
    }
  })

  it('answer over TLS only', () => {
    const policies = found(dev, 'AWS::S3::BucketPolicy')
    expect(policies).toHaveLength(3)
    for (const { Properties } of policies)
      expect(Properties.PolicyDocument.Statement).toContainEqual(
        expect.objectContaining({
          Effect: 'Deny',
          Action: 's3:*',
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
      )
  })

  it('keep versions of uploads, none of the lake', () => {
    dev.hasResourceProperties('AWS::S3::Bucket', {
      BucketName: named('uploads'),
      VersioningConfiguration: { Status: 'Enabled' },
    })
    dev.hasResourceProperties('AWS::S3::Bucket', { BucketName: named('lake'), VersioningConfiguration: Match.absent() })
  })

  it('move old raw files where they can still be read at once', () => {
    const storage = found(dev, 'AWS::S3::Bucket').flatMap(({ Properties }) =>
      Properties.LifecycleConfiguration.Rules.flatMap((rule: Part) => rule.Transitions ?? []),
    )
    expect(storage).toEqual([{ StorageClass: 'STANDARD_IA', TransitionInDays: 90 }])
  })

  it('forget results of queries and which deliveries ended, and nothing else of the lake', () => {
    const expiring = found(dev, 'AWS::S3::Bucket').flatMap(({ Properties }) =>
      Properties.LifecycleConfiguration.Rules.filter((rule: Part) => rule.ExpirationInDays !== undefined),
    )
    expect(expiring).toEqual([
      expect.objectContaining({ Prefix: 'athena-results/', ExpirationInDays: 7 }),
      expect.objectContaining({ Prefix: 'ledger/settled/', ExpirationInDays: 14 }),
    ])
  })

  it('that keep versions forget them after a time, and the markers of what was removed', () => {
    for (const [kind, days] of [
      ['uploads', 30],
      ['reports', 90],
    ] as const)
      dev.hasResourceProperties('AWS::S3::Bucket', {
        BucketName: named(kind),
        LifecycleConfiguration: {
          Rules: Match.arrayWith([
            Match.objectLike({ NoncurrentVersionExpiration: { NoncurrentDays: days }, Status: 'Enabled' }),
            Match.objectLike({ ExpiredObjectDeleteMarker: true, Status: 'Enabled' }),
          ]),
        },
      })
  })

  it('go with a disposable stage and stay with the other', () => {
    expect(found(dev, 'AWS::S3::Bucket').map(({ DeletionPolicy }) => DeletionPolicy)).toEqual([
      'Delete',
      'Delete',
      'Delete',
    ])
    expect(found(prod, 'AWS::S3::Bucket').map(({ DeletionPolicy }) => DeletionPolicy)).toEqual([
      // Not kept where the first deployment fails: their names would be in the way of the next.
      'RetainExceptOnCreate',
      'RetainExceptOnCreate',
      'RetainExceptOnCreate',
    ])
  })
})

describe('the queue of uploads', () => {
  it('hears of created and of removed objects, not of those that the lifecycle removes', () => {
    const events = found(dev, 'AWS::S3::Bucket').flatMap(({ Properties }) =>
      (Properties.NotificationConfiguration?.QueueConfigurations ?? []).map((entry: Part) => entry.Event),
    )
    expect(events).toEqual(['s3:ObjectCreated:*', 's3:ObjectRemoved:*'])
  })

  it('takes messages of the uploads bucket of this account only', () => {
    const statement = found(dev, 'AWS::SQS::QueuePolicy')
      .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
      .filter((entry: Part) => entry.Effect === 'Allow')
    expect(statement).toHaveLength(1)
    expect(statement[0].Principal).toEqual({ Service: 's3.amazonaws.com' })
    expect(nameText(statement[0].Condition.ArnEquals)).toContain('flowcensus-dev-uploads-')
    expect(statement[0].Condition.StringEquals).toEqual({ 'aws:SourceAccount': { Ref: 'AWS::AccountId' } })
  })

  it('is encrypted, and gives a message to the dead letters after five tries', () => {
    for (const { Properties } of found(dev, 'AWS::SQS::Queue')) expect(Properties.SqsManagedSseEnabled).toBe(true)
    dev.hasResourceProperties('AWS::SQS::Queue', {
      RedrivePolicy: { maxReceiveCount: 5 },
      MessageRetentionPeriod: 1_209_600,
    })
  })

  it('hands out one upload at a time, for longer than the function lives', () => {
    dev.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      BatchSize: 1,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 50 },
    })
    dev.hasResourceProperties('AWS::SQS::Queue', { QueueName: 'flowcensus-dev-uploads', VisibilityTimeout: 1800 })
  })
})

describe('functions', () => {
  it('are as the house has them', () => {
    const functions = found(dev, 'AWS::Lambda::Function')
    expect(functions).toHaveLength(4)
    for (const { Properties } of functions) {
      expect(Properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Timeout: 900,
        TracingConfig: { Mode: 'Active' },
        LoggingConfig: { LogFormat: 'JSON' },
      })
      expect(Properties.Handler).toMatch(/^functions\/(normalise|publish|report|reconcile)\/handler\.handler$/)
    }
    dev.hasResourceProperties('AWS::Lambda::Function', { FunctionName: 'flowcensus-dev-normalise', MemorySize: 1769 })
  })

  it('keep their logs for a time, not for ever', () => {
    expect(found(dev, 'AWS::Logs::LogGroup').map(({ Properties }) => Properties.RetentionInDays)).toEqual([
      14, 14, 14, 14,
    ])
    expect(found(prod, 'AWS::Logs::LogGroup').map(({ Properties }) => Properties.RetentionInDays)).toEqual([
      90, 90, 90, 90,
    ])
  })

  it('have roles without wildcard actions, and all resources only where there are none to name', () => {
    for (const { statement, of } of statementsOf(dev)) {
      const actions: string[] = [statement.Action].flat()
      expect(
        actions.filter(action => action.includes('*')),
        of,
      ).toEqual([])
      if ([statement.Resource].flat().includes('*'))
        expect(
          actions.filter(action => !/^(xray:Put|athena:List)/.test(action)),
          of,
        ).toEqual([])
    }
  })

  it('that ask Athena may look at the default database, which it does at each query', () => {
    const asking = statementsOf(dev).filter(({ statement }) =>
      [statement.Action].flat().includes('athena:StartQueryExecution'),
    )
    const looking = statementsOf(dev).filter(({ statement }) =>
      nameText(statement.Resource).includes(':database/default'),
    )
    expect(asking).toHaveLength(3)
    expect(looking.map(({ of }) => of)).toEqual(asking.map(({ of }) => of))
  })

  it('let nobody but publish change tables, or delete; normalise ends its replays', () => {
    const may = (pattern: RegExp) =>
      new Set(
        statementsOf(dev)
          .filter(({ statement }) => [statement.Action].flat().some((action: string) => pattern.test(action)))
          .map(({ of }) => of.replace(/.*(publish|report|reconcile|normalise).*/, '$1')),
      )
    expect([...may(/^glue:(Create|BatchCreate|Update|Delete)/)]).toEqual(['publish'])
    expect([...may(/^s3:DeleteObject/)].sort()).toEqual(['normalise', 'publish'])
    const removed = statementsOf(dev)
      .filter(({ statement, of }) => of.includes('normalise') && [statement.Action].flat().includes('s3:DeleteObject'))
      .flatMap(({ statement }) => [statement.Resource].flat().map(resource => resource['Fn::Join'][1].at(-1)))
    expect(removed).toEqual(['/ledger/replays/*'])
  })
})

describe('tables', () => {
  const tables = () =>
    new Map(found(dev, 'AWS::Glue::Table').map(({ Properties }) => [Properties.TableInput.Name, Properties.TableInput]))

  it('have the columns of the schema files, each with its comment', () => {
    for (const { name, columns, partitions } of allTables) {
      const table = tables().get(name)
      expect(table.StorageDescriptor.Columns.map((column: Part) => [column.Name, column.Comment])).toEqual(
        columns.map(column => [column.name, column.comment]),
      )
      expect(table.PartitionKeys.map((key: Part) => key.Name)).toEqual([...partitions])
    }
  })

  it('have views with the SQL of queries/views and the types that Athena reads', () => {
    for (const name of queryNames().filter(query => query.startsWith('views/'))) {
      const view = tables().get(name.replace('views/', ''))
      const [, encoded = ''] = /^\/\* Presto View: (\S+) \*\/$/.exec(view.ViewOriginalText) ?? []
      const { originalSql, columns } = JSON.parse(Buffer.from(encoded, 'base64').toString())
      expect(originalSql).toBe(loadQuery(name).text)
      expect(columns.map((column: Part) => column.name)).toEqual(loadQuery(name).columns)
      expect(new Set(columns.map((column: Part) => column.type))).toEqual(
        new Set(['timestamp(3)', 'integer', 'varchar', 'bigint']),
      )
    }
  })

  it('have comments that Glue takes', () => {
    const long = allTables.flatMap(({ columns }) => columns.filter(({ comment }) => comment.length > 255))
    expect(long.map(({ name }) => name)).toEqual([])
  })

  it('are found by projection, the published ones by their partitions', () => {
    const published = publishedTables.map(({ schema }) => schema.name)
    for (const { name } of allTables)
      expect([name, tables().get(name).Parameters['projection.enabled']]).toEqual([
        name,
        published.includes(name) ? undefined : 'true',
      ])
    expect(nameText(tables().get('flows_runs').Parameters['storage.location.template'])).toMatch(
      /\/flows\/dt=\$\{dt\}\/run=\$\{run\}\//,
    )
    expect(tables().get('landing').Parameters['projection.dt.range']).toBe('1990-01-01,NOW+2DAYS')
  })
})

describe('Athena', () => {
  it('has workgroups that clients cannot overrule, with engine version 3 and encrypted results', () => {
    const workgroups = found(dev, 'AWS::Athena::WorkGroup')
    expect(workgroups.map(({ Properties }) => Properties.Name).sort()).toEqual([
      'flowcensus-dev-analysts',
      'flowcensus-dev-publish',
      'flowcensus-dev-reports',
    ])
    for (const { Properties } of workgroups)
      expect(Properties.WorkGroupConfiguration).toMatchObject({
        EnforceWorkGroupConfiguration: true,
        EngineVersion: { SelectedEngineVersion: 'Athena engine version 3' },
        ResultConfiguration: { EncryptionConfiguration: { EncryptionOption: 'SSE_S3' } },
      })
  })

  it('limits what each query may scan', () => {
    for (const [name, bytes] of [
      ['publish', 1000e9],
      ['analysts', 50e9],
      ['reports', 200e9],
    ] as const)
      dev.hasResourceProperties('AWS::Athena::WorkGroup', {
        Name: `flowcensus-dev-${name}`,
        WorkGroupConfiguration: { BytesScannedCutoffPerQuery: bytes },
      })
  })

  it('has the queries of reports', () => {
    const saved = new Map(
      found(dev, 'AWS::Athena::NamedQuery').map(({ Properties }) => [Properties.Name, Properties.QueryString]),
    )
    const names = queryNames().filter(name => /^sections\//.test(name))
    expect([...saved.keys()].sort()).toEqual(names)
    for (const name of names) expect(saved.get(name)).toBe(loadQuery(name).text)
  })
})

describe('schedules', () => {
  it('come at a rate: when reports are due stands in the lake, and no deployment changes it', () => {
    const schedules = found(dev, 'AWS::Scheduler::Schedule').map(({ Properties }) => [
      Properties.Name,
      Properties.ScheduleExpression,
      Properties.Target.Input,
    ])
    expect(schedules).toEqual([
      ['publish', 'rate(30 minutes)', '{"scheduledTime":"<aws.scheduler.scheduled-time>"}'],
      ['reconcile-uploads', 'rate(6 hours)', '{"check":"uploads"}'],
      ['reconcile-reports', 'rate(15 minutes)', '{"check":"reports"}'],
    ])
  })

  it('let the scheduler start publish and reconcile only, and reconcile the report', () => {
    const invoking = statementsOf(dev).filter(({ statement }) =>
      [statement.Action].flat().includes('lambda:InvokeFunction'),
    )
    const said = invoking.map(({ of, statement }) => [
      /Schedules|reconcile/.exec(of)?.[0],
      [statement.Resource].flat().map(own => /publish|report|reconcile|normalise/.exec(nameText(own))?.[0]),
    ])
    expect(said.sort()).toEqual([
      ['Schedules', ['publish', 'reconcile']],
      ['reconcile', ['report']],
    ])
  })

  it('have reports claimed in one place of the lake, by reconcile and report alone', () => {
    const writing = statementsOf(dev).filter(
      ({ statement }) =>
        [statement.Action].flat().includes('s3:PutObject') && nameText(statement.Resource).includes('/ledger/reports/'),
    )
    expect(writing.map(({ of }) => /publish|report|reconcile|normalise/.exec(of)?.[0]).sort()).toEqual([
      'reconcile',
      'report',
    ])
  })
})

describe('people', () => {
  it('of a team write below its name only', () => {
    const [policy] = found(dev, 'AWS::IAM::ManagedPolicy').filter(
      ({ Properties }) => Properties.ManagedPolicyName === 'flowcensus-dev-upload-uni',
    )
    const writing = policy!.Properties.PolicyDocument.Statement.filter((statement: Part) =>
      nameText(statement.Action).includes('s3:PutObject'),
    )
    expect(writing).toHaveLength(1)
    expect(nameText(writing[0].Resource)).toContain('/uni/*')
  })

  it('who analyse see databases, tables and columns in the console', () => {
    const [policy] = found(dev, 'AWS::IAM::ManagedPolicy').filter(
      ({ Properties }) => Properties.ManagedPolicyName === 'flowcensus-dev-analysts',
    )
    const statements: Part[] = policy!.Properties.PolicyDocument.Statement
    const resourceOf = (action: string) =>
      nameText(statements.filter(({ Action }) => [Action].flat().includes(action)).map(({ Resource }) => Resource))
    for (const action of ['ListDatabases', 'GetDatabase', 'ListTableMetadata', 'GetTableMetadata', 'GetDataCatalog'])
      expect(resourceOf(`athena:${action}`)).toContain(':datacatalog/AwsDataCatalog')
    expect(resourceOf('glue:GetDatabases')).toContain(':catalog')
  })

  it('who analyse may do with Athena what Grafana asks of them', () => {
    const [policy] = found(dev, 'AWS::IAM::ManagedPolicy').filter(
      ({ Properties }) => Properties.ManagedPolicyName === 'flowcensus-dev-analysts',
    )
    const allowed: string[] = policy!.Properties.PolicyDocument.Statement.flatMap(({ Action }: Part) => Action)
    expect(OF_GRAFANA.split(' ').filter(action => !allowed.includes(`athena:${action}`))).toEqual([])
  })

  it('are told of alarms', () => {
    dev.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'email', Endpoint: 'operator@example.org' })
    const alarms = found(dev, 'AWS::CloudWatch::Alarm')
    expect(alarms.map(({ Properties }) => Properties.AlarmName.replace('flowcensus-dev-', '')).sort()).toEqual([
      'DeadLetters',
      'OldestMessage',
      'PublishFailed',
      'ReconcileFailed',
      'ReportsOverdue',
      'SourcesUnread',
      'UploadsRefused',
    ])
    for (const { Properties } of alarms) expect(Properties.AlarmActions).toHaveLength(1)
  })
})
