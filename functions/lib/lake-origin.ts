/** Whether the logs of a lake are generated: it says so itself, and every report of it does. Other lakes never do. */
import * as z from 'zod'
import { readJson, writeJson } from './ledger/json-object.ts'
import type { ObjectStore } from './ports.ts'

/** As it is said wherever figures of such a lake stand. */
export const GENERATED = 'generated, not real traffic'

const KEY = 'reference/origin.json'
const schema = z.object({ logs: z.literal(GENERATED) })

/** Says of a lake that all of its logs are generated. For good: there is no way back but another lake. */
export async function markGenerated(lake: ObjectStore): Promise<void> {
  await writeJson(lake, KEY, { logs: GENERATED })
}

/** Whether a lake was marked so. Throws where the mark is there and says something else. */
export const isGenerated = async (lake: ObjectStore): Promise<boolean> =>
  (await readJson(lake, KEY, schema)) !== undefined
