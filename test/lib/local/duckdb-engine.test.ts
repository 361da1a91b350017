import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createDuckDbEngine } from '../../../functions/lib/local/duckdb-engine.ts'
import { createFolderCatalogue } from '../../../functions/lib/local/folder-catalogue.ts'
import { createFolderStore } from '../../../functions/lib/local/folder-store.ts'
import { describeQueryEngine } from '../../support/contracts/query-engine.ts'

it('rows for people are refused where they are more than memory may hold, and the next query is answered', async () => {
  const root = mkdtempSync(join(tmpdir(), 'duckdb-engine-'))
  const catalogue = createFolderCatalogue(createFolderStore(root))
  const engine = await createDuckDbEngine({ root, catalogue, threads: 1, mostShownCells: 20_000 })
  const numbers = (count: number) => `select a, a as b from unnest(sequence(1, ${count}, 1)) as t (a)`
  await expect(engine.show(numbers(1_000_000))).rejects.toThrow('expected at most 20,000 values, 2 a row, found more')
  expect((await engine.show(numbers(10_000))).rows).toHaveLength(10_000)
  engine.close()
  rmSync(root, { recursive: true })
})

describeQueryEngine('DuckDB on a folder', async () => {
  const root = mkdtempSync(join(tmpdir(), 'duckdb-engine-'))
  const lake = createFolderStore(root)
  const catalogue = createFolderCatalogue(lake)
  const engine = await createDuckDbEngine({ root, catalogue })
  return {
    engine,
    lake,
    catalogue,
    close() {
      engine.close()
      rmSync(root, { recursive: true })
    },
  }
})
