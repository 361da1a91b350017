/** Deletes records of one machine's lake: by a row of deleted.csv, and by reading all uploads again, which leave them out. */
import { landingKeyOf } from '../../functions/lib/ledger/facts.ts'
import { landingBuildOf } from '../../functions/lib/ledger/ids.ts'
import { type DeletionRow, deletionsCsv } from '../../functions/lib/reference/deletions.ts'
import { openReference } from '../../functions/lib/reference/reference-set.ts'
import { DELETED } from '../../functions/normalise/record-sink.ts'
import { findOutdated, replayUpload } from '../../functions/normalise/replay.ts'
import { sweepRuns } from '../../functions/publish/sweep-runs.ts'
import { contentToUse, type LocalLake } from './lake.ts'
import type { Progress } from './progress.ts'
import { publishLake } from './publish-lake.ts'
import { useDeletions } from './put-files.ts'
import { standingUploads } from './standings.ts'

const DAY_MS = 86_400_000

export interface Deleted {
  /** Uploads that hold some, and their records that are left out. */
  uploads: number
  records: number
  days: number
  /** Objects of the lake that went: rows and refused lines of before, and tables of before. */
  objects: number
  /** Uploads that could not be read again, so that what they hold stays. */
  problems: { key: string; problem: string }[]
}

/** Ended at any moment, the same again goes on with it. */
export async function deleteRecords(row: DeletionRow, lake: LocalLake, say: Progress): Promise<Deleted> {
  const { deletions } = openReference((await contentToUse(lake.lake)).files)
  const isKnown = deletions.some(known => sameRecords(known, row))
  const reference = await useDeletions(lake.lake, deletionsCsv(isKnown ? deletions : [...deletions, row]))
  const dependencies = await lake.delivery(reference)
  const outdated = await findOutdated(dependencies)
  const problems: Deleted['problems'] = []
  for (const before of outdated) {
    const { problem } = await replayUpload(before, dependencies)
    say.step('reading uploads again', outdated.length)
    if (problem !== undefined) problems.push({ key: before.key, problem })
  }
  say.done()
  const published = await publishLake(lake, say)
  const swept = await sweepOldBuilds(lake)
  // As if a day had gone by: whoever still reads tables of before asks again.
  const runs = await sweepRuns(await lake.publish(), { nowMs: () => lake.clock.nowMs() + DAY_MS + 1 })
  const holding = (await standingUploads(lake.lake)).flatMap(({ receipt }) => receipt.skipped[DELETED] ?? [])
  return {
    uploads: holding.length,
    records: holding.reduce((sum, records) => sum + records, 0),
    days: published.filter(({ outcome }) => outcome !== 'unchanged').length,
    objects: swept + runs,
    problems,
  }
}

const sameRecords = (a: DeletionRow, b: DeletionRow): boolean =>
  a.source === b.source && a.cidr === b.cidr && a.from === b.from && a.to === b.to

/** Rows and refused lines that no upload of a key names any more: of older builds, and of uploads that left their keys. */
async function sweepOldBuilds({ lake }: LocalLake): Promise<number> {
  const named = new Set<string>()
  for (const { receipt, standing } of await standingUploads(lake)) {
    if (standing === 'removed' || standing === 'overwritten') continue
    const { uploadId, build, returned, outputs, rejects } = receipt
    for (const { dt } of outputs) named.add(landingKeyOf(dt, uploadId, landingBuildOf(build, returned)))
    if (rejects !== null) named.add(rejects)
  }
  const old: string[] = []
  for (const prefix of ['landing/', 'rejects/'])
    for await (const { key } of lake.list(prefix)) if (!named.has(key)) old.push(key)
  await lake.delete(old)
  return old.length
}
