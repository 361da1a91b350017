/** Two processes that publish the same day of one lake at once, as two `npm start` do. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { listMarks } from '../../functions/lib/ledger/days.ts'
import { publishDay } from '../../functions/publish/publish-day.ts'
import { publishAllDirty } from '../../functions/publish/tick.ts'
import { referenceOf } from '../support/lake-run.ts'
import { createMemoryLake, type MemoryLake } from '../support/memory-lake.ts'
import { engineAfter, type MemoryRun, startMemoryRun } from '../support/memory-run.ts'
import { put, SMALL_NETWORKS, vpcText } from '../support/small-logs.ts'

const DAY = '2024-03-30'
const uploads = mkdtempSync(join(tmpdir(), 'lost-days-'))
let memory: MemoryLake
let run: MemoryRun

beforeAll(async () => {
  memory = await createMemoryLake()
  put(uploads, 'a/one.log', vpcText([DAY], 10))
  put(uploads, 'a/two.log', vpcText([DAY], 7))
})
afterAll(() => {
  memory.close()
  rmSync(uploads, { recursive: true, force: true })
})
beforeEach(async () => {
  run = startMemoryRun(memory, uploads, await referenceOf(SMALL_NETWORKS))
})

it('looks again at a day that another won with fewer uploads: what it delivered itself is in the tables', async () => {
  await run.deliver(['a/one.log'])
  let secondIsDelivered = () => {}
  let firstMayGoOn = () => {}
  const delivered = new Promise<void>(resolve => (secondIsDelivered = resolve))
  const gate = new Promise<void>(resolve => (firstMayGoOn = resolve))
  const other = publishDay(DAY, {
    ...run.publishing,
    engine: engineAfter(memory.engine, () => {
      secondIsDelivered()
      return gate
    }),
  })
  await delivered
  await run.deliver(['a/two.log'])
  let tries = 0
  const { published, failed } = await publishAllDirty({
    ...run.publishing,
    engine: engineAfter(memory.engine, async () => {
      if (tries++ > 0) return
      firstMayGoOn()
      expect((await other).outcome).toBe('published')
    }),
  })
  expect(failed).toEqual([])
  expect(published).toEqual([{ dt: DAY, outcome: 'published', rows: 12 }])
  expect(await run.rows('select count(*) from flows')).toEqual([[12]])
  expect(await listMarks(memory.lake, DAY)).toEqual([])
})

it('fails a day that others win each time', async () => {
  await run.deliver(['a/one.log'])
  let others = 0
  const publishing = {
    ...run.publishing,
    engine: engineAfter(memory.engine, async () => {
      others++
      put(uploads, 'a/other.log', vpcText([DAY], others))
      await run.deliver(['a/other.log'])
      expect((await publishDay(DAY, run.publishing)).outcome).toBe('published')
      // What comes after it keeps the day from being as it is wanted.
      put(uploads, 'a/later.log', vpcText([DAY], 100 + others))
      await run.deliver(['a/later.log'])
    }),
  }
  const { published, failed } = await publishAllDirty(publishing, undefined, undefined, 3)
  expect(published).toEqual([])
  expect(failed.map(({ dt, error }) => `${dt} ${error}`)).toEqual([
    `${DAY} DayFailed: day ${DAY}: expected to publish it, found others that published it first 3 times; ` +
      'run it again when they are done',
  ])
  expect(others).toBe(3)
})
