import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { deliverCreated } from '../../functions/normalise/deliver.ts'
import { publishDay } from '../../functions/publish/publish-day.ts'
import { eachMemoryRun } from '../support/each-memory-run.ts'
import { referenceOf } from '../support/lake-run.ts'
import type { MemoryLake } from '../support/memory-lake.ts'
import type { MemoryRun } from '../support/memory-run.ts'
import { createWatch, watched } from '../support/ports-watch.ts'
import { put, SMALL_NETWORKS, vpcText } from '../support/small-logs.ts'

const DAY = '2024-03-01'
const INDEX = `ledger/index/dt=${DAY}.zst`

let memory: MemoryLake
let uploads: string
let run: MemoryRun

eachMemoryRun(SMALL_NETWORKS, own => {
  ;({ memory, uploads, run } = own)
})
beforeEach(async () => {
  for (let n = 1; n <= 5; n++) put(uploads, `a/${n}.log`, vpcText([DAY], n * 10))
  await run.deliver()
})

/** Publishes the day; resolves to what came of it and the store's calls. */
async function publish(): Promise<{ outcome: string; calls: number; gets: number }> {
  let gets = 0
  const watch = createWatch((_, when, name) => {
    if (when === 'before' && name === 'lake.get') gets++
  })
  const { outcome } = await publishDay(DAY, { ...run.publishing, lake: watched(memory.lake, 'lake', watch) })
  return { outcome, calls: watch.calls, gets }
}

describe('the index of a day', () => {
  it('spares an unchanged day nearly all calls, also after an upload was delivered again and again', async () => {
    await publish()
    expect(await publish()).toMatchObject({ outcome: 'unchanged', calls: 5 })
    for (let n = 0; n < 4; n++) await deliverCreated('a/1.log', run.delivery())
    expect(await publish()).toMatchObject({ outcome: 'unchanged', calls: 5 })
  })

  it.each([
    ['is not there', () => void memory.objects.delete(INDEX)],
    ['is damaged', () => void memory.objects.set(INDEX, new TextEncoder().encode('no index'))],
    ['is cut in its entries', () => void memory.objects.set(INDEX, memory.objects.get(INDEX)!.slice(0, -3))],
    ['is as publish left it', () => {}],
  ])('changes nothing of what is published where it %s', async (_, happens) => {
    await publish()
    put(uploads, 'a/1.log', vpcText([DAY], 60))
    put(uploads, 'b/copy.log', vpcText([DAY], 20))
    rmSync(join(uploads, 'a/5.log'))
    await run.deliver()
    await run.remove('a/5.log')
    happens()
    expect((await publish()).outcome).toBe('published')
    const rows = await run.rows("select distinct source, local_ip from flows where dt > '2000' order by 1, 2")
    // Three connections of each of four uploads; the copy of the second does not count.
    expect(rows.map(([source, address]) => [source, Math.floor(Number(String(address).split('.')[3]) / 10)])).toEqual(
      [20, 30, 40, 60].flatMap(salt => Array.from({ length: 3 }, () => ['a', salt / 10])),
    )
  })

  it('that is damaged is no reason to keep a day as other networks made it', async () => {
    await publish()
    memory.objects.set(INDEX, memory.objects.get(INDEX)!.slice(0, -3))
    run.point(await referenceOf(SMALL_NETWORKS.replace('office', 'campus')))
    expect((await publish()).outcome).toBe('published')
    expect(await run.rows("select distinct network from flows where dt > '2000'")).toEqual([['campus']])
  })

  it('is not believed where a publish died, or was not written by it', async () => {
    await publish()
    put(uploads, 'a/6.log', vpcText([DAY], 70))
    await run.deliver()
    const lake = {
      ...memory.lake,
      async put(...[key, bytes, condition]: Parameters<typeof memory.lake.put>) {
        if (key.startsWith('published/')) throw new Error('the function ended')
        return memory.lake.put(key, bytes, condition)
      },
      async delete() {},
    }
    await expect(publishDay(DAY, { ...run.publishing, lake })).rejects.toThrow('the function ended')
    expect((await publish()).outcome).toBe('published')
    expect(await run.rows("select count(distinct upload_id) from flows where dt > '2000'")).toEqual([[6]])
  })
})
