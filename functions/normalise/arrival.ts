/**
 * When an upload was first seen: `ledger/arrivals/<upload_id>.json`, written once. What is in the future hangs on it, and
 * so do the landing rows: two deliveries that each asked their own clock would write different bytes to one landing key.
 */
import * as z from 'zod'
import { readJson, writeJson } from '../lib/ledger/json-object.ts'
import { type ObjectStore, PreconditionFailed } from '../lib/ports.ts'

const arrivalSchema = z.object({ receivedMs: z.number() })

/** Writes `nowMs` where no delivery did before; resolves to what stands, epoch ms. */
export async function arrivalOf(lake: ObjectStore, uploadId: string, nowMs: number): Promise<number> {
  const key = `ledger/arrivals/${uploadId}.json`
  try {
    await writeJson(lake, key, { receivedMs: nowMs }, { ifNoneMatch: '*' })
    return nowMs
  } catch (error) {
    if (!(error instanceof PreconditionFailed)) throw error
    const standing = await readJson(lake, key, arrivalSchema)
    if (standing === undefined) throw error
    return standing.value.receivedMs
  }
}
