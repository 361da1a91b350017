import { expect, it } from 'vitest'
import { loadQuery } from '../../functions/lib/queries.ts'
import { caseSql, type QueryCase, withCase } from '../support/query-cases.ts'

it('a connection that 3,000 exporters logged is paired 28 times, not 4,498,500 times', async () => {
  const query = 'tables/exporter_pairs'
  const rows = Array.from({ length: 3000 }, (_, i) => ({ exporter: `e${i}`, local_port: '40000', remote_port: '443' }))
  const crowd: QueryCase = {
    query,
    name: 'crowd of thousands',
    parameters: ['2017-05-01', 'run-1'],
    given: new Map([['flows_runs', rows]]),
    expected: { columns: ['connections', 'crowded'], rows: [] },
  }
  await withCase(crowd, async engine => {
    const counts = `SELECT count(*) AS pairs, sum(crowded) AS crowded FROM (${caseSql(crowd, loadQuery(query).text)}) AS pairs`
    expect((await engine.select(counts, crowd.parameters)).rows).toEqual([[28, 28]])
  })
})
