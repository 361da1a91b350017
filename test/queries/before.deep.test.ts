import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Manifest } from '../../functions/lib/ledger/manifests.ts'
import { listManifests } from '../../functions/lib/ledger/manifests.ts'
import { loadQuery } from '../../functions/lib/queries.ts'
import { publishedTables } from '../../functions/lib/tables/index.ts'
import { sqlBefore, tablesBefore } from '../bench/publish/before/index.ts'
import { openStudyRun, type StudyRun } from '../support/study-run.ts'

let study: StudyRun
let manifests: readonly Manifest[]

beforeAll(async () => {
  study = await openStudyRun({ seed: 3, records: 20_000 })
  await study.deliver()
  await study.run.publish_()
  manifests = await listManifests(study.run.lake)
})
afterAll(() => study.end())

describe('SQL of tables that was made faster', () => {
  it.for(tablesBefore)('gives for %s the rows of before, in their order, on every day of the study', async name => {
    const engine = await study.run.engine()
    const reads = publishedTables.find(({ schema }) => schema.name === name)?.reads ?? []
    let rows = 0
    for (const { dt, run } of manifests) {
      if (run === null) continue
      const before = sqlBefore(name, dt, run)
      const old = await engine.select(before.text, before.parameters)
      const now = await engine.select(
        loadQuery(`tables/${name}`).text,
        reads.flatMap(() => [dt, run]),
      )
      expect(now, dt).toEqual(old)
      rows += now.rows.length
    }
    expect(rows).toBeGreaterThan(50)
  })
})
