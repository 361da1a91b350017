import { rmSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readManifest } from '../../functions/lib/ledger/manifests.ts'
import { listReceipts } from '../../functions/lib/ledger/receipts.ts'
import type { ReferenceSet } from '../../functions/lib/reference/reference-set.ts'
import { publishedTables } from '../../functions/lib/tables/index.ts'
import { deliverCreated } from '../../functions/normalise/deliver.ts'
import { publishAllDirty } from '../../functions/publish/tick.ts'
import { eachMemoryRun } from '../support/each-memory-run.ts'
import { referenceOf } from '../support/lake-run.ts'
import type { MemoryLake } from '../support/memory-lake.ts'
import { type MemoryRun, startMemoryRun } from '../support/memory-run.ts'
import { firstDelivery, put, SMALL_NETWORKS, secondDelivery, vpcText } from '../support/small-logs.ts'

const DAYS = ['2024-03-01', '2024-03-02', '2024-03-03']
/** Records of one day of `vpcText`. */
const RECORDS = 6

let reference: ReferenceSet
let memory: MemoryLake
let uploads: string
let run: MemoryRun

eachMemoryRun(SMALL_NETWORKS, own => {
  ;({ reference, memory, uploads, run } = own)
})

async function deliverAndPublish(): Promise<void> {
  await run.deliver()
  await run.publish()
}

const recordsByDay = () => run.rows("select dt, count(*) from flows where dt > '2000' group by dt order by dt")
const sources = () => run.rows("select distinct source from flows where dt > '2000' order by source")

describe('a file that is there twice', () => {
  it('counts once', async () => {
    put(uploads, 'b/one.log', vpcText(DAYS, 10))
    put(uploads, 'a/copy.log', vpcText(DAYS, 10))
    await deliverAndPublish()
    expect(await recordsByDay()).toEqual(DAYS.map(dt => [dt, RECORDS]))
    expect(await sources()).toEqual([['a']])
  })

  it('counts once when it is compressed again, or not at all', async () => {
    put(uploads, 'a/one.log.gz', vpcText(DAYS, 10))
    put(uploads, 'a/fast.log.gz', vpcText(DAYS, 10), 1)
    put(uploads, 'a/plain.log', vpcText(DAYS, 10))
    await deliverAndPublish()
    expect(await recordsByDay()).toEqual(DAYS.map(dt => [dt, RECORDS]))
  })

  it('counts once when the copy comes after the day was published', async () => {
    put(uploads, 'b/one.log', vpcText(DAYS, 10))
    await deliverAndPublish()
    put(uploads, 'a/copy.log', vpcText(DAYS, 10))
    await deliverAndPublish()
    expect(await recordsByDay()).toEqual(DAYS.map(dt => [dt, RECORDS]))
  })

  it('goes on counting by its copy when the one that counted is removed', async () => {
    put(uploads, 'b/one.log', vpcText(DAYS, 10))
    put(uploads, 'a/copy.log', vpcText(DAYS, 10))
    await deliverAndPublish()
    rmSync(join(uploads, 'a/copy.log'))
    await run.remove('a/copy.log')
    await run.publish()
    expect(await recordsByDay()).toEqual(DAYS.map(dt => [dt, RECORDS]))
    expect(await sources()).toEqual([['b']])
  })

  it('goes on counting by its copy when the one that counted is overwritten', async () => {
    put(uploads, 'b/one.log', vpcText(DAYS, 10))
    put(uploads, 'a/copy.log', vpcText(DAYS, 10))
    await deliverAndPublish()
    put(uploads, 'a/copy.log', vpcText(DAYS.slice(0, 1), 20))
    await deliverAndPublish()
    expect(await recordsByDay()).toEqual(DAYS.map((dt, at) => [dt, at === 0 ? 2 * RECORDS : RECORDS]))
  })
})

describe('a file that is overwritten', () => {
  it('leaves no row of what it was in any table of any day', async () => {
    put(uploads, 'a/moving.log', vpcText(DAYS, 10))
    await deliverAndPublish()
    expect(await recordsByDay()).toEqual(DAYS.map(dt => [dt, RECORDS]))
    put(uploads, 'a/moving.log', vpcText(['2024-03-02'], 20))
    await deliverAndPublish()
    expect(await recordsByDay()).toEqual([['2024-03-02', RECORDS]])
    for (const { schema } of publishedTables) {
      const left = `select count(*) from ${schema.name} where dt in ('2024-03-01', '2024-03-03')`
      expect(await run.rows(left), schema.name).toEqual([[0]])
    }
    expect(await run.rows("select count(*) from flows where dt > '2000' and local_ip like '10.1.0.1_'")).toEqual([[0]])
  })

  it('counts as at first when it is put back', async () => {
    put(uploads, 'a/moving.log', vpcText(DAYS, 10))
    await deliverAndPublish()
    const before = await memory.tables()
    put(uploads, 'a/moving.log', vpcText(['2024-03-02'], 20))
    await deliverAndPublish()
    put(uploads, 'a/moving.log', vpcText(DAYS, 10))
    await deliverAndPublish()
    expect(await memory.tables()).toEqual(before)
  })
})

describe('an event', () => {
  it('of removal, of a key that is gone, withdraws what it held', async () => {
    put(uploads, 'a/one.log', vpcText(DAYS, 10))
    put(uploads, 'a/stays.log', vpcText(['2024-03-02'], 30))
    await deliverAndPublish()
    rmSync(join(uploads, 'a/one.log'))
    expect((await run.remove('a/one.log')).outcome).toBe('withdrawn')
    await run.publish()
    expect(await recordsByDay()).toEqual([['2024-03-02', RECORDS]])
    expect((await readManifest(memory.lake, '2024-03-01'))?.value).toMatchObject({ run: null, uploads: 0, tables: {} })
  })

  it('of creation, of a key that is gone, changes nothing', async () => {
    put(uploads, 'a/one.log', vpcText(DAYS, 10))
    await deliverAndPublish()
    const before = [await memory.tables(), await lakeState()]
    rmSync(join(uploads, 'a/one.log'))
    expect((await deliverCreated('a/one.log', run.delivery())).outcome).toBe('missing')
    await run.publish()
    expect([await memory.tables(), await lakeState()]).toEqual(before)
  })

  it('of removal, of a key that is there, changes nothing', async () => {
    put(uploads, 'a/one.log', vpcText(DAYS, 10))
    await deliverAndPublish()
    const before = [await memory.tables(), await lakeState()]
    expect((await run.remove('a/one.log')).outcome).toBe('known')
    await run.publish()
    expect([await memory.tables(), await lakeState()]).toEqual(before)
  })

  it('of removal, of a key that was never delivered, changes nothing', async () => {
    put(uploads, 'a/one.log', vpcText(DAYS, 10))
    await deliverAndPublish()
    const before = [await memory.tables(), await lakeState()]
    expect((await run.remove('a/other.log')).outcome).toBe('missing')
    await run.publish()
    expect([await memory.tables(), await lakeState()]).toEqual(before)
  })

  it('comes in any order and any number of times', async () => {
    const change = () => {
      secondDelivery(uploads)
      rmSync(join(uploads, 'c/gone.log'))
      rmSync(join(uploads, 'a/steady.log.gz'))
      put(uploads, 'c/new.log', vpcText(['2024-03-02'], 50))
    }
    const begin = () => {
      rmSync(uploads, { recursive: true, force: true })
      firstDelivery(uploads)
      put(uploads, 'c/gone.log', vpcText(['2024-03-02', '2024-03-03'], 40))
    }
    begin()
    change()
    await deliverAndPublish()
    const clean = await memory.tables()

    const needed = ['+a/moving.log.gz', '-a/steady.log.gz', '-c/gone.log', '+c/new.log']
    const useless = ['+b/copy.log.gz', '+a/steady.log.gz', '+c/gone.log', '-a/moving.log.gz', '-c/new.log', 'publish']
    const orders = fc
      .array(fc.constantFrom(...needed, ...useless), { maxLength: 8 })
      .chain(more => fc.shuffledSubarray([...needed, ...more], { minLength: needed.length + more.length }))
    await fc.assert(
      fc.asyncProperty(orders, async events => {
        begin()
        run = startMemoryRun(memory, uploads, reference)
        await deliverAndPublish()
        change()
        for (const event of events) {
          const key = event.slice(1)
          if (event === 'publish') await run.publish()
          else await (event.startsWith('+') ? run.deliver([key]) : run.remove(key))
        }
        await run.publish()
        expect(await memory.tables()).toEqual(clean)
      }),
      { numRuns: 12 },
    )
  })
})

describe('a file that comes 60 days late', () => {
  it('changes only its days', async () => {
    const late = '2024-01-02'
    put(uploads, 'a/first.log', vpcText([late, ...DAYS], 10))
    await deliverAndPublish()
    const manifests = () => Promise.all(DAYS.map(dt => readManifest(memory.lake, dt)))
    const before = await manifests()
    put(uploads, 'a/late.log', vpcText([late], 20))
    // Delivers the first file again too, so that its days are looked at.
    await run.deliver()
    const { published, failed } = await publishAllDirty(run.publishing)
    expect(failed).toEqual([])
    expect(published.filter(({ outcome }) => outcome !== 'unchanged').map(({ dt }) => dt)).toEqual([late])
    expect(await manifests()).toEqual(before)
    expect(await recordsByDay()).toEqual([[late, 2 * RECORDS], ...DAYS.map(dt => [dt, RECORDS])])
  })
})

describe('a reference set that changes between two deliveries', () => {
  it('leaves the rows of both builds, each with its own version', async () => {
    put(uploads, 'a/first.log', vpcText(DAYS, 10))
    await run.deliver()
    const moved = await referenceOf(SMALL_NETWORKS.replace('10.1.0.0/16,office', '10.0.0.0/8,campus'))
    put(uploads, 'a/second.log', vpcText(DAYS, 20))
    put(uploads, 'b/copy-of-first.log', vpcText(DAYS, 10))
    await run.deliver(undefined, moved)
    await run.publish()
    const totals =
      "select dt, network, reference_version, sum(records) from totals where dt > '2000' group by dt, network, reference_version order by dt, network"
    expect(await run.rows(totals)).toEqual(
      DAYS.flatMap(dt => [
        [dt, 'campus', moved.hash, RECORDS],
        [dt, 'office', reference.hash, RECORDS],
      ]),
    )
    const contacts = "select distinct network, reference_version from contacts where dt > '2000' order by network"
    expect(await run.rows(contacts)).toEqual([
      ['campus', moved.hash],
      ['office', reference.hash],
    ])
  })
})

describe('a landing object that counts and is missing', () => {
  it('fails its day, saying so, and leaves the old tables, the mark and the other days', async () => {
    put(uploads, 'a/first.log', vpcText(DAYS, 10))
    await deliverAndPublish()
    const before = await memory.tables()
    const output = await landingOf('2024-03-02')
    await memory.lake.delete([output])
    put(uploads, 'a/second.log', vpcText(['2024-03-01', '2024-03-02'], 20))
    await run.deliver()
    const { published, failed } = await publishAllDirty(run.publishing)
    expect(failed.map(({ dt, error }) => [dt, String(error)])).toEqual([
      [
        '2024-03-02',
        `DayFailed: day 2024-03-02: expected the landing object ${output}, found none; run replay for its upload`,
      ],
    ])
    expect(published.map(({ dt, outcome }) => [dt, outcome])).toEqual([
      ['2024-03-03', 'unchanged'],
      ['2024-03-01', 'published'],
    ])
    const after = await memory.tables()
    for (const { schema } of publishedTables) {
      const ofDay = (rows: string[] = []) => rows.filter(row => row.startsWith('["2024-03-02"'))
      expect(ofDay(after[schema.name]), schema.name).toEqual(ofDay(before[schema.name]))
    }
    expect((await publishAllDirty(run.publishing)).failed).toHaveLength(1)
  })
})

/** Names and etags of what is in the lake; a mark that comes and goes leaves nothing. */
async function lakeState(): Promise<string[]> {
  const found: string[] = []
  // Hints are empty and are put again by each delivery.
  for await (const { key, etag } of memory.lake.list(''))
    found.push(key.startsWith('ledger/days/') ? key : `${key} ${etag}`)
  return found
}

async function landingOf(dt: string): Promise<string> {
  for await (const { outputs } of listReceipts(memory.lake)) {
    const output = outputs.find(found => found.dt === dt)
    if (output !== undefined) return output.key
  }
  throw new Error(`expected a receipt with rows on ${dt}, found none`)
}
