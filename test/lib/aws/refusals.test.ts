/** Answers of AWS that are no throttling: lost races, parts of batches, limits, and what is said of each. */
import {
  AthenaClient,
  GetQueryExecutionCommand,
  GetWorkGroupCommand,
  StartQueryExecutionCommand,
  TooManyRequestsException,
} from '@aws-sdk/client-athena'
import {
  CloudFormationClient,
  CloudFormationServiceException,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation'
import {
  AlreadyExistsException,
  ConcurrentModificationException,
  CreatePartitionCommand,
  DeletePartitionCommand,
  EntityNotFoundException,
  GetPartitionCommand,
  GetPartitionsCommand,
  GetTableCommand,
  GlueClient,
  ResourceNumberLimitExceededException,
  UpdatePartitionCommand,
} from '@aws-sdk/client-glue'
import { DeleteObjectsCommand, PutObjectCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3'
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import { ReceiveMessageCommand, SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs'
import { mockClient } from 'aws-sdk-client-mock'
import { beforeEach, describe, expect, it } from 'vitest'
import { runQuery } from '../../../functions/lib/aws/athena-query.ts'
import { readWorkgroup } from '../../../functions/lib/aws/athena-workgroup.ts'
import { createDeadLetters } from '../../../functions/lib/aws/dead-letters.ts'
import { createGlueCatalogue } from '../../../functions/lib/aws/glue-catalogue.ts'
import { createNotices } from '../../../functions/lib/aws/notices.ts'
import { createS3Store } from '../../../functions/lib/aws/s3-store.ts'
import { readStackOutputs } from '../../../functions/lib/aws/stack-outputs.ts'
import { createUploadQueue } from '../../../functions/lib/aws/upload-queue.ts'
import { PreconditionFailed, QueryFailed } from '../../../functions/lib/ports.ts'
import { run } from '../../support/command-line.ts'

const athena = mockClient(AthenaClient)
const glue = mockClient(GlueClient)
const s3 = mockClient(S3Client)
const sqs = mockClient(SQSClient)
const sns = mockClient(SNSClient)
const stacks = mockClient(CloudFormationClient)
const region = 'eu-central-1'
const $metadata = {}

beforeEach(() => {
  for (const mock of [athena, glue, s3, sqs, sns, stacks]) mock.reset()
})

describe('S3', () => {
  const store = createS3Store({ client: new S3Client({ region }), bucket: 'b' })
  const s3Error = (httpStatusCode: number, name: string) =>
    new S3ServiceException({ name, $fault: 'client', $metadata: { httpStatusCode }, message: 'no' })

  it('is asked again where another conditional write was under way, ten times at most', async () => {
    s3.on(PutObjectCommand)
      .rejectsOnce(s3Error(409, 'ConditionalRequestConflict'))
      .rejectsOnce(s3Error(409, 'ConditionalRequestConflict'))
      .resolves({ ETag: '"e"' })
    expect(await store.put('k', 'x', { ifNoneMatch: '*' })).toMatchObject({ etag: '"e"' })
    expect(s3.calls()).toHaveLength(3)

    s3.reset()
    s3.on(PutObjectCommand).rejects(s3Error(409, 'ConditionalRequestConflict'))
    await expect(store.put('k', 'x', { ifNoneMatch: '*' })).rejects.toThrow('found ConditionalRequestConflict')
    expect(s3.calls()).toHaveLength(10)
  })

  it('whose condition does not hold says so by the port', async () => {
    s3.on(PutObjectCommand).rejects(s3Error(412, 'PreconditionFailed'))
    await expect(store.put('k', 'x', { ifMatch: '"e"' })).rejects.toBeInstanceOf(PreconditionFailed)
    s3.on(PutObjectCommand).rejects(s3Error(404, 'NoSuchKey'))
    await expect(store.put('k', 'x', { ifMatch: '"e"' })).rejects.toBeInstanceOf(PreconditionFailed)
  })

  it('that deleted only some keys is an error that names the first', async () => {
    s3.on(DeleteObjectsCommand).resolves({ Errors: [{ Key: 'k2', Code: 'InternalError', Message: 'try again' }] })
    await expect(store.delete(['k1', 'k2'])).rejects.toThrow(
      'delete in b: expected 2 keys deleted, 1 were not; first k2: InternalError try again',
    )
  })

  it('that answers a write without an ETag is an error', async () => {
    s3.on(PutObjectCommand).resolves({})
    await expect(store.put('k', 'x')).rejects.toThrow('object k: expected an ETag from S3, found none')
  })
})

describe('Athena', () => {
  const waits: number[] = []
  const ask = () =>
    runQuery('select', 'select 1', [], {
      athena: new AthenaClient({ region }),
      workgroup: 'w',
      database: 'd',
      clock: { nowMs: () => 0 },
      waitMs: async ms => waits.push(ms),
    })
  const full = new TooManyRequestsException({ $metadata, message: 'CONCURRENT_QUERY_LIMIT_EXCEEDED' })
  beforeEach(() => waits.splice(0))

  it('without room for another query is asked until there is some', async () => {
    athena.on(StartQueryExecutionCommand).rejectsOnce(full).rejectsOnce(full).resolves({ QueryExecutionId: 'q' })
    athena.on(GetQueryExecutionCommand).resolves({ QueryExecution: { Status: { State: 'SUCCEEDED' } } })
    expect(await ask()).toMatchObject({ id: 'q' })
    expect(waits).toEqual([5000, 5000])
  })

  it('without room for two minutes fails the query, with what to do', async () => {
    athena.on(StartQueryExecutionCommand).rejects(full)
    await expect(ask()).rejects.toThrow(
      'Athena workgroup w: expected room for a query within 120 s, found CONCURRENT_QUERY_LIMIT_EXCEEDED; raise the account',
    )
    await expect(ask()).rejects.toBeInstanceOf(QueryFailed)
    expect(athena.calls()).toHaveLength(48)
  })

  it('that stops a query at its limit of bytes says so', async () => {
    athena.on(StartQueryExecutionCommand).resolves({ QueryExecutionId: 'q' })
    const StateChangeReason = 'Bytes scanned limit was exceeded'
    athena
      .on(GetQueryExecutionCommand)
      .resolves({ QueryExecution: { Status: { State: 'CANCELLED', StateChangeReason } } })
    await expect(ask()).rejects.toThrow('it was cancelled: Bytes scanned limit was exceeded')
  })

  it('that starts a query without a name is an error', async () => {
    athena.on(StartQueryExecutionCommand).resolves({})
    await expect(ask()).rejects.toThrow('Athena: expected the id of the query started, found none')
  })
})

describe('Glue', () => {
  const catalogue = createGlueCatalogue({ glue: new GlueClient({ region }), database: 'd', bucket: 'b' })
  const message = 'raced'
  const point = () => catalogue.point('t', '2024-03-01', 't/dt=2024-03-01/run=r/')
  beforeEach(() => {
    glue.on(GetTableCommand).resolves({ Table: { Name: 't', StorageDescriptor: { Columns: [] } } })
    glue.on(CreatePartitionCommand).rejects(new AlreadyExistsException({ $metadata, message }))
  })

  it('whose partition changes meanwhile is asked again, five times at most', async () => {
    glue
      .on(UpdatePartitionCommand)
      .rejectsOnce(new ConcurrentModificationException({ $metadata, message }))
      .rejectsOnce(new EntityNotFoundException({ $metadata, message }))
      .resolves({})
    await point()
    expect(glue.commandCalls(UpdatePartitionCommand)).toHaveLength(3)

    glue.on(UpdatePartitionCommand).rejects(new ConcurrentModificationException({ $metadata, message }))
    await expect(point()).rejects.toThrow('raced')
    expect(glue.commandCalls(UpdatePartitionCommand)).toHaveLength(8)
  })

  it('at its limit of partitions is an error at once', async () => {
    const limit = new ResourceNumberLimitExceededException({ $metadata, message: 'too many partitions' })
    glue.on(CreatePartitionCommand).rejects(limit)
    await expect(point()).rejects.toThrow('too many partitions')
    expect(glue.commandCalls(CreatePartitionCommand)).toHaveLength(1)
  })

  it('without a partition has none to locate or remove', async () => {
    const missing = new EntityNotFoundException({ $metadata, message })
    glue.on(GetPartitionCommand).rejects(missing)
    glue.on(DeletePartitionCommand).rejects(missing)
    expect(await catalogue.locate('t', '2024-03-01')).toBeUndefined()
    await catalogue.remove('t', '2024-03-01')
  })

  it('with a partition elsewhere is an error that says what to do', async () => {
    const StorageDescriptor = { Location: 's3://other/t/' }
    glue.on(GetPartitionsCommand).resolves({ Partitions: [{ Values: ['2024-03-01'], StorageDescriptor }] })
    await expect(catalogue.list('t')).rejects.toThrow(
      'partition dt=2024-03-01 of d.t: expected a location below s3://b/, found s3://other/t/; publish the day again',
    )
  })
})

describe('SQS', () => {
  const waits: number[] = []
  const queue = createUploadQueue({
    client: new SQSClient({ region }),
    queueUrl: 'q',
    bucket: 'b',
    waitMs: async ms => waits.push(ms),
  })
  const failed = (Id: string, SenderFault: boolean) => ({ Id, SenderFault, Code: 'InternalError', Message: 'busy' })
  const keys = Array.from({ length: 12 }, (_, n) => `team/${n} +é.log`)
  beforeEach(() => waits.splice(0))

  it('gets again what it did not take of a batch, and only that', async () => {
    sqs
      .on(SendMessageBatchCommand)
      .resolvesOnce({ Successful: [], Failed: [failed('3', false), failed('7', false)] })
      .resolvesOnce({ Successful: [], Failed: [failed('7', false)] })
      .resolves({ Successful: [], Failed: [] })
    await queue.announce(keys)
    const sent = sqs.commandCalls(SendMessageBatchCommand).map(({ args: [{ input }] }) => input.Entries ?? [])
    expect(sent.map(entries => entries.map(({ Id }) => Id).join())).toEqual(['0,1,2,3,4,5,6,7,8,9', '3,7', '7', '0,1'])
    expect(waits).toEqual([200, 400])
    expect(sent[0]?.[0]?.MessageBody).toContain('"key":"team%2F0+%2B%C3%A9.log"')
  })

  it('that takes a message at no try, or says that it is wrong, is an error', async () => {
    sqs.on(SendMessageBatchCommand).resolves({ Successful: [], Failed: [failed('0', false)] })
    await expect(queue.announce(['k'])).rejects.toThrow(
      'queue q: expected 1 messages taken, 1 were not after 5 tries; first: InternalError busy',
    )
    expect(waits).toEqual([200, 400, 800, 1600])
    sqs.reset()
    sqs.on(SendMessageBatchCommand).resolves({ Successful: [], Failed: [failed('0', true)] })
    await expect(queue.announce(['k'])).rejects.toThrow('after 1 tries')
  })

  it('that ends in the middle of the dead letters shows those that it gave to others again', async () => {
    const letter = { MessageId: 'm', ReceiptHandle: 'h', Body: 'x' }
    sqs
      .on(ReceiveMessageCommand)
      .resolvesOnce({ Messages: [letter] })
      .rejects(new Error('ExpiredToken'))
    const letters = createDeadLetters({ client: new SQSClient({ region }), from: 'dead', to: 'q' })
    await expect(letters.each(() => 'keep')).rejects.toThrow('ExpiredToken')
    expect(sqs.calls().at(-1)?.args[0].input).toMatchObject({
      QueueUrl: 'dead',
      Entries: [{ ReceiptHandle: 'h', VisibilityTimeout: 0 }],
    })
  })
})

describe('others', () => {
  it('Athena without the workgroup, or one without a place of results, says what was expected', async () => {
    const client = new AthenaClient({ region })
    athena.on(GetWorkGroupCommand).rejects(new Error('WorkGroup is not found.'))
    await expect(readWorkgroup(client, 'w')).rejects.toThrow(
      'workgroup w: expected to see it (athena:GetWorkGroup), found: WorkGroup is not found.',
    )
    athena.on(GetWorkGroupCommand).resolves({ WorkGroup: { Name: 'w', Configuration: {} } })
    await expect(readWorkgroup(client, 'w')).rejects.toThrow('workgroup w: expected a place of results, found none')
    const ResultConfiguration = { OutputLocation: 's3://b/r/' }
    athena.on(GetWorkGroupCommand).resolves({ WorkGroup: { Name: 'w', Configuration: { ResultConfiguration } } })
    expect(await readWorkgroup(client, 'w')).toEqual({ results: 's3://b/r/', enforced: false, scanBytes: undefined })
  })

  it('what tools need is said with all that it takes to find it', async () => {
    process.env.AWS_REGION ??= region
    stacks.on(DescribeStacksCommand).rejects(new Error('Could not load credentials from any providers'))
    const { err, out, code } = await run('connect', '--athena', '--stage', 'prod')
    expect({ out, code }).toEqual({ out: '', code: 1 })
    expect(err).toMatch(/^flowcensus: stack flowcensus-prod: expected credentials .* Could not load credentials/)
    for (const need of [
      'AWS_PROFILE',
      'AWS_REGION',
      'npm run deploy -- --stage prod',
      'policy flowcensus-prod-analysts',
    ])
      expect(err).toContain(need)
  })

  it('SNS gets a subject that it takes', async () => {
    sns.on(PublishCommand).resolves({})
    await createNotices({ client: new SNSClient({ region }), topicArn: 't' })({
      subject: `é\n${'x'.repeat(200)}`,
      body: 'b',
    })
    expect(sns.calls()[0]?.args[0].input).toMatchObject({ Subject: `??${'x'.repeat(97)}` })
  })

  it('CloudFormation without the stack, with expired credentials or without an output says what was expected', async () => {
    process.env.AWS_REGION ??= region
    const message = 'The security token included in the request is expired'
    const expired = new CloudFormationServiceException({
      name: 'ExpiredToken',
      $fault: 'client',
      $metadata: {},
      message,
    })
    stacks.on(DescribeStacksCommand).rejects(expired)
    await expect(readStackOutputs('flowcensus-dev', ['Queue'])).rejects.toThrow(
      'stack flowcensus-dev: expected to find it with these credentials and this region, found: The security token included ' +
        'in the request is expired; AWS_PROFILE and AWS_REGION name others',
    )
    stacks.on(DescribeStacksCommand).rejects(new Error('Region is missing'))
    await expect(readStackOutputs('flowcensus-dev', ['Queue'])).rejects.toThrow(
      "stack flowcensus-dev: expected credentials (AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY) and a region (AWS_REGION, or the profile's), found: Region is missing",
    )
    stacks.on(DescribeStacksCommand).rejects(Object.assign(new Error('getaddrinfo ENOTFOUND x'), { code: 'ENOTFOUND' }))
    await expect(readStackOutputs('flowcensus-dev', ['Queue'])).rejects.toThrow(
      'stack flowcensus-dev: expected AWS within reach, found: getaddrinfo ENOTFOUND x',
    )
    stacks
      .on(DescribeStacksCommand)
      .resolves({ Stacks: [{ StackName: 's', CreationTime: undefined, StackStatus: undefined }] })
    await expect(readStackOutputs('flowcensus-dev', ['Queue'])).rejects.toThrow(
      'stack flowcensus-dev: expected the outputs Queue, found none; deploy it again',
    )
  })
})
