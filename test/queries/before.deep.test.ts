import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Manifest } from '../../functions/lib/ledger/manifests.ts'
import { listManifests } from '../../functions/lib/ledger/manifests.ts'
import type { QueryEngine, SqlParameter } from '../../functions/lib/ports.ts'
import { loadQuery } from '../../functions/lib/queries.ts'
import { publishedTables } from '../../functions/lib/tables/index.ts'
import type { TableSchema } from '../../functions/lib/tables/table-schema.ts'
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

/** Rows as text in an order of their own; times as milliseconds, as results hold whole numbers and text only. */
async function rowsOf(
  engine: QueryEngine,
  { columns }: TableSchema,
  text: string,
  parameters: readonly SqlParameter[],
): Promise<string[]> {
  const read = columns.map(({ name, type }) =>
    type === 'timestamp' ? `date_diff('millisecond', timestamp '1970-01-01 00:00:00', "${name}")` : `"${name}"`,
  )
  const { rows } = await engine.select(`SELECT ${read.join(', ')} FROM (${text}\n) AS rows_of_table`, parameters)
  return rows.map(row => row.join('|')).sort()
}

describe('SQL of tables that was made faster', () => {
  it.for(tablesBefore)('gives for %s the rows of before, on every day of the study', async name => {
    const engine = await study.run.engine()
    const table = publishedTables.find(({ schema }) => schema.name === name)
    if (table === undefined) throw new Error(`${name}: expected a published table, found none`)
    let rows = 0
    for (const { dt, run } of manifests) {
      if (run === null) continue
      const before = sqlBefore(name, dt, run)
      const old = await rowsOf(engine, table.schema, before.text, before.parameters)
      const parameters = table.reads.flatMap(source => (source === 'landing' ? [dt] : [dt, run]))
      const now = await rowsOf(engine, table.schema, loadQuery(`tables/${name}`).text, parameters)
      expect(now, dt).toEqual(old)
      rows += now.length
    }
    expect(rows).toBeGreaterThan(0)
  })
})
