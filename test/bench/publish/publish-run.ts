/** One measured publish of what was delivered to a lake: `<lake folder> <log> before|now`. */
import type { QueryEngine } from '../../../functions/lib/ports.ts'
import { publishAllDirty } from '../../../functions/publish/tick.ts'
import { openLake } from '../../../infra/local/lake.ts'
import { measure } from '../measure.ts'
import { sqlBefore, tablesBefore } from './before/index.ts'

const [folder = '', log = '', side] = process.argv.slice(2)
const lake = await openLake(folder)
const publishing = await lake.publish()

const asBefore = (engine: QueryEngine): QueryEngine => ({
  ...engine,
  materialise(sql, parameters, table, prefix) {
    if (!tablesBefore.includes(table.name)) return engine.materialise(sql, parameters, table, prefix)
    const [dt = '', run = ''] = parameters.map(String)
    const before = sqlBefore(table.name, dt, run)
    return engine.materialise(before.text, before.parameters, table, prefix)
  },
})

await measure(log, async () => {
  const engine = side === 'before' ? asBefore(publishing.engine) : publishing.engine
  const { published, failed } = await publishAllDirty({ ...publishing, engine })
  if (failed[0] !== undefined) throw failed[0].error
  const manifest = await lake.lake.get(`published/dt=${published[0]?.dt}.json`)
  return { rows: published.reduce((sum, { rows }) => sum + rows, 0), bytesOut: manifest?.bytes.length ?? 0 }
})
await lake.close()
