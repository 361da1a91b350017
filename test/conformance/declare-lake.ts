/** The tables of a lake on one machine in Trino's catalogue, over the very files that the project wrote. */
import { linkSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Manifest } from '../../functions/lib/ledger/manifests.ts'
import { allTables, publishedTables } from '../../functions/lib/tables/index.ts'
import { declareTable } from '../support/trino/declare-table.ts'
import type { Trino } from '../support/trino/trino.ts'

/** Below the node's folder: published files by table and day, as their manifests name them. */
const PUBLISHED = '.published'

/**
 * Declares every table over the lake in the folder `lake` of the node's. Partitions are what stands in a folder: to register
 * a thousand of them one by one takes longer than to link their files.
 */
export async function declareLake(trino: Trino, manifests: readonly Manifest[]): Promise<void> {
  for (const { schema } of publishedTables)
    for (const { dt, tables } of manifests) {
      const location = tables[schema.name]?.location
      if (location === undefined) continue
      const from = join(trino.folder, 'lake', location)
      const to = join(trino.folder, PUBLISHED, schema.name, `dt=${dt}`)
      mkdirSync(to, { recursive: true })
      for (const name of readdirSync(from)) linkSync(join(from, name), join(to, name))
    }
  const published = new Set(publishedTables.map(({ schema }) => schema.name))
  for (const table of allTables) {
    const folder = published.has(table.name) ? `${PUBLISHED}/${table.name}` : `lake/${table.name.replace(/_runs$/, '')}`
    await declareTable(trino, table, folder, 'all')
  }
}
