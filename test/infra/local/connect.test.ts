import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { publishedTables } from '../../../functions/lib/tables/index.ts'
import { run } from '../../support/command-line.ts'
import { type LakeRun, startLakeRun } from '../../support/lake-run.ts'
import { put, SMALL_NETWORKS, vpcText } from '../../support/small-logs.ts'

const folder = mkdtempSync(join(tmpdir(), "it's connected-"))
let lake: LakeRun

beforeAll(async () => {
  lake = await startLakeRun(SMALL_NETWORKS)
  put(folder, 'a/one.log', vpcText(['2024-03-01', '2024-03-02'], 10))
  await lake.deliver(folder)
  await lake.publish_()
})
afterAll(async () => {
  await lake.end()
  rmSync(folder, { recursive: true })
})

describe('npm run connect', () => {
  it('prints views with which DuckDB has the rows that query has, and what each column means', async () => {
    const { out } = await run('connect', '--lake', lake.folder)
    const instance = await DuckDBInstance.create(':memory:')
    const duck = await instance.connect()
    await duck.run(out)
    for (const { schema } of publishedTables) {
      const sql = `select count(*) as n from ${schema.name}`
      const rows = (await duck.runAndReadAll(sql)).getRowsJson()
      const asked = JSON.parse((await run('query', sql, '--lake', lake.folder, '--format', 'json')).out)
      expect(String(rows[0]?.[0]), schema.name).toBe(String(asked[0].n))
    }
    const comments = await duck.runAndReadAll(
      "select comment from duckdb_columns() where table_name = 'contacts' and column_name = 'service'",
    )
    const service = publishedTables
      .find(({ schema }) => schema.name === 'contacts')
      ?.schema.columns.find(({ name }) => name === 'service')
    expect(comments.getRowsJson()).toEqual([[service?.comment]])
    duck.closeSync()
    instance.closeSync()
  })
})
