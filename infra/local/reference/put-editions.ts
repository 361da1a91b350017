/** Another set of editions, put and said: what it is, and what it places otherwise. */
import { currentReference, loadReference, type ReferenceSet } from '../../../functions/lib/reference/reference-set.ts'
import { print } from '../terminal.ts'
import { placedOtherwise } from './edition-days.ts'
import type { ReferenceTarget } from './target.ts'

/**
 * Makes a set current with `put` and prints what it changes. What was published stays as it is until uploads are replayed:
 * the numbers are those of the rows whose days other editions place.
 */
export async function putAndSay(target: ReferenceTarget, put: () => Promise<ReferenceSet>): Promise<void> {
  const { lake, replay } = target
  const hash = await currentReference(lake)
  const before = hash === undefined ? undefined : await loadReference(lake, hash)
  const after = await put()
  if (after.hash === before?.hash) {
    print(`reference ${after.hash}: the same as before`)
    return
  }
  print(`reference ${after.hash} is current`)
  if (target.local === undefined) {
    print(
      `uploads from now on are placed by it; ${replay} says what it would change of those before, and what that costs`,
    )
    return
  }
  if (before === undefined) return
  const { uploads, ofUploads, rows, ofRows } = await placedOtherwise(lake, before.editions, after.editions)
  if (ofUploads === 0) return
  if (rows === 0) print(`none of ${ofRows} rows, in ${ofUploads} uploads, is of a day that another edition places now`)
  else
    print(
      `${rows} of ${ofRows} rows, in ${uploads} of ${ofUploads} uploads, are of days that other editions place now; they stay ` +
        `as they are until they are normalised again: ${replay} says which, ${replay}${runOption(replay)} does it`,
    )
}

const runOption = (replay: string): string => (replay.includes(' -- ') ? ' --run' : ' -- --run')
