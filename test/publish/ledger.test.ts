import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { listMarks, markDirty, markPublish } from '../../functions/lib/ledger/days.ts'
import { readKeyFile } from '../../functions/lib/ledger/key-files.ts'
import { listManifests, readManifest } from '../../functions/lib/ledger/manifests.ts'
import { replaceReceipt } from '../../functions/lib/ledger/receipts.ts'
import { closeReplay, openReplay } from '../../functions/lib/ledger/replays.ts'
import { type ObjectStore, PreconditionFailed } from '../../functions/lib/ports.ts'
import { inputTables, publishedTables } from '../../functions/lib/tables/index.ts'
import { deliverCreated } from '../../functions/normalise/deliver.ts'
import { findOutdated, replayUpload } from '../../functions/normalise/replay.ts'
import { chooseUploads, findDay } from '../../functions/publish/day-uploads.ts'
import { publishDay } from '../../functions/publish/publish-day.ts'
import { sweepRuns } from '../../functions/publish/sweep-runs.ts'
import { findUnreceived } from '../../functions/reconcile/find-unreceived.ts'
import { readRunUploads } from '../../functions/report/run-uploads.ts'
import { eachMemoryRun } from '../support/each-memory-run.ts'
import { referenceOf } from '../support/lake-run.ts'
import type { MemoryLake } from '../support/memory-lake.ts'
import type { MemoryRun } from '../support/memory-run.ts'
import { MEMORY_MS } from '../support/memory-store.ts'
import { createWatch, Ended, watched } from '../support/ports-watch.ts'
import { put, SMALL_NETWORKS, vpcText } from '../support/small-logs.ts'

const DAY = '2024-03-01'
/** A run of a small day: one object a table. */
const OBJECTS_OF_RUN = inputTables.length + publishedTables.length
const LATER = { nowMs: () => MEMORY_MS + 25 * 3_600_000 }

let memory: MemoryLake
let uploads: string
let run: MemoryRun

eachMemoryRun(SMALL_NETWORKS, own => {
  ;({ memory, uploads, run } = own)
})

const records = () => run.rows("select count(*) from flows where dt > '2000'")
const runOf = async () => (await readManifest(memory.lake, DAY))?.value.run
const keysOf = (part: string) => [...memory.objects.keys()].filter(key => key.includes(part))

async function publishV1(): Promise<void> {
  put(uploads, 'a/one.log', vpcText([DAY], 10))
  await run.deliver()
  await run.publish()
}

/** A store that loses the answer of the first conditional write whose key has this part: SDKs then try again. */
function forgetful(store: ObjectStore, part: string): ObjectStore {
  let forgot = false
  return {
    ...store,
    async put(key, bytes, condition) {
      const written = await store.put(key, bytes, condition)
      if (forgot || condition === undefined || !key.includes(part)) return written
      forgot = true
      throw new PreconditionFailed(key)
    },
  }
}

describe('a conditional write whose answer is lost', () => {
  it.each(['ledger/uploads/', 'ledger/keys/', 'ledger/arrivals/'])('of %s does not stop a delivery', async part => {
    put(uploads, 'a/one.log', vpcText([DAY], 10))
    const delivery = { ...run.delivery(), lake: forgetful(memory.lake, part) }
    expect((await deliverCreated('a/one.log', delivery)).outcome).toBe('normalised')
    await run.publish()
    expect(await records()).toEqual([[6]])
  })

  it('of the manifest publishes the day', async () => {
    put(uploads, 'a/one.log', vpcText([DAY], 10))
    await run.deliver()
    const lake = forgetful(memory.lake, 'published/')
    expect((await publishDay(DAY, { ...run.publishing, lake })).outcome).toBe('published')
    expect(await records()).toEqual([[6]])
    expect(await listMarks(memory.lake, DAY)).toEqual([])
  })

  it('of the receipt replays the upload', async () => {
    await publishV1()
    const moved = await referenceOf(SMALL_NETWORKS.replace('10.1.0.0/16,office', '10.0.0.0/8,campus'))
    const replay = { ...run.delivery(moved), lake: forgetful(memory.lake, 'ledger/uploads/') }
    for (const receipt of await findOutdated(replay))
      expect((await replayUpload(receipt, replay)).problem).toBeUndefined()
    await run.publish()
    expect(await run.rows("select distinct network from flows where dt > '2000'")).toEqual([['campus']])
  })
})

describe('a key file', () => {
  it('that changes each time it is written ends the delivery with a clear error', async () => {
    put(uploads, 'a/one.log', vpcText([DAY], 10))
    const lake: ObjectStore = {
      ...memory.lake,
      async put(key, bytes, condition) {
        if (key.startsWith('ledger/keys/')) throw new PreconditionFailed(key)
        return memory.lake.put(key, bytes, condition)
      },
    }
    await expect(deliverCreated('a/one.log', { ...run.delivery(), lake })).rejects.toThrow(
      /ledger\/keys\/.*: expected to write what a\/one.log holds, found it changed 20 times meanwhile; deliver it again/,
    )
  })
})

describe('an upload that changes each time it is read', () => {
  it('ends the delivery with a clear error, and leaves no receipt', async () => {
    let n = 0
    const delivery = run.delivery()
    const changing = {
      ...delivery.uploads,
      async head(key: string) {
        put(uploads, key, vpcText([DAY], 10 + n++))
        return delivery.uploads.head(key)
      },
      async stream(...[key, range, of]: Parameters<ObjectStore['stream']>) {
        put(uploads, key, vpcText([DAY], 10 + n++))
        return delivery.uploads.stream(key, range, of)
      },
    }
    await expect(deliverCreated('a/one.log', { ...delivery, uploads: changing })).rejects.toThrow(
      'a/one.log: expected bytes that stay while they are read, found others 5 times; upload it when it is whole',
    )
    expect(keysOf('ledger/uploads/')).toEqual([])
  })
})

describe('a delivery that died before its marks', () => {
  /** Ends a delivery before the first call of this name. */
  async function dieBefore(part: string): Promise<void> {
    put(uploads, 'a/one.log', vpcText([DAY], 10))
    const lake: ObjectStore = {
      ...memory.lake,
      async put(key, bytes, condition) {
        if (key.startsWith(part)) throw new Ended()
        return memory.lake.put(key, bytes, condition)
      },
    }
    await expect(deliverCreated('a/one.log', { ...run.delivery(), lake })).rejects.toThrow(Ended)
  }
  const listed = async () => {
    const head = await run.delivery().uploads.head('a/one.log')
    const store = {
      async *list() {
        if (head !== undefined) yield head
      },
    }
    const found: string[] = []
    for await (const key of findUnreceived(store, 'uploads', memory.lake)) found.push(key)
    return found
  }

  it('is ended by one that finds the key expired', async () => {
    await dieBefore('dirty/')
    rmSync(join(uploads, 'a/one.log'))
    expect((await deliverCreated('a/one.log', run.delivery())).outcome).toBe('missing')
    await run.publish()
    expect(await records()).toEqual([[6]])
  })

  it.each(['ledger/uploads/', 'ledger/keys/', 'ledger/days/', 'dirty/'])(
    'before %s is found by reconcile',
    async part => {
      await dieBefore(part)
      expect(await listed()).toEqual(['a/one.log'])
      await run.deliver()
      expect(await listed()).toEqual([])
      expect(await readKeyFile(memory.lake, 'uploads', 'a/one.log')).toMatchObject({ open: null })
    },
  )
})

const counting = async (dt: string, lake = memory.lake) =>
  chooseUploads((await findDay(lake, dt, await listMarks(lake, dt), 1)).entries).counting

describe('the uploads that count', () => {
  it('hold a copy on a day that a newer build took from the one with the smaller key: its hint stays', async () => {
    const days = [DAY, '2024-03-02']
    put(uploads, 'a/one.log', vpcText(days, 10))
    put(uploads, 'b/copy.log', vpcText(days, 10))
    const { receipt } = await deliverCreated('a/one.log', run.delivery())
    await run.deliver(['b/copy.log'])
    const ofFirstDay = ({ dt }: { dt: string }) => dt === DAY
    const { outputs = [], liveness = [] } = receipt ?? {}
    const after = {
      ...receipt!,
      build: 'newer',
      outputs: outputs.filter(ofFirstDay),
      liveness: liveness.filter(ofFirstDay),
    }
    await openReplay(memory.lake, receipt!, days, 'own')
    expect(await replaceReceipt(memory.lake, after, receipt!)).toBe(true)
    await closeReplay(memory.lake, after.uploadId, 'replay')
    const found = await Promise.all(days.map(dt => counting(dt)))
    expect(found.map(of => of.map(({ key }) => key))).toEqual([['a/one.log'], ['b/copy.log']])
  })

  it('are of one version of a key, though it moves on while they are read', async () => {
    const texts = [vpcText([DAY], 10), vpcText([DAY], 20)]
    for (const text of texts) {
      put(uploads, 'a/one.log', text)
      await run.deliver()
    }
    for (let call = 1; ; call++) {
      let calls = 0
      const watch = createWatch(async (n, when) => {
        if (when !== 'after' || n !== call) return
        calls++
        put(uploads, 'a/one.log', texts[call % 2] ?? '')
        await run.deliver()
      })
      expect(await counting(DAY, watched(memory.lake, 'lake', watch)), `moves after call ${call}`).toHaveLength(1)
      if (calls === 0) break
    }
  })
})

it('leaves no mark of a publish that cannot read what counts', async () => {
  await publishV1()
  put(uploads, 'a/one.log', vpcText([DAY], 20))
  await run.deliver()
  const marks = await listMarks(memory.lake, DAY)
  for (const key of keysOf('ledger/keys/')) await memory.lake.put(key, 'not JSON')
  await expect(run.publish()).rejects.toThrow('expected JSON')
  expect(await listMarks(memory.lake, DAY)).toEqual(marks)
})

describe('manifests', () => {
  it('of a day that is emptied twice differ, so that a publish that stalled between does not win', async () => {
    const emptied: string[] = []
    for (let n = 0; n < 2; n++) {
      await publishV1()
      rmSync(join(uploads, 'a/one.log'))
      await run.remove('a/one.log')
      await run.publish()
      emptied.push((await readManifest(memory.lake, DAY))?.head.etag ?? '')
    }
    expect(new Set(emptied).size).toBe(2)
  })

  it('say how many uploads count; which, lies with the run', async () => {
    await publishV1()
    const { run: name = '', uploads: count } = (await readManifest(memory.lake, DAY))?.value ?? {}
    const [receipt] = keysOf('ledger/uploads/')
    expect(count).toBe(1)
    expect(await readRunUploads(memory.lake, DAY, name ?? '')).toEqual([
      { uploadId: receipt?.slice('ledger/uploads/'.length, -'.json'.length), source: 'a', format: 'aws-vpc' },
    ])
  })

  it('are written anew where a publish that died left its mark', async () => {
    await publishV1()
    const before = await listManifests(memory.lake)
    await markPublish(memory.lake, DAY, 'dead')
    await run.publish()
    const after = await listManifests(memory.lake)
    expect(after.map(({ run }) => run)).toEqual(before.map(({ run }) => run))
    expect(after[0]?.attempt).not.toBe(before[0]?.attempt)
    expect(await listMarks(memory.lake, DAY)).toEqual([])
  })

  it('stay as they are where a day is marked and nothing changed', async () => {
    await publishV1()
    const before = memory.stateOf()
    await markDirty(memory.lake, [DAY], 'again')
    await run.publish()
    expect(memory.stateOf()).toBe(before)
  })
})

describe('old runs', () => {
  async function publishTwice(): Promise<{ old: string }> {
    await publishV1()
    const old = (await runOf()) ?? ''
    put(uploads, 'a/two.log', vpcText([DAY], 20))
    await run.deliver()
    await run.publish()
    return { old }
  }

  it('go with their inputs when no manifest has named them for a day', async () => {
    const { old } = await publishTwice()
    expect(keysOf(old)).toHaveLength(OBJECTS_OF_RUN)
    expect(await sweepRuns(memory, LATER)).toBe(OBJECTS_OF_RUN)
    expect(keysOf(old)).toEqual([])
    expect(keysOf((await runOf()) ?? '')).toHaveLength(OBJECTS_OF_RUN)
    expect(await records()).toEqual([[12]])
  })

  it('stay while they are younger than a day', async () => {
    const { old } = await publishTwice()
    expect(await sweepRuns(memory, { nowMs: () => MEMORY_MS + 23 * 3_600_000 })).toBe(0)
    expect(keysOf(old)).toHaveLength(OBJECTS_OF_RUN)
  })

  it('stay while a partition points to them: a publisher may have died before it moved it', async () => {
    const { old } = await publishTwice()
    await memory.catalogue.point('flows', DAY, `flows/dt=${DAY}/run=${old}/`)
    expect(await sweepRuns(memory, LATER)).toBe(0)
    expect(keysOf(old)).toHaveLength(OBJECTS_OF_RUN)
  })

  it('stay for a day after another took their place: who asks may still read them', async () => {
    const { old } = await publishTwice()
    // The manifest moved an hour ago, the files are old.
    const lake: ObjectStore = {
      ...memory.lake,
      async *list(prefix) {
        for await (const head of memory.lake.list(prefix))
          yield prefix.startsWith('published/') ? { ...head, modifiedMs: LATER.nowMs() - 3_600_000 } : head
      },
    }
    expect(await sweepRuns({ ...memory, lake }, LATER)).toBe(0)
    expect(keysOf(old)).toHaveLength(OBJECTS_OF_RUN)
  })

  it('stay while the publish that builds them has its mark', async () => {
    const { old } = await publishTwice()
    const mark = await markPublish(memory.lake, DAY, old.slice(old.indexOf('-') + 1))
    expect(await sweepRuns(memory, LATER)).toBe(0)
    await memory.lake.delete([mark])
    expect(await sweepRuns(memory, LATER)).toBe(OBJECTS_OF_RUN)
  })
})
