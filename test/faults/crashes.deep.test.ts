import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { QueryEngine } from '../../functions/lib/ports.ts'
import type { ReferenceSet } from '../../functions/lib/reference/reference-set.ts'
import { deliverCreated } from '../../functions/normalise/deliver.ts'
import { createEnricher } from '../../functions/normalise/enrich/create-enricher.ts'
import type { Enricher } from '../../functions/normalise/enrich/enricher.ts'
import { findOutdated, replayUpload } from '../../functions/normalise/replay.ts'
import { publishAllDirty } from '../../functions/publish/tick.ts'
import { knownNetworks } from '../support/known-networks.ts'
import { INSTALLED_RANGES, referenceOf } from '../support/lake-run.ts'
import { createMemoryLake, type Kept, type MemoryLake } from '../support/memory-lake.ts'
import { MEMORY_MS } from '../support/memory-store.ts'
import { createWatch, Ended, type Watch, watched } from '../support/ports-watch.ts'
import { SMALL_NETWORKS, vpcText } from '../support/small-logs.ts'
import { cellsOf } from '../support/turns.ts'

/** An upload of two days, another, a copy of it, and one of no watched network. */
const UPLOADS: Record<string, string> = {
  'a/moving.log': vpcText(['2024-03-01', '2024-03-02'], 10, 2),
  'a/steady.log': vpcText(['2024-03-02'], 30, 2),
  'b/copy.log': vpcText(['2024-03-02'], 30, 2),
  'c/foreign.log': vpcText(['2024-03-02'], 40, 2).replaceAll('10.1.', '8.8.'),
}
const OVERWRITTEN = vpcText(['2024-03-01'], 20, 2)

let memory: MemoryLake
let reference: ReferenceSet
let moved: ReferenceSet
let enricher: Enricher
let movedEnricher: Enricher

beforeAll(async () => {
  reference = await referenceOf(SMALL_NETWORKS)
  moved = await referenceOf(SMALL_NETWORKS.replace('10.1.0.0/16,office', '10.0.0.0/8,campus'))
  enricher = createEnricher(reference, INSTALLED_RANGES)
  movedEnricher = createEnricher(moved, INSTALLED_RANGES)
  memory = await createMemoryLake()
})
afterAll(() => memory.close())

let unique = 0

function begin(): void {
  memory.restore({ files: new Map(), objects: new Map() })
  for (const [key, text] of Object.entries(UPLOADS)) memory.upload(key, text)
}

const isOverwritten = ({ files }: Pick<MemoryLake, 'files'>) =>
  new TextDecoder().decode(files.get('a/moving.log')) === OVERWRITTEN

/** Two deliveries, each with a publish, and a replay, from the state that memory has; every port call is watched. */
async function runAll(watch: Watch = createWatch(() => {})): Promise<void> {
  const lake = watched(memory.lake, 'lake', watch)
  const delivery = {
    lake,
    uploads: watched(memory.uploads, 'uploads', watch),
    bucket: 'uploads',
    unique: () => `u${++unique}`,
    enricher,
    reference: reference.hash,
    scratchDir: memory.scratch,
    clock: { nowMs: () => MEMORY_MS },
    normalise: memory.normalise,
  }
  const publish = {
    lake,
    engine: watched<QueryEngine>(memory.engine, 'engine', watch),
    catalogue: watched(memory.catalogue, 'catalogue', watch),
    unique: delivery.unique,
    servicesOf: async () => reference.catalogue.services,
    networks: knownNetworks(reference, moved),
  }
  async function deliverAndPublish(): Promise<void> {
    for (const key of Object.keys(UPLOADS)) await deliverCreated(key, delivery)
    const { failed } = await publishAllDirty(publish)
    if (failed[0] !== undefined) throw failed[0].error
  }
  if (!isOverwritten(memory)) await deliverAndPublish()
  // The overwriting is an act of the team, not of the run: it happens once.
  memory.upload('a/moving.log', OVERWRITTEN)
  await deliverAndPublish()
  const replay = { ...delivery, enricher: movedEnricher, reference: moved.hash }
  for (const receipt of await findOutdated(replay)) await replayUpload(receipt, replay)
  const { failed } = await publishAllDirty(publish)
  if (failed[0] !== undefined) throw failed[0].error
}

describe('a run that is ended anywhere, and run again', () => {
  it('gives the tables of a clean run, whatever call it was ended before or after', async () => {
    begin()
    await runAll()
    const expected = await memory.tables()
    // Records without a watched end are of no network.
    expect(new Set(cellsOf(expected, 'totals', 'network'))).toEqual(new Set(['campus', '']))

    // One run that keeps what the stores hold around every call: that is what its death there would leave.
    begin()
    const states = new Map<string, { label: string; kept: Kept }>()
    let points = 0
    const keeping = createWatch((n, when, name) => {
      points++
      const state = `${memory.stateOf()} ${isOverwritten(memory)}`
      if (!states.has(state)) states.set(state, { label: `ended ${when} call ${n}, ${name}`, kept: memory.keep() })
    })
    await runAll(keeping)
    expect(keeping.calls).toBeGreaterThan(400)
    expect(points).toBe(keeping.calls * 2)
    expect(states.size).toBeGreaterThan(150)

    for (const { label, kept } of states.values()) {
      memory.restore(kept)
      await runAll()
      expect(await memory.tables(), label).toEqual(expected)
    }
    console.log(`crash points ${points}, distinct states ${states.size}, each recovered`)
  })

  it('stops where the wrapper ends it, and goes on from there', async () => {
    begin()
    await runAll()
    const expected = await memory.tables()
    for (const n of [5, 40, 90, 150, 250]) {
      begin()
      const watch = createWatch((call, when) => {
        if (call === n && when === 'after') throw new Ended()
      })
      await expect(runAll(watch)).rejects.toThrow()
      await runAll()
      expect(await memory.tables(), `ended after call ${n}`).toEqual(expected)
    }
  })

  it('has nothing left to do when it runs once more', async () => {
    begin()
    await runAll()
    const settled = [...memory.objects.keys()].filter(key => !key.startsWith('ledger/days/')).sort()
    expect(settled.filter(key => /^(dirty|ledger\/replays)\//.test(key))).toEqual([])
    await runAll()
    expect([...memory.objects.keys()].filter(key => !key.startsWith('ledger/days/')).sort()).toEqual(settled)
  })
})
