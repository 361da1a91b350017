import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDuckDbEngine, type DuckDbEngine } from '../../../functions/lib/local/duckdb-engine.ts'
import { createFolderCatalogue } from '../../../functions/lib/local/folder-catalogue.ts'
import { createFolderStore } from '../../../functions/lib/local/folder-store.ts'
import { loadQuery, queryNames } from '../../../functions/lib/queries.ts'
import { differencesIn } from '../../../infra/local/dialect-differences.ts'
import { checkPortable, PORTABLE_FUNCTIONS } from '../../../infra/local/portable-sql.ts'
import { loadGrammar } from '../../../infra/local/trino-grammar.ts'
import { someOf } from '../../support/depth.ts'
import { dialectCases, givenText } from '../../support/dialect-cases.ts'

const folder = mkdtempSync(join(tmpdir(), 'dialect-'))
let engine: DuckDbEngine

beforeAll(async () => {
  engine = await createDuckDbEngine({ root: folder, catalogue: createFolderCatalogue(createFolderStore(folder)) })
})
afterAll(() => {
  engine.close()
  rmSync(folder, { recursive: true })
})

const cases = dialectCases()

describe.each([...Map.groupBy(cases, ({ subject }) => subject)])('the dialect on DuckDB: %s', (_, own) => {
  it.each(someOf(own, 8).map(each => [each.statement, each] as const))('%s', async (_statement, { sql, gives }) => {
    if (gives.startsWith('refused: ')) {
      await expect(checkPortable(sql)).rejects.toThrow(gives.slice('refused: '.length))
      return
    }
    const text = await checkPortable(sql)
    if (gives === 'stops') {
      await expect(engine.show(text)).rejects.toThrow()
      return
    }
    const { rows, types } = await engine.show(text)
    expect(givenText(rows, types)).toBe(gives)
  })
})

describe('the dialect', () => {
  it('has a case that runs for every function that it lists', () => {
    const run = cases.filter(({ gives }) => !gives.startsWith('refused: ')).map(({ sql }) => sql)
    const called = new Set(
      run.flatMap(sql => [...sql.matchAll(/\b(\w+)\(/g)].map(([, name = '']) => name.toLowerCase())),
    )
    expect([...PORTABLE_FUNCTIONS].filter(name => !called.has(name))).toEqual([])
  })

  it('takes every query of the project', async () => {
    const grammar = await loadGrammar()
    const refused = queryNames().flatMap(name =>
      differencesIn(grammar.parse(loadQuery(name).text)).map(
        ({ line, problem }) => `${name}, line ${line}: ${problem}`,
      ),
    )
    expect(refused).toEqual([])
  })

  it('asks zones of quarter-hours that are put together, in sections: asking one takes as long as reading ten rows', () => {
    const OF_FEW_ROWS = new Set(['sections/suspicious/scans', 'sections/suspicious/institution-locals'])
    const rowByRow = queryNames().filter(name => {
      if (!name.startsWith('sections/') || OF_FEW_ROWS.has(name)) return false
      const parts = loadQuery(name).text.split(/^(?=\w+ AS \(|WITH |SELECT\b)/m)
      return parts.some(part => part.includes('at_timezone') && !/FROM of_slots|GROUP BY slot, time_zone/.test(part))
    })
    expect(rowByRow).toEqual([])
  })
})
