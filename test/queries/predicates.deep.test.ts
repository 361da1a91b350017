import { describe, expect, it } from 'vitest'
import { loadQuery, queryNames } from '../../functions/lib/queries.ts'
import { loadGrammar } from '../../infra/local/trino-grammar.ts'
import { differingCases, isMerged, mergeCases } from '../support/merged-cases.ts'
import { type Predicate, predicatesOf, unnoticed } from '../support/predicates.ts'
import { caseSql, queryCases, sortedRows, tableSql, textOf, withCase } from '../support/query-cases.ts'

const grammar = await loadGrammar()
const cases = queryCases()

describe('predicates of queries', () => {
  it.for(queryNames().filter(name => isMerged(name, cases)))(
    'of %s each change the rows of a case, all cases at once',
    async name => {
      const { text } = loadQuery(name)
      const own = cases.filter(({ query }) => query === name)
      const all = mergeCases(own)
      await withCase(all, async engine => {
        const differing = async (sql: string) => {
          const { columns, rows } = await engine.select(tableSql(all, sql), all.parameters)
          return differingCases(own, columns, rows)
        }
        expect((await differing(text)).map(at => own[at]?.name)).toEqual([])
        const left: Predicate[] = []
        for (const predicate of predicatesOf(text, grammar)) {
          const found = await differing(predicate.without).catch(() => [-1])
          if (found.length === 0) left.push(predicate)
        }
        expect(unnoticed(left)).toEqual([])
      })
    },
  )

  it.for(queryNames().filter(name => !isMerged(name, cases)))('of %s each change the rows of a case', async name => {
    let left = predicatesOf(loadQuery(name).text, grammar)
    for (const queryCase of cases.filter(({ query }) => query === name)) {
      const expected = JSON.stringify(sortedRows(queryCase.expected.rows))
      await withCase(queryCase, async engine => {
        const still: typeof left = []
        for (const predicate of left) {
          const rows = await engine.select(caseSql(queryCase, predicate.without), queryCase.parameters).then(
            result => JSON.stringify(sortedRows(result.rows.map(row => row.map(textOf)))),
            error => `refused: ${error}`,
          )
          if (rows === expected) still.push(predicate)
        }
        left = still
      })
    }
    expect(unnoticed(left)).toEqual([])
  })
})
