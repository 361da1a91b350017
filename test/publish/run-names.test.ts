import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { listMarks } from '../../functions/lib/ledger/days.ts'
import { readManifest } from '../../functions/lib/ledger/manifests.ts'
import { type QueryEngine, QueryFailed, type WrittenFile } from '../../functions/lib/ports.ts'
import { publishedTables } from '../../functions/lib/tables/index.ts'
import { publishDay } from '../../functions/publish/publish-day.ts'
import { sharedRunNames } from '../../functions/publish/run-names.ts'
import { referenceOf } from '../support/lake-run.ts'
import { createMemoryLake, type MemoryLake } from '../support/memory-lake.ts'
import { type MemoryRun, startMemoryRun } from '../support/memory-run.ts'
import { put, SMALL_NETWORKS, vpcText } from '../support/small-logs.ts'

const DAY = '2024-03-30'
const uploads = mkdtempSync(join(tmpdir(), 'run-names-'))
let memory: MemoryLake
let run: MemoryRun

beforeAll(async () => {
  memory = await createMemoryLake()
  put(uploads, 'a/one.log', vpcText([DAY], 10))
})
afterAll(() => {
  memory.close()
  rmSync(uploads, { recursive: true, force: true })
})
beforeEach(async () => {
  run = startMemoryRun(memory, uploads, await referenceOf(SMALL_NETWORKS))
  await run.deliver()
})

/** As Athena with tokens: the same materialisation is begun once, goes on without who asked, and says the same again. */
function attaching({ engine }: MemoryLake) {
  const begun = new Map<string, Promise<WrittenFile[]>>()
  let patience = Number.POSITIVE_INFINITY
  const attachingEngine: QueryEngine = {
    ...engine,
    materialise(sql, parameters, table, prefix) {
      const query = begun.get(prefix) ?? engine.materialise(sql, parameters, table, prefix)
      begun.set(prefix, query)
      return patience-- > 0 ? query : Promise.reject(new Error('the function ended'))
    },
  }
  return {
    engine: attachingEngine,
    begun,
    endAfter(queries: number) {
      patience = queries
    },
  }
}

const publish = (engine: QueryEngine) =>
  publishDay(DAY, { ...run.publishing, engine, runNames: sharedRunNames(memory.lake) })
const runOf = async () => (await readManifest(memory.lake, DAY))?.value.run

it.each([0, 3, publishedTables.length - 1])('finds its queries again where a function ended in number %i', async at => {
  const athena = attaching(memory)
  athena.endAfter(at)
  await expect(publish(athena.engine)).rejects.toThrow('the function ended')
  athena.endAfter(Number.POSITIVE_INFINITY)
  expect((await publish(athena.engine)).outcome).toBe('published')
  expect(athena.begun.size).toBe(publishedTables.length)
  expect(await runOf()).toMatch(/^[0-9a-f]{16}-0$/)
  expect(await listMarks(memory.lake, DAY)).toEqual([])
})

it('is shared by two publishes at once, of which one writes the manifest', async () => {
  const athena = attaching(memory)
  const days = await Promise.all([publish(athena.engine), publish(athena.engine)])
  expect(days.map(({ outcome }) => outcome).sort()).toEqual(['lost', 'published'])
  expect(athena.begun.size).toBe(publishedTables.length)
})

it('is given up where a query fails, and the next number is taken at once', async () => {
  const athena = attaching(memory)
  let failures = 0
  const engine: QueryEngine = {
    ...athena.engine,
    async materialise(sql, parameters, table, prefix) {
      if (table.name === 'contacts' && failures++ === 0) throw new QueryFailed('half a file lies there')
      return athena.engine.materialise(sql, parameters, table, prefix)
    },
  }
  expect((await publish(engine)).outcome).toBe('published')
  expect(await runOf()).toMatch(/-1$/)
})

it('rises each time that a day fails, and the day stays to be done', async () => {
  const engine: QueryEngine = {
    ...memory.engine,
    async materialise() {
      throw new QueryFailed('no such column')
    },
  }
  await expect(publish(engine)).rejects.toThrow('no such column')
  expect((await listMarks(memory.lake, DAY)).length).toBeGreaterThan(0)
  expect((await publish(attaching(memory).engine)).outcome).toBe('published')
  expect(await runOf()).toMatch(/-2$/)
})
