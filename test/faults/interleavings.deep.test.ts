import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { markDirty } from '../../functions/lib/ledger/days.ts'
import { listReceipts } from '../../functions/lib/ledger/receipts.ts'
import type { Catalogue, ObjectStore, QueryEngine } from '../../functions/lib/ports.ts'
import type { ReferenceSet } from '../../functions/lib/reference/reference-set.ts'
import { deliverCreated, deliverRemoved } from '../../functions/normalise/deliver.ts'
import { createEnricher } from '../../functions/normalise/enrich/create-enricher.ts'
import type { Enricher } from '../../functions/normalise/enrich/enricher.ts'
import { normaliseUpload, refusedReceipt } from '../../functions/normalise/normalise-upload.ts'
import { findOutdated, replayUpload } from '../../functions/normalise/replay.ts'
import type { UploadsStore } from '../../functions/normalise/upload-body.ts'
import { publishDay } from '../../functions/publish/publish-day.ts'
import { sweepLanding } from '../../functions/publish/sweep-landing.ts'
import { publishAllDirty, repairPartitions } from '../../functions/publish/tick.ts'
import { createRandom } from '../../infra/local/study/random.ts'
import { knownNetworks } from '../support/known-networks.ts'
import { INSTALLED_RANGES, referenceOf } from '../support/lake-run.ts'
import { createMemoryLake, type MemoryLake, type Tables } from '../support/memory-lake.ts'
import { MEMORY_MS } from '../support/memory-store.ts'
import { createWatch, Ended, watched } from '../support/ports-watch.ts'
import { SMALL_NETWORKS, vpcText } from '../support/small-logs.ts'
import { type Choice, cellsOf, stallAfter, stallInTurn, type Turn, takeTurns } from '../support/turns.ts'

const KEY = 'a/moving.log'
const FIRST_DAY = '2024-03-01'
const LAST_DAY = '2024-03-02'
const DAYS = [FIRST_DAY, LAST_DAY]
/** Two days, then one of them: what v1 leaves behind shows in the other. */
const V1 = vpcText(DAYS, 10, 2)
const V2 = vpcText([FIRST_DAY], 20, 2)
const OTHER = vpcText([FIRST_DAY], 30, 2)
const NOW = MEMORY_MS

let memory: MemoryLake
let reference: ReferenceSet
/** The same with another name for the network. */
let moved: ReferenceSet
let enricher: Enricher
let movedEnricher: Enricher
/** The same with a third name. */
let third: ReferenceSet
let thirdEnricher: Enricher

beforeAll(async () => {
  reference = await referenceOf(SMALL_NETWORKS)
  moved = await referenceOf(SMALL_NETWORKS.replace('10.1.0.0/16,office', '10.0.0.0/8,campus'))
  enricher = createEnricher(reference, INSTALLED_RANGES)
  movedEnricher = createEnricher(moved, INSTALLED_RANGES)
  third = await referenceOf(SMALL_NETWORKS.replace('10.1.0.0/16,office', '10.0.0.0/9,third'))
  thirdEnricher = createEnricher(third, INSTALLED_RANGES)
  memory = await createMemoryLake()
})
afterAll(() => memory.close())

interface Ports {
  lake: ObjectStore
  uploads: UploadsStore
  engine: QueryEngine
  catalogue: Catalogue
  /** Begins the names that this side makes. */
  label: string
}

/** What a side does to the uploads and the lake; the uploads change as its run begins. */
type Side = (ports: Ports) => Promise<void>

interface Scenario {
  /** What was, before the sides begin. */
  given?: Side
  /** What runs side by side; one after the other, in this order, is the clean run. */
  sides: readonly Side[]
  /** What comes when all sides have ended. */
  after?: Side
}

/** A new name at each call, the same ones in each run of a case. */
const namer = (label: string) => {
  let names = 0
  return () => `${label}${++names}`
}

const deliveryOf = (ports: Ports, nowMs = NOW) => ({
  ...ports,
  bucket: 'uploads',
  unique: namer(ports.label),
  enricher,
  reference: reference.hash,
  scratchDir: memory.scratch,
  normalise: memory.normalise,
  clock: { nowMs: () => nowMs },
})
const publishOf = (ports: Ports) => ({
  ...ports,
  unique: namer(ports.label),
  servicesOf: async () => reference.catalogue.services,
  networks: knownNetworks(reference, moved, third),
})

/** A delivery that fails is delivered again, as the queue does it. */
async function again(work: () => Promise<unknown>): Promise<void> {
  for (let left = 2; ; left--) {
    try {
      await work()
      return
    } catch (error) {
      if (left === 0) throw error
    }
  }
}

const created =
  (key = KEY, nowMs = NOW): Side =>
  ports => {
    const delivery = deliveryOf(ports, nowMs)
    return again(() => deliverCreated(key, delivery))
  }
const removed: Side = ports => {
  memory.files.delete(KEY)
  const delivery = deliveryOf(ports)
  return again(() => deliverRemoved(KEY, delivery))
}
/** The key gets these bytes; their event is yet to come. */
const holds =
  (text: string): Side =>
  async () =>
    memory.upload(KEY, text)
/** The key gets these bytes, and their event comes. */
const overwritten =
  (text: string, key = KEY): Side =>
  ports => {
    memory.upload(key, text)
    return created(key)(ports)
  }
const published: Side = async ports => {
  const { failed } = await publishAllDirty(publishOf(ports))
  if (failed[0] !== undefined) throw failed[0].error
}
const publishedDay =
  (dt = FIRST_DAY): Side =>
  async ports => {
    await publishDay(dt, publishOf(ports))
  }
/** The key gets these bytes, of which the build of then takes nothing, and their event comes. */
const refused =
  (text: string): Side =>
  ports => {
    memory.upload(KEY, text)
    const normalise: typeof normaliseUpload = async (body, uploadId, build, dependencies) =>
      refusedReceipt(body, uploadId, build, dependencies.reference, 'expected less, found more; wait for another build')
    return again(() => deliverCreated(KEY, { ...deliveryOf(ports), normalise }))
  }
/** Replays what is outdated with another reference set; `dies` says after how many calls it is no more. */
const replayed =
  (dies = Number.POSITIVE_INFINITY, by: 'moved' | 'third' | 'first' = 'moved'): Side =>
  async ports => {
    const watch = createWatch((n, when) => {
      if (n === dies && when === 'after') throw new Ended()
    })
    const mortal = {
      ...ports,
      lake: watched(ports.lake, 'lake', watch),
      uploads: watched(ports.uploads, 'uploads', watch),
    }
    const set =
      by === 'moved'
        ? { enricher: movedEnricher, reference: moved.hash }
        : by === 'third'
          ? { enricher: thirdEnricher, reference: third.hash }
          : { enricher, reference: reference.hash }
    const delivery = { ...deliveryOf(mortal), ...set }
    try {
      for (const receipt of await findOutdated(delivery)) await replayUpload(receipt, delivery)
    } catch (error) {
      if (watch.calls < dies) throw error
    }
  }
const nothing: Side = async () => {}
const each =
  (...sides: Side[]): Side =>
  async ports => {
    for (const [at, side] of sides.entries()) await side({ ...ports, label: `${ports.label}${at}-` })
  }

const plain = (label: string): Ports => ({ ...memory, label })

function gated(label: string, turn: Turn): Ports {
  const watch = createWatch((_, when, name) => (when === 'before' ? turn(name) : undefined))
  return {
    lake: watched(memory.lake, 'lake', watch),
    uploads: watched(memory.uploads, 'uploads', watch),
    engine: watched<QueryEngine>(memory.engine, 'engine', watch),
    catalogue: watched(memory.catalogue, 'catalogue', watch),
    label,
  }
}

/** Runs a scenario under choices of turns, each followed by one tick; what that leaves is compared with a clean run. */
async function openScenario(
  { given = nothing, sides, after = nothing }: Scenario,
  compare = (tables: Tables, clean: Tables, label: string) => expect(tables, label).toEqual(clean),
) {
  memory.objects.clear()
  memory.files.clear()
  await given(plain('g'))
  const kept = memory.keep()
  const restore = () => memory.restore(kept)
  const finish = async () => {
    await after(plain('t'))
    await published(plain('z'))
    return memory.tables()
  }

  restore()
  for (const [at, side] of sides.entries()) await side(plain(`s${at}-`))
  const clean = await finish()
  const seen = new Set<string>()

  return {
    clean,
    async run(choose: Choice, label: (turns: readonly { chain: number; call: string }[]) => string) {
      restore()
      const chains = sides.map((side, at) => (turn: Turn) => side(gated(`s${at}-`, turn)))
      const turns = await takeTurns(chains, choose)
      const state = memory.stateOf()
      // What comes after is a function of the state.
      if (!seen.has(state)) {
        seen.add(state)
        compare(await finish(), clean, label(turns))
      }
      return turns
    },
  }
}

/** Stalls the first side after each of its calls, while the second goes through. Resolves to the clean tables. */
async function stallEverywhere(scenario: Scenario, compare?: Parameters<typeof openScenario>[1]): Promise<Tables> {
  const { run, clean } = await openScenario(scenario, compare)
  for (let calls = 0; ; calls++) {
    const turns = await run(stallAfter(calls), turns => {
      const own = turns.filter(({ chain }) => chain === 0)
      return `stalled after ${calls} calls, before ${own[calls + 1]?.call ?? 'its end'}`
    })
    if (turns.filter(({ chain }) => chain === 0).length <= calls + 1) return clean
  }
}

/** The same with each of two sides in turn. */
async function stallBoth({ sides, ...rest }: Scenario): Promise<Tables> {
  await stallEverywhere({ ...rest, sides: sides.toReversed() })
  return stallEverywhere({ ...rest, sides })
}

const uploadsOf = (tables: Tables): number => new Set(cellsOf(tables, 'flows', 'upload_id')).size
const daysOf = (tables: Tables): string[] => [...new Set(cellsOf(tables, 'flows', 'dt'))].sort()

describe('two deliveries', () => {
  it('of the same upload leave what one leaves, wherever one stalls', async () => {
    const clean = await stallEverywhere({ given: holds(V1), sides: [created(), created()] })
    expect([uploadsOf(clean), daysOf(clean)]).toEqual([1, DAYS])
  })

  it('of a file and its copy count the content once, whichever stalls', async () => {
    const clean = await stallBoth({ sides: [overwritten(V1), overwritten(V1, 'b/copy.log')] })
    expect([uploadsOf(clean), daysOf(clean)]).toEqual([1, DAYS])
  })

  it('of v1 and v2: a v1 that stalls while v2 goes through changes nothing', async () => {
    const clean = await stallEverywhere({ given: holds(V1), sides: [created(), overwritten(V2)] })
    expect([uploadsOf(clean), daysOf(clean)]).toEqual([1, [FIRST_DAY]])
  })

  it('of v1, once more, and v2: a v1 that counted before does not come back', async () => {
    const clean = await stallEverywhere({
      given: each(overwritten(V1), published),
      sides: [created(), overwritten(V2)],
    })
    expect(daysOf(clean)).toEqual([FIRST_DAY])
  })

  it('of v2 and a late event of v1: whichever stalls, v2 counts', async () => {
    const clean = await stallEverywhere({
      given: each(overwritten(V1), published, holds(V2)),
      sides: [created(), created()],
    })
    expect(daysOf(clean)).toEqual([FIRST_DAY])
  })
})

describe('two publishes of one day', () => {
  it('leave what one leaves, wherever one stalls', async () => {
    const clean = await stallEverywhere({ given: overwritten(V1), sides: [publishedDay(), publishedDay()] })
    expect(uploadsOf(clean)).toBe(1)
  })

  const oneMore: Scenario = {
    given: overwritten(V1),
    sides: [publishedDay(), each(overwritten(OTHER, 'a/other.log'), publishedDay())],
  }

  it('of which the second knows one more upload: the first, stalled, does not lose it', async () => {
    expect(uploadsOf(await stallEverywhere(oneMore))).toBe(2)
  })

  it('leave a catalogue that says what the manifest says, before any repair', async () => {
    const repaired: Side = async ports => expect(await repairPartitions(ports)).toEqual([])
    await stallEverywhere({ ...oneMore, after: repaired })
  })

  it('of which the first, stalled, wins: the marks of the one that loses stay', async () => {
    const { run } = await openScenario(oneMore)
    const turns = await run(stallAfter(1_000), () => 'one after the other')
    const own = turns.filter(({ chain }) => chain === 0)
    const verified = own.findIndex(({ call }) => call === 'engine.select')
    expect(verified).toBeGreaterThan(0)
    for (let others = 0; others < turns.length - own.length; others++)
      await run(stallInTurn(verified, others), () => `the second stalled after ${others} calls`)
  })

  // publishDay's `unchanged` writes nothing, so the stalled publish finds the manifest as it read it, and the marks are gone.
  it('of which the second knows that v1 is overwritten: the first, stalled, does not bring v1 back', async () => {
    await stallEverywhere({
      given: overwritten(V1),
      sides: [publishedDay(LAST_DAY), each(overwritten(V2), publishedDay(LAST_DAY))],
    })
  })

  // The same where there is a manifest, and the second finds the day as it says.
  it('of which the second knows that v1 is put back: the first, stalled, does not withdraw it', async () => {
    await stallEverywhere({
      given: each(overwritten(V1), published, overwritten(V2)),
      sides: [publishedDay(LAST_DAY), each(overwritten(V1), publishedDay(LAST_DAY))],
    })
  })
})

describe('a publish and a delivery', () => {
  it('of one more upload: its rows are there once, whichever stalls', async () => {
    const clean = await stallBoth({
      given: overwritten(V2),
      sides: [publishedDay(), overwritten(OTHER, 'a/other.log')],
    })
    expect(uploadsOf(clean)).toBe(2)
  })

  it('of v2: no row of v1 stays, whichever stalls', async () => {
    const clean = await stallBoth({
      given: overwritten(V1),
      sides: [publishedDay(LAST_DAY), overwritten(V2)],
    })
    expect(daysOf(clean)).toEqual([FIRST_DAY])
  })

  it('of a removal: no row stays, whichever stalls', async () => {
    const clean = await stallBoth({ given: overwritten(V2), sides: [publishedDay(), removed] })
    expect(uploadsOf(clean)).toBe(0)
  })
})

describe('a delivery and a removal', () => {
  it('of a key that is known: it stays withdrawn, whichever stalls', async () => {
    const clean = await stallBoth({ given: each(overwritten(V1), published), sides: [created(), removed] })
    expect(uploadsOf(clean)).toBe(0)
  })

  it('of a key that is new: nothing comes where the removal stalls', async () => {
    const clean = await stallEverywhere({ given: holds(V1), sides: [removed, created()] })
    expect(uploadsOf(clean)).toBe(0)
  })

  // The removal finds no key file and writes none; the stalled delivery then writes what its HEAD showed before.
  it('of a key that is new: it stays withdrawn where the delivery stalls', async () => {
    await stallEverywhere({ given: holds(V1), sides: [created(), removed] })
  })
})

describe('a key that is put back as it was', () => {
  // The delivery of v1 finds the key file as it should be and writes nothing; the stalled one then writes v2 over it.
  it('counts what it holds, wherever the delivery of v2 stalls meanwhile', async () => {
    await stallEverywhere({
      given: each(overwritten(V1), published, holds(V2)),
      sides: [created(), overwritten(V1)],
    })
  })

  // The upload's id is of HEAD, its bytes are of a later GET: v1's receipt holds v2's rows, and stands for good.
  it('counts what it holds, wherever the first delivery of v1 stalled while it held v2', async () => {
    await stallEverywhere({ given: holds(V1), sides: [created(), overwritten(V2)], after: overwritten(V1) })
  })
})

describe('a sweeping of landing objects', () => {
  const dayLater = { nowMs: () => NOW + 25 * 3_600_000 }
  const swept: Side = async ports => void (await sweepLanding(ports, dayLater))
  /** Whatever was swept, a day that is looked at once more finds all that counts. */
  const lookedAtAnew: Side = async ports => {
    for (const key of [...memory.objects.keys()]) if (key.startsWith('ledger/index/')) memory.objects.delete(key)
    await markDirty(ports.lake, DAYS, `${ports.label}anew`)
    for (const key of [...memory.objects.keys()]) if (key.startsWith('published/')) memory.objects.delete(key)
  }

  it('takes nothing from an upload that comes back to its key, whichever stalls', async () => {
    const clean = await stallBoth({
      given: each(overwritten(V1), published, overwritten(V2), published),
      sides: [swept, overwritten(V1)],
      after: lookedAtAnew,
    })
    expect([uploadsOf(clean), daysOf(clean)]).toEqual([1, DAYS])
  })

  it('takes nothing from an upload whose key is overwritten and put back meanwhile, whichever stalls', async () => {
    const clean = await stallBoth({
      given: each(overwritten(V1), published, overwritten(V2), published, overwritten(V1), published),
      sides: [each(swept, overwritten(V1)), each(overwritten(V2), swept, overwritten(V1), published, swept)],
      after: each(swept, overwritten(V1), lookedAtAnew),
    })
    expect([uploadsOf(clean), daysOf(clean)]).toEqual([1, DAYS])
  })

  it('takes nothing from a replay back to the build of before, whichever stalls', async () => {
    const clean = await stallBoth({
      given: each(overwritten(V1), published, replayed(), published),
      sides: [swept, each(replayed(undefined, 'first'), published)],
      after: lookedAtAnew,
    })
    expect([uploadsOf(clean), daysOf(clean)]).toEqual([1, DAYS])
  })

  it('takes nothing from a publish under way, whichever stalls', async () => {
    await stallBoth({
      given: each(overwritten(V1), published, overwritten(V2)),
      sides: [published, swept],
      after: lookedAtAnew,
    })
  })
})

describe('two deliveries at two times', () => {
  // Both write the same landing key, but what is in the future hangs on the time: the later write is not the receipt's.
  it('of a file with a record that only the later believes leave days that can be published', async () => {
    const believed = Date.parse(`${FIRST_DAY}T02:30:00Z`) - 86_400_000
    await stallEverywhere(
      { given: holds(V2), sides: [created(KEY, believed), created(KEY, believed + 3_600_000)] },
      () => {},
    )
  })
})

describe('a replay and a publish', () => {
  it('leave the rows of the new build alone, whichever stalls', async () => {
    const clean = await stallBoth({
      given: each(overwritten(V2), overwritten(OTHER, 'a/other.log')),
      sides: [replayed(), published],
    })
    expect(clean.totals?.length).toBeGreaterThan(0)
    expect(cellsOf(clean, 'totals', 'network').filter(network => !['campus', ''].includes(network))).toEqual([])
  })

  // The first marks go with a publish that comes before the receipt changes; a replay that dies right after the change
  // has made none again, and the next one finds nothing outdated.
  it('leave the rows of the new build alone, wherever the replay dies, once it has run again', async () => {
    for (let dies = 1; dies <= 40; dies++) {
      const scenario = {
        given: each(overwritten(V1), published),
        sides: [replayed(dies), published],
        after: replayed(),
      }
      await stallEverywhere(scenario, (tables, clean, label) =>
        expect(tables, `died after ${dies} calls, ${label}`).toEqual(clean),
      )
    }
  })
})

describe('a replay and a delivery of what takes the place of its upload', () => {
  // The delivery knows nothing of the days that only the new receipt has, so nothing says there that the upload left.
  it('count nothing of the replayed one, on whatever days its new build has rows, whichever stalls', async () => {
    const onlyV2: Parameters<typeof openScenario>[1] = (tables, _, label) =>
      expect(daysOf(tables), label).toEqual([FIRST_DAY])
    const given = refused(vpcText([LAST_DAY], 10, 2))
    await stallEverywhere({ given, sides: [replayed(), overwritten(V2)] }, onlyV2)
    await stallEverywhere({ given, sides: [overwritten(V2), replayed()] }, onlyV2)
    const { run } = await openScenario({ given, sides: [replayed(), overwritten(V2)] }, onlyV2)
    for (let calls = 0; calls < 24; calls++)
      for (let others = 0; others < 24; others++)
        await run(stallInTurn(calls, others), () => `stalled after ${calls} and ${others} calls`)
  })
})

describe('two replays of one upload', () => {
  const isMadeWithoutMarks = async () => {
    const isOpen = [...memory.objects.keys()].some(key => key.startsWith('ledger/replays/'))
    for await (const receipt of listReceipts(memory.lake)) return isOpen && receipt.reference === moved.hash
    return false
  }
  /** Replays that died when the receipt was new and its days were not marked: after so many calls each. */
  async function deathsBeforeMarks(): Promise<Side[]> {
    const deaths: Side[] = []
    for (let dies = 1; dies <= 40; dies++) {
      const given = each(overwritten(V1), published, replayed(dies))
      memory.objects.clear()
      memory.files.clear()
      await given(plain('g'))
      if (await isMadeWithoutMarks()) deaths.push(given)
    }
    expect(deaths.length).toBeGreaterThan(0)
    return deaths
  }

  it('that both die leave tables of what the receipt says', async () => {
    for (const [at, given] of (await deathsBeforeMarks()).entries()) {
      memory.objects.clear()
      memory.files.clear()
      await given(plain('g'))
      const kept = memory.keep()
      for (let dies = 1; dies <= 30; dies++) {
        memory.restore(kept)
        await replayed(dies, 'third')(plain('y'))
        await published(plain('z'))
        const named: string[] = []
        for await (const { reference: of } of listReceipts(memory.lake)) named.push(of)
        const made = new Set(cellsOf(await memory.tables(), 'totals', 'reference_version'))
        expect([...made], `death ${at}, the second after ${dies} calls`).toEqual(named)
      }
    }
  })

  it('of which the first died: a publish that makes up for it takes nothing from the second, whichever stalls', async () => {
    const [given = nothing] = await deathsBeforeMarks()
    const { run } = await openScenario({ given, sides: [published, replayed(undefined, 'third')] })
    // A publish reads what replays left before all else.
    for (let calls = 0; calls < 10; calls++)
      for (let others = 0; others < 30; others++)
        await run(stallInTurn(calls, others), () => `stalled after ${calls} and ${others} calls`)
  })
})

describe('a store that fails', () => {
  // The spool's files are closed when the days are uploaded; giving them up closes them once more.
  it('while days are uploaded is what the delivery says has failed', async () => {
    memory.objects.clear()
    memory.upload(KEY, V1)
    const failing: ObjectStore = {
      ...memory.lake,
      async putFile() {
        throw new Error('the store is not there')
      },
    }
    await expect(
      deliverCreated(KEY, { ...deliveryOf({ ...plain('a'), lake: failing }), normalise: normaliseUpload }),
    ).rejects.toThrow('the store is not there')
  })
})

describe('at random', () => {
  const scenarios: Record<string, Scenario> = {
    'v1, v2 and two publishes': {
      given: each(overwritten(V1), published),
      sides: [created(), published, overwritten(V2), published],
    },
    'two uploads, a copy and two publishes of a day': {
      given: overwritten(V1),
      sides: [
        overwritten(OTHER, 'a/other.log'),
        overwritten(V1, 'b/copy.log'),
        publishedDay(),
        overwritten(V2),
        publishedDay(),
      ],
    },
    'a removal, late events and a publish': {
      given: each(overwritten(V1), overwritten(V1, 'b/copy.log'), published),
      sides: [created(), created('b/copy.log'), removed, published],
    },
  }

  it.each(Object.entries(scenarios))('%s leave what they leave one after the other', async (_, scenario) => {
    const seed = Number(process.env.SEED ?? Date.now() % 1_000_000_007)
    console.log(`SEED=${seed}`)
    const random = createRandom(seed)
    const { run } = await openScenario(scenario)
    for (let n = 1; n <= 15; n++) {
      const stays = random.pick([0, 0.5, 0.9])
      let last = -1
      await run(
        waiting => {
          if (!waiting.includes(last) || random.next() >= stays) last = random.pick(waiting)
          return last
        },
        turns => `SEED=${seed}, run ${n}: ${turns.map(({ chain, call }) => `${chain} ${call}`).join(', ')}`,
      )
    }
  })
})
