import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { noteDone } from '../../functions/lib/ledger/report-claims.ts'
import { createFolderStore } from '../../functions/lib/local/folder-store.ts'
import type { ObjectStore } from '../../functions/lib/ports.ts'
import type { ReportDefinition } from '../../functions/lib/reports/definition.ts'
import { beginDueReports, listOpenReports } from '../../functions/reconcile/due-reports.ts'
import { definitionOf } from '../support/definitions.ts'

const daily = definitionOf({ name: 'daily', window: 'day', schedule: { every: 'day', atMinute: 6 * 60 } })
const weekly = definitionOf()

let folder = ''
let lake: ObjectStore
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'due-'))
  lake = createFolderStore(folder)
  await lake.put('published/dt=2017-05-01.json', '{}')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** What a wake begins, as `daily 05-16T06:00`, and what it says is overdue. */
async function wakeAt(
  time: string,
  definitions: readonly ReportDefinition[],
  { ends = true, fails = false, store = lake }: { ends?: boolean; fails?: boolean; store?: ObjectStore } = {},
) {
  const nowMs = Date.parse(time)
  const { begun, overdue } = await beginDueReports(definitions, {
    lake: store,
    clock: { nowMs: () => nowMs },
    async begin(due) {
      if (fails) throw new Error('Lambda refused')
      if (ends) await noteDone(lake, due, nowMs + 60_000)
    },
  })
  const said = begun.map(({ definition, dueMs }) => `${definition.name} ${new Date(dueMs).toISOString().slice(5, 16)}`)
  return { begun: said, overdue }
}
const begunAt = async (...wake: Parameters<typeof wakeAt>) => (await wakeAt(...wake)).begun

describe('a wake', () => {
  it('begins a report at the first wake after it is due, and once', async () => {
    expect(await begunAt('2017-05-15T05:50Z', [daily, weekly])).toEqual([])
    expect(await begunAt('2017-05-15T06:05Z', [daily, weekly])).toEqual(['daily 05-15T06:00'])
    expect(await begunAt('2017-05-15T06:20Z', [daily, weekly])).toEqual([])
    expect(await begunAt('2017-05-16T07:05Z', [daily, weekly])).toEqual(['daily 05-16T06:00', 'weekly 05-16T07:00'])
  })

  it('begins nothing that was due before its definition was there, or put off to another time', async () => {
    expect(await begunAt('2017-05-16T12:00Z', [weekly])).toEqual([])
    const later = { ...weekly, schedule: { every: 'week', on: 2, atMinute: 13 * 60 } } as const
    expect(await begunAt('2017-05-16T12:15Z', [daily, later])).toEqual([])
    expect(await begunAt('2017-05-16T13:05Z', [daily, later])).toEqual(['weekly 05-16T13:00'])
    // Other sections put nothing off.
    expect(await begunAt('2017-05-23T13:05Z', [{ ...later, sections: ['hours'] }])).toEqual(['weekly 05-23T13:00'])
  })

  it('begins nothing in a lake where nothing is published', async () => {
    await lake.delete(['published/dt=2017-05-01.json'])
    expect(await begunAt('2017-05-14T05:00Z', [daily])).toEqual([])
    await lake.put('published/dt=2017-05-01.json', '{}')
    expect(await begunAt('2017-05-14T12:00Z', [daily])).toEqual([])
    expect(await begunAt('2017-05-15T06:00Z', [daily])).toEqual(['daily 05-15T06:00'])
  })

  it('makes up for what was missed in the last seven days, and of what is older for the last of each report', async () => {
    const quarterly = definitionOf({
      name: 'q',
      window: 'quarter',
      schedule: { every: 'quarter', on: 3, atMinute: 480 },
    })
    await wakeAt('2017-03-31T12:00Z', [daily, quarterly])
    // Five hours without a wake.
    expect(await begunAt('2017-04-01T11:00Z', [daily, quarterly])).toEqual(['daily 04-01T06:00'])
    const after = '2017-04-20T12:00Z'
    expect(await begunAt(after, [daily, quarterly])).toEqual([
      'q 04-03T08:00',
      'daily 04-14T06:00',
      'daily 04-15T06:00',
      'daily 04-16T06:00',
      'daily 04-17T06:00',
    ])
    // Five at a time: the others at the next wake.
    expect(await begunAt('2017-04-20T12:15Z', [daily, quarterly])).toEqual([
      'daily 04-18T06:00',
      'daily 04-19T06:00',
      'daily 04-20T06:00',
    ])
  })

  it('runs five at a time, also over several wakes', async () => {
    const many = Array.from({ length: 8 }, (_, at) => ({ ...daily, name: `daily-${at}` }))
    await wakeAt('2017-05-15T05:00Z', many)
    expect(await begunAt('2017-05-15T06:00Z', many, { ends: false })).toHaveLength(5)
    expect(await begunAt('2017-05-15T06:10Z', many, { ends: false })).toHaveLength(0)
    // None of a function's runs lasts longer; the first five wait for their second try.
    expect(await begunAt('2017-05-15T06:20Z', many, { ends: false })).toHaveLength(3)
  })

  it('begins a report that did not end again, ever later, and six times at most', async () => {
    await wakeAt('2017-05-15T05:00Z', [daily])
    const times: string[] = []
    for (let ms = Date.parse('2017-05-15T06:00Z'); ms < Date.parse('2017-05-16T05:45Z'); ms += 900_000) {
      const time = new Date(ms).toISOString()
      for (const _ of await begunAt(time, [daily], { ends: false })) times.push(time.slice(11, 16))
    }
    expect(times).toEqual(['06:00', '06:30', '07:30', '09:30', '13:30', '21:30'])
  })

  it('gives one that could not be begun another try, and all others their turn', async () => {
    await wakeAt('2017-05-16T05:00Z', [daily, weekly])
    await expect(wakeAt('2017-05-16T07:05Z', [daily, weekly], { fails: true })).rejects.toThrow('Lambda refused')
    expect(await begunAt('2017-05-16T07:20Z', [daily, weekly])).toEqual([])
    expect(await begunAt('2017-05-16T07:35Z', [daily, weekly])).toEqual(['daily 05-16T06:00', 'weekly 05-16T07:00'])
  })

  it('leaves to another wake what that one took', async () => {
    await wakeAt('2017-05-15T05:00Z', [daily])
    /** Another wake takes each claim just before this one writes it. */
    const late: ObjectStore = {
      ...lake,
      async put(key, bytes, condition) {
        if (key.endsWith('0600Z.json')) expect(await begunAt('2017-05-15T06:05Z', [daily])).toHaveLength(1)
        return lake.put(key, bytes, condition)
      },
    }
    expect(await begunAt('2017-05-15T06:05Z', [daily], { store: late })).toEqual([])
  })

  it('makes a report of given days once, when they are published and none of them waits', async () => {
    const spring = definitionOf({
      name: 'spring',
      window: { fromDay: '2017-04-01', toDay: '2017-05-31' },
      schedule: 'once',
    })
    expect(await begunAt('2017-06-02T11:45Z', [spring])).toEqual([])
    await lake.put('dirty/dt=2017-05-31/1', '')
    await lake.put('dirty/dt=2017-06-01/1', '')
    expect(await begunAt('2017-06-02T12:00Z', [spring])).toEqual([])
    await lake.delete(['dirty/dt=2017-05-31/1'])
    expect(await begunAt('2017-06-02T12:15Z', [spring])).toEqual(['spring 06-02T12:00'])
    expect(await begunAt('2017-06-02T12:30Z', [spring])).toEqual([])
    // Another definition of it is another report.
    expect(await begunAt('2017-06-02T12:45Z', [{ ...spring, sections: ['hours'] }])).toEqual(['spring 06-02T12:00'])
    const before = { ...spring, name: 'before', window: { fromDay: '2016-01-01', toDay: '2016-01-31' } }
    expect(await begunAt('2017-06-02T12:45Z', [before])).toEqual([])
  })

  it('begins nothing that is made on demand', async () => {
    expect(await begunAt('2017-05-16T07:05Z', [definitionOf({ schedule: null })])).toEqual([])
  })
})

describe('a report is overdue', () => {
  const overdueAt = async (...wake: Parameters<typeof wakeAt>) => (await wakeAt(...wake)).overdue
  const lost = { ends: false }

  it('three hours after it was first begun and did not end, until it does', async () => {
    await wakeAt('2017-05-15T05:00Z', [daily])
    expect(await overdueAt('2017-05-15T06:00Z', [daily], lost)).toEqual([])
    expect(await overdueAt('2017-05-15T08:45Z', [daily], lost)).toEqual([])
    expect(await overdueAt('2017-05-15T09:15Z', [daily], lost)).toEqual(['daily'])
    expect(await overdueAt('2017-05-16T05:45Z', [daily], lost)).toEqual(['daily'])
    // Those of the next day end: what was lost is of the past.
    await wakeAt('2017-05-16T06:00Z', [daily])
    expect(await overdueAt('2017-05-16T06:15Z', [daily])).toEqual([])
  })

  it('not where wakes were missed and this one begins it', async () => {
    await wakeAt('2017-05-15T05:00Z', [daily])
    expect(await overdueAt('2017-05-15T12:00Z', [daily], lost)).toEqual([])
  })

  it('where it found no room for three hours', async () => {
    const many = Array.from({ length: 6 }, (_, at) => ({ ...daily, name: `daily-${at}` }))
    await wakeAt('2017-05-15T05:00Z', many)
    await wakeAt('2017-05-15T06:00Z', many, lost)
    expect((await wakeAt('2017-05-15T06:10Z', many, lost)).begun).toEqual([])
    expect(await overdueAt('2017-05-15T09:05Z', many.slice(0, 5), lost)).toHaveLength(5)
  })
})

describe('open reports', () => {
  async function openAt(time: string): Promise<unknown[]> {
    const before = await keysOf(lake)
    const clock = { nowMs: () => Date.parse(time) }
    const open = await listOpenReports([daily, weekly], { lake, clock })
    expect(await keysOf(lake)).toEqual(before)
    return open.map(({ definition, dueMs, claim, isOverdue }) => [
      definition.name,
      new Date(dueMs).toISOString().slice(5, 16),
      claim?.tries ?? 0,
      isOverdue,
    ])
  }

  it('are due and not at their end, with their tries; looking writes nothing', async () => {
    expect(await openAt('2017-05-15T12:00Z')).toEqual([])
    await wakeAt('2017-05-15T05:50Z', [daily, weekly])
    expect(await openAt('2017-05-15T05:55Z')).toEqual([])
    expect(await openAt('2017-05-15T06:05Z')).toEqual([['daily', '05-15T06:00', 0, false]])
    await wakeAt('2017-05-15T06:05Z', [daily, weekly], { ends: false })
    expect(await openAt('2017-05-15T06:10Z')).toEqual([['daily', '05-15T06:00', 1, false]])
    expect(await openAt('2017-05-15T09:10Z')).toEqual([['daily', '05-15T06:00', 1, true]])
    await wakeAt('2017-05-15T09:15Z', [daily, weekly])
    expect(await openAt('2017-05-15T09:20Z')).toEqual([])
  })
})

async function keysOf(store: ObjectStore): Promise<string[]> {
  const keys: string[] = []
  for await (const { key } of store.list('')) keys.push(key)
  return keys
}
