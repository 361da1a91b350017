import { describe, expect, it } from 'vitest'
import { loadQuery, queryNames } from '../../functions/lib/queries.ts'
import { loadGrammar } from '../../infra/local/trino-grammar.ts'
import { isMerged } from '../support/merged-cases.ts'
import { predicatesOf, unnoticed } from '../support/predicates.ts'
import { caseSql, queryCases, sortedRows, textOf, withCase } from '../support/query-cases.ts'

const grammar = await loadGrammar()
const cases = queryCases()

describe('predicates of queries', () => {
  it('are found by the parse tree', () => {
    const sql =
      "SELECT CASE WHEN a = 1 AND b IN (1, 2) THEN 1 END FROM x JOIN y ON x.a = y.a WHERE x.dt = ? AND (? = '' OR c LIKE 'q?')"
    expect(predicatesOf(sql, grammar).map(({ text, clause }) => `${clause} ${text}`)).toEqual([
      'when a = 1',
      'when b IN (1, 2)',
      'on x.a = y.a',
      "where ? = ''",
      "where c LIKE 'q?'",
    ])
    expect(predicatesOf(sql, grammar).map(({ without }) => without.replace(/.*WHERE/s, ''))).toEqual([
      " x.dt = ? AND (? = '' OR c LIKE 'q?')",
      " x.dt = ? AND (? = '' OR c LIKE 'q?')",
      " x.dt = ? AND (? = '' OR c LIKE 'q?')",
      " x.dt = ? AND ((? IS NULL) OR c LIKE 'q?')",
      " x.dt = ? AND (? = '' OR FALSE)",
    ])
  })

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
