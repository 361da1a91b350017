/**
 * Replays under way: `ledger/replays/<upload_id>.json` holds the days whose tables change when the receipt does. Marks made
 * before the receipt changes may go with a publish that read the old one, and a replay may die before it makes others: so
 * the days are written down first, and whoever finds that the receipt has changed marks them.
 */
import { z } from 'zod'
import type { ObjectStore } from '../ports.ts'
import type { Receipt } from '../receipt.ts'
import { hintOf, markClaim, putHints } from './days.ts'
import { landingBuildOf } from './ids.ts'
import { readJson, writeJson } from './json-object.ts'
import { readReceipt } from './receipts.ts'

const replaySchema = z.object({ uploadId: z.string(), before: z.string(), days: z.array(z.string()) })

const nameOf = ({ build, returned }: Receipt): string => landingBuildOf(build, returned)

const replayKey = (uploadId: string): string => `ledger/replays/${uploadId}.json`

/** To be called before the receipt `before` changes. Days that a dead replay left are kept. */
export async function openReplay(lake: ObjectStore, before: Receipt, days: readonly string[]): Promise<void> {
  const { uploadId } = before
  const left = await readJson(lake, replayKey(uploadId), replaySchema)
  const all = [...new Set([...(left?.value.days ?? []), ...days])].sort()
  await writeJson(lake, replayKey(uploadId), { uploadId, before: nameOf(before), days: all })
}

/** Hints and marks the days of a replay whose receipt changed, and ends it; leaves one whose receipt is as it was. */
export async function closeReplay(lake: ObjectStore, uploadId: string, unique: string): Promise<void> {
  const replay = await readJson(lake, replayKey(uploadId), replaySchema)
  const receipt = await readReceipt(lake, uploadId)
  // A receipt of other landing objects never takes this replay's any more: its write is conditional.
  if (replay === undefined || receipt === undefined || nameOf(receipt) === replay.value.before) return
  // Also for days that it says nothing of any more: beside the hint of before, this one says that the receipt decides.
  await putHints(lake, receipt, replay.value.days)
  for (const dt of replay.value.days) await markClaim(lake, dt, { state: 'current', ...hintOf(receipt, dt) }, unique)
  await lake.delete([replayKey(uploadId)])
}

/** The same for all replays: what publish does first, so that a replay that died needs no other. */
export async function closeReplays(lake: ObjectStore, unique: () => string): Promise<void> {
  const keys: string[] = []
  for await (const { key } of lake.list('ledger/replays/')) keys.push(key)
  for (const key of keys) await closeReplay(lake, key.slice(key.lastIndexOf('/') + 1, -'.json'.length), unique())
}
