import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { manifestKey, readManifest } from '../../functions/lib/ledger/manifests.ts'
import type { ReferenceSet } from '../../functions/lib/reference/reference-set.ts'
import { currentReference } from '../../functions/lib/reference/reference-set.ts'
import { findOutdated } from '../../functions/normalise/replay.ts'
import { inReportOrder, listOutdated } from '../../functions/publish/outdated.ts'
import { publishAllDirty } from '../../functions/publish/tick.ts'
import { wake } from '../../functions/publish/wake.ts'
import { definitionOf } from '../support/definitions.ts'
import { referenceOf } from '../support/lake-run.ts'
import { createMemoryLake, type MemoryLake } from '../support/memory-lake.ts'
import { type MemoryRun, startMemoryRun } from '../support/memory-run.ts'
import { MEMORY_MS } from '../support/memory-store.ts'
import { put, vpcText } from '../support/small-logs.ts'

const DAYS = ['2024-03-28', '2024-03-29', '2024-03-30']
const CONTACTS_OF_DAY = 2
const HEAD = 'cidr,name,time_zone,access_path,home_country,valid_from,valid_to\n'
const PLAIN = `${HEAD}10.1.0.0/16,office,,,,,\n192.0.2.0/24,elsewhere,,,,,\n`

const uploads = mkdtempSync(join(tmpdir(), 'outdated-'))
const references = new Map<string, ReferenceSet>()
let memory: MemoryLake
let run: MemoryRun

const setOf = async (csv: string): Promise<ReferenceSet> => {
  const set = references.get(csv) ?? (await referenceOf(csv))
  references.set(csv, set)
  return set
}
const outdated = async () => (await listOutdated(run.publishing)).outdated.map(({ dt, why }) => `${dt} ${why}`)
const contacts = (columns: string) =>
  run.rows(
    `select dt, ${columns}, count(*) from contacts where dt > '2000' group by dt, ${columns} order by dt, ${columns}`,
  )
const eachDay = (...values: string[]) => DAYS.map(dt => [dt, ...values, CONTACTS_OF_DAY])

beforeAll(async () => {
  memory = await createMemoryLake()
  put(uploads, 'a/one.log', vpcText(DAYS, 10, CONTACTS_OF_DAY))
})
afterAll(() => {
  memory.close()
  rmSync(uploads, { recursive: true, force: true })
})
beforeEach(async () => {
  run = startMemoryRun(memory, uploads, await setOf(PLAIN))
  await run.deliver()
  await run.publish()
})

describe('a new networks.csv', () => {
  it('that sets a zone, a path and a home country publishes the days anew, and no contact is left out', async () => {
    expect(await contacts('time_zone')).toEqual(eachDay(''))
    const countries = await run.rows("select distinct remote_country, remote_excluded_as from flows where dt > '2000'")
    expect(countries).toEqual([[expect.stringMatching(/^(?!ZZ)[A-Z]{2}$/), '']])
    run.point(await setOf(PLAIN.replace('office,,,,', `office,Asia/Seoul,cable,${countries[0]?.[0]},`)))
    expect(await outdated()).toEqual(DAYS.map(dt => `${dt} networks`))
    await run.publish()
    expect(await contacts('time_zone, access_path')).toEqual(eachDay('Asia/Seoul', 'cable'))
    expect(await run.rows("select distinct remote_excluded_as from flows where dt > '2000'")).toEqual([['home']])
    expect(await outdated()).toEqual([])
  })

  it('is asked for once for all days, whose manifests are read side by side', async () => {
    let asked = 0
    let reading = 0
    let most = 0
    const { networks } = run.publishing
    const lake = {
      ...memory.lake,
      async get(key: string) {
        most = Math.max(most, ++reading)
        await new Promise(resolve => setImmediate(resolve))
        reading--
        return memory.lake.get(key)
      },
    }
    const current = async () => {
      asked++
      return networks.current()
    }
    const found = await listOutdated({ lake, networks: { ...networks, current }, callsAtOnce: 2 })
    expect(found.outdated).toEqual([])
    expect([asked, most]).toEqual([1, 2])
  })

  it('that says other things of a network that does not occur makes no day due', async () => {
    const before = await Promise.all(DAYS.map(dt => readManifest(memory.lake, dt)))
    run.point(await setOf(PLAIN.replace('elsewhere,,', 'other,Asia/Tokyo,')))
    expect(await outdated()).toEqual([])
    await run.publish()
    expect(await Promise.all(DAYS.map(dt => readManifest(memory.lake, dt)))).toEqual(before)
  })

  it('renames a network in every table, without an upload being outdated', async () => {
    const renamed = await setOf(PLAIN.replace('office', 'campus'))
    run.point(renamed)
    expect(await findOutdated(run.delivery(renamed))).toEqual([])
    await run.publish()
    expect(await contacts('network')).toEqual(eachDay('campus'))
    for (const table of ['flows', 'liveness', 'totals'])
      expect(await run.rows(`select distinct network from ${table} where dt > '2000'`), table).toEqual([['campus']])
  })

  it('without a network, or with another prefix for it, leaves its days as they were placed', async () => {
    for (const csv of [
      `${HEAD}192.0.2.0/24,elsewhere,,,,,\n`,
      `${HEAD}10.1.0.0/17,office,Asia/Seoul,,,,\n`,
      `${HEAD}10.1.0.0/17,west,,,,,\n10.1.128.0/17,east,,,,,\n`,
    ]) {
      const moved = await setOf(csv)
      run.point(moved)
      expect(await outdated()).toEqual([])
      await run.publish()
      expect(await contacts('network, time_zone')).toEqual(eachDay('office', ''))
      expect(await findOutdated(run.delivery(moved))).toHaveLength(1)
    }
  })

  it('with several spans of a prefix says of each record what holds when it began', async () => {
    run.point(
      await setOf(
        `${HEAD}10.1.0.0/16,old,Asia/Seoul,,,,2024-03-29\n10.1.0.0/16,new,Asia/Tokyo,,,2024-03-29,2024-03-30\n`,
      ),
    )
    await run.publish()
    expect(await contacts('network, time_zone')).toEqual([
      ['2024-03-28', 'old', 'Asia/Seoul', CONTACTS_OF_DAY],
      ['2024-03-29', 'new', 'Asia/Tokyo', CONTACTS_OF_DAY],
      // Of the time after both nothing is said now: what the set says that placed the records.
      ['2024-03-30', 'office', '', CONTACTS_OF_DAY],
    ])
  })
})

describe('other code', () => {
  beforeEach(async () => {
    for (const dt of DAYS.slice(0, 2)) {
      const { value } = (await readManifest(memory.lake, dt)) ?? {}
      await memory.lake.put(manifestKey(dt), JSON.stringify({ ...value, code: 'other', fingerprint: 'other' }))
    }
  })

  it('makes its days due, on one machine at once', async () => {
    expect(await outdated()).toEqual(['2024-03-28 code', '2024-03-29 code'])
    const told: number[] = []
    const { published } = await publishAllDirty(run.publishing, undefined, days => told.push(days.length))
    expect(told).toEqual([2])
    expect(published.map(({ dt, outcome }) => `${dt} ${outcome}`)).toEqual([
      '2024-03-29 published',
      '2024-03-28 published',
    ])
    expect(await outdated()).toEqual([])
  })

  it('is replaced by wakes at night, within the budget of the night, and by none by day', async () => {
    const at = (hour: number) => ({
      clock: { nowMs: () => MEMORY_MS + hour * 3_600_000 },
      scheduledMs: MEMORY_MS + hour * 3_600_000,
      budget: 20,
      nightBudget: 1,
      reports: async () => [],
      lastBeginMs: Number.POSITIVE_INFINITY,
    })
    expect((await wake(run.publishing, at(12))).anew).toEqual([])
    const night = await wake(run.publishing, at(3))
    expect([night.anew, night.outdated]).toEqual([['2024-03-29'], ['2024-03-28']])
    expect(await outdated()).toEqual(['2024-03-28 code'])
  })
})

it('by day, a wake after a new reference set takes the days of whose networks it says other things', async () => {
  expect(await currentReference(memory.lake)).toBeUndefined()
  await memory.lake.put('reference/current.json', '{"hash":"any"}')
  run.point(await setOf(PLAIN.replace('office', 'campus')))
  const options = { budget: 2, nightBudget: 5, reports: async () => [], lastBeginMs: Number.POSITIVE_INFINITY }
  const at = (hours: number) => {
    const nowMs = MEMORY_MS + hours * 3_600_000
    return { ...options, clock: { nowMs: () => nowMs }, scheduledMs: nowMs }
  }
  // What was written in the 24 hours before is part of the budget.
  expect((await wake(run.publishing, at(12))).anew).toEqual(['2024-03-30', '2024-03-29'])
  expect((await wake(run.publishing, at(36))).anew).toEqual([])
  expect((await wake(run.publishing, at(27))).anew).toEqual(['2024-03-28'])
})

it('days of the next reports come first, of the one that is due first the oldest first', () => {
  const at = { atMinute: 6 * 60 }
  const reports = [
    definitionOf({ name: 'quarterly', window: 'quarter', schedule: { every: 'quarter', on: 3, ...at } }),
    definitionOf({ name: 'daily', window: 'day', schedule: { every: 'day', ...at } }),
    definitionOf({ name: 'asked', schedule: null }),
    definitionOf({ name: 'weekly', schedule: { every: 'week', on: 2, ...at } }),
  ]
  // A Wednesday: the week's report is due on the 19th, the quarter's on 3 April.
  const nowMs = Date.parse('2024-03-13T03:00:00Z')
  const days = ['2023-12-01', '2023-12-20', '2024-01-05', '2024-03-10', '2024-03-11', '2024-03-12', '2024-03-02']
  expect(inReportOrder(days, reports, nowMs)).toEqual([
    // Two days for what settles late, in whatever zone.
    '2024-03-10',
    '2024-03-11',
    '2024-03-12',
    '2024-01-05',
    '2024-03-02',
    '2023-12-20',
    '2023-12-01',
  ])
})
