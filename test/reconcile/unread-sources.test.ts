/** Which sources are named to the operator: those that send nothing that is read. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { readSettled, SETTLED } from '../../functions/lib/ledger/settled.ts'
import type { DeliveryDependencies } from '../../functions/normalise/deliver.ts'
import { deliverAndSettle } from '../../functions/normalise/deliver-and-settle.ts'
import { reconcileUploads } from '../../functions/reconcile/reconcile-uploads.ts'
import { referenceOf } from '../support/lake-run.ts'
import { listBucket } from '../support/listed-bucket.ts'
import { createMemoryLake, MEMORY_MS, type MemoryLake } from '../support/memory-lake.ts'
import { type MemoryRun, startMemoryRun } from '../support/memory-run.ts'
import { put, SMALL_NETWORKS, vpcText } from '../support/small-logs.ts'

const DAY_MS = 86_400_000
const TRIES = 5
const FLOWS = vpcText(['2024-03-01'], 10)
const DNS = '{"_path":"dns","ts":1.5,"uid":"C1","query":"a.example"}\n'
const CONN_LONG =
  '{"_path":"conn_long","ts":1709251200.5,"uid":"C1","id.orig_h":"10.1.0.1","id.orig_p":40000,' +
  '"id.resp_h":"192.0.2.1","id.resp_p":443,"proto":"tcp","duration":1,"conn_state":"SF"}\n'
let folder: string
let memory: MemoryLake
let run: MemoryRun

beforeAll(async () => {
  memory = await createMemoryLake()
  folder = mkdtempSync(join(tmpdir(), 'unread-sources-'))
})
afterAll(() => {
  memory.close()
  rmSync(folder, { recursive: true, force: true })
})
beforeEach(async () => {
  rmSync(folder, { recursive: true, force: true })
  run = startMemoryRun(memory, folder, await referenceOf(SMALL_NETWORKS))
})

async function deliver(
  key: string,
  content: string | undefined,
  change: Partial<DeliveryDependencies> = {},
  receives = 1,
): Promise<void> {
  if (content !== undefined) put(folder, key, content)
  const of = { bucket: 'uploads', key, version: 'v', size: 1, first: true }
  await deliverAndSettle({ kind: 'created', receives, ...of }, TRIES, { ...run.delivery(), ...change })
}

/** What a wake that many days after the deliveries names; it reads nothing but marks. */
async function named(daysLater = 1): Promise<string[]> {
  const end = await reconcileUploads({
    folders: listBucket([]),
    uploads: { head: async () => Promise.reject(new Error('expected no upload to be asked for')) },
    lake: memory.lake,
    bucket: 'uploads',
    clock: { nowMs: () => MEMORY_MS + daysLater * DAY_MS },
    budgetMs: 60_000,
    announce: async () => {},
  })
  return end.unreadSources
}

describe('a source is named for a day', () => {
  it('on which it sent files and nothing is read of any: other logs, unknown forms, refused ones', async () => {
    await deliver('documents/a.pdf', '%PDF-1.7\n')
    await deliver('tables/a.csv', 'day,user,note\n1,2,3\n')
    await deliver('long/conn_long.log', CONN_LONG)
    await deliver('large/a.log', FLOWS, { limits: { objectBytes: 100, contentBytes: 100 } })
    expect(await named()).toEqual(['documents', 'large', 'long', 'tables'])
  })

  it('not where a file of it is read, in whatever order they came', async () => {
    await deliver('uni/dns.log', DNS)
    await deliver('uni/conn/vpc.log', FLOWS)
    await deliver('uni/conn_long.log', CONN_LONG)
    await deliver('uni/2024/03/01/a.csv', 'day,user,note\n1,2,3\n')
    expect(await named()).toEqual([])
  })

  it('not for empty files, which have no word on it, nor for removed ones, nor for what failed at every try', async () => {
    await deliver('empty/a.log', '')
    await deliver('gone/a.log', undefined)
    const poison = { normalise: async () => Promise.reject(new Error('no memory left')) }
    await expect(deliver('poison/a.log', FLOWS, poison, TRIES)).rejects.toThrow('no memory left')
    expect(await named()).toEqual([])
    await deliver('empty/b.pdf', '%PDF-1.7\n')
    expect(await named()).toEqual(['empty'])
  })

  it('and for no other: the day that ended last decides, from when it ended', async () => {
    await deliver('documents/a.pdf', '%PDF-1.7\n')
    expect([await named(0), await named(1), await named(2)]).toEqual([[], ['documents'], []])
  })

  it('by its name, whatever that is made of, as long as a key may carry it', async () => {
    const names = ['a.b', 'Forschung & Lehre', '\u7814\u7a76', 'x'.repeat(200)]
    for (const name of names) await deliver(`${name}/a.pdf`, '%PDF-1.7\n')
    expect(await named()).toEqual([...names.slice(0, 3), 'x'.repeat(100)].sort())
    const keys = [...memory.objects.keys()].filter(key => key.startsWith(SETTLED))
    expect(keys.every(key => Buffer.byteLength(key) < 1024)).toBe(true)
    expect(keys.length).toBe(4)
  })

  it('with marks of before they said so beside it', async () => {
    await memory.lake.put(`${SETTLED}dt=2024-04-01/0123456789abcdef0123.0123456789abcdef0123`, '')
    await deliver('documents/a.pdf', '%PDF-1.7\n')
    const { unreadSources } = await readSettled(memory.lake, 'uploads', MEMORY_MS, MEMORY_MS)
    expect(unreadSources('2024-04-01')).toEqual(['documents'])
  })
})
