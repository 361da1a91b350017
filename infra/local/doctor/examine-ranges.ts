/** What lies beside reference sets: the ranges of editions, and what rules on names say of their systems. */
import type { ObjectStore } from '../../../functions/lib/ports.ts'
import {
  checkBytesOfRanges,
  checkRanges,
  openAsnRanges,
  type RangesReader,
  rangesKeyOf,
} from '../../../functions/lib/reference/edition-ranges.ts'
import type { Edition } from '../../../functions/lib/reference/editions.ts'
import {
  checkNameKinds,
  MOST_RULES,
  nameKindsKeyOf,
  openNameKinds,
  sizeOfNameKinds,
} from '../../../functions/lib/reference/name-kinds.ts'
import type { ReferenceSet } from '../../../functions/lib/reference/reference-set.ts'
import { contentToUse, type LocalLake } from '../lake.ts'
import { commandOn } from '../lake-folders.ts'
import type { Finding, Mend } from './finding.ts'

const PUT: Mend = { step: 'put', lists: 'stored' }

/** Those of the set that is current, and of the others what is damaged. */
export async function examineRanges({ folder, lake }: LocalLake, set: ReferenceSet): Promise<Finding[]> {
  const findings: Finding[] = []
  const examined = new Set<string>()
  let installed: RangesReader | undefined
  for (const edition of [...set.editions.country, ...set.editions.asn]) {
    const key = rangesKeyOf(edition.ranges)
    if (examined.has(key)) continue
    examined.add(key)
    const bytes = (await lake.get(key))?.bytes
    const isSound = bytes !== undefined && isWhole(() => checkRanges(edition.data, edition.ranges, bytes))
    if (!isSound) {
      installed ??= (await contentToUse(lake)).ranges
      findings.push(withoutRanges(edition, bytes !== undefined, installed, folder))
    }
    if (edition.data !== 'asn' || set.catalogue.kinds.length > MOST_RULES) continue
    const kindsKey = nameKindsKeyOf(edition.ranges, set.rules)
    examined.add(kindsKey)
    const systems = isSound ? openAsnRanges(edition.ranges, bytes).labels.length : undefined
    const found = await examineNameKinds(lake, kindsKey, systems, set.catalogue.kinds.length)
    if (found !== undefined) findings.push(found)
  }
  for await (const { key } of lake.list('reference/ranges/')) {
    if (examined.has(key) || (await isWholeBesideSets(lake, key))) continue
    findings.push({
      kind: 'damaged file beside sets that are not current',
      where: key,
      advice: 'harmless until such a set is current again, which would take it for what it was',
      mends: [{ step: 'delete', keys: [key] }],
    })
  }
  return findings
}

function withoutRanges(
  { data, date, ranges }: Edition,
  isThere: boolean,
  installed: RangesReader,
  folder: string,
): Finding {
  const key = rangesKeyOf(ranges)
  const isInstalled = isWhole(() => checkBytesOfRanges(ranges, installed.read(ranges)))
  const add = commandOn(folder, 'reference', 'add', data === 'country' ? '--country' : '--as', '<file>', '--date', date)
  const mends: Mend[] = isThere ? [{ step: 'delete', keys: [key] }] : []
  return {
    kind: `ranges of an edition are ${isThere ? 'damaged' : 'missing'}`,
    where: `${key}, of ${date}`,
    advice: isInstalled ? 'they are those of the installed data' : `bring the edition again (${add})`,
    mends: isInstalled ? [...mends, PUT] : mends,
  }
}

/** `systems`: of the edition, where its ranges are sound. */
async function examineNameKinds(
  lake: ObjectStore,
  key: string,
  systems: number | undefined,
  rules: number,
): Promise<Finding | undefined> {
  const bytes = (await lake.get(key))?.bytes
  if (bytes === undefined)
    return {
      kind: 'what rules say of names of systems is missing',
      where: key,
      advice: 'harmless, but slow: they are asked of each name that a log brings; it is worked out anew',
      mends: [PUT],
    }
  const isSound =
    systems === undefined
      ? isWhole(() => checkNameKinds(key, bytes))
      : isWhole(() => openNameKinds(key, bytes, { systems, rules }))
  if (isSound) return undefined
  const size = systems === undefined ? bytes.length : sizeOfNameKinds(systems)
  return {
    kind: 'what rules say of names of systems is damaged',
    where: `${key}: ${size === bytes.length ? 'other bytes than were worked out' : `${bytes.length} bytes of ${size}`}`,
    advice: 'no log of days that the edition places is read beside it; it is worked out anew',
    mends: [{ step: 'delete', keys: [key] }, PUT],
  }
}

/** Whether a file of other editions or rules is what was written. */
async function isWholeBesideSets(lake: ObjectStore, key: string): Promise<boolean> {
  const bytes = (await lake.get(key))?.bytes ?? new Uint8Array()
  const [, ranges] = /([^/]+)\.bin$/.exec(key) ?? []
  return isWhole(() => (ranges === undefined ? checkNameKinds(key, bytes) : checkBytesOfRanges(ranges, bytes)))
}

function isWhole(check: () => unknown): boolean {
  try {
    check()
    return true
  } catch {
    return false
  }
}
