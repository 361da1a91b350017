import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { referenceOf } from '../support/lake-run.ts'
import { createMemoryLake, type MemoryLake } from '../support/memory-lake.ts'
import { startMemoryRun } from '../support/memory-run.ts'
import { put, SMALL_NETWORKS } from '../support/small-logs.ts'

const folder = mkdtempSync(join(tmpdir(), 'out-of-scope-'))
let memory: MemoryLake
beforeAll(async () => {
  memory = await createMemoryLake()
})
afterAll(async () => {
  await memory.close()
  rmSync(folder, { recursive: true, force: true })
})

/** A VPC log of records from `source` that each begin at a time and last so many seconds. */
const log = (...records: [source: string, from: string, seconds: number][]) =>
  records
    .map(([source, from, seconds], at) => {
      const start = Date.parse(from) / 1000
      return `2 123456789010 eni-1 ${source} 93.184.216.34 ${40_000 + at} 443 6 10 2000 ${start} ${start + seconds} ACCEPT OK\n`
    })
    .join('')
const WATCHED = '10.1.0.9'
const OTHER = '198.18.7.7'

it('records without a watched end are counted on the day they begin: copies once, what is overwritten as it is now', async () => {
  const run = startMemoryRun(memory, folder, await referenceOf(SMALL_NETWORKS))
  const moving = log(
    [OTHER, '2024-03-01T10:00Z', 10],
    [WATCHED, '2024-03-01T10:00Z', 10],
    [OTHER, '2024-03-02T10:00Z', 10],
  )
  put(folder, 'a/moving.log', moving)
  await run.deliver()
  await run.publish()

  const overMidnight = log(
    [OTHER, '2024-03-01T23:59Z', 120],
    [WATCHED, '2024-03-01T23:59Z', 120],
    [OTHER, '2024-03-02T08:00Z', 10],
  )
  put(folder, 'a/night.log', overMidnight)
  put(folder, 'b/copy-of-night.log', overMidnight)
  put(folder, 'b/of-others.log', log([OTHER, '2024-03-03T08:00Z', 10], [OTHER, '2024-03-03T08:00Z', 10]))
  put(folder, 'b/of-ours.log', log([WATCHED, '2024-03-02T08:00Z', 10], [WATCHED, '2024-03-02T09:00Z', 10]))
  put(folder, 'a/moving.log', log([OTHER, '2024-03-01T10:00Z', 10], [OTHER, '2024-03-01T11:00Z', 10]))
  await run.deliver()
  await run.publish()

  const totals =
    "select dt, network, source, scope, sum(records) from totals where dt > '2000' group by dt, network, source, scope order by dt, source, scope"
  expect(await run.rows(totals)).toEqual([
    ['2024-03-01', 'office', 'a', 'external', 1],
    ['2024-03-01', '', 'a', 'out_of_scope', 3],
    ['2024-03-02', '', 'a', 'out_of_scope', 1],
    ['2024-03-02', 'office', 'b', 'external', 2],
    ['2024-03-03', '', 'b', 'out_of_scope', 2],
  ])
})
