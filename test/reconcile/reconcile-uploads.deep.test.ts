import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Folders } from '../../functions/lib/aws/s3-folders.ts'
import { markSettled, readSettled } from '../../functions/lib/ledger/settled.ts'
import type { ObjectHead } from '../../functions/lib/ports.ts'
import type { Attempt } from '../../functions/normalise/batch.ts'
import type { DeliveryDependencies } from '../../functions/normalise/deliver.ts'
import { deliverAndSettle } from '../../functions/normalise/deliver-and-settle.ts'
import { periodOf } from '../../functions/reconcile/folder-period.ts'
import { type ReconcileEnd, reconcileUploads } from '../../functions/reconcile/reconcile-uploads.ts'
import { referenceOf } from '../support/lake-run.ts'
import { listBucket } from '../support/listed-bucket.ts'
import { createMemoryLake, type MemoryLake } from '../support/memory-lake.ts'
import { type MemoryRun, startMemoryRun } from '../support/memory-run.ts'
import { MEMORY_MS } from '../support/memory-store.ts'
import { put, SMALL_NETWORKS, vpcText } from '../support/small-logs.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const TRIES = 5
let folder: string
let memory: MemoryLake
let run: MemoryRun

beforeAll(async () => {
  memory = await createMemoryLake()
  folder = mkdtempSync(join(tmpdir(), 'reconcile-'))
})
afterAll(() => {
  memory.close()
  rmSync(folder, { recursive: true, force: true })
})
beforeEach(async () => {
  rmSync(folder, { recursive: true, force: true })
  run = startMemoryRun(memory, folder, await referenceOf(SMALL_NETWORKS))
})

/** All uploads of these runs were written at MEMORY_MS. */
const NOW = MEMORY_MS + 2 * HOUR_MS
const bucketOf = async (keys: readonly string[]): Promise<ObjectHead[]> => {
  const { uploads } = run.delivery()
  const heads = await Promise.all(keys.map(key => uploads.head(key)))
  return heads.filter(head => head !== undefined).sort((a, b) => (a.key < b.key ? -1 : 1))
}
const attempt = (key: string, change: Partial<Attempt> = {}): Attempt => ({
  kind: 'created',
  bucket: 'uploads',
  key,
  version: 'v',
  size: 1,
  receives: 1,
  first: true,
  ...change,
})
const deliver = (key: string, change: Partial<DeliveryDependencies> = {}, of: Partial<Attempt> = {}) =>
  deliverAndSettle(attempt(key, of), TRIES, { ...run.delivery(), ...change })

/** A wake that looks at these uploads; resolves to what it put into the queue. */
async function wake(
  keys: readonly string[],
  options: { nowMs?: number; folders?: Folders } = {},
): Promise<ReconcileEnd> {
  const { nowMs = NOW } = options
  const queued: string[] = []
  const end = await reconcileUploads({
    folders: options.folders ?? listBucket(await bucketOf(keys)),
    uploads: run.delivery().uploads,
    lake: memory.lake,
    bucket: 'uploads',
    clock: { nowMs: () => nowMs },
    budgetMs: 60_000,
    announce: async some => void queued.push(...some),
  })
  expect(queued).toEqual(end.announced)
  return end
}

describe('reconcile puts an upload back into the queue', () => {
  it('that no delivery saw, and one whose delivery died before its end', async () => {
    for (const name of ['lost', 'dying', 'done']) put(folder, `team/${name}.log`, vpcText(['2024-03-01'], 10))
    await deliver('team/done.log')
    const { lake } = memory
    const dying = {
      ...lake,
      put: async (...[key, bytes, condition]: Parameters<typeof lake.put>) => {
        if (key.startsWith('dirty/')) throw new Error('died')
        return lake.put(key, bytes, condition)
      },
    }
    await expect(deliver('team/dying.log', { lake: dying })).rejects.toThrow('died')
    const keys = ['team/done.log', 'team/dying.log', 'team/lost.log']
    expect((await wake(keys)).announced).toEqual(['team/dying.log', 'team/lost.log'])
    for (const key of keys) await deliver(key)
    expect((await wake(keys)).announced).toEqual([])
  })

  it('that another took the place of, and that came back unheard of', async () => {
    put(folder, 'team/a.log', vpcText(['2024-03-01'], 10))
    const [first] = await bucketOf(['team/a.log'])
    await deliver('team/a.log')
    put(folder, 'team/a.log', vpcText(['2024-03-01'], 20))
    await deliver('team/a.log')
    put(folder, 'team/a.log', vpcText(['2024-03-01'], 10))
    expect(await bucketOf(['team/a.log'])).toEqual([first])
    expect((await wake(['team/a.log'])).announced).toEqual(['team/a.log'])
  })

  it('that took the place of another while that one was delivered, and was never heard of', async () => {
    put(folder, 'team/a.log', vpcText(['2024-03-01'], 10))
    const { lake } = memory
    const overtaken = {
      ...lake,
      put: async (...[key, bytes, condition]: Parameters<typeof lake.put>) => {
        const written = await lake.put(key, bytes, condition)
        if (key.startsWith('ledger/uploads/')) put(folder, 'team/a.log', vpcText(['2024-03-01'], 20))
        return written
      },
    }
    await deliver('team/a.log', { lake: overtaken })
    expect((await wake(['team/a.log'])).announced).toEqual(['team/a.log'])
    await deliver('team/a.log')
    expect((await wake(['team/a.log'])).announced).toEqual([])
  })

  it('not where every try of it failed: its message is a dead letter, and its receipt says so', async () => {
    put(folder, 'team/poison.log', vpcText(['2024-03-01'], 10))
    const poison = {
      normalise: async () => {
        throw new Error('no memory left')
      },
    }
    await expect(deliver('team/poison.log', poison)).rejects.toThrow()
    expect((await wake(['team/poison.log'])).announced).toEqual(['team/poison.log'])
    await expect(deliver('team/poison.log', poison, { receives: TRIES })).rejects.toThrow()
    for (let day = 0; day < 8; day++)
      expect((await wake(['team/poison.log'], { nowMs: NOW + day * DAY_MS })).announced).toEqual([])
  })

  it('neither younger than an hour nor older than eight days, nor with a key that nobody may ask for', async () => {
    put(folder, 'team/lost.log', vpcText(['2024-03-01'], 10))
    const announcedAt = async (nowMs: number) => (await wake(['team/lost.log'], { nowMs })).announced.length
    expect(await announcedAt(MEMORY_MS + HOUR_MS - 1)).toBe(0)
    expect(await announcedAt(MEMORY_MS + HOUR_MS)).toBe(1)
    expect(await announcedAt(MEMORY_MS + 8 * DAY_MS)).toBe(1)
    expect(await announcedAt(MEMORY_MS + 8 * DAY_MS + 1)).toBe(0)
    const bad = (key: string): ObjectHead => ({ key, size: 1, etag: 'e', modifiedMs: MEMORY_MS })
    const folders = listBucket([bad('..'), bad('team/../x.log'), bad('team/./y.log')])
    expect((await wake([], { folders })).announced).toEqual([])
    expect(folders.asked).toEqual(['', 'team/'])
  })
})

describe('a wake', () => {
  const many = (prefix: string, count: number): ObjectHead[] =>
    Array.from({ length: count }, (_, n) => ({
      key: `${prefix}${String(n).padStart(6, '0')}.log`,
      size: 1,
      etag: `e${n}`,
      modifiedMs: MEMORY_MS,
    }))
  const settle = async (heads: readonly ObjectHead[]) => {
    for (const head of heads)
      await markSettled(memory.lake, { bucket: 'uploads', key: head.key }, head, undefined, MEMORY_MS)
  }
  const asks = (heads: readonly ObjectHead[]) => ({
    head: async (key: string) => heads.find(head => head.key === key),
  })

  it('steps over folders of old dates, and looks through them in turns', async () => {
    const days = ['2022/01/31', '2023/12/31', '2024/02/20', '2024/03/24', '2024/03/31']
    const heads = days.flatMap(day => many(`team/s-1/${day}/`, 2))
    await settle(heads)
    const folders = listBucket(heads)
    expect((await wake([], { folders })).listed).toBe(10)
    const first = folders.asked.indexOf('team/s-1/2022/')
    expect(folders.asked.slice(0, first).sort()).toEqual([
      '',
      'team/',
      'team/s-1/',
      'team/s-1/2024/',
      'team/s-1/2024/03/',
      'team/s-1/2024/03/24/',
      'team/s-1/2024/03/31/',
    ])
    expect(folders.asked.slice(first)).toEqual(['team/s-1/2022/', 'team/s-1/2023/', 'team/s-1/2024/02/'])
  })

  it('finds an upload that came late to a folder of an old date', async () => {
    const heads = many('team/2021/05/05/', 1)
    const end = await reconcileUploads({
      folders: listBucket(heads),
      uploads: asks(heads),
      lake: memory.lake,
      bucket: 'uploads',
      clock: { nowMs: () => NOW },
      budgetMs: 60_000,
      announce: async () => {},
    })
    expect(end.announced).toEqual(['team/2021/05/05/000000.log'])
  })

  it('that has no time left goes on where it stopped: each upload is listed once, none is missed', async () => {
    const heads = ['a/2024-03-31/', 'b/', 'c/2024/03/30/', 'd/2020/01/01/', 'e/2019/'].flatMap(prefix =>
      many(prefix, 30),
    )
    const seen: string[] = []
    /** Each call takes a millisecond. */
    const wakeOf = (budgetMs: number): Promise<ReconcileEnd> => {
      const bucket = listBucket(heads, 10)
      return reconcileUploads({
        folders: bucket,
        uploads: asks(heads),
        lake: memory.lake,
        bucket: 'uploads',
        clock: { nowMs: () => NOW + bucket.calls() },
        budgetMs,
        announce: async keys => void seen.push(...keys),
      })
    }
    let wakes = 1
    while (!(await wakeOf(3)).whole) if (wakes++ > 20) throw new Error('expected an end')
    expect(wakes).toBeGreaterThan(2)
    for (const prefix of ['a/', 'b/', 'c/']) expect(seen.filter(key => key.startsWith(prefix))).toHaveLength(30)
    expect(new Set(seen).size).toBe(seen.length)
    // Folders of old dates have their share of every wake, also where recent uploads take more than their own.
    for (let turn = 0; turn < 12; turn++) await wakeOf(10)
    for (const prefix of ['d/', 'e/'])
      expect(new Set(seen.filter(key => key.startsWith(prefix)))).toHaveProperty('size', 30)
  })

  it('lists a folder of very many folders without a date as one', async () => {
    const heads = Array.from({ length: 3000 }, (_, n) => ({
      key: `team/${String(n).padStart(8, '0')}x/one.log`,
      size: 1,
      etag: 'e',
      modifiedMs: MEMORY_MS - 30 * DAY_MS,
    }))
    const folders = listBucket(heads)
    expect((await wake([], { folders })).listed).toBe(3000)
    // The first page of folders was looked at one by one.
    expect(folders.calls()).toBeLessThan(1010)
  })

  it('asks nothing of what is settled', async () => {
    const heads = many('team/2024-03-31/', 2500)
    await settle(heads)
    const folders = listBucket(heads)
    const end = await reconcileUploads({
      folders,
      uploads: { head: async () => Promise.reject(new Error('asked')) },
      lake: memory.lake,
      bucket: 'uploads',
      clock: { nowMs: () => NOW },
      budgetMs: 60_000,
      announce: async () => {},
    })
    expect(end).toEqual({ listed: 2500, announced: [], whole: true, unreadSources: [] })
    expect(folders.calls()).toBe(5)
  })
})

describe('what is settled', () => {
  const at = (key: string, etag: string, modifiedMs = MEMORY_MS) => ({ key, etag, modifiedMs })

  it('is the bytes that a delivery ended with last, of this bucket, on one of the days', async () => {
    const { lake } = memory
    const times = new Map<string, number>()
    let nowMs = MEMORY_MS
    const timed = {
      put: async (...[key, bytes, condition]: Parameters<typeof lake.put>) => {
        times.set(key, nowMs)
        return lake.put(key, bytes, condition)
      },
      async *list(prefix: string) {
        for await (const head of lake.list(prefix)) yield { ...head, modifiedMs: times.get(head.key) ?? 0 }
      },
    }
    const mark = async (...[key, held, later]: [string, ReturnType<typeof at> | undefined, number]) => {
      nowMs = MEMORY_MS + later
      await markSettled(timed, { bucket: 'uploads', key }, held, undefined, nowMs)
    }
    await mark('a', at('a', '1'), 0)
    await mark('a', at('a', '2'), DAY_MS)
    await mark('b', at('b', '1'), 0)
    await mark('b', undefined, 2000)
    await mark('c', at('c', '1'), -9 * DAY_MS)
    await mark('d', at('d', '1'), 0)
    await mark('d', at('d', '2'), 0)
    await mark('e', at('e', '1', MEMORY_MS + 400), 0)
    const { isSettled } = await readSettled(timed, 'uploads', MEMORY_MS - 8 * DAY_MS, MEMORY_MS + DAY_MS)
    expect([isSettled(at('a', '1')), isSettled(at('a', '2')), isSettled(at('a', '2', 0))]).toEqual([false, true, false])
    expect(isSettled(at('b', '1'))).toBe(false)
    expect(isSettled(at('c', '1'))).toBe(false)
    expect([isSettled(at('d', '1')), isSettled(at('d', '2'))]).toEqual([false, false])
    // S3's answers have whole seconds, its listings have not.
    expect(isSettled(at('e', '1', MEMORY_MS))).toBe(true)
    const others = await readSettled(timed, 'others', MEMORY_MS - DAY_MS, MEMORY_MS)
    expect(others.isSettled(at('a', '1'))).toBe(false)
  })
})

describe('the period of a folder', () => {
  it.each([
    ['team/2026/', '2027-01-01', false],
    ['team/year=2026/', '2027-01-01', false],
    ['team/2026/11/', '2026-12-01', false],
    ['team/year=2026/month=02/', '2026-03-01', false],
    ['team/2026-11/', '2026-12-01', false],
    ['team/2026/11/25/', '2026-11-26', true],
    ['team/2026/11/25/13/', '2026-11-26', true],
    ['team/dt=2026-11-25/', '2026-11-26', true],
    ['team/AWSLogs/111122223333/vpcflowlogs/eu-central-1/2026/11/25/', '2026-11-26', true],
    ['x/aws-account-id=1/aws-service=vpcflowlogs/aws-region=x/year=2026/month=11/day=25/hour=01/', '2026-11-26', true],
  ])('%s ends before %s', (prefix, end, whole) => {
    expect(periodOf(prefix)).toEqual({ endMs: Date.parse(end), whole })
  })

  it.each(['team/', 'team/8080/', 'team/2026/13/', 'team/sensor-1/', 'team/20260/', 'AWSLogs/111122223333/'])(
    '%s has none',
    prefix => expect(periodOf(prefix)).toBeUndefined(),
  )
})
