import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { createFolderStore } from '../../functions/lib/local/folder-store.ts'
import type { QueryEngine } from '../../functions/lib/ports.ts'
import type { ReferenceSet } from '../../functions/lib/reference/reference-set.ts'
import { repairPartitions } from '../../functions/publish/tick.ts'
import { makeReport } from '../../functions/report/make-report.ts'
import { referenceOf } from '../support/lake-run.ts'
import { createMemoryLake, type MemoryLake } from '../support/memory-lake.ts'
import { type MemoryRun, startMemoryRun } from '../support/memory-run.ts'
import { put, SMALL_NETWORKS, vpcText } from '../support/small-logs.ts'

vi.mock(import('../../functions/report/render/draw.ts'), () => import('../support/undrawn.ts'))

const DAY = '2024-03-30'
const folder = mkdtempSync(join(tmpdir(), 'published-'))
const uploads = join(folder, 'uploads')
let memory: MemoryLake
let reference: ReferenceSet
let run: MemoryRun
let fingerprints: string[]

beforeAll(async () => {
  memory = await createMemoryLake()
  reference = await referenceOf(SMALL_NETWORKS)
  put(uploads, 'a/one.log', vpcText([DAY], 10))
})
afterAll(() => {
  memory.close()
  rmSync(folder, { recursive: true, force: true })
})
beforeEach(async () => {
  run = startMemoryRun(memory, uploads, reference)
  await run.deliver()
  await run.publish()
  fingerprints = []
})

/** `whileAsked` runs at the first question of each try. */
function report(whileAsked: () => Promise<void> = async () => {}) {
  const { lake, catalogue, engine } = memory
  const reports = createFolderStore(join(folder, 'reports'))
  const openEngine = (fingerprint: string): QueryEngine => {
    fingerprints.push(fingerprint)
    let asked = false
    return {
      ...engine,
      async select(sql, parameters) {
        if (!asked) {
          asked = true
          await whileAsked()
        }
        return engine.select(sql, parameters)
      },
    }
  }
  const request = { name: 'r', fromDay: DAY, toDay: DAY, showLocalAddresses: true, reference }
  return makeReport(request, { openEngine, lake, catalogue, reports, clock: { nowMs: () => 0 } })
}

let salt = 100
async function publishMore(): Promise<void> {
  put(uploads, 'b/more.log', vpcText([DAY], ++salt))
  await run.deliver(['b/more.log'])
  await run.publish()
}

it('is read once where nothing moves, and names itself the same for the next report', async () => {
  await report()
  await report()
  expect(fingerprints).toHaveLength(2)
  expect(new Set(fingerprints).size).toBe(1)
})

it('is read once more where a day moves meanwhile', async () => {
  let moves = 0
  await report(async () => {
    if (moves++ === 0) await publishMore()
  })
  expect(new Set(fingerprints).size).toBe(2)
})

it('makes no report where it moves each time', async () => {
  await expect(report(publishMore)).rejects.toThrow('expected published days to stand still, found them changing twice')
  expect(fingerprints).toHaveLength(2)
})

it('makes no report of tables that are not where the manifest says, until publish has repaired that', async () => {
  await memory.catalogue.point('contacts', DAY, `contacts/dt=${DAY}/run=older/`)
  await expect(report()).rejects.toThrow(`expected the tables of ${DAY} where its manifest says, found them elsewhere`)
  await repairPartitions(memory)
  await report()
})

it('of days far from the window may move', async () => {
  await report(async () => {
    put(uploads, 'c/old.log', vpcText(['2023-03-30'], ++salt))
    await run.deliver(['c/old.log'])
    await run.publish()
  })
  expect(fingerprints).toHaveLength(1)
})

it('of days that the window is compared with may not', async () => {
  await report(async () => {
    if (fingerprints.length > 1) return
    put(uploads, 'd/before.log', vpcText(['2024-02-20'], ++salt))
    await run.deliver(['d/before.log'])
    await run.publish()
  })
  expect(fingerprints).toHaveLength(2)
})
