import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { listDirtyDays } from '../../functions/lib/ledger/days.ts'
import { listDayFailures } from '../../functions/lib/ledger/failures.ts'
import { QueryFailed } from '../../functions/lib/ports.ts'
import type { ReferenceSet } from '../../functions/lib/reference/reference-set.ts'
import { sharedRunNames } from '../../functions/publish/run-names.ts'
import { parseWakeEvent, wake } from '../../functions/publish/wake.ts'
import { referenceOf } from '../support/lake-run.ts'
import { createMemoryLake, type MemoryLake } from '../support/memory-lake.ts'
import { type MemoryRun, startMemoryRun } from '../support/memory-run.ts'
import { MEMORY_MS } from '../support/memory-store.ts'
import { put, SMALL_NETWORKS, vpcText } from '../support/small-logs.ts'

/** Closed, and less than a week old, when everything in memory was written 3 hours ago. */
const DAYS = ['2024-03-28', '2024-03-29', '2024-03-30']
const nowMs = MEMORY_MS + 3 * 3_600_000
const options = {
  clock: { nowMs: () => nowMs },
  scheduledMs: nowMs,
  budget: 1,
  nightBudget: 10,
  reports: async () => [],
  lastBeginMs: nowMs,
}

const uploads = mkdtempSync(join(tmpdir(), 'wake-'))
let reference: ReferenceSet
let memory: MemoryLake
let run: MemoryRun

beforeAll(async () => {
  reference = await referenceOf(SMALL_NETWORKS)
  memory = await createMemoryLake()
  put(uploads, 'a/one.log', vpcText(DAYS, 10, 1))
})
afterAll(() => {
  memory.close()
  rmSync(uploads, { recursive: true, force: true })
})
beforeEach(async () => {
  run = startMemoryRun(memory, uploads, reference)
  await run.deliver()
})

it('takes the newest days first, as many as the budget allows, and leaves the others for the next', async () => {
  const { published, left } = await wake(run.publishing, options)
  expect([published.map(({ dt }) => dt), left]).toEqual([['2024-03-30'], ['2024-03-29', '2024-03-28']])
  expect((await wake(run.publishing, options)).published.map(({ dt }) => dt)).toEqual(['2024-03-29'])
  expect(await listDirtyDays(memory.lake)).toEqual(['2024-03-28'])
})

it('does not keep older days waiting for newer ones that fail', async () => {
  for (const key of [...memory.objects.keys()])
    if (/^landing\/dt=2024-03-(29|30)\//.test(key)) memory.objects.delete(key)
  const { published, failed } = await wake(run.publishing, options)
  expect(published.map(({ dt }) => dt)).toEqual(['2024-03-28'])
  expect(failed.map(({ dt }) => dt)).toEqual(['2024-03-30', '2024-03-29'])
})

it('does not pay for a day that fails at each wake, and says that it waits', async () => {
  let queries = 0
  const engine = {
    ...memory.engine,
    async materialise() {
      queries++
      throw new QueryFailed('as the test wants it')
    },
  }
  const publishing = { ...run.publishing, engine, runNames: sharedRunNames(memory.lake) }
  const outcomes: unknown[] = []
  for (let n = 0; n < 3; n++) {
    const { failed, putOff } = await wake(publishing, options)
    outcomes.push([failed.length, putOff, queries])
  }
  expect(outcomes).toEqual([
    [3, [], 6],
    [3, [], 12],
    [0, DAYS.toReversed(), 12],
  ])
})

it('keeps why a day failed until it is published', async () => {
  const landing = [...memory.objects].filter(([key]) => key.startsWith('landing/dt=2024-03-29/'))
  for (const [key] of landing) memory.objects.delete(key)
  await wake(run.publishing, { ...options, budget: 5 })
  const [failure, ...others] = await listDayFailures(memory.lake)
  expect(others).toEqual([])
  expect(failure).toMatchObject({ dt: '2024-03-29', failedMs: MEMORY_MS })
  expect(failure?.reason).toMatch(/^day 2024-03-29: expected the landing object landing\/\S+, found none; run replay/)
  for (const [key, object] of landing) memory.objects.set(key, object)
  await wake(run.publishing, { ...options, budget: 5 })
  expect(await listDayFailures(memory.lake)).toEqual([])
})

it('tells how long each day waited since it changed, and what became of its uploads', async () => {
  const told: unknown[] = []
  const publishing = { ...run.publishing, onUploads: (...said: unknown[]) => told.push(said) }
  put(uploads, 'b/copy.log', vpcText(DAYS, 10, 1))
  await run.deliver()
  const first = await wake(publishing, { ...options, budget: 5 })
  rmSync(join(uploads, 'b'), { recursive: true })
  expect(first.secondsToPublished).toEqual([3 * 3600, 3 * 3600, 3 * 3600])
  const none = { cut: 0, unknown: 0, refused: 0, implausible: 0 }
  expect(told).toEqual(DAYS.toReversed().map(dt => [dt, { ...none, counts: 1, copy: 1 }]))
  expect((await wake(publishing, options)).secondsToPublished).toEqual([])
  expect(told).toHaveLength(3)
})

it('begins no day after the last time to begin', async () => {
  const { published, left } = await wake(run.publishing, { ...options, budget: 5, lastBeginMs: nowMs - 1 })
  expect([published, left]).toEqual([[], DAYS.toReversed()])
})

it('judges what is due by the time that it is for, also where it is woken late', async () => {
  const dayLater = MEMORY_MS + 60 * 3_600_000
  const late = { ...options, clock: { nowMs: () => dayLater }, budget: 5, lastBeginMs: dayLater }
  const tooSoon = await wake(run.publishing, { ...late, scheduledMs: MEMORY_MS + 3_600_000 })
  expect([tooSoon.published, tooSoon.left]).toEqual([[], []])
  expect((await wake(run.publishing, { ...late, scheduledMs: nowMs })).published).toHaveLength(3)
})

it('takes the scheduled time of the event, and no event without one', () => {
  expect(parseWakeEvent({ scheduledTime: '2017-05-16T02:30:00Z' })).toBe(Date.parse('2017-05-16T02:30:00Z'))
  expect(() => parseWakeEvent({})).toThrow('event: expected {"scheduledTime"}, found {}')
  expect(() => parseWakeEvent({ scheduledTime: 'now' })).toThrow('expected {"scheduledTime"}')
})

it('repairs partitions of fresh manifests at each wake, and of all at the hour of sweeping', async () => {
  await run.publish()
  const astray = async (scheduledTime: string) => {
    await memory.catalogue.point('contacts', '2024-03-29', 'contacts/dt=2024-03-29/run=older/')
    const scheduledMs = Date.parse(scheduledTime)
    const clock = { nowMs: () => scheduledMs }
    return (await wake(run.publishing, { ...options, clock, scheduledMs })).repaired
  }
  expect(await astray('2024-04-01T12:00:00Z')).toEqual(['2024-03-29'])
  expect(await astray('2024-04-08T12:00:00Z')).toEqual([])
  expect(await astray('2024-04-08T03:10:00Z')).toEqual(['2024-03-29'])
})
