import { DuckDBInstance } from '@duckdb/node-api'
import { describe, expect, it } from 'vitest'
import { publishedTables } from '../../../functions/lib/tables/index.ts'
import { run } from '../../support/command-line.ts'
import { smallLake } from '../../support/small-lake.ts'

const small = smallLake("it's connected-")

describe('npm run connect', () => {
  it('prints views with which DuckDB has the rows that query has, and what each column means', async () => {
    const { out } = await run('connect', '--lake', small.lake)
    const instance = await DuckDBInstance.create(':memory:')
    const duck = await instance.connect()
    await duck.run(out)
    for (const { schema } of publishedTables) {
      const sql = `select count(*) as n from ${schema.name}`
      const rows = (await duck.runAndReadAll(sql)).getRowsJson()
      const asked = JSON.parse((await run('query', sql, '--lake', small.lake, '--format', 'json')).out)
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
