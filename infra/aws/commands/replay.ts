/** `npm run replay -- --aws <stage>`: what an older build made on a deployed stage, and into the queue with it. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { buildOf } from '../../../functions/lib/ledger/ids.ts'
import { listPublishedDays } from '../../../functions/lib/ledger/manifests.ts'
import { currentReference, loadReference, type ReferenceSet } from '../../../functions/lib/reference/reference-set.ts'
import { createEnricher } from '../../../functions/normalise/enrich/create-enricher.ts'
import { openRangesFolder } from '../../../functions/normalise/fetch-ranges.ts'
import { NORMALISE_VERSION } from '../../../functions/normalise/version.ts'
import { counted } from '../../local/counted.ts'
import { type DeploymentName, titleOf, wordsOf } from '../../local/deployment-name.ts'
import { typedCommand } from '../../local/installation.ts'
import { changeLines, replayChanges } from '../../local/replay-changes.ts'
import { print, printable, printError } from '../../local/terminal.ts'
import { type Deployment, openDeployment } from '../open-deployment.ts'
import { outdatedParts } from '../outdated-uploads.ts'
import { PRICES_REGION, PRICES_SEEN } from '../prices.ts'
import { replayCost } from '../replay-cost.ts'
import { replayedUpTo, sendReplays } from '../send-replays.ts'

const MOST_NAMED = 20
const SHOWN_EVERY = 3200
/** Days that are compared, each by a few queries of Athena's least price, one after another. */
const MOST_COMPARED = 31

/**
 * Without `run` says what is outdated, why, and what it would cost. With `run` sends it to normalise in bounded batches;
 * Ctrl-C ends that at once, and the same command goes on there. Throws where the stage runs another version of normalise.
 */
export async function replayOnAws({ of, run = false }: { of: DeploymentName; run?: boolean }): Promise<void> {
  const deployment = await openDeployment(of)
  const { lake, outputs } = deployment
  if (outputs.NormaliseVersion !== NORMALISE_VERSION)
    throw new Error(
      `replay: expected normalise ${NORMALISE_VERSION}, that of this version, on ${titleOf(of)}, found ${outputs.NormaliseVersion}; ` +
        ('stage' in of ? typedCommand('deploy', '--stage', of.stage) : 'deploy it with this version of the package'),
    )
  const reference = await currentReference(lake)
  if (reference === undefined)
    return print(`${titleOf(of)}: no reference set yet, so nothing was normalised by another`)
  const set = await loadReference(lake, reference)
  const build = buildOf(NORMALISE_VERSION, set.enrichment)
  await (run ? send(of, build, deployment) : preview(of, build, set, deployment))
}

async function preview(of: DeploymentName, build: string, set: ReferenceSet, deployment: Deployment): Promise<void> {
  const { lake } = deployment
  const amount = { uploads: 0, contentBytes: 0, outputs: 0, days: 0 }
  const days = new Set<string>()
  /** The set that made records, by build. */
  const made = new Map<string, string>()
  let looked = 0
  for await (const part of outdatedParts(lake, build)) {
    looked += part.looked
    for (const before of part.outdated) {
      amount.uploads++
      amount.contentBytes += before.contentBytes
      amount.outputs += before.outputs.length
      for (const { dt } of before.outputs) days.add(dt)
      made.set(before.build, before.reference)
      const why = before.reference === set.hash ? 'newer code' : 'newer networks or reference data'
      const cause = before.status === 'failed' ? 'its tries failed' : `build ${before.build} is outdated (${why})`
      if (amount.uploads <= MOST_NAMED)
        print(`${printable(before.key)}: ${cause}, ${counted(before.outputs.length, 'day')}`)
    }
    showProgress(looked, amount.uploads)
  }
  amount.days = days.size
  const { uploads } = amount
  if (uploads === 0) {
    print(`${titleOf(of)}: every upload was made by the present build and reference set: nothing to replay`)
    return
  }
  if (uploads > MOST_NAMED) print(`and ${uploads - MOST_NAMED} more`)
  for (const line of await wouldChange(days, made, set, deployment)) print(printable(line))
  const usd = replayCost(amount)
  print(
    `a dry run: ${uploads} of ${looked} uploads, ${(amount.contentBytes / 1e9).toFixed(3)} GB of text, would be normalised ` +
      `again and ${counted(days.size, 'day')} published, for about $${usd.toFixed(usd < 1 ? 4 : 2)} ` +
      `(prices of ${PRICES_REGION}, seen ${PRICES_SEEN})`,
  )
  const after = await replayedUpTo(lake, build)
  if (after !== undefined) print(`a replay that was ended goes on behind upload ${after}`)
  print(`${typedCommand('replay', ...wordsOf(of, '--aws'), '--run')} does it`)
}

/** What the newest of the days would say otherwise, in rows of published records. */
async function wouldChange(
  days: ReadonlySet<string>,
  made: ReadonlyMap<string, string>,
  now: ReferenceSet,
  { lake, engine }: Deployment,
): Promise<string[]> {
  const published = (await listPublishedDays(lake)).filter(dt => days.has(dt)).sort()
  const compared = published.slice(-MOST_COMPARED)
  if (compared.length === 0) return ['no day of theirs is published yet: nothing to compare']
  const before = new Map<string, ReferenceSet>()
  for (const [build, reference] of made) before.set(build, await loadReference(lake, reference))
  const folder = await mkdtemp(join(tmpdir(), 'flowcensus-ranges-'))
  try {
    const enricher = createEnricher(now, await openRangesFolder(lake, now, folder))
    const lines = changeLines(await replayChanges(compared, { engine, enricher, now, before }))
    const part = `compared: the newest ${compared.length} of ${published.length} published days`
    return compared.length < published.length ? [part, ...lines] : lines
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function send(of: DeploymentName, build: string, { lake, queue }: Deployment): Promise<void> {
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
    if (!whole) print(`ended; ${typedCommand('replay', ...wordsOf(of, '--aws'), '--run')} goes on here`)
  } finally {
    process.off('SIGINT', interrupt)
  }
}

function showProgress(looked: number, outdated: number): void {
  if (looked % SHOWN_EVERY === 0) printError(`${looked} receipts looked at, ${outdated} uploads outdated`)
}
