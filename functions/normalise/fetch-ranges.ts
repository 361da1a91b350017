/**
 * The ranges of a reference set's editions on the local disk, from where look-ups read those that they need. An edition is
 * fetched when the first day that it places is met: on the disk it costs its bytes (10 MB), in memory nothing until a row
 * of that day is written.
 */
import { randomUUID } from 'node:crypto'
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ObjectStore } from '../lib/ports.ts'
import { checkBytesOfRanges, type RangesReader, rangesInFolder, rangesKeyOf } from '../lib/reference/edition-ranges.ts'
import type { Edition } from '../lib/reference/editions.ts'
import { checkNameKinds, nameKindsFileOf } from '../lib/reference/name-kinds.ts'
import type { ReferenceSet } from '../lib/reference/reference-set.ts'

/** What begins to be written is whole, or given up, after this: a function runs for at most 15 minutes. */
const WRITING_MS = 900_000

/**
 * Ranges that the folder holds, or is brought, with what the lake has beside those of systems; those of other editions and
 * rules are removed from it. Bringing fails where the lake lacks ranges, or holds other bytes than their hash was made of, and
 * may be tried again.
 */
export async function openRangesFolder(
  lake: Pick<ObjectStore, 'get'>,
  { editions, rules }: Pick<ReferenceSet, 'editions' | 'rules'>,
  folder: string,
): Promise<Required<RangesReader>> {
  await mkdir(folder, { recursive: true })
  const wanted = new Set([...editions.country, ...editions.asn].flatMap(edition => filesOf(edition, rules)))
  const held = new Set<string>()
  for (const name of await readdir(folder)) {
    const path = join(folder, name)
    const [, file = '', growing] = /^([\w-]+\.(?:bin|kinds))(\..+)?$/.exec(name) ?? []
    if (wanted.has(file) && growing === undefined) held.add(file)
    else if (!wanted.has(file) || (await isGivenUp(path))) await rm(path, { force: true })
  }
  const onTheWay = new Map<string, Promise<void>>()
  return {
    ...rangesInFolder(folder),
    bring(edition) {
      const absent = filesOf(edition, rules).filter(file => !held.has(file))
      if (absent.length === 0) return undefined
      const known = onTheWay.get(edition.ranges)
      if (known !== undefined) return known
      const fetched = Promise.all(absent.map(file => fetchOne(lake, edition, file, folder)))
        .then(() => absent.forEach(file => void held.add(file)))
        .finally(() => onTheWay.delete(edition.ranges))
      onTheWay.set(edition.ranges, fetched)
      return fetched
    },
  }
}

/** Its ranges first. */
const filesOf = ({ data, ranges }: Edition, rules: string): string[] =>
  data === 'asn' ? [`${ranges}.bin`, nameKindsFileOf(ranges, rules)] : [`${ranges}.bin`]

/** Whether nobody writes it any more; another process may be at it now. */
async function isGivenUp(path: string): Promise<boolean> {
  const written = await stat(path).catch(() => undefined)
  return written !== undefined && Date.now() - written.mtimeMs > WRITING_MS
}

async function fetchOne(
  lake: Pick<ObjectStore, 'get'>,
  { data, date, ranges }: Edition,
  file: string,
  folder: string,
): Promise<void> {
  const key = `reference/ranges/${file}`
  const isRanges = key === rangesKeyOf(ranges)
  const object = await lake.get(key)
  if (object === undefined) {
    // In lakes of before nobody worked out what rules say.
    if (!isRanges) return
    throw new Error(`${key}: expected the ranges of the ${data} edition of ${date}, found none; put the set again`)
  }
  if (isRanges) checkBytesOfRanges(ranges, object.bytes)
  else checkNameKinds(key, object.bytes)
  const path = join(folder, file)
  // Under a name of its own: two processes that share the folder may both bring it.
  const growing = `${path}.${randomUUID()}`
  await writeFile(growing, object.bytes)
  await rename(growing, path)
}
