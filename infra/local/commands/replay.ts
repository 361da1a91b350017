/** `npm run replay`: what an older build made, made again. */
import { listPublishedDays } from '../../../functions/lib/ledger/manifests.ts'
import type { Receipt } from '../../../functions/lib/receipt.ts'
import { loadReference, type ReferenceSet } from '../../../functions/lib/reference/reference-set.ts'
import { findOutdated, replayUpload } from '../../../functions/normalise/replay.ts'
import { counted } from '../counted.ts'
import { type LocalLake, openExistingLake, previewReference, useReference } from '../lake.ts'
import { commandOn } from '../lake-folders.ts'
import { createProgress } from '../progress.ts'
import { publishLake } from '../publish-lake.ts'
import { changeLines, replayChanges } from '../replay-changes.ts'
import { isStudyFolder } from '../study-folder.ts'
import { print, printable } from '../terminal.ts'
import { typedPath } from '../user-paths.ts'

export async function replay(options: { run?: boolean; lake?: string }): Promise<void> {
  const lake = await openExistingLake(options.lake)
  const say = createProgress()
  try {
    const reference =
      options.run === true ? await useReference(lake.lake, undefined) : await previewReference(lake.lake)
    const dependencies = await lake.delivery(reference)
    const outdated = (await findOutdated(dependencies)).sort((a, b) => (a.key < b.key ? -1 : 1))
    if (outdated.length === 0) {
      print('every upload was made by the present build and reference set: nothing to replay')
      return
    }
    for (const before of outdated) {
      if (options.run !== true) {
        const why = before.reference === reference.hash ? 'newer code' : 'newer networks or reference data'
        print(
          `${printable(before.key)}: build ${before.build} is outdated (${why}), ${counted(before.outputs.length, 'day')}`,
        )
        continue
      }
      const { after, problem } = await replayUpload(before, dependencies)
      const change = after === undefined ? (problem ?? 'not replayed') : `replayed, ${changesOf(before, after)}`
      print(`${printable(before.key)}: ${printable(change)}`)
    }
    if (options.run !== true) {
      for (const line of await wouldChange(lake, reference, outdated)) print(printable(line))
      const again = commandOn(lake.folder, 'replay', '--run')
      print(`a dry run: ${counted(outdated.length, 'upload')} would be normalised again; ${again} does it`)
      return
    }
    await publishLake(lake, say)
    print(`published; ${reportAnew(lake)} makes the report anew`)
  } finally {
    await lake.close()
  }
}

/** What the outdated uploads would say otherwise, in rows of published records. */
async function wouldChange(lake: LocalLake, reference: ReferenceSet, outdated: readonly Receipt[]): Promise<string[]> {
  const published = new Set(await listPublishedDays(lake.lake))
  const days = new Set(outdated.flatMap(({ outputs }) => outputs.map(({ dt }) => dt)))
  const before = new Map<string, ReferenceSet>()
  for (const { build, reference: made } of outdated)
    if (!before.has(build)) before.set(build, await loadReference(lake.lake, made))
  const changes = await replayChanges([...days].filter(dt => published.has(dt)).sort(), {
    engine: await lake.engine(),
    enricher: (await lake.delivery(reference)).enricher,
    now: reference,
    before,
  })
  return changeLines(changes)
}

/** The command that makes the report of a lake: of own logs any path that was named before will do. */
function reportAnew({ folder, uploads }: LocalLake): string {
  const path = isStudyFolder(folder) ? undefined : uploads.aNamedPath()
  return path === undefined ? commandOn(folder, 'start') : commandOn(folder, 'start', typedPath(path))
}

/** What of a receipt's line is not as before. */
function changesOf(before: Receipt, after: Receipt): string {
  const factsOf = (receipt: Receipt): Record<string, string | number> => ({
    format: receipt.format ?? receipt.status,
    accepted: receipt.accepted,
    'without a watched end': receipt.outOfScope,
    rejected: Object.values(receipt.rejected).reduce((a, b) => a + b, 0),
    days: receipt.outputs.length,
    networks: [...new Set(receipt.liveness.flatMap(({ networks }) => networks))].sort().join(' and ') || 'none',
  })
  const was = factsOf(before)
  const changes = Object.entries(factsOf(after)).filter(([name, value]) => was[name] !== value)
  if (changes.length === 0)
    return before.reference === after.reference
      ? 'the same counts'
      : 'the same counts and networks, by newer networks.csv or reference data'
  return changes.map(([name, value]) => `${name} ${was[name]} -> ${value}`).join(', ')
}
