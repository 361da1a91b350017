import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { markDirty, putLooks } from '../../functions/lib/ledger/days.ts'
import { listReceipts } from '../../functions/lib/ledger/receipts.ts'
import type { ReferenceSet } from '../../functions/lib/reference/reference-set.ts'
import { deliverCreated } from '../../functions/normalise/deliver.ts'
import { findOutdated, replayUpload } from '../../functions/normalise/replay.ts'
import { publishDay } from '../../functions/publish/publish-day.ts'
import { sweepLanding } from '../../functions/publish/sweep-landing.ts'
import { eachMemoryRun } from '../support/each-memory-run.ts'
import { referenceOf } from '../support/lake-run.ts'
import type { MemoryLake } from '../support/memory-lake.ts'
import type { MemoryRun } from '../support/memory-run.ts'
import { MEMORY_MS } from '../support/memory-store.ts'
import { createWatch, watched } from '../support/ports-watch.ts'
import { put, SMALL_NETWORKS, vpcText } from '../support/small-logs.ts'

const DAY = '2024-03-01'
const A = vpcText([DAY], 10)
const B = vpcText([DAY], 20)
const hoursLater = (hours: number) => ({ nowMs: () => MEMORY_MS + hours * 3_600_000 })
const LATER = hoursLater(25)

let memory: MemoryLake
let uploads: string
let run: MemoryRun
let reference: ReferenceSet

eachMemoryRun(SMALL_NETWORKS, own => {
  ;({ memory, uploads, run, reference } = own)
})

const landing = () => [...memory.objects.keys()].filter(key => key.startsWith('landing/')).sort()

/** The key holds this, its event comes, and the day is published. */
async function holds(text: string): Promise<void> {
  put(uploads, 'a/one.log', text)
  await run.deliver()
  await run.publish()
}

describe('landing objects of what a key held before', () => {
  it('go after a day, and nothing else does', async () => {
    put(uploads, 'b/copy.log', B)
    await holds(A)
    const [first, second] = landing()
    await holds(B)
    expect(landing()).toHaveLength(3)
    expect(await sweepLanding(memory, hoursLater(23))).toBe(0)
    expect(await sweepLanding(memory, LATER)).toBe(1)
    // The copy stays, of the two that hold the same: it counts as soon as the other does not.
    expect(landing()).toHaveLength(2)
    expect(landing().filter(key => key === first || key === second)).toHaveLength(1)
    const before = memory.stateOf()
    expect(await sweepLanding(memory, LATER)).toBe(0)
    expect(memory.stateOf()).toBe(before)
  })

  it('take their refused lines with them, also of a file of which no line was accepted', async () => {
    const refused = () => [...memory.objects.keys()].filter(key => key.startsWith('rejects/'))
    const [header = ''] = A.split('\n')
    put(uploads, 'b/all.log', `${header}\ntoo few\n`)
    await holds(`${A}too few\n`)
    expect(refused()).toHaveLength(2)
    rmSync(join(uploads, 'b'), { recursive: true })
    await run.remove('b/all.log')
    await holds(B)
    expect(await sweepLanding(memory, hoursLater(23))).toBe(0)
    expect(await sweepLanding(memory, LATER)).toBe(2)
    expect(refused()).toEqual([])
    // What comes back has its refused lines again, under a name that nobody sweeps.
    await holds(`${A}too few\n`)
    put(uploads, 'b/all.log', `${header}\ntoo few\n`)
    await run.deliver()
    await run.publish()
    await sweepLanding(memory, LATER)
    expect(refused().map(key => /-1\.jsonl$/.test(key))).toEqual([true, true])
  })

  it('stay while their day is to be published, and while the key holds them again', async () => {
    await holds(A)
    await holds(B)
    await markDirty(memory.lake, [DAY], 'changed')
    expect(await sweepLanding(memory, LATER)).toBe(0)
    await run.publish()
    put(uploads, 'a/one.log', A)
    const landed = landing()
    await run.deliver()
    await run.publish()
    expect(landing().filter(key => !landed.includes(key))).toHaveLength(1)
    // The first of A and that of B are dead; that of A's return counts.
    expect(await sweepLanding(memory, LATER)).toBe(2)
    expect(landing().filter(key => !landed.includes(key))).toHaveLength(1)
  })

  it('are made anew where the key comes back to them: A, B, A gives the tables of A', async () => {
    await holds(A)
    const tables = await memory.tables()
    await holds(B)
    expect(await sweepLanding(memory, LATER)).toBe(1)
    await holds(A)
    expect(await memory.tables()).toEqual(tables)
    await sweepLanding(memory, LATER)
    await markDirty(memory.lake, [DAY], 'changed')
    await run.publish()
    expect(await memory.tables()).toEqual(tables)
  })

  it('are made anew where a removed key is restored', async () => {
    await holds(A)
    const tables = await memory.tables()
    rmSync(join(uploads, 'a/one.log'))
    await run.remove('a/one.log')
    await run.publish()
    expect(await sweepLanding(memory, LATER)).toBe(1)
    expect(landing()).toEqual([])
    await holds(A)
    expect(await memory.tables()).toEqual(tables)
  })
})

describe('landing objects of builds before', () => {
  /** What another set of networks names outdated is normalised anew, and its days are published. */
  async function replay(by: ReferenceSet): Promise<void> {
    const delivery = run.delivery(by)
    for (const receipt of await findOutdated(delivery))
      expect((await replayUpload(receipt, delivery)).problem).toBeUndefined()
    run.point(by)
    await run.publish()
  }

  it('go after a day, and are made under another name where the build comes back', async () => {
    const moved = await referenceOf(SMALL_NETWORKS.replace('10.1.0.0/16,office', '10.0.0.0/8,campus'))
    await holds(`${A}too few\n`)
    const tables = await memory.tables()
    const [first = ''] = landing()
    await replay(moved)
    expect(landing()).toHaveLength(2)
    expect(await sweepLanding(memory, hoursLater(23))).toBe(0)
    expect(await sweepLanding(memory, LATER)).toBe(1)
    expect(landing()).toHaveLength(1)
    expect(landing()).not.toContain(first)
    expect([...memory.objects.keys()].filter(key => key.startsWith('rejects/'))).toHaveLength(1)
    await replay(reference)
    expect(landing()).toContain(first.replace('.parquet', '-1.parquet'))
    expect(await sweepLanding(memory, LATER)).toBe(1)
    expect(landing()).toEqual([first.replace('.parquet', '-1.parquet')])
    await markDirty(memory.lake, [DAY], 'changed')
    await run.publish()
    expect(await memory.tables()).toEqual(tables)
  })
})

describe('a build that comes back to an upload', () => {
  // A delivery that was about to take the key from the upload, and lost it, left its looks: a sweeping may act on them later.
  it('has another name where the one of before has looks, though its key never held anything else', async () => {
    const moved = await referenceOf(SMALL_NETWORKS.replace('10.1.0.0/16,office', '10.0.0.0/8,campus'))
    await holds(A)
    for await (const receipt of listReceipts(memory.lake)) await putLooks(memory.lake, receipt)
    for (const by of [moved, reference])
      for (const receipt of await findOutdated(run.delivery(by))) await replayUpload(receipt, run.delivery(by))
    expect(landing().filter(key => key.endsWith('-1.parquet'))).toHaveLength(1)
  })
})

describe('a key that is overwritten again and again', () => {
  it('costs each delivery the same number of calls', async () => {
    const costs: number[] = []
    for (let n = 0; n < 12; n++) {
      put(uploads, 'a/one.log', vpcText([DAY], n + 1))
      const watch = createWatch(() => {})
      const delivery = run.delivery()
      await deliverCreated('a/one.log', {
        ...delivery,
        lake: watched(memory.lake, 'lake', watch),
        uploads: watched(delivery.uploads, 'uploads', watch),
      })
      costs.push(watch.calls)
      if (n % 3 === 2) await run.publish()
    }
    const [first = 0, second = 0, ...others] = costs
    expect(first).toBeLessThanOrEqual(15 + 4)
    expect(second).toBeLessThanOrEqual(15 + 4)
    expect(others).toEqual(others.map(() => second))
  })

  it('costs a publish one look at its key file', async () => {
    for (let n = 0; n < 12; n++) await holds(vpcText([DAY], n + 1))
    for (const key of [...memory.objects.keys()]) if (key.startsWith('ledger/index/')) memory.objects.delete(key)
    await markDirty(memory.lake, [DAY], 'changed')
    let gets = 0
    const watch = createWatch((_, when, name) => {
      if (when === 'before' && name === 'lake.get') gets++
    })
    const before = await memory.tables()

    await publishDay(DAY, { ...run.publishing, lake: watched(memory.lake, 'lake', watch) })
    expect(await memory.tables()).toEqual(before)
    // The manifest, the index that is not there, the key file.
    expect(gets).toBe(3)
  })
})
