import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { listReceipts } from '../../functions/lib/ledger/receipts.ts'
import type { ObjectHead } from '../../functions/lib/ports.ts'
import { deliverEvent } from '../../functions/normalise/deliver-event.ts'
import type { UploadEvent } from '../../functions/normalise/s3-events.ts'
import { referenceOf } from '../support/lake-run.ts'
import { createMemoryLake, type MemoryLake } from '../support/memory-lake.ts'
import { type MemoryRun, startMemoryRun } from '../support/memory-run.ts'
import { put, SMALL_NETWORKS, vpcText } from '../support/small-logs.ts'

const folder = mkdtempSync(join(tmpdir(), 'deliver-event-'))
let memory: MemoryLake
let run: MemoryRun

beforeAll(async () => {
  memory = await createMemoryLake()
  put(folder, 'team/one.log', vpcText(['2024-03-01'], 10))
})
afterAll(() => {
  memory.close()
  rmSync(folder, { recursive: true, force: true })
})
beforeEach(async () => {
  run = startMemoryRun(memory, folder, await referenceOf(SMALL_NETWORKS))
})

const event = (key: string, kind: UploadEvent['kind'] = 'created'): UploadEvent => ({
  kind,
  bucket: 'uploads',
  key,
  version: 'v1',
  size: 7,
})
/** As S3's store does, it asks for no such key. */
const uploads = {
  async head(key: string): Promise<ObjectHead | undefined> {
    throw new Error(`asked for ${key}`)
  },
  async stream(key: string): Promise<never> {
    throw new Error(`asked for ${key}`)
  },
}
const receipts = async () => {
  const found = []
  for await (const { key, status, refusal, objectBytes } of listReceipts(memory.lake))
    found.push({ key, status, refusal, objectBytes })
  return found
}

it.each(['team/../other/x.log', '../x.log', 'team/./x.log', '..'])(
  'of the key %s is refused with one receipt, however often it comes, and nothing is asked for it',
  async key => {
    const dependencies = { ...run.delivery(), uploads }
    expect((await deliverEvent(event(key), dependencies)).receipt?.status).toBe('refused')
    await deliverEvent(event(key), dependencies)
    expect((await deliverEvent(event(key, 'removed'), dependencies)).outcome).toBe('missing')
    const refusal = 'expected a key without parts "." and "..", found one; upload it under another key'
    expect(await receipts()).toEqual([{ key, status: 'refused', refusal, objectBytes: 7 }])
  },
)

it('of another key is delivered, and withdrawn where the key is gone', async () => {
  expect((await deliverEvent(event('team/one.log'), run.delivery())).outcome).toBe('normalised')
  expect((await deliverEvent(event('team/one.log', 'removed'), run.delivery())).outcome).toBe('known')
  expect((await deliverEvent(event('team/...log', 'removed'), run.delivery())).outcome).toBe('missing')
})
