import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GetQueueAttributesCommand, SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs'
import { mockClient } from 'aws-sdk-client-mock'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createUploadQueue } from '../../../functions/lib/aws/upload-queue.ts'
import { buildOf } from '../../../functions/lib/ledger/ids.ts'
import { listReceipts } from '../../../functions/lib/ledger/receipts.ts'
import type { Receipt } from '../../../functions/lib/receipt.ts'
import type { ReferenceSet } from '../../../functions/lib/reference/reference-set.ts'
import type { DeliveryDependencies } from '../../../functions/normalise/deliver.ts'
import { deliverEvent } from '../../../functions/normalise/deliver-event.ts'
import { parseUploadEvents } from '../../../functions/normalise/s3-events.ts'
import { NORMALISE_VERSION } from '../../../functions/normalise/version.ts'
import { outdatedParts } from '../../../infra/aws/outdated-uploads.ts'
import { replayCost } from '../../../infra/aws/replay-cost.ts'
import { MOST_WAITING, type ReplayRun, replayedUpTo, sendReplays } from '../../../infra/aws/send-replays.ts'
import { referenceOf } from '../../support/lake-run.ts'
import { createMemoryLake, type MemoryLake } from '../../support/memory-lake.ts'
import { type MemoryRun, startMemoryRun } from '../../support/memory-run.ts'
import { put, SMALL_NETWORKS, vpcText } from '../../support/small-logs.ts'

const UPLOADS = 70
const folder = mkdtempSync(join(tmpdir(), 'replay-aws-'))
const sqs = mockClient(SQSClient)
let memory: MemoryLake
let run: MemoryRun
let newer: ReferenceSet
let bodies: string[]
let waiting: number

beforeAll(async () => {
  memory = await createMemoryLake()
  newer = await referenceOf(`${SMALL_NETWORKS}93.184.0.0/16,elsewhere,\n`)
  for (let n = 0; n < UPLOADS; n++) put(folder, `team/${n}.log`, vpcText(['2024-03-01'], n, 1))
})
afterAll(() => {
  memory.close()
  rmSync(folder, { recursive: true, force: true })
})
beforeEach(async () => {
  run = startMemoryRun(memory, folder, await referenceOf(SMALL_NETWORKS))
  await run.deliver()
  bodies = []
  waiting = 0
  sqs.reset()
  sqs.on(GetQueueAttributesCommand).callsFake(() => ({ Attributes: { ApproximateNumberOfMessages: String(waiting) } }))
  sqs.on(SendMessageBatchCommand).callsFake(({ Entries }: SendMessageBatchCommand['input']) => {
    expect(Entries?.length).toBeLessThanOrEqual(10)
    for (const { MessageBody = '' } of Entries ?? []) bodies.push(MessageBody)
    return {}
  })
})

const build = () => buildOf(NORMALISE_VERSION, newer.enrichment)
const queue = createUploadQueue({ client: new SQSClient({ region: 'eu-central-1' }), queueUrl: 'q', bucket: 'uploads' })
const send = (change: Partial<ReplayRun> = {}) =>
  sendReplays({ lake: memory.lake, queue, build: build(), waitMs: async () => {}, ...change })
const outdated = async (): Promise<Receipt[]> => {
  const found: Receipt[] = []
  for await (const part of outdatedParts(memory.lake, build())) found.push(...part.outdated)
  return found
}
const receive = async (body: string, change: Partial<DeliveryDependencies> = {}) => {
  const outcomes = []
  for (const event of parseUploadEvents(body, 'uploads'))
    outcomes.push((await deliverEvent(event, { ...run.delivery(newer), ...change })).outcome)
  return outcomes
}

describe('a replay on AWS', () => {
  it('sends each outdated upload once, and normalise makes it anew: nothing is outdated then', async () => {
    expect(await outdated()).toHaveLength(UPLOADS)
    expect(await send()).toEqual({ looked: UPLOADS, sent: UPLOADS, whole: true })
    expect(new Set(bodies).size).toBe(UPLOADS)
    for (const body of bodies) expect(await receive(body)).toEqual(['replayed'])
    expect(await outdated()).toEqual([])
    expect(await memory.lake.get('ledger/replay.json')).toBeUndefined()
    await run.publish()
    expect(await run.rows("select count(*) from flows where dt = '2024-03-01' and scope = 'internal'")).toEqual([
      [2 * UPLOADS],
    ])
    expect(await send()).toEqual({ looked: UPLOADS, sent: 0, whole: true })
  })

  it('that was ended goes on where it stopped', async () => {
    const ended = new AbortController()
    const first = await send({ signal: ended.signal, onProgress: () => ended.abort() })
    expect(first).toMatchObject({ whole: false, sent: first.looked })
    expect(first.sent).toBeGreaterThan(0)
    expect(first.sent).toBeLessThan(UPLOADS)
    expect(await replayedUpTo(memory.lake, build())).toMatch(/^[0-9a-f]{32}$/)
    const second = await send()
    expect(second).toEqual({ looked: UPLOADS - first.looked, sent: UPLOADS - first.sent, whole: true })
    expect(new Set(bodies).size).toBe(UPLOADS)
    expect(bodies).toHaveLength(UPLOADS)
  })

  it('that was ended begins anew where the build is another by now', async () => {
    const ended = new AbortController()
    await send({ signal: ended.signal, onProgress: () => ended.abort() })
    expect((await send({ build: buildOf(NORMALISE_VERSION, 'another') })).looked).toBe(UPLOADS)
  })

  it('waits while the queue is full, and can be ended then', async () => {
    waiting = MOST_WAITING
    const waits: number[] = []
    const waitMs = async (ms: number) => {
      expect(bodies).toEqual([])
      waits.push(ms)
      if (waits.length === 3) waiting = 0
    }
    expect(await send({ waitMs })).toMatchObject({ sent: UPLOADS, whole: true })
    expect(waits).toEqual([5000, 5000, 5000])

    waiting = MOST_WAITING
    const ended = new AbortController()
    expect(await send({ signal: ended.signal, waitMs: async () => ended.abort() })).toMatchObject({
      sent: 0,
      whole: false,
    })
  })

  it('sends uploads whose tries failed, which any delivery then makes', async () => {
    const [known] = await receiptsOf()
    if (known === undefined) throw new Error('expected a receipt')
    const failed: Receipt = {
      ...known,
      build: build(),
      status: 'failed',
      outputs: [],
      liveness: [],
      refusal: 'no memory',
    }
    await memory.lake.put(`ledger/uploads/${known.uploadId}.json`, JSON.stringify(failed))
    expect((await outdated()).map(({ uploadId }) => uploadId)).toContain(known.uploadId)
    await send()
    const body = bodies.find(text => text.includes(known.uploadId)) ?? ''
    expect(await receive(body)).toEqual(['normalised'])
    expect((await receiptsOf()).find(({ uploadId }) => uploadId === known.uploadId)?.status).toBe('ok')
  })
})

describe('a message of a replay', () => {
  it('that comes twice, or for an upload that is gone or changed, changes nothing', async () => {
    await send()
    const [body = ''] = bodies
    expect(await receive(body)).toEqual(['replayed'])
    const state = memory.stateOf('ledger/uploads/')
    expect(await receive(body)).toEqual(['known'])
    expect(memory.stateOf('ledger/uploads/')).toBe(state)
    const gone = { head: async () => undefined, stream: async () => Promise.reject(new Error('asked')) }
    expect(await receive(bodies[1] ?? '', { uploads: gone })).toEqual(['missing'])
    expect(memory.stateOf('ledger/uploads/')).toBe(state)
  })

  it('that died before its marks is made up for by the next', async () => {
    await send()
    const [body = ''] = bodies
    const { lake } = memory
    const dying = {
      ...lake,
      put: async (...[key, bytes, condition]: Parameters<typeof lake.put>) => {
        if (key.startsWith('dirty/') || key.startsWith('ledger/days/')) throw new Error('no marks')
        return lake.put(key, bytes, condition)
      },
    }
    await expect(receive(body, { lake: dying })).rejects.toThrow('no marks')
    expect([...memory.objects.keys()].filter(key => key.startsWith('ledger/replays/'))).toHaveLength(1)
    expect(await receive(body)).toEqual(['known'])
    expect([...memory.objects.keys()].filter(key => key.startsWith('ledger/replays/'))).toEqual([])
  })

  it('has its upload counted where it becomes a refusal', async () => {
    await send()
    const heard: string[] = []
    await receive(bodies[0] ?? '', { onReceipt: ({ status }) => heard.push(status) })
    expect(heard).toEqual(['ok'])
  })

  it('without an upload, or an event with one, is refused', () => {
    const record = { eventName: 'Replay:Upload', s3: { bucket: { name: 'uploads' }, object: { key: 'k' } } }
    const textOf = (change: object) => JSON.stringify({ Records: [{ ...record, ...change }] })
    expect(() => parseUploadEvents(textOf({}), 'uploads')).toThrow('expected an uploadId with Replay:Upload')
    expect(() => parseUploadEvents(textOf({ eventName: 'ObjectCreated:Put', uploadId: 'x' }), 'uploads')).toThrow(
      'expected an uploadId with Replay:Upload',
    )
    expect(parseUploadEvents(textOf({ uploadId: 'x' }), 'uploads')).toMatchObject([{ kind: 'replay', uploadId: 'x' }])
  })
})

describe('the cost of a replay', () => {
  it('is of its uploads, its text and its days', () => {
    expect(replayCost({ uploads: 0, contentBytes: 0, outputs: 0, days: 0 })).toBe(0)
    // 1,000 s of starting and 100 s of reading at 1.73 GB, 8,000 reads, 7,000 writes, 3,000 messages, 10 days of 100 MB.
    const usd = replayCost({ uploads: 1000, contentBytes: 1.8e9, outputs: 1000, days: 10 })
    const parts = [1100 * 1.7275 * 0.0000133334, 0.0002, 0.0032, 0.035, 0.0012, (3.924e9 / 1e12) * 5, 0.0075]
    let sum = 0
    for (const part of parts) sum += part
    expect(usd).toBeCloseTo(sum, 4)
  })
})

async function receiptsOf(): Promise<Receipt[]> {
  const found: Receipt[] = []
  for await (const receipt of listReceipts(memory.lake)) found.push(receipt)
  return found
}
