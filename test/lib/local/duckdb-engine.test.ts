import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDuckDbEngine } from '../../../functions/lib/local/duckdb-engine.ts'
import { createFolderCatalogue } from '../../../functions/lib/local/folder-catalogue.ts'
import { createFolderStore } from '../../../functions/lib/local/folder-store.ts'
import { describeQueryEngine } from '../../support/contracts/query-engine.ts'

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
