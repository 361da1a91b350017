import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CreateBucketCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  PutBucketVersioningCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createS3Store } from '../../functions/lib/aws/s3-store.ts'
import { type ObjectStore, PreconditionFailed } from '../../functions/lib/ports.ts'
import { type FaultProxy, startFaultProxy } from '../support/aws/fault-proxy.ts'
import { findMinio, MINIO_KEYS, startMinio } from '../support/aws/minio.ts'
import { REGION } from '../support/aws/ministack.ts'
import { allOf, keysOf, streamed } from '../support/contracts/object-store.ts'

const PART = 5 << 20
const folder = mkdtempSync(join(tmpdir(), 'wire-s3-faults-'))
const large = Buffer.from(Uint32Array.from({ length: 3_000_000 }, (_, at) => at).buffer)
const file = join(folder, 'large.bin')
let minio: Awaited<ReturnType<typeof startMinio>>
let proxy: FaultProxy
let client: S3Client
let bucket: string
let store: ObjectStore
let buckets = 0

const clientOf = (maxAttempts: number) =>
  new S3Client({
    endpoint: proxy.endpoint,
    region: REGION,
    credentials: MINIO_KEYS,
    forcePathStyle: true,
    maxAttempts,
  })

beforeAll(async () => {
  writeFileSync(file, large)
  minio = await startMinio(join(folder, 'minio'))
  proxy = await startFaultProxy(minio.endpoint)
  client = clientOf(3)
})
afterAll(async () => {
  await proxy?.stop()
  await minio?.stop()
  rmSync(folder, { recursive: true })
})
beforeEach(async () => {
  bucket = `bucket-${++buckets}`
  await client.send(new CreateBucketCommand({ Bucket: bucket }))
  store = createS3Store({ client, bucket, partBytes: PART })
})
afterEach(() => {
  proxy.fault = () => undefined
})

/** Breaks the first requests that match. */
function breakFirst(count: number, matches: RegExp, fault: NonNullable<ReturnType<FaultProxy['fault']>>): void {
  let left = count
  proxy.fault = ({ method, url }) => (matches.test(`${method} ${url}`) && left-- > 0 ? fault : undefined)
}

describe.skipIf(findMinio().problem !== undefined)('the store on S3', () => {
  it('reads on where a connection breaks, byte for byte', async () => {
    await store.put('large', large)
    breakFirst(4, /^GET/, { breakAfterBytes: 2_500_000 })
    const { head, body } = await store.stream('large')
    expect(Buffer.concat(await allOf(body)).equals(large)).toBe(true)
    expect(head.size).toBe(large.length)
  })

  it('reads on in a range where a connection breaks', async () => {
    await store.put('large', large)
    breakFirst(1, /^GET/, { breakAfterBytes: 1000 })
    const { body } = await store.stream('large', { start: 500, end: 9_000_500 })
    expect(Buffer.concat(await allOf(body)).equals(large.subarray(500, 9_000_500))).toBe(true)
  })

  it('reads no bytes of another object on where the first was replaced meanwhile', async () => {
    await store.put('large', large)
    breakFirst(1, /^GET/, { breakAfterBytes: 1000 })
    const { body } = await store.stream('large')
    await store.put('large', large.subarray(1))
    await expect(allOf(body)).rejects.toBeInstanceOf(PreconditionFailed)
  })

  it('lets a caller leave a body unread whose connection breaks', async () => {
    await store.put('large', large)
    breakFirst(1, /^GET/, { breakAfterBytes: 1000 })
    const { body } = await store.stream('large')
    await new Promise(done => setTimeout(done, 100))
    expect(Buffer.concat(await allOf(body)).equals(large)).toBe(true)
  })

  it('gives up on connections that break without a byte', async () => {
    await store.put('large', large)
    proxy.fault = ({ method }) => (method === 'GET' ? { breakAfterBytes: 1 } : undefined)
    const { body } = await store.stream('large', { start: 0, end: 20 })
    expect((await allOf(body)).length).toBe(20)
    proxy.fault = ({ method }) => (method === 'GET' ? { loseAnswer: true } : undefined)
    await expect(store.stream('large')).rejects.toThrow()
  })

  it('closes the connection of a body that is left', async () => {
    await store.put('large', large)
    for (let turn = 0; turn < 60; turn++) for await (const _ of (await store.stream('large')).body) break
    expect((await store.head('large'))?.size).toBe(large.length)
  })

  it('wins a conditional write whose answer was lost', async () => {
    breakFirst(1, /^PUT/, { loseAnswer: true })
    const put = await store.put('a', 'mine', { ifNoneMatch: '*' })
    expect(await store.head('a')).toMatchObject(put)
    breakFirst(1, /^PUT/, { loseAnswer: true })
    await store.put('a', 'again', { ifMatch: put.etag })
    expect(await streamed(store, 'a')).toBe('again')
  })

  it('loses a conditional write to another, also where the first answer was lost', async () => {
    await store.put('a', 'theirs', { ifNoneMatch: '*' })
    breakFirst(1, /^PUT/, { loseAnswer: true })
    await expect(store.put('a', 'mine', { ifNoneMatch: '*' })).rejects.toBeInstanceOf(PreconditionFailed)
    expect(await streamed(store, 'a')).toBe('theirs')
  })

  it('tries a conditional write again that conflicts with one under way', async () => {
    breakFirst(3, /^PUT/, { status: 409, code: 'ConditionalRequestConflict' })
    await store.put('a', 'mine', { ifNoneMatch: '*' })
    expect(await streamed(store, 'a')).toBe('mine')
  })

  it('tries again where S3 is slow or broken', async () => {
    const patient = createS3Store({ client: clientOf(8), bucket })
    breakFirst(3, /./, { status: 503, code: 'SlowDown' })
    await patient.put('a', 'x')
    breakFirst(2, /./, { status: 500, code: 'InternalError' })
    expect(await keysOf(patient, '')).toEqual(['a'])
  })

  it('puts a large file in parts, and reads it back', async () => {
    const put = await store.putFile('large', file)
    expect(put.size).toBe(large.length)
    expect(await store.head('large')).toMatchObject(put)
    expect(Buffer.from((await store.get('large'))?.bytes ?? []).equals(large)).toBe(true)
    expect(proxy.requests.filter(({ url }) => /partNumber=/.test(url)).length).toBeGreaterThanOrEqual(3)
  })

  it('leaves nothing of a file whose upload fails', async () => {
    proxy.fault = ({ url }) => (/partNumber=2/.test(url ?? '') ? { status: 403, code: 'AccessDenied' } : undefined)
    await expect(store.putFile('large', file)).rejects.toThrow()
    expect(await store.head('large')).toBeUndefined()
    const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: 'large' }))
    expect(Uploads).toEqual([])
  })

  it('gives the bytes of a version that was overwritten, where the bucket keeps versions', async () => {
    await client.send(
      new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration: { Status: 'Enabled' } }),
    )
    const first = await store.put('a', 'first')
    const second = await store.put('a', 'second')
    expect(first.versionId).not.toBe(second.versionId)
    expect((await store.head('a'))?.versionId).toBe(second.versionId)
    const { head, body } = await store.stream('a', undefined, first)
    expect(Buffer.concat(await allOf(body)).toString()).toBe('first')
    expect(head.versionId).toBe(first.versionId)
    await store.delete(['a'])
    expect(await store.head('a')).toBeUndefined()
  })

  it('says what it is when the bucket is not there', async () => {
    await expect(createS3Store({ client, bucket: 'no-such-bucket' }).get('a')).rejects.toThrow(/bucket/i)
  })

  it('says of a report what it is, so that a browser shows it', async () => {
    await store.put('r/index.html', '<p>x')
    await store.put('r/report.json', '{}')
    const typeOf = async (Key: string) =>
      (await client.send(new HeadObjectCommand({ Bucket: bucket, Key }))).ContentType
    expect(await typeOf('r/index.html')).toBe('text/html; charset=utf-8')
    expect(await typeOf('r/report.json')).toBe('application/json')
  })
})
