/**
 * Replays under way: `ledger/replays/<upload_id>/<replay>.json` holds the days whose tables change when the receipt does.
 * Marks made before the receipt changes may go with a publish that read the old one, and a replay may die before it makes
 * others: so the days are written down first, and whoever finds that the receipt has changed marks them. Each replay writes
 * a file of its own: in one that they shared the second would forget the first, and who ends the first would end both.
 */
import * as z from 'zod'
import type { ObjectStore } from '../ports.ts'
import type { Receipt } from '../receipt.ts'
import { hintOf, markClaim, putHints, putLooks } from './days.ts'
import { landingBuildOf } from './ids.ts'
import { readJson, writeJson } from './json-object.ts'
import { readKeyFile } from './key-files.ts'
import { readReceipt } from './receipts.ts'

const replaySchema = z.object({ uploadId: z.string(), before: z.string(), days: z.array(z.string()) })

const nameOf = ({ build, returned }: Receipt): string => landingBuildOf(build, returned)

const REPLAYS = 'ledger/replays/'

const replaysOf = (uploadId: string): string => `${REPLAYS}${uploadId}/`

/** To be called before the receipt `before` changes; `unique` names this replay. */
export async function openReplay(
  lake: ObjectStore,
  before: Receipt,
  days: readonly string[],
  unique: string,
): Promise<void> {
  const { uploadId } = before
  const all = [...new Set(days)].sort()
  await writeJson(lake, `${replaysOf(uploadId)}${unique}.json`, { uploadId, before: nameOf(before), days: all })
}

/** Hints and marks the days of replays whose receipt changed, and ends them; leaves those whose receipt is as it was. */
export async function closeReplay(lake: ObjectStore, uploadId: string, unique: string): Promise<void> {
  const replays: { key: string; before: string; days: string[] }[] = []
  for await (const { key } of lake.list(replaysOf(uploadId))) {
    const replay = await readJson(lake, key, replaySchema)
    if (replay !== undefined) replays.push({ key, ...replay.value })
  }
  if (replays.length === 0) return
  const receipt = await readReceipt(lake, uploadId)
  if (receipt === undefined) return
  // A receipt of other landing objects never takes such a replay's any more: its write is conditional.
  const ended = replays.filter(({ before }) => before !== nameOf(receipt))
  if (ended.length === 0) return
  const days = [...new Set(ended.flatMap(replay => replay.days))].sort()
  // Who takes the key from the upload may have read the receipt of before, and so not know of its new days.
  if ((await readKeyFile(lake, receipt.bucket, receipt.key))?.current !== uploadId) await putLooks(lake, receipt)
  // Also for days that it says nothing of any more: beside the hint of before, this one says that the receipt decides.
  await putHints(lake, receipt, days)
  for (const dt of days) await markClaim(lake, dt, { state: 'current', ...hintOf(receipt, dt) }, unique)
  await lake.delete(ended.map(({ key }) => key))
}

/** The same for all replays: what publish does first, so that a replay that died needs no other. */
export async function closeReplays(lake: ObjectStore, unique: () => string): Promise<void> {
  const uploadIds = new Set<string>()
  for await (const { key } of lake.list(REPLAYS)) uploadIds.add(key.slice(REPLAYS.length, key.lastIndexOf('/')))
  for (const uploadId of uploadIds) await closeReplay(lake, uploadId, unique())
}
