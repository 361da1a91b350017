/** What autonomous systems are called in the data that placed the contacts. */
import type { ObjectStore } from '../lib/ports.ts'
import { openAsnRanges, rangesKeyOf } from '../lib/reference/edition-ranges.ts'
import { editionOf } from '../lib/reference/editions.ts'
import type { PlacedDay } from './placed-editions.ts'

/** By number; none where the data are no longer stored. */
export type OperatorNames = () => Promise<ReadonlyMap<number, string>>

/** As the edition of the last of these days has them: 12 MB, read when somebody first asks. */
export function createOperatorNames(lake: Pick<ObjectStore, 'get'>, days: readonly PlacedDay[]): OperatorNames {
  let names: ReturnType<OperatorNames> | undefined
  return () => {
    names ??= readNames(lake, days)
    names.catch(() => {
      names = undefined
    })
    return names
  }
}

async function readNames(lake: Pick<ObjectStore, 'get'>, days: readonly PlacedDay[]): ReturnType<OperatorNames> {
  const last = days.findLast(({ editions }) => editions !== undefined)
  if (last?.editions === undefined) return new Map()
  const { ranges } = editionOf(last.editions.asn, last.dt)
  const object = await lake.get(rangesKeyOf(ranges))
  if (object === undefined) return new Map()
  return new Map(openAsnRanges(ranges, object.bytes).labels.map(({ asn, name }) => [asn, name]))
}
