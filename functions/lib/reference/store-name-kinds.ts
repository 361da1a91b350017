/** What rules on names say of the systems of a set's editions, stored beside their ranges before the set is. */
import type { ObjectStore } from '../ports.ts'
import type { Catalogue } from './catalogue.ts'
import { openAsnRanges, type RangesReader, rangesKeyOf } from './edition-ranges.ts'
import type { Editions } from './editions.ts'
import { checkNameKinds, encodeNameKinds, MOST_RULES, nameKindsFileOf, nameKindsKeyOf } from './name-kinds.ts'

/**
 * Works it out where neither the lake has it nor who brings the set. `onAsked` hears of each system whose name is asked, with how
 * many there are.
 */
export async function storeNameKinds(
  lake: ObjectStore,
  { editions, rules, catalogue }: { editions: Editions; rules: string; catalogue: Pick<Catalogue, 'kinds'> },
  ranges: RangesReader,
  onAsked?: (of: number) => void,
): Promise<void> {
  if (catalogue.kinds.length > MOST_RULES) return
  const known = new Map<string, number>()
  for (const hash of new Set(editions.asn.map(edition => edition.ranges))) {
    const key = nameKindsKeyOf(hash, rules)
    if ((await lake.head(key)) !== undefined) continue
    const made = ranges.nameKinds?.(nameKindsFileOf(hash, rules))
    if (made !== undefined) checkNameKinds(key, made)
    const stored = made === undefined ? await lake.get(rangesKeyOf(hash)) : undefined
    const systems = () => openAsnRanges(hash, stored?.bytes ?? ranges.read(hash)).labels
    await lake.put(key, made ?? encodeNameKinds(key, catalogue.kinds, systems(), known, onAsked))
  }
}
