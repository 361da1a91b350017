import { describe, expect, it } from 'vitest'
import { loadGrammar } from '../../infra/local/trino-grammar.ts'
import { predicatesOf } from '../support/predicates.ts'

const grammar = await loadGrammar()

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
})
