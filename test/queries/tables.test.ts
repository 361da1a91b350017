import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { publishedTables } from '../../functions/lib/tables/index.ts'
import { answerOf, expectedRows, queryCases } from '../support/query-cases.ts'

const cases = queryCases('tables')

describe('queries of tables', () => {
  it('have cases, one at least for each', () => {
    const named = [...publishedTables.map(({ schema }) => `tables/${schema.name}`), 'tables/verify']
    expect(named.filter(query => !cases.some(queryCase => queryCase.query === query))).toEqual([])
  })

  it.for(cases.map(queryCase => [`${queryCase.query} ${queryCase.name}`, queryCase] as const))('%s', async ([, queryCase]) => {
    const root = await mkdtemp(join(tmpdir(), 'flowcensus-case-'))
    expect(await answerOf(queryCase, root)).toEqual(expectedRows(queryCase))
  })
})
