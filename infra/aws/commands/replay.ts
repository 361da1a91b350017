/** `npm run replay -- --aws <stage>`: what an older build made on a deployed stage, and into the queue with it. */
import { setTimeout as sleep } from 'node:timers/promises'
import { buildOf } from '../../../functions/lib/ledger/ids.ts'
import { currentReference, loadReference } from '../../../functions/lib/reference/reference-set.ts'
import { NORMALISE_VERSION } from '../../../functions/normalise/version.ts'
import { print, printable, printError } from '../../local/terminal.ts'
import { type Deployment, openDeployment } from '../open-deployment.ts'
import { outdatedParts } from '../outdated-uploads.ts'
import { PRICES_REGION, PRICES_SEEN } from '../prices.ts'
import { replayCost } from '../replay-cost.ts'
import { replayedUpTo, sendReplays } from '../send-replays.ts'

const MOST_NAMED = 20
const SHOWN_EVERY = 3200

/**
 * Without `run` says what is outdated, why, and what it would cost. With `run` sends it to normalise in bounded batches;
 * Ctrl-C ends that at once, and the same command goes on there. Throws where the stage runs another version of normalise.
 */
export async function replayOnAws({ stage, run = false }: { stage: string; run?: boolean }): Promise<void> {
  const deployment = await openDeployment(stage)
  const { lake, outputs } = deployment
  if (outputs.NormaliseVersion !== NORMALISE_VERSION)
    throw new Error(
      `replay: expected normalise ${NORMALISE_VERSION}, that of this checkout, on ${stage}, found ${outputs.NormaliseVersion}; ` +
        `npm run deploy -- --context stage=${stage}`,
    )
  const reference = await currentReference(lake)
  if (reference === undefined) return print(`${stage}: no reference set yet, so nothing was normalised by another`)
  const { enrichment } = await loadReference(lake, reference)
  const build = buildOf(NORMALISE_VERSION, enrichment)
  await (run ? send(stage, build, deployment) : preview(stage, build, reference, deployment))
}

async function preview(stage: string, build: string, reference: string, { lake }: Deployment): Promise<void> {
  const amount = { uploads: 0, contentBytes: 0, outputs: 0, days: 0 }
  const days = new Set<string>()
  let looked = 0
  for await (const part of outdatedParts(lake, build)) {
    looked += part.looked
    for (const before of part.outdated) {
      amount.uploads++
      amount.contentBytes += before.contentBytes
      amount.outputs += before.outputs.length
      for (const { dt } of before.outputs) days.add(dt)
      const why = before.reference === reference ? 'newer code' : 'newer networks or reference data'
      const cause = before.status === 'failed' ? 'its tries failed' : `build ${before.build} is outdated (${why})`
      if (amount.uploads <= MOST_NAMED) print(`${printable(before.key)}: ${cause}, ${before.outputs.length} days`)
    }
    showProgress(looked, amount.uploads)
  }
  amount.days = days.size
  const { uploads } = amount
  if (uploads === 0) {
    print(`${stage}: every upload was made by the present build and reference set: nothing to replay`)
    return
  }
  if (uploads > MOST_NAMED) print(`and ${uploads - MOST_NAMED} more`)
  const usd = replayCost(amount)
  print(
    `a dry run: ${uploads} of ${looked} uploads, ${(amount.contentBytes / 1e9).toFixed(3)} GB of text, would be normalised ` +
      `again and ${days.size} days published, for about $${usd.toFixed(usd < 1 ? 4 : 2)} ` +
      `(prices of ${PRICES_REGION}, seen ${PRICES_SEEN})`,
  )
  const after = await replayedUpTo(lake, build)
  if (after !== undefined) print(`a replay that was ended goes on behind upload ${after}`)
  print(`npm run replay -- --aws ${stage} --run does it`)
}

async function send(stage: string, build: string, { lake, queue }: Deployment): Promise<void> {
  const interrupted = new AbortController()
  const interrupt = () => interrupted.abort()
  const before = await replayedUpTo(lake, build)
  if (before !== undefined) print(`goes on behind upload ${before}, where the replay before was ended`)
  process.once('SIGINT', interrupt)
  try {
    const { signal } = interrupted
    const { sent, looked, whole } = await sendReplays({
      lake,
      queue,
      build,
      signal,
      waitMs: ms => sleep(ms, undefined, { signal }).catch(() => undefined),
      onProgress: showProgress,
    })
    print(`${sent} of ${looked} uploads sent to normalise; the days are published by the wakes that follow`)
    if (!whole) print(`ended; npm run replay -- --aws ${stage} --run goes on here`)
  } finally {
    process.off('SIGINT', interrupt)
  }
}

function showProgress(looked: number, outdated: number): void {
  if (looked % SHOWN_EVERY === 0) printError(`${looked} receipts looked at, ${outdated} uploads outdated`)
}
