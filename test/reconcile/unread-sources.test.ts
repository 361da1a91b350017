/** Which sources are named to the operator: those that send nothing that is read. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { readReceipt } from '../../functions/lib/ledger/receipts.ts'
import { listRefused, readSettled, SETTLED } from '../../functions/lib/ledger/settled.ts'
import { isUnreadSource } from '../../functions/lib/ledger/unread-sources.ts'
import type { ObjectStore } from '../../functions/lib/ports.ts'
import type { DeliveryDependencies } from '../../functions/normalise/deliver.ts'
import { deliverAndSettle } from '../../functions/normalise/deliver-and-settle.ts'
import { reconcileUploads } from '../../functions/reconcile/reconcile-uploads.ts'
import { referenceOf } from '../support/lake-run.ts'
import { listBucket } from '../support/listed-bucket.ts'
import { createMemoryLake, type MemoryLake } from '../support/memory-lake.ts'
import { type MemoryRun, startMemoryRun } from '../support/memory-run.ts'
import { MEMORY_MS } from '../support/memory-store.ts'
import { put, SMALL_NETWORKS, vpcText } from '../support/small-logs.ts'

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
const TRIES = 5
const FLOWS = vpcText(['2024-03-01'], 10)
const DNS = '{"_path":"dns","ts":1.5,"uid":"C1","query":"a.example"}\n'
const CONN_LONG =
  '{"_path":"conn_long","ts":1709251200.5,"uid":"C1","id.orig_h":"10.1.0.1","id.orig_p":40000,' +
  '"id.resp_h":"192.0.2.1","id.resp_p":443,"proto":"tcp","duration":1,"conn_state":"SF"}\n'
const DAMAGED = FLOWS.replaceAll(' 6 ', ' six ')
let folder: string
let memory: MemoryLake
let run: MemoryRun
/** Hours since the beginning, 2024-04-01 00:00 UTC, at which a delivery or a wake happens. */
let hour = 0
const clock = { nowMs: () => MEMORY_MS + hour * HOUR_MS }
/** When marks were written last. */
const written = new Map<string, number>()

/** The lake, whose marks were written when the clock says so. */
const timed = (lake: ObjectStore): ObjectStore => ({
  ...lake,
  async put(key, body) {
    written.set(key, clock.nowMs())
    return lake.put(key, body)
  },
  async *list(prefix) {
    for await (const head of lake.list(prefix)) yield { ...head, modifiedMs: written.get(head.key) ?? head.modifiedMs }
  },
})

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
  hour = 0
  written.clear()
})

async function deliver(
  key: string,
  content: string | undefined,
  change: Partial<DeliveryDependencies> = {},
  receives = 1,
): Promise<void> {
  if (content !== undefined) put(folder, key, content)
  const of = { bucket: 'uploads', key, version: 'v', size: 1, first: true }
  const delivery = { ...run.delivery(), lake: timed(memory.lake), clock, ...change }
  await deliverAndSettle({ kind: 'created', receives, ...of }, TRIES, delivery)
}

/** What a wake at that hour names; it reads nothing but marks. */
async function named(at: number): Promise<string[]> {
  hour = at
  const end = await reconcileUploads({
    folders: listBucket([]),
    uploads: { head: async () => Promise.reject(new Error('expected no upload to be asked for')) },
    lake: timed(memory.lake),
    bucket: 'uploads',
    clock,
    budgetMs: 60_000,
    announce: async () => {},
  })
  return end.unreadSources
}

/** Delivers an unread file of the source at each of these hours, another one each time. */
async function unreadAt(source: string, ...hours: readonly number[]): Promise<void> {
  for (hour of hours) await deliver(`${source}/${hour}.log`, DNS)
}
async function readAt(source: string, ...hours: readonly number[]): Promise<void> {
  for (hour of hours) await deliver(`${source}/flows-${hour}.log`, FLOWS)
}

describe('a source is named', () => {
  it('that sent files and nothing is read of any: other logs, unknown forms, refused ones, those whose lines are all rejected', async () => {
    await deliver('documents/a.pdf', '%PDF-1.7\n')
    await deliver('tables/a.csv', 'day,user,note\n1,2,3\n')
    await deliver('long/conn_long.log', CONN_LONG)
    await deliver('large/a.log', FLOWS, { limits: { objectBytes: 100, contentBytes: 100 } })
    await deliver('damaged/a.log', DAMAGED)
    expect(await named(30)).toEqual(['damaged', 'documents', 'large', 'long', 'tables'])
  })

  it('not where a file of it is read, in whatever order they came', async () => {
    await deliver('uni/dns.log', DNS)
    await deliver('uni/conn/vpc.log', FLOWS)
    await deliver('uni/conn_long.log', CONN_LONG)
    await deliver('uni/2024/03/01/a.csv', 'day,user,note\n1,2,3\n')
    expect(await named(30)).toEqual([])
  })

  it('not for empty files, which have no word on it, nor for removed ones, nor for what failed at every try', async () => {
    await deliver('empty/a.log', '')
    await deliver('gone/a.log', undefined)
    const poison = { normalise: async () => Promise.reject(new Error('no memory left')) }
    await expect(deliver('poison/a.log', FLOWS, poison, TRIES)).rejects.toThrow('no memory left')
    expect(await named(30)).toEqual([])
    hour = 0
    await deliver('empty/b.pdf', '%PDF-1.7\n')
    expect(await named(30)).toEqual(['empty'])
  })

  it('after 30 hours without a file that is read, and no longer than 48 after its last file', async () => {
    await deliver('documents/a.pdf', '%PDF-1.7\n')
    const found: number[] = []
    for (let at = 0; at <= 60; at += 6) if ((await named(at)).length > 0) found.push(at)
    expect(found).toEqual([30, 36, 42, 48])
  })

  it('at the first wake after a file that is read no more', async () => {
    await unreadAt('fixed', 0, 12, 24, 36)
    expect(await named(36)).toEqual(['fixed'])
    await readAt('fixed', 37)
    expect(await named(42)).toEqual([])
  })

  it('whose last good file came just before midnight, once its bad ones go on for 30 hours', async () => {
    await readAt('team', -1 / 60)
    await unreadAt('team', 0.5, 6, 12, 18, 24)
    expect(await named(24)).toEqual([])
    await unreadAt('team', 30)
    expect(await named(31)).toEqual(['team'])
  })

  it('that turned at noon, without waiting for a day of its own', async () => {
    await readAt('team', 0, 6, 11)
    await unreadAt('team', 12, 18, 24, 30, 36, 42)
    expect(await named(42)).toEqual(['team'])
  })

  it('not for half a day of bad files between good ones', async () => {
    await readAt('team', 0, 6, 11)
    await unreadAt('team', 12, 16, 20, 23)
    await readAt('team', 24)
    for (const at of [18, 24, 30, 36, 42, 48]) expect(await named(at), String(at)).toEqual([])
  })

  it('not where logs come once a day, earlier or later, and others every hour', async () => {
    const others = Array.from({ length: 80 }, (_, i) => i + 0.5)
    await readAt('team', 0, 28, 49, 73)
    await unreadAt('team', ...others)
    for (let at = 6; at <= 78; at += 6) expect(await named(at), String(at)).toEqual([])
  })

  it('not for strays beside logs that come once a week, but for what goes on', async () => {
    await readAt('weekly', 0)
    await unreadAt('weekly', 48, 49, 59)
    await readAt('turned', 0)
    await unreadAt('turned', 48, 72)
    expect([await named(72), await named(80), await named(96)]).toEqual([[], ['turned'], ['turned']])
  })

  it('whichever of its keys were written over, and when two deliveries of one key end at once', async () => {
    for (hour of [0, 12, 24]) await deliver('latest/flows.log', `${DNS}${hour}`)
    hour = 24
    await deliver('latest/flows.log', `${DNS}24`)
    expect(await named(30)).toEqual(['latest'])
    hour = 30
    await Promise.all([deliver('latest/flows.log', FLOWS), deliver('latest/other.log', DNS)])
    expect(await named(36)).toEqual([])
  })

  it('by its name, whatever that is made of, as long as a key may carry it', async () => {
    const names = ['a.b', 'Forschung & Lehre', '\u7814\u7a76', 'x'.repeat(200)]
    for (const name of names) await deliver(`${name}/a.pdf`, '%PDF-1.7\n')
    expect(await named(30)).toEqual([...names.slice(0, 3), 'x'.repeat(100)].sort())
    const keys = [...memory.objects.keys()].filter(key => key.startsWith(SETTLED))
    expect(keys.every(key => Buffer.byteLength(key) < 1024)).toBe(true)
    expect(keys.length).toBe(4)
  })

  it('with marks of before they said so beside it', async () => {
    await memory.lake.put(`${SETTLED}dt=2024-04-01/0123456789abcdef0123.0123456789abcdef0123`, '')
    await deliver('documents/a.pdf', '%PDF-1.7\n')
    const { unreadSources } = await readSettled(timed(memory.lake), 'uploads', MEMORY_MS, MEMORY_MS)
    expect(unreadSources(MEMORY_MS + 30 * HOUR_MS)).toEqual(['documents'])
  })

  it('the same at any hour of the day', () => {
    for (let shift = 0; shift < 24; shift++) {
      const at = (hours: number) => (hours + shift) * HOUR_MS
      const times = { lastReadMs: at(0), unreadMs: [at(1), at(20)] }
      expect([25, 30, 31, 50, 68, 69].map(hours => isUnreadSource(times, at(hours)))).toEqual([
        ...[false, false, true, true, true, false],
      ])
    }
  })
})

describe('what was refused lately', () => {
  /** Keys of what was refused from the day of the deliveries to that many days after them. */
  async function refused(daysLater = 0): Promise<string[]> {
    const ids = await listRefused(memory.lake, MEMORY_MS + daysLater * DAY_MS, MEMORY_MS + (daysLater + 1) * DAY_MS)
    return Promise.all(ids.map(async id => (await readReceipt(memory.lake, id))?.key ?? ''))
  }
  const small = { limits: { objectBytes: 100, contentBytes: 100 } }

  it('is what was refused whole in a form that is read, and nothing else', async () => {
    await deliver('large/a.log', FLOWS, small)
    await deliver('uni/b.log', FLOWS)
    await deliver('documents/a.pdf', '%PDF-1.7\n')
    await deliver('empty/a.log', '')
    expect(await refused()).toEqual(['large/a.log'])
    expect(await refused(1)).toEqual([])
  })

  it('names it in a key that S3 takes, however long its source is called', async () => {
    await deliver(`${'\u7814'.repeat(80)}/a.log`, FLOWS, small)
    const keys = [...memory.objects.keys()].filter(key => key.startsWith(SETTLED))
    expect(keys.map(key => Buffer.byteLength(key) <= 1024)).toEqual([true])
    expect(await named(30)).toEqual(['\u7814'.repeat(80)])
    expect(await refused()).toEqual([`${'\u7814'.repeat(80)}/a.log`])
  })
})
