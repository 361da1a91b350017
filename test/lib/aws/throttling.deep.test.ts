/** Throttling of each kind, tried again by the very clients of the functions; and what is said where it does not end. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createAthenaEngine } from '../../../functions/lib/aws/athena-engine.ts'
import { athenaClient, glueClient, s3Client, sqsClient } from '../../../functions/lib/aws/clients.ts'
import { createGlueCatalogue } from '../../../functions/lib/aws/glue-catalogue.ts'
import { createS3Store } from '../../../functions/lib/aws/s3-store.ts'
import { createUploadQueue } from '../../../functions/lib/aws/upload-queue.ts'
import type { ObjectStore } from '../../../functions/lib/ports.ts'
import { type ScriptedAnswer, type ScriptedService, startScriptedService } from '../../support/aws/scripted-service.ts'

const VARIABLES = {
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'id',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_EC2_METADATA_DISABLED: 'true',
}
const before = { ...process.env }
let service: ScriptedService
let store: ObjectStore

beforeAll(async () => {
  service = await startScriptedService()
  Object.assign(process.env, VARIABLES, { AWS_ENDPOINT_URL: service.endpoint })
  const client = s3Client()
  client.config.forcePathStyle = true
  store = createS3Store({ client, bucket: 'b' })
})
afterAll(async () => {
  process.env = before
  await service.stop()
})
beforeEach(() => {
  service.answers.length = 0
  service.requests.length = 0
})

const s3Error = (status: number, code: string, message = 'wait'): ScriptedAnswer => ({
  status,
  headers: { 'content-type': 'application/xml' },
  body: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`,
})
const jsonError = (status: number, type: string, message = 'Rate exceeded'): ScriptedAnswer => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.1' },
  body: JSON.stringify({ __type: type, message, Message: message }),
})
const json = (body: object): ScriptedAnswer => ({ status: 200, body: JSON.stringify(body) })
const read = async (body: AsyncIterable<Uint8Array>) => {
  let text = ''
  for await (const chunk of body) text += new TextDecoder().decode(chunk)
  return text
}

describe('S3', () => {
  it.each([
    [503, 'SlowDown'],
    [503, 'ServiceUnavailable'],
    [500, 'InternalError'],
    [400, 'RequestTimeout'],
  ])('that answers %d %s is asked again', async (status, code) => {
    service.answers.push(s3Error(status, code), s3Error(status, code), { status: 200, headers: { etag: '"e"' } })
    expect(await store.put('team/a', 'x')).toMatchObject({ etag: '"e"' })
    expect(service.requests).toHaveLength(3)
  })

  it('that says no for good is not asked again, and it is said of what and what to do', async () => {
    for (const [status, code, message, advice] of [
      [400, 'ExpiredToken', 'The provided token has expired.', 'sign in again'],
      [403, 'InvalidAccessKeyId', 'No such key.', 'sign in again'],
      [403, 'AccessDenied', 'not authorized to perform: kms:Decrypt', 'allow this role to use that KMS key, or'],
      [400, 'KMS.DisabledException', 'key is disabled', 'allow this role to use that KMS key, or'],
      [403, 'AccessDenied', 'Access Denied', 'allow this role to do that, in its own policy and in'],
      [404, 'NoSuchBucket', 'gone', 'deploy the stack again'],
    ] as const) {
      service.answers.push(s3Error(status, code, message))
      await expect(store.get('team/a')).rejects.toThrow(
        `s3://b/team/a: expected an answer, found ${code}: ${message}; ${advice}`,
      )
    }
    expect(service.requests).toHaveLength(6)
  })

  it('that breaks off within an object, and is busy then, is asked for the rest', async () => {
    service.answers.push(
      { status: 200, headers: { etag: '"e"', 'content-length': '6' }, body: 'abc', breaks: true },
      s3Error(503, 'SlowDown'),
      { status: 206, headers: { etag: '"e"', 'content-length': '3', 'content-range': 'bytes 3-5/6' }, body: 'def' },
    )
    const { body } = await store.stream('team/a')
    expect(await read(body)).toBe('abcdef')
    expect(service.requests.map(line => line.split(' ').at(-1))).toEqual([
      expect.stringContaining('/b/team/a'),
      'bytes=3-5',
      'bytes=3-5',
    ])
  })

  it('that refuses the rest of an object says of which', async () => {
    service.answers.push(
      { status: 200, headers: { etag: '"e"', 'content-length': '6' }, body: 'abc', breaks: true },
      s3Error(400, 'ExpiredToken', 'The provided token has expired.'),
    )
    const { body } = await store.stream('team/a')
    await expect(read(body)).rejects.toThrow('s3://b/team/a: expected an answer, found ExpiredToken')
  })

  it('that is busy for long ends with what to do', async () => {
    for (let tries = 0; tries < 8; tries++) service.answers.push(s3Error(503, 'SlowDown', 'Reduce your request rate.'))
    await expect(store.put('team/a', 'x')).rejects.toThrow(
      's3://b/team/a: expected an answer, found SlowDown at each of 8 tries: Reduce your request rate.; S3 is busy',
    )
    expect(service.requests).toHaveLength(8)
  })
})

describe('Athena, Glue and SQS', () => {
  const engine = (waits: number[] = []) =>
    createAthenaEngine({
      athena: athenaClient(),
      lake: store,
      bucket: 'b',
      workgroup: 'w',
      database: 'd',
      clock: { nowMs: () => 0 },
      waitMs: async ms => waits.push(ms),
    })
  const done = json({ QueryExecution: { Status: { State: 'SUCCEEDED' } } })
  const rows = json({ ResultSet: { Rows: [], ResultSetMetadata: { ColumnInfo: [] } } })

  it('are asked again where they throttle', async () => {
    service.answers.push(
      jsonError(400, 'TooManyRequestsException'),
      jsonError(400, 'ThrottlingException'),
      json({ QueryExecutionId: 'q' }),
      jsonError(400, 'ThrottlingException'),
      done,
      rows,
    )
    expect(await engine().select('select 1')).toMatchObject({ rows: [] })
    expect(service.answers).toEqual([])

    service.answers.push(jsonError(400, 'ThrottlingException'), jsonError(500, 'InternalServiceException'), json({}))
    await createGlueCatalogue({ glue: glueClient(), database: 'd', bucket: 'b' }).remove('t', '2024-03-01')
    expect(service.answers).toEqual([])

    service.answers.push(
      jsonError(403, 'RequestThrottled'),
      jsonError(503, 'ServiceUnavailable'),
      json({ Successful: [] }),
    )
    await createUploadQueue({ client: sqsClient(), queueUrl: `${service.endpoint}/q`, bucket: 'b' }).announce(['k'])
    expect(service.answers).toEqual([])
  })

  it('say at once what is refused for good', async () => {
    service.answers.push(
      jsonError(400, 'ExpiredTokenException', 'The security token included in the request is expired'),
    )
    await expect(engine().select('select 1')).rejects.toThrow('The security token included in the request is expired')
    service.answers.push(jsonError(400, 'AccessDeniedException', 'not authorized to perform: glue:DeletePartition'))
    const glue = createGlueCatalogue({ glue: glueClient(), database: 'd', bucket: 'b' })
    await expect(glue.remove('t', '2024-03-01')).rejects.toThrow('glue:DeletePartition')
    expect(service.requests).toHaveLength(2)
  })
})
