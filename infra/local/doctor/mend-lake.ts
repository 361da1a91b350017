/** Mends what was found: each step for all findings before the next. What fails is told, and the rest goes on. */
import { rm } from 'node:fs/promises'
import { markDirty } from '../../../functions/lib/ledger/days.ts'
import { manifestKey } from '../../../functions/lib/ledger/manifests.ts'
import { readReceipt } from '../../../functions/lib/ledger/receipts.ts'
import type { ObjectStore } from '../../../functions/lib/ports.ts'
import {
  currentReference,
  loadReference,
  type ReferenceSet,
  readReferenceFiles,
} from '../../../functions/lib/reference/reference-set.ts'
import { type DeliveryDependencies, deliverCreated } from '../../../functions/normalise/deliver.ts'
import { renewUpload } from '../../../functions/normalise/renew.ts'
import { sweepRuns } from '../../../functions/publish/sweep-runs.ts'
import { contentToUse, type LocalLake, putContent, useReference } from '../lake.ts'
import type { Progress } from '../progress.ts'
import { publishLake } from '../publish-lake.ts'
import type { Finding, Mend } from './finding.ts'

export async function mendLake(findings: readonly Finding[], lake: LocalLake, say: Progress): Promise<void> {
  const mends = findings.flatMap(finding => finding.mends)
  const of = <Step extends Mend['step']>(step: Step) =>
    mends.filter((mend): mend is Extract<Mend, { step: Step }> => mend.step === step)
  const tryTo = async (what: string, work: () => Promise<unknown>) => {
    try {
      await work()
    } catch (error) {
      say.line(`${what}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }

  for (const { keys } of of('delete')) await tryTo(keys.join(), () => lake.lake.delete(keys))
  for (const { paths } of of('unlink')) for (const path of paths) await tryTo(path, () => rm(path, { force: true }))
  const sets = of('put')
  if (sets.length > 0)
    await tryTo('the reference set', () =>
      sets.some(({ lists }) => lists === 'installed') ? useReference(lake.lake, undefined) : putAgain(lake.lake),
    )
  let opened: Promise<DeliveryDependencies> | undefined
  /** Of the set as it is now; opened where it is needed. */
  const dependencies = () => {
    opened ??= currentDependencies(lake)
    return opened
  }
  const delivered = new Set(of('deliver').map(({ key }) => key))
  for (const key of delivered) {
    await tryTo(key, async () => deliverCreated(key, await dependencies()))
    say.step('delivering uploads', delivered.size)
  }
  const renewed = new Map(of('renew').map(({ receipt }) => [receipt.uploadId, receipt.key]))
  for (const [uploadId, key] of renewed) {
    await tryTo(key, async () => {
      const [receipt, head] = [await readReceipt(lake.lake, uploadId), await lake.uploads.head(key)]
      if (receipt !== undefined && head !== undefined)
        await renewUpload(receipt, receipt.returned + 1, head, await dependencies())
    })
    say.step('normalising uploads again', renewed.size)
  }
  const days = [...new Set(of('publish').map(({ dt }) => dt))]
  // A manifest that says what the uploads say would be left as it is.
  await lake.lake.delete(days.map(manifestKey))
  await markDirty(lake.lake, days, (await lake.publish()).unique())
  say.done()
  await tryTo('publishing', () => publishLake(lake, say))
  await sweepRuns(await lake.publish(), lake.clock)
}

/** Stores the current set as it is, with what is missing beside it. */
async function putAgain(lake: ObjectStore): Promise<ReferenceSet> {
  const hash = await expectReference(lake)
  const { ranges } = await contentToUse(lake)
  return putContent(lake, { files: await readReferenceFiles(lake, hash), ranges })
}

const currentDependencies = async (lake: LocalLake): Promise<DeliveryDependencies> =>
  lake.delivery(await loadReference(lake.lake, await expectReference(lake.lake)))

async function expectReference(lake: ObjectStore): Promise<string> {
  const hash = await currentReference(lake)
  if (hash === undefined) throw new Error('expected a current reference set, found none')
  return hash
}
