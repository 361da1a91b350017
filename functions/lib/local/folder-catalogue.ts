/** The catalogue on one machine: an object per partition, `catalogue/<table>/dt=D.json`. */
import type { Catalogue, ObjectStore, PartitionLocation } from '../ports.ts'

export function createFolderCatalogue(lake: ObjectStore): Catalogue {
  const keyOf = (table: string, dt: string) => `catalogue/${table}/dt=${dt}.json`

  async function locate(table: string, dt: string): Promise<string | undefined> {
    const object = await lake.get(keyOf(table, dt))
    if (object === undefined) return undefined
    const parsed: unknown = JSON.parse(new TextDecoder().decode(object.bytes))
    if (typeof parsed === 'object' && parsed !== null && 'location' in parsed && typeof parsed.location === 'string')
      return parsed.location
    throw new Error(`${keyOf(table, dt)}: expected {"location": …}, found something else; publish the day again`)
  }

  return {
    async point(table, dt, location) {
      await lake.put(keyOf(table, dt), `${JSON.stringify({ location })}\n`)
    },
    locate,
    async list(table) {
      const found: PartitionLocation[] = []
      for await (const { key } of lake.list(`catalogue/${table}/`)) {
        const dt = /\/dt=(.{10})\.json$/.exec(key)?.[1]
        const location = dt === undefined ? undefined : await locate(table, dt)
        if (dt !== undefined && location !== undefined) found.push({ dt, location })
      }
      return found
    },
    async remove(table, dt) {
      await lake.delete([keyOf(table, dt)])
    },
  }
}
