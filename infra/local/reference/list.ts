/** `npm run reference -- list`: the editions of the current set. */
import type { ObjectStore } from '../../../functions/lib/ports.ts'
import { rangesKeyOf } from '../../../functions/lib/reference/edition-ranges.ts'
import { RANGES_HEADER_BYTES, rangesIn } from '../../../functions/lib/reference/ranges.ts'
import { currentReference, loadReference } from '../../../functions/lib/reference/reference-set.ts'
import { typedCommand } from '../installation.ts'
import { formatRows } from '../rows.ts'
import { print } from '../terminal.ts'
import { daysPlacedBy } from './edition-days.ts'
import { openTarget, type TargetOptions } from './target.ts'

/** Prints a row for each edition. */
export async function listEditions(options: TargetOptions): Promise<void> {
  const { lake, close } = await openTarget(options)
  try {
    const hash = await currentReference(lake)
    if (hash === undefined) {
      print(`no reference set yet; ${typedCommand('start')} makes the first one`)
      return
    }
    const { editions } = await loadReference(lake, hash)
    const rows: (string | number)[][] = []
    for (const data of ['country', 'asn'] as const)
      for (const [index, { date, name, version, licence, ranges }] of editions[data].entries()) {
        const count = rangesIn(await headerOf(lake, ranges))
        const option = data === 'country' ? 'country' : 'as'
        rows.push([option, date, daysPlacedBy(editions[data], index), count, name, version, licence])
      }
    print(formatRows({ columns: ['data', 'date', 'places', 'ranges', 'name', 'version', 'licence'], rows }, 'table'))
  } finally {
    await close()
  }
}

async function headerOf(lake: ObjectStore, ranges: string): Promise<Uint8Array> {
  const { body } = await lake.stream(rangesKeyOf(ranges), { start: 0, end: RANGES_HEADER_BYTES })
  const pieces: Uint8Array[] = []
  for await (const piece of body) pieces.push(piece)
  return Buffer.concat(pieces)
}
