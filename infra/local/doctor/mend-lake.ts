/** Mends what was found: each step for all findings before the next. What fails is told, and the rest goes on. */
import { rm } from 'node:fs/promises'
import { markDirty } from '../../../functions/lib/ledger/days.ts'
import { manifestKey } from '../../../functions/lib/ledger/manifests.ts'
import { readReceipt } from '../../../functions/lib/ledger/receipts.ts'
import { type DeliveryDependencies, deliverCreated } from '../../../functions/normalise/deliver.ts'
import { renewUpload } from '../../../functions/normalise/renew.ts'
import { sweepRuns } from '../../../functions/publish/sweep-runs.ts'
import type { LocalLake } from '../lake.ts'
import type { Progress } from '../progress.ts'
import { publishLake } from '../publish-lake.ts'
import type { Finding, Mend } from './finding.ts'

export async function mendLake(
  findings: readonly Finding[],
  lake: LocalLake,
  dependencies: DeliveryDependencies,
  say: Progress,
): Promise<void> {
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
  const delivered = new Set(of('deliver').map(({ key }) => key))
  for (const key of delivered) {
    await tryTo(key, () => deliverCreated(key, dependencies))
    say.step('delivering uploads', delivered.size)
  }
  const renewed = new Map(of('renew').map(({ receipt }) => [receipt.uploadId, receipt.key]))
  for (const [uploadId, key] of renewed) {
    await tryTo(key, async () => {
      const [receipt, head] = [await readReceipt(lake.lake, uploadId), await lake.uploads.head(key)]
      if (receipt !== undefined && head !== undefined)
        await renewUpload(receipt, receipt.returned + 1, head, dependencies)
    })
    say.step('normalising uploads again', renewed.size)
  }
  const days = [...new Set(of('publish').map(({ dt }) => dt))]
  // A manifest that says what the uploads say would be left as it is.
  await lake.lake.delete(days.map(manifestKey))
  await markDirty(lake.lake, days, dependencies.unique())
  say.done()
  await tryTo('publishing', () => publishLake(lake, say))
  await sweepRuns(await lake.publish(), lake.clock)
}
