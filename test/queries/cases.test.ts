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
      expect(await answerOf(queryCase)).toEqual(expectedRows(queryCase))
    },
  )
})
