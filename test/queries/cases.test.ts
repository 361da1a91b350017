import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { queryNames } from '../../functions/lib/queries.ts'
import { answerOf, expectedRows, queryCases } from '../support/query-cases.ts'

const cases = queryCases()

describe('queries', () => {
  it('have cases, one at least for each', () => {
    expect(queryNames().filter(query => !cases.some(queryCase => queryCase.query === query))).toEqual([])
  })

  it('have cases of three rows at least', () => {
    expect(
      cases.filter(({ expected }) => expected.rows.length < 3).map(({ query, name }) => `${query} ${name}`),
    ).toEqual([])
  })

  it.for(cases.map(queryCase => [`${queryCase.query} ${queryCase.name}`, queryCase] as const))(
    '%s',
    async ([, queryCase]) => {
      const root = await mkdtemp(join(tmpdir(), 'flowcensus-case-'))
      expect(await answerOf(queryCase, root)).toEqual(expectedRows(queryCase))
    },
  )
})
