import { describe, expect, it } from 'vitest'
import { deliverBatch } from '../../functions/normalise/batch.ts'
import { parseUploadEvents } from '../../functions/normalise/s3-events.ts'

const record = (eventName: string, key: string, bucket = 'uploads') => ({
  eventVersion: '2.1',
  eventSource: 'aws:s3',
  eventName,
  s3: {
    bucket: { name: bucket, arn: `arn:aws:s3:::${bucket}` },
    object: { key, size: 1, eTag: 'e', versionId: 'v', sequencer: '0A' },
  },
})
const body = (...records: unknown[]) => JSON.stringify({ Records: records })
const message = (messageId: string, text: string, receives = 1) => ({
  messageId,
  receiptHandle: 'handle',
  body: text,
  attributes: { ApproximateReceiveCount: String(receives), SentTimestamp: '1' },
})

describe('events of S3', () => {
  it.each([
    ['a plus for a space', 'uni/my+file.log', 'uni/my file.log'],
    ['a percent sign for a plus', 'uni/a%2Bb.log', 'uni/a+b.log'],
    ['other scripts', 'uni/%ED%8F%89%EC%96%91.log', 'uni/평양.log'],
    ['slashes as they are', 'uni/2017/04/01/x.gz', 'uni/2017/04/01/x.gz'],
  ])('have keys decoded: %s', (_, encoded, key) => {
    expect(parseUploadEvents(body(record('ObjectCreated:Put', encoded)), 'uploads')).toEqual([
      { kind: 'created', bucket: 'uploads', key, version: 'v', size: 1 },
    ])
  })

  it('tell a removal, of a version too, from a creation by whatever call', () => {
    const kinds = [
      'ObjectRemoved:Delete',
      'ObjectRemoved:DeleteMarkerCreated',
      'ObjectCreated:CompleteMultipartUpload',
      's3:ObjectCreated:Copy',
    ]
    expect(parseUploadEvents(body(...kinds.map(kind => record(kind, 'k'))), 'uploads').map(({ kind }) => kind)).toEqual(
      ['removed', 'removed', 'created', 'created'],
    )
  })

  it('name the bytes by ETag where the bucket has no versions, and by nothing where the sender knows none', () => {
    const bare = (object: object) =>
      JSON.stringify({ Records: [{ eventName: 'ObjectCreated:Put', s3: { bucket: { name: 'uploads' }, object } }] })
    expect(parseUploadEvents(bare({ key: 'k', eTag: 'e' }), 'uploads')).toMatchObject([{ version: 'e', size: 0 }])
    expect(parseUploadEvents(bare({ key: 'k' }), 'uploads')).toMatchObject([{ version: '' }])
  })

  it('come by way of EventBridge too, with keys as they are', () => {
    const bridged = (type: string, object: object, name = 'uploads') =>
      JSON.stringify({
        version: '0',
        'detail-type': type,
        source: 'aws.s3',
        account: '123456789012',
        detail: { version: '0', bucket: { name }, object, reason: 'PutObject' },
      })
    const whole = { key: 'uni/a+b %41.log', size: 9, etag: 'e', 'version-id': 'v', sequencer: '0A' }
    expect(parseUploadEvents(bridged('Object Created', whole), 'uploads')).toEqual([
      { kind: 'created', bucket: 'uploads', key: 'uni/a+b %41.log', version: 'v', size: 9 },
    ])
    expect(parseUploadEvents(bridged('Object Deleted', { key: 'k' }), 'uploads')).toEqual([
      { kind: 'removed', bucket: 'uploads', key: 'k', version: '', size: 0 },
    ])
    expect(() => parseUploadEvents(bridged('Object Created', whole, 'foreign'), 'uploads')).toThrow(/found "foreign"/)
    expect(() => parseUploadEvents(bridged('Object Tags Added', whole), 'uploads')).toThrow(
      /expected Object Created or Object Deleted, found "Object Tags Added"/,
    )
  })

  it('are none in the test that S3 sends', () => {
    expect(parseUploadEvents('{"Service":"Amazon S3","Event":"s3:TestEvent","Bucket":"uploads"}', 'uploads')).toEqual(
      [],
    )
  })

  it.each([
    ['of another bucket', body(record('ObjectCreated:Put', 'k', 'foreign')), /bucket uploads, found "foreign"/],
    [
      'of a kind that nobody subscribed to',
      body(record('LifecycleExpiration:Delete', 'k')),
      /ObjectCreated or ObjectRemoved/,
    ],
    ['with a key that is not encoded', body(record('ObjectCreated:Put', '%E0%A4%A')), /URL-encoded key/],
    ['without records', '{"Records":[]}', /with Records/],
    ['that are no JSON', 'hello', /with Records, found "hello"/],
    ['that are null', 'null', /with Records/],
  ])('are refused %s', (_, text, reason) => {
    expect(() => parseUploadEvents(text, 'uploads')).toThrow(reason)
  })
})

describe('a batch', () => {
  it('of one delivers it', async () => {
    const seen: unknown[] = []
    const failures = await deliverBatch(
      { Records: [message('1', body(record('ObjectCreated:Put', 'a')), 2)] },
      'uploads',
      async attempt => void seen.push(attempt),
    )
    expect(failures).toEqual([])
    expect(seen).toEqual([
      { kind: 'created', bucket: 'uploads', key: 'a', version: 'v', size: 1, receives: 2, first: true },
    ])
  })

  it('of many gives back the one that failed, and delivers what stands behind it', async () => {
    const seen: [string, boolean][] = []
    const failures = await deliverBatch(
      {
        Records: [
          message('1', body(record('ObjectCreated:Put', 'a'))),
          message('2', 'nonsense'),
          message('3', body(record('ObjectCreated:Put', 'bad'))),
          message('4', body(record('ObjectCreated:Put', 'd'))),
        ],
      },
      'uploads',
      async ({ key, first }) => {
        if (key === 'bad') throw new Error('S3 said no')
        seen.push([key, first])
      },
    )
    expect(failures.map(({ messageId }) => messageId)).toEqual(['2', '3'])
    expect(seen).toEqual([
      ['a', true],
      ['d', false],
    ])
  })

  it.each([
    ['no Records', {}],
    ['an empty list', { Records: [] }],
    ['a message without its count of receives', { Records: [{ messageId: '1', body: '{}' }] }],
    ['nothing', undefined],
  ])('with %s is an error, not a success', async (_, event) => {
    await expect(deliverBatch(event, 'uploads', async () => {})).rejects.toThrow(/expected a batch of SQS messages/)
  })
})
