import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { readKeyFile } from '../../functions/lib/ledger/key-files.ts'
import { listReceipts } from '../../functions/lib/ledger/receipts.ts'
import { isRefusal, type Receipt } from '../../functions/lib/receipt.ts'
import type { Attempt } from '../../functions/normalise/batch.ts'
import type { DeliveryDependencies } from '../../functions/normalise/deliver.ts'
import { deliverAttempt } from '../../functions/normalise/last-try.ts'
import { normaliseUpload } from '../../functions/normalise/normalise-upload.ts'
import { referenceOf } from '../support/lake-run.ts'
import { createMemoryLake, type MemoryLake } from '../support/memory-lake.ts'
import { type MemoryRun, startMemoryRun } from '../support/memory-run.ts'
import { put, SMALL_NETWORKS, vpcText } from '../support/small-logs.ts'

const KEY = 'team/one.log'
const TRIES = 5
let folder: string
let memory: MemoryLake
let run: MemoryRun

beforeAll(async () => {
  memory = await createMemoryLake()
})
afterAll(() => memory.close())
beforeEach(async () => {
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
  folder = mkdtempSync(join(tmpdir(), 'last-try-'))
  put(folder, KEY, vpcText(['2024-03-01'], 10))
  run = startMemoryRun(memory, folder, await referenceOf(SMALL_NETWORKS))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const attempt = (receives: number, key = KEY): Attempt => ({
  kind: 'created',
  bucket: 'uploads',
  key,
  version: 'v1',
  size: 7,
  receives,
  first: true,
})
const receipts = async (): Promise<Receipt[]> => {
  const found = []
  for await (const receipt of listReceipts(memory.lake)) found.push(receipt)
  return found
}
const poisoned = (change: Partial<DeliveryDependencies> = {}): DeliveryDependencies => ({
  ...run.delivery(),
  normalise: async () => {
    throw new Error('no memory left')
  },
  ...change,
})

describe('an upload whose tries are over', () => {
  it('has no receipt before the last try, and one that says why after it', async () => {
    for (let receives = 1; receives < TRIES; receives++) {
      await expect(deliverAttempt(attempt(receives), TRIES, poisoned())).rejects.toThrow('no memory left')
      expect(await receipts()).toEqual([])
    }
    await expect(deliverAttempt(attempt(TRIES), TRIES, poisoned())).rejects.toThrow('no memory left')
    const [receipt] = await receipts()
    expect(receipt).toMatchObject({ key: KEY, status: 'failed', accepted: 0, outputs: [], liveness: [] })
    expect(receipt?.refusal).toBe(
      'expected to be normalised within 5 tries, found at the last: no memory left; mend the cause, or split the file and ' +
        'upload it again; npx flowcensus redrive --run tries it once more',
    )
    expect(await readKeyFile(memory.lake, 'uploads', KEY)).toMatchObject({ current: receipt?.uploadId, open: null })
  })

  it('has its receipt before the last try begins, which may end with the process', async () => {
    let standing: Receipt[] = []
    const dies = poisoned({
      normalise: async () => {
        standing = await receipts()
        throw new Error('never comes back')
      },
    })
    await expect(deliverAttempt(attempt(TRIES), TRIES, dies)).rejects.toThrow()
    expect(standing.map(({ status, refusal }) => [status, refusal?.slice(0, 77)])).toEqual([
      ['failed', 'expected to be normalised within 5 tries, found that each broke off, as out o'],
    ])
  })

  it('is normalised by the message that redrive sends, and counts from then on', async () => {
    await expect(deliverAttempt(attempt(TRIES), TRIES, poisoned())).rejects.toThrow()
    await run.publish()
    expect(await run.rows("select count(*) from flows where dt = '2024-03-01'")).toEqual([[0]])
    const { outcome, receipt } = await deliverAttempt(attempt(1), TRIES, run.delivery())
    expect([outcome, receipt?.status, receipt?.accepted]).toEqual(['normalised', 'ok', 6])
    expect(await receipts()).toEqual([receipt])
    await run.publish()
    expect(await run.rows("select count(*) from flows where dt = '2024-03-01'")).toEqual([[6]])
  })

  it('takes the place of what the key held before: that no longer counts', async () => {
    await deliverAttempt(attempt(1), TRIES, run.delivery())
    await run.publish()
    put(folder, KEY, vpcText(['2024-03-01'], 20))
    await expect(deliverAttempt(attempt(TRIES), TRIES, poisoned())).rejects.toThrow()
    await run.publish()
    expect(await run.rows("select count(*) from flows where dt = '2024-03-01'")).toEqual([[0]])
  })

  it('that succeeds at the last leaves no trace of the tries before', async () => {
    const { receipt } = await deliverAttempt(attempt(TRIES), TRIES, run.delivery())
    expect(await receipts()).toEqual([receipt])
    expect(receipt?.status).toBe('ok')
  })

  it('keeps a receipt that stands, where only what follows it fails', async () => {
    const { receipt } = await deliverAttempt(attempt(1), TRIES, run.delivery())
    const markless = poisoned({ lake: { ...memory.lake, put: async () => Promise.reject(new Error('no marks')) } })
    await expect(deliverAttempt(attempt(TRIES), TRIES, markless)).rejects.toThrow()
    expect(await receipts()).toEqual([receipt])
  })

  it('that is gone, or has a key that nobody can ask for, leaves none', async () => {
    expect((await deliverAttempt(attempt(TRIES, 'team/gone.log'), TRIES, poisoned())).outcome).toBe('missing')
    expect((await deliverAttempt(attempt(TRIES, 'team/../x'), TRIES, poisoned())).receipt?.status).toBe('refused')
    expect((await receipts()).map(({ status }) => status)).toEqual(['refused'])
  })
})

describe('who counts refusals', () => {
  const heard: string[] = []
  const counting = (change: Partial<DeliveryDependencies> = {}): DeliveryDependencies => ({
    ...run.delivery(),
    onReceipt: receipt => heard.push(`${receipt.status} ${isRefusal(receipt)}`),
    ...change,
  })
  beforeEach(() => heard.splice(0))

  it('hears of one whose marks fail at first, once', async () => {
    const broken = { ...memory.lake, put: failingBelow('ledger/keys/') }
    // Not that of the lake in memory, which knows this upload already.
    const limited = { normalise: normaliseUpload, limits: { objectBytes: 100, contentBytes: 100 } }
    await expect(deliverAttempt(attempt(1), TRIES, counting({ lake: broken, ...limited }))).rejects.toThrow(
      'ledger/keys/',
    )
    expect(heard).toEqual(['refused true'])
    expect((await deliverAttempt(attempt(2), TRIES, counting(limited))).outcome).toBe('known')
    expect(heard).toEqual(['refused true'])
  })

  it.each([
    ['Zeek, as text', '#separator \\x09\n#set_separator\t,\n#path\tdns\n#fields\tts\tuid\n1\tC1\n'],
    ['Zeek, as JSON', '{"_path":"dns","ts":1.5,"uid":"C1","query":"a.example"}\n'],
    ['Zeek, as JSON with its name behind', '{"ts":1.5,"_path":"weird","uid":"C1"}\n'],
  ])('counts no log of another kind: %s', async (_, text) => {
    put(folder, KEY, text)
    const { receipt } = await deliverAttempt(attempt(1), TRIES, counting())
    expect(heard).toEqual(['other false'])
    expect(receipt?.refusal).toMatch(/^a log (dns|weird) of Zeek: it holds no flows, nothing is read of it$/)
  })

  it('counts none of a form that is not read: what else its source sends says whether that is a mistake', async () => {
    const conn =
      '{"_path":"conn_long","ts":1709251200.5,"uid":"C1","id.orig_h":"10.1.0.1","id.orig_p":40000,' +
      '"id.resp_h":"192.0.2.1","id.resp_p":443,"proto":"tcp","duration":1,"conn_state":"SF"}\n'
    for (const text of ['{"_path":"conn","ts":1.5}\n', 'a\n#path\tdns\n', '\x0c\xa5\x02\0', conn]) {
      put(folder, KEY, Buffer.from(text, 'latin1'))
      await deliverAttempt(attempt(1), TRIES, counting())
    }
    expect(heard).toEqual(['unknown false', 'unknown false', 'unknown false', 'refused false'])
  })

  function failingBelow(prefix: string): MemoryLake['lake']['put'] {
    return async (key, bytes, condition) => {
      if (key.startsWith(prefix)) throw new Error(`no write to ${key}`)
      return memory.lake.put(key, bytes, condition)
    }
  }
})
