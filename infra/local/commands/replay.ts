/** `npm run replay`: what an older build made, made again. */
import { findOutdated, replayUpload } from '../../../functions/normalise/replay.ts'
import { publishAllDirty } from '../../../functions/publish/tick.ts'
import { openExistingLake, previewReference, useReference } from '../lake.ts'
import { createProgress } from '../progress.ts'
import { print, printable } from '../terminal.ts'

export async function replay(options: { run?: boolean; lake?: string }): Promise<void> {
  const lake = await openExistingLake(options.lake)
  const say = createProgress()
  try {
    const reference =
      options.run === true ? await useReference(lake.lake, undefined) : await previewReference(lake.lake)
    const dependencies = await lake.delivery(reference)
    const outdated = await findOutdated(dependencies)
    if (outdated.length === 0) {
      print('every upload was made by the present build and reference set: nothing to replay')
      return
    }
    for (const before of outdated) {
      if (options.run !== true) {
        const why = before.reference === reference.hash ? 'newer code' : 'newer networks or reference data'
        print(`${printable(before.key)}: build ${before.build} is outdated (${why}), ${before.outputs.length} days`)
        continue
      }
      const { after, problem } = await replayUpload(before, dependencies)
      const change = (name: 'accepted' | 'outOfScope', label: string) =>
        after === undefined || after[name] === before[name] ? '' : `, ${label} ${before[name]} -> ${after[name]}`
      print(
        problem === undefined
          ? `${printable(before.key)}: replayed${change('accepted', 'accepted')}${change('outOfScope', 'without a watched end')}`
          : `${printable(before.key)}: ${problem}`,
      )
    }
    if (options.run !== true) {
      print(`a dry run: ${outdated.length} uploads would be normalised again; npm run replay -- --run does it`)
      return
    }
    const { failed } = await publishAllDirty(await lake.publish(), (_, of) => say.step('publishing days', of))
    say.done()
    if (failed[0] !== undefined) throw failed[0].error
    print('published; npm start makes the report anew')
  } finally {
    await lake.close()
  }
}
