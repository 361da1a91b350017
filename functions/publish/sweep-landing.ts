/**
 * Landing objects that nobody counts any more, and the refused lines of the same reading: of uploads whose keys came to hold
 * another, or none, or whose receipt came to name others. Each left a look that names them. They are dead for good: the upload
 * that comes back to its key is normalised anew under another name, by a delivery that looks for the look after it wrote the
 * upload into the key file, and so is what an older build is to make again, by a replay that finds the look before it replaces
 * the receipt. So however long a sweeping stalls between reading the key file and deleting, what it deletes counts for nobody.
 */
import { dayOfMark, parseLookKey } from '../lib/ledger/days.ts'
import { landingKeyOf, rejectsKeyOf } from '../lib/ledger/facts.ts'
import { landingBuildOf } from '../lib/ledger/ids.ts'
import { readKeyFile } from '../lib/ledger/key-files.ts'
import { readReceipt } from '../lib/ledger/receipts.ts'
import type { Clock, ObjectStore } from '../lib/ports.ts'
import { sideBySide } from '../lib/side-by-side.ts'
import type { PublishDependencies } from './publish-day.ts'

/** Age of a look from which the objects that it names go. */
const STALE_LOOK_MS = 24 * 3_600_000
/** Objects that go in one sweeping at most: the next night takes the others. */
const MOST_OBJECTS = 3000
/** What a look holds whose objects are gone; before, it is empty. */
const SWEPT = 'swept\n'

/** An object that may be dead, and the look that says so. */
interface Candidate {
  lookKey: string
  dt: string
  uploadId: string
  landingBuild: string
}

/**
 * Deletes landing objects of uploads that left their keys, or had others made, more than 24 hours ago, of days that are
 * published as they are: without a mark; and their refused lines. Returns how many looks it did so for.
 */
export async function sweepLanding(
  { lake, callsAtOnce = 1 }: Pick<PublishDependencies, 'lake' | 'callsAtOnce'>,
  clock: Clock,
): Promise<number> {
  const found = await staleLooks(lake, clock)
  if (found.length === 0) return 0
  // After the looks: what is to be published without an upload has its marks until it is.
  const dirty = new Set<string | undefined>()
  for await (const { key } of lake.list('dirty/')) dirty.add(dayOfMark(key))
  const candidates = found.filter(({ dt }) => !dirty.has(dt)).slice(0, MOST_OBJECTS)
  const dead = await sideBySide(candidates, callsAtOnce, async candidate =>
    (await isDead(lake, candidate)) ? [candidate] : [],
  )
  const swept = dead.flat()
  await lake.delete(swept.map(({ dt, uploadId, landingBuild }) => landingKeyOf(dt, uploadId, landingBuild)))
  const refused = new Set(swept.map(({ uploadId, landingBuild }) => rejectsKeyOf(uploadId, landingBuild)))
  await lake.delete([...refused])
  await sideBySide(swept, callsAtOnce, ({ lookKey }) => lake.put(lookKey, SWEPT))
  return swept.length
}

async function staleLooks(lake: Pick<ObjectStore, 'list'>, clock: Clock): Promise<Candidate[]> {
  const candidates: Candidate[] = []
  for await (const { key, size, modifiedMs } of lake.list('ledger/looks/')) {
    if (size > 0 || clock.nowMs() - modifiedMs <= STALE_LOOK_MS) continue
    const look = parseLookKey(key)
    if (look !== undefined) candidates.push({ lookKey: key, ...look })
  }
  return candidates
}

/** Whether the key holds another upload, or this one under another name. */
async function isDead(lake: ObjectStore, { uploadId, landingBuild }: Candidate): Promise<boolean> {
  const receipt = await readReceipt(lake, uploadId)
  if (receipt === undefined) return false
  const { bucket, key, build, returned } = receipt
  if ((await readKeyFile(lake, bucket, key))?.current !== uploadId) return true
  return landingBuildOf(build, returned) !== landingBuild
}
