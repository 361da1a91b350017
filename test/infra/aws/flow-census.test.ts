/** The construct in somebody else's app: beside another, on buckets that are there, with keys, boundaries and roles of that app. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { RemovalPolicy, Stack, Validations } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { Vpc } from 'aws-cdk-lib/aws-ec2'
import { AccountRootPrincipal, ManagedPolicy, Role } from 'aws-cdk-lib/aws-iam'
import { Key } from 'aws-cdk-lib/aws-kms'
import { Bucket } from 'aws-cdk-lib/aws-s3'
import { AwsSolutionsChecks } from 'cdk-nag'
import { afterAll, describe, expect, it } from 'vitest'
import { FlowCensus, type FlowCensusProps } from '../../../infra/aws/index.ts'
import { newApp } from './synthesise.ts'

const folder = mkdtempSync(join(tmpdir(), 'construct-'))
afterAll(() => rmSync(folder, { recursive: true }))

type Part = ReturnType<Template['findResources']>[string]
const found = (template: Template, type: string): Part[] => Object.values(template.findResources(type))
const textOf = (value: unknown): string => JSON.stringify(value)

/** A stack with what `build` puts into it. Throws where a rule of AWS Solutions finds something that nobody acknowledged. */
function synthesised(build: (stack: Stack) => void): Template {
  const app = newApp()
  const stack = new Stack(app, 'Theirs')
  build(stack)
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app))
  app.synth()
  return Template.fromStack(stack)
}
const flows = (stack: Stack, props: FlowCensusProps = {}) => new FlowCensus(stack, 'Flows', props)

describe('two in one stack', () => {
  const template = synthesised(stack => {
    new FlowCensus(stack, 'Campus', { teams: ['uni'] })
    new FlowCensus(stack, 'Laboratory', { teams: ['uni'] })
  })

  it('share no name', () => {
    const names = Object.values(template.toJSON().Resources as Record<string, Part>).flatMap(({ Type, Properties }) => {
      const { Name, GroupName, DatabaseInput, TableInput } = Properties ?? {}
      if (Type === 'AWS::Athena::NamedQuery') return []
      const own = TableInput === undefined ? (DatabaseInput?.Name ?? Name) : [Properties.DatabaseName, TableInput.Name]
      return own === undefined ? [] : [textOf([Type, own, GroupName])]
    })
    expect(names.length).toBeGreaterThan(70)
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
  })

  it('leave to CloudFormation every name that it can make', () => {
    const named = Object.values(template.toJSON().Resources as Record<string, Part>).flatMap(({ Type, Properties }) =>
      [
        'BucketName',
        'QueueName',
        'FunctionName',
        'TopicName',
        'LogGroupName',
        'RoleName',
        'ManagedPolicyName',
        'AlarmName',
      ]
        .filter(key => Properties?.[key] !== undefined && !/::EventInvokeConfig$|::EventSourceMapping$/.test(Type))
        .map(key => `${Type} ${key}`),
    )
    expect(named).toEqual([])
  })

  it('each say where things are', () => {
    const outputs = Object.keys(template.findOutputs('*'))
    for (const own of ['Campus', 'Laboratory'])
      expect(outputs.filter(name => name.startsWith(own)).length).toBeGreaterThanOrEqual(10)
  })

  it('keep their data, unless they are told to go with it', () => {
    expect(new Set(found(template, 'AWS::S3::Bucket').map(({ DeletionPolicy }) => DeletionPolicy))).toEqual(
      new Set(['RetainExceptOnCreate']),
    )
    const gone = synthesised(stack => flows(stack, { removalPolicy: RemovalPolicy.DESTROY }))
    expect(new Set(found(gone, 'AWS::S3::Bucket').map(({ DeletionPolicy }) => DeletionPolicy))).toEqual(
      new Set(['Delete']),
    )
  })
})

describe('buckets that are there', () => {
  it('of another stack are heard by way of EventBridge, so that neither waits for the other', () => {
    const app = newApp()
    const store = new Stack(app, 'Store')
    const uploads = new Bucket(store, 'Uploads', { eventBridgeEnabled: true })
    const reportsBucket = new Bucket(store, 'Reports')
    const stack = new Stack(app, 'Theirs')
    flows(stack, { uploads, uploadsSendEvents: true, reportsBucket })
    app.synth()
    const template = Template.fromStack(stack)
    expect(found(template, 'AWS::S3::Bucket')).toHaveLength(1)
    const [rule] = found(template, 'AWS::Events::Rule')
    expect(rule?.Properties.EventPattern).toMatchObject({
      source: ['aws.s3'],
      'detail-type': ['Object Created', 'Object Deleted'],
      detail: { reason: [{ 'anything-but': ['Lifecycle Expiration'] }] },
    })
    const senders = found(template, 'AWS::SQS::QueuePolicy').flatMap(({ Properties }) =>
      Properties.PolicyDocument.Statement.filter(({ Effect }: Part) => Effect === 'Allow').map(
        ({ Principal }: Part) => Principal.Service,
      ),
    )
    expect(senders).toEqual(['events.amazonaws.com'])
    expect(stack.dependencies.map(({ stackName }) => stackName)).toEqual(['Store'])
    expect(store.dependencies).toEqual([])
  })

  it('are told to send their events, where nobody says that they do', () => {
    const app = newApp()
    const stack = new Stack(app, 'Theirs')
    flows(stack, { uploads: new Bucket(stack, 'Uploads') })
    app.synth()
    expect(textOf(found(Template.fromStack(stack), 'Custom::S3BucketNotifications'))).toContain(
      '"EventBridgeConfiguration":{}',
    )
  })
})

describe('a key of the app', () => {
  const template = synthesised(stack => {
    const encryptionKey = new Key(stack, 'Key', { enableKeyRotation: true })
    const vpc = new Vpc(stack, 'Vpc', { natGateways: 0, subnetConfiguration: [] })
    flows(stack, { encryptionKey, vpcFlowLogs: [vpc] }).grantUpload(
      new Role(stack, 'Uploader', { assumedBy: new AccountRootPrincipal() }),
      'uni',
    )
  })
  const statements = (of: RegExp): Part[] =>
    ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy'].flatMap(type =>
      Object.entries(template.findResources(type))
        .filter(([id]) => of.test(id))
        .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement),
    )

  it('encrypts every bucket, and results of queries', () => {
    for (const { Properties } of found(template, 'AWS::S3::Bucket'))
      expect(textOf(Properties.BucketEncryption)).toContain('"SSEAlgorithm":"aws:kms"')
    for (const { Properties } of found(template, 'AWS::Athena::WorkGroup'))
      expect(Properties.WorkGroupConfiguration.ResultConfiguration.EncryptionConfiguration.EncryptionOption).toBe(
        'SSE_KMS',
      )
  })

  it.each(['normalise', 'publish', 'report', 'reconcile', 'Uploader', 'analysts', 'readers'])('%s may use it', who => {
    const actions = statements(new RegExp(who)).flatMap(({ Action }) => [Action].flat())
    expect(actions).toContain('kms:Decrypt')
    expect(actions.includes('kms:GenerateDataKey')).toBe(who !== 'readers')
  })

  it('lets flow logs be delivered', () => {
    const [key] = found(template, 'AWS::KMS::Key')
    expect(textOf(key?.Properties.KeyPolicy)).toContain('delivery.logs.amazonaws.com')
  })

  it('and a VPC: its flow log is made below vpc/, after the policy that lets it be written', () => {
    const [flowLog] = found(template, 'AWS::EC2::FlowLog')
    expect(flowLog?.Properties).toMatchObject({ ResourceType: 'VPC', TrafficType: 'ALL', LogDestinationType: 's3' })
    expect(textOf(flowLog?.Properties.LogDestination)).toMatch(/\/vpc\/"\]\]\}$/)
    expect(flowLog?.Properties.LogFormat).toMatch(/^\$\{version\} .* \$\{flow-direction\}$/)
    expect(textOf(flowLog?.DependsOn)).toContain('BucketsuploadsPolicy')
  })
})

describe('the rest of the app', () => {
  it('bounds and tags what is made', () => {
    const template = synthesised(stack => {
      const permissionsBoundary = ManagedPolicy.fromManagedPolicyName(stack, 'Bound', 'bound')
      flows(stack, { permissionsBoundary, tags: { cost: 'network' } })
    })
    for (const { Properties } of found(template, 'AWS::IAM::Role'))
      expect(textOf(Properties.PermissionsBoundary)).toContain('policy/bound')
    for (const type of ['AWS::S3::Bucket', 'AWS::SQS::Queue', 'AWS::Lambda::Function', 'AWS::Athena::WorkGroup'])
      for (const { Properties } of found(template, type))
        expect(Properties.Tags).toContainEqual({ Key: 'cost', Value: 'network' })
  })

  it('gives roles of its own what they need and no more', () => {
    const template = synthesised(stack => {
      const own = flows(stack)
      const role = (id: string) => new Role(stack, id, { assumedBy: new AccountRootPrincipal() })
      own.grantUpload(role('Uploader'), 'uni').assertSuccess()
      own.grantRead(role('Reader')).assertSuccess()
      own.grantAnalyst(role('Analyst')).assertSuccess()
    })
    const policyOf = (who: string) => {
      const [policy] = Object.entries(template.findResources('AWS::IAM::Policy')).filter(([id]) => id.startsWith(who))
      return textOf(policy?.[1].Properties.PolicyDocument)
    }
    expect(policyOf('Uploader')).toContain('/uni/*')
    expect(policyOf('Uploader')).toContain('"s3:prefix":["uni/*"]')
    expect(policyOf('Uploader')).not.toContain('s3:GetObject')
    expect(policyOf('Reader')).toContain('FlowsBucketsreports')
    expect(policyOf('Reader')).not.toMatch(/s3:PutObject|Bucketslake/)
    expect(policyOf('Analyst')).toContain('athena:StartQueryExecution')
    expect(policyOf('Analyst')).not.toContain('Bucketsuploads')
  })

  it('hears of what cannot be right before anything is deployed', () => {
    const stack = new Stack(newApp(), 'Theirs')
    const networks = join(folder, 'networks.csv')
    writeFileSync(networks, 'cidr,name\n10.0.0.0/33,wrong\n')
    const reports = join(folder, 'reports.json')
    writeFileSync(reports, '[{"name": 7}]')
    let count = 0
    const refused = (props: FlowCensusProps, message: RegExp) =>
      expect(() => new FlowCensus(stack, `Flows${++count}`, props)).toThrow(message)
    refused({ networks }, /networks\.csv: networks\.csv line 2.*10\.0\.0\.0\/33/)
    refused({ reports }, /reports\.json: reports\.json line 1.*expected/s)
    refused({ networks: join(folder, 'none.csv') }, /networks: expected the path of a file, found ".*none\.csv"/)
    refused({ teams: ['../uni'] }, /teams: expected names of letters.*found "\.\.\/uni"/)
  })
})
