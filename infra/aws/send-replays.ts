/**
 * A replay on AWS under way: outdated uploads go into the queue of normalise, no more at a time than it works off soon, and
 * `ledger/replay.json` says how far it came. A replay that was ended goes on there; what came twice changes nothing.
 */
import { z } from 'zod'
import type { UploadQueue } from '../../functions/lib/aws/upload-queue.ts'
import { readJson, writeJson } from '../../functions/lib/ledger/json-object.ts'
import type { ObjectStore } from '../../functions/lib/ports.ts'
import { outdatedParts } from './outdated-uploads.ts'

const PROGRESS = 'ledger/replay.json'
const progressSchema = z.object({ build: z.string(), after: z.string() })
/** Messages that may wait: S3's own events come behind them. Fifty functions take a thousand in a few minutes. */
export const MOST_WAITING = 1000
const LOOK_AGAIN_MS = 5000

export interface ReplayRun {
  lake: ObjectStore
  queue: Pick<UploadQueue, 'replay' | 'depth'>
  /** What the uploads are to be made by. */
  build: string
  /** Ends the replay at the next part. */
  signal?: AbortSignal
  /** Between looks at a queue that is full. */
  waitMs: (ms: number) => Promise<unknown>
  /** Hears how many receipts were looked at and uploads sent so far. */
  onProgress?: (looked: number, sent: number) => void
}

export interface ReplayEnd {
  looked: number
  sent: number
  /** Whether every receipt was looked at; else the next run goes on. */
  whole: boolean
}

/** The id behind which a replay to this build goes on; undefined where none was ended. */
export async function replayedUpTo(lake: ObjectStore, build: string): Promise<string | undefined> {
  const progress = await readJson(lake, PROGRESS, progressSchema)
  return progress?.value.build === build ? progress.value.after : undefined
}

/** Sends what is outdated, from where the run before it stopped. */
export async function sendReplays(run: ReplayRun): Promise<ReplayEnd> {
  const { lake, queue, build, signal, onProgress = () => {} } = run
  let looked = 0
  let sent = 0
  for await (const part of outdatedParts(lake, build, await replayedUpTo(lake, build))) {
    if (signal?.aborted === true || !(await hasRoom(run))) return { looked, sent, whole: false }
    await queue.replay(part.outdated.map(({ uploadId, key }) => ({ uploadId, key })))
    looked += part.looked
    sent += part.outdated.length
    // After the messages: one that dies between the two sends some of them again.
    if (part.outdated.length > 0) await writeJson(lake, PROGRESS, { build, after: part.lastId })
    onProgress(looked, sent)
  }
  await lake.delete([PROGRESS])
  return { looked, sent, whole: true }
}

/** Waits until the queue is short enough; false where the replay is to end. */
async function hasRoom({ queue, signal, waitMs }: ReplayRun): Promise<boolean> {
  while ((await queue.depth()) >= MOST_WAITING) {
    if (signal?.aborted === true) return false
    await waitMs(LOOK_AGAIN_MS)
  }
  return true
}
