import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import fc from 'fast-check'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readManifest } from '../../functions/lib/ledger/manifests.ts'
import { listReceipts } from '../../functions/lib/ledger/receipts.ts'
import { flows } from '../../functions/lib/tables/flows.ts'
import { publishedTables } from '../../functions/lib/tables/index.ts'
import { required } from '../../functions/lib/tables/table-schema.ts'
import { deliverCreated, deliverRemoved } from '../../functions/normalise/deliver.ts'
import { publishAllDirty } from '../../functions/publish/tick.ts'
import { openLake, useReference } from '../../infra/local/lake.ts'
import { createRandom } from '../../infra/local/study/random.ts'
import { type LakeRun, startLakeRun } from '../support/lake-run.ts'
import { firstDelivery, put, SMALL_NETWORKS, secondDelivery, vpcText } from '../support/small-logs.ts'
import { tableRows } from '../support/turns.ts'

const DAYS = ['2024-03-01', '2024-03-02', '2024-03-03']
/** Records of one day of `vpcText`. */
const RECORDS = 6

/** Of the processes that are killed: they leave their own scratch too. */
const scratch = mkdtempSync(join(tmpdir(), 'killed-'))
let uploads: string
let run: LakeRun

afterAll(() => rmSync(scratch, { recursive: true, force: true }))

beforeEach(async () => {
  uploads = mkdtempSync(join(tmpdir(), 'uploads-change-'))
  run = await startLakeRun(SMALL_NETWORKS)
})
afterEach(async () => {
  await run.end()
  rmSync(uploads, { recursive: true, force: true })
})

async function deliverAndPublish(): Promise<void> {
  await run.deliver(uploads)
  await run.publish_()
}

const tablesOf = async (of: LakeRun) => tableRows(await of.engine())
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
    await run.publish_()
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
    const before = await tablesOf(run)
    put(uploads, 'a/moving.log', vpcText(['2024-03-02'], 20))
    await deliverAndPublish()
    put(uploads, 'a/moving.log', vpcText(DAYS, 10))
    await deliverAndPublish()
    expect(await tablesOf(run)).toEqual(before)
  })
})

describe('an event', () => {
  it('of removal, of a key that is gone, withdraws what it held', async () => {
    put(uploads, 'a/one.log', vpcText(DAYS, 10))
    put(uploads, 'a/stays.log', vpcText(['2024-03-02'], 30))
    await deliverAndPublish()
    rmSync(join(uploads, 'a/one.log'))
    expect((await deliverRemoved('a/one.log', await run.delivery(run.reference))).outcome).toBe('withdrawn')
    await run.publish_()
    expect(await recordsByDay()).toEqual([['2024-03-02', RECORDS]])
    expect((await readManifest(run.lake, '2024-03-01'))?.value).toMatchObject({ run: null, uploads: [], tables: {} })
  })

  it('of creation, of a key that is gone, changes nothing', async () => {
    put(uploads, 'a/one.log', vpcText(DAYS, 10))
    await deliverAndPublish()
    const before = [await tablesOf(run), await lakeState()]
    rmSync(join(uploads, 'a/one.log'))
    expect((await deliverCreated('a/one.log', await run.delivery(run.reference))).outcome).toBe('missing')
    await run.publish_()
    expect([await tablesOf(run), await lakeState()]).toEqual(before)
  })

  it('of removal, of a key that is there, changes nothing', async () => {
    put(uploads, 'a/one.log', vpcText(DAYS, 10))
    await deliverAndPublish()
    const before = [await tablesOf(run), await lakeState()]
    expect((await deliverRemoved('a/one.log', await run.delivery(run.reference))).outcome).toBe('known')
    await run.publish_()
    expect([await tablesOf(run), await lakeState()]).toEqual(before)
  })

  it('of removal, of a key that was never delivered, changes nothing', async () => {
    put(uploads, 'a/one.log', vpcText(DAYS, 10))
    await deliverAndPublish()
    const before = [await tablesOf(run), await lakeState()]
    expect((await deliverRemoved('a/other.log', await run.delivery(run.reference))).outcome).toBe('missing')
    await run.publish_()
    expect([await tablesOf(run), await lakeState()]).toEqual(before)
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
    const clean = await tablesOf(run)

    const needed = ['+a/moving.log.gz', '-a/steady.log.gz', '-c/gone.log', '+c/new.log']
    const useless = ['+b/copy.log.gz', '+a/steady.log.gz', '+c/gone.log', '-a/moving.log.gz', '-c/new.log', 'publish']
    const orders = fc
      .array(fc.constantFrom(...needed, ...useless), { maxLength: 8 })
      .chain(more => fc.shuffledSubarray([...needed, ...more], { minLength: needed.length + more.length }))
    await fc.assert(
      fc.asyncProperty(orders, async events => {
        begin()
        const other = await startLakeRun(SMALL_NETWORKS)
        try {
          await other.deliver(uploads)
          await other.publish_()
          change()
          await other.uploads.add([{ key: 'c/new.log', path: join(uploads, 'c/new.log') }])
          const delivery = await other.delivery(other.reference)
          for (const event of events) {
            const key = event.slice(1)
            if (event === 'publish') await other.publish_()
            else await (event.startsWith('+') ? deliverCreated(key, delivery) : deliverRemoved(key, delivery))
          }
          await other.publish_()
          expect(await tablesOf(other)).toEqual(clean)
        } finally {
          await other.end()
        }
      }),
      { numRuns: 5 },
    )
  })
})

describe('a file that comes 60 days late', () => {
  it('changes only its days', async () => {
    const late = '2024-01-02'
    put(uploads, 'a/first.log', vpcText([late, ...DAYS], 10))
    await deliverAndPublish()
    const manifests = () => Promise.all(DAYS.map(dt => readManifest(run.lake, dt)))
    const before = await manifests()
    put(uploads, 'a/late.log', vpcText([late], 20))
    // Delivers the first file again too, so that its days are looked at.
    await run.deliver(uploads)
    const { published, failed } = await publishAllDirty(await run.publish())
    expect(failed).toEqual([])
    expect(published.filter(({ outcome }) => outcome !== 'unchanged').map(({ dt }) => dt)).toEqual([late])
    expect(await manifests()).toEqual(before)
    expect(await recordsByDay()).toEqual([[late, 2 * RECORDS], ...DAYS.map(dt => [dt, RECORDS])])
  })
})

describe('a reference set that changes between two deliveries', () => {
  it('leaves the rows of both builds, each with its own version', async () => {
    put(uploads, 'a/first.log', vpcText(DAYS, 10))
    await run.deliver(uploads)
    const renamed = await useReference(run.lake, SMALL_NETWORKS.replace('office', 'campus'))
    put(uploads, 'a/second.log', vpcText(DAYS, 20))
    put(uploads, 'b/copy-of-first.log', vpcText(DAYS, 10))
    const files = ['a/first.log', 'a/second.log', 'b/copy-of-first.log']
    await run.uploads.add(files.map(key => ({ key, path: join(uploads, key) })))
    const delivery = await run.delivery(renamed)
    for (const key of files) await deliverCreated(key, delivery)
    await run.publish_()
    const totals =
      "select dt, network, reference_version, sum(records) from totals where dt > '2000' group by dt, network, reference_version order by dt, network"
    expect(await run.rows(totals)).toEqual(
      DAYS.flatMap(dt => [
        [dt, 'campus', renamed.hash, RECORDS],
        [dt, 'office', run.reference.hash, RECORDS],
      ]),
    )
    const contacts = "select distinct network, reference_version from contacts where dt > '2000' order by network"
    expect(await run.rows(contacts)).toEqual([
      ['campus', renamed.hash],
      ['office', run.reference.hash],
    ])
  })
})

describe('a landing object that counts and is missing', () => {
  it('fails its day, saying so, and leaves the old tables, the mark and the other days', async () => {
    put(uploads, 'a/first.log', vpcText(DAYS, 10))
    await deliverAndPublish()
    const before = await tablesOf(run)
    const output = await landingOf('2024-03-02')
    await run.lake.delete([output])
    put(uploads, 'a/second.log', vpcText(['2024-03-01', '2024-03-02'], 20))
    await run.deliver(uploads)
    const { published, failed } = await publishAllDirty(await run.publish())
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
    const after = await tablesOf(run)
    for (const { schema } of publishedTables) {
      const ofDay = (rows: string[] = []) => rows.filter(row => row.startsWith('["2024-03-02"'))
      expect(ofDay(after[schema.name]), schema.name).toEqual(ofDay(before[schema.name]))
    }
    expect((await publishAllDirty(await run.publish())).failed).toHaveLength(1)
  })
})

/** Names and etags of what is in the lake; a mark that comes and goes leaves nothing. */
async function lakeState(): Promise<string[]> {
  const found: string[] = []
  // Hints are empty and are put again by each delivery.
  for await (const { key, etag } of run.lake.list(''))
    found.push(key.startsWith('ledger/days/') ? key : `${key} ${etag}`)
  return found
}

async function landingOf(dt: string): Promise<string> {
  for await (const { outputs } of listReceipts(run.lake)) {
    const output = outputs.find(found => found.dt === dt)
    if (output !== undefined) return output.key
  }
  throw new Error(`expected a receipt with rows on ${dt}, found none`)
}

describe('a process that is killed', () => {
  const networks = join(scratch, 'networks.csv')
  const cli = resolve(import.meta.dirname, '../../infra/local/cli.mjs')
  /** Objects of a lake; 0 where a folder went while it was read. */
  const filesIn = (lake: string): number => {
    try {
      return readdirSync(join(lake, 'lake'), { recursive: true }).filter(name => /\.\w+$/.test(String(name))).length
    } catch {
      return 0
    }
  }

  /** Delivers, publishes and reports in a process of its own, which is killed once the lake has so many files. */
  async function start(lake: string, killAt = Number.POSITIVE_INFINITY): Promise<{ end: unknown; said: string }> {
    const options = ['--lake', lake, '--networks', networks, '--out', join(scratch, 'reports')]
    const child = spawn(process.execPath, [cli, 'start', uploads, ...options], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, TMPDIR: scratch },
    })
    let said = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
    const ended = new Promise<unknown>(settle => {
      child.on('close', (code, signal) => settle(signal ?? code))
    })
    while (child.exitCode === null && child.signalCode === null) {
      if (filesIn(lake) >= killAt) child.kill('SIGKILL')
      await wait(1)
    }
    return { end: await ended, said }
  }

  /** What an engine had begun to write and not ended: see the test after this one. */
  function removeHalfWritten(lake: string): void {
    for (const name of readdirSync(lake, { recursive: true, encoding: 'utf8' })) {
      const path = join(lake, name)
      if (name.endsWith('.parquet') && !readFileSync(path).subarray(-4).equals(Buffer.from('PAR1'))) rmSync(path)
    }
  }

  async function tablesIn(folder: string) {
    const lake = await openLake(folder)
    try {
      return await tableRows(await lake.engine())
    } finally {
      await lake.close()
    }
  }

  it('leaves what the next one makes the tables of a clean run from', async () => {
    const seed = Number(process.env.SEED ?? Date.now() % 1_000_000_007)
    console.log(`SEED=${seed}`)
    const random = createRandom(seed)
    writeFileSync(networks, SMALL_NETWORKS)
    const published = join(scratch, 'published')
    const clean = join(scratch, 'clean')
    firstDelivery(uploads)
    expect((await start(published)).end).toBe(0)
    secondDelivery(uploads)
    expect((await start(clean)).end).toBe(0)
    const expected = await tablesIn(clean)
    const files = filesIn(clean)

    for (let round = 0; round < 5; round++) {
      // From nothing, or over what was published before the file was overwritten.
      const lake = join(scratch, `lake-${round}`)
      if (round % 2 === 1) cpSync(published, lake, { recursive: true })
      const before = filesIn(lake)
      const killAt = round % 2 === 1 ? before + 1 + random.below(12) : 10 + random.below(files - 10)
      const label = `SEED=${seed}, round ${round}, killed at ${killAt} files`
      expect((await start(lake, killAt)).end, label).toBe('SIGKILL')
      removeHalfWritten(lake)
      const { end, said } = await start(lake)
      expect(end, `${label}: ${said}`).toBe(0)
      expect(await tablesIn(lake), label).toEqual(expected)
    }
  }, 300_000)

  it('while its engine wrote a table does not keep the next one from publishing the day', async () => {
    put(uploads, 'a/one.log', vpcText(DAYS, 10))
    await run.deliver(uploads)
    const prefix = 'flows/dt=2024-03-01/run=0-killed/'
    const place = join(run.folder, 'lake', prefix)
    const numbers = { ...flows, columns: [required('n', 'bigint', 'A number.')] }
    let ended = false
    const writing = (await run.engine()).materialise('SELECT range AS n FROM range(5000000)', [], numbers, prefix)
    const settled = writing.finally(() => {
      ended = true
    })
    const left = join(scratch, 'left')
    while (!existsSync(place) || readdirSync(place).length === 0) await wait(1)
    cpSync(place, left, { recursive: true })
    expect(ended).toBe(false)
    await settled
    rmSync(place, { recursive: true })
    cpSync(left, place, { recursive: true })
    await run.publish_()
  })
})
