/**
 * The ranges of a reference set's editions on the local disk, from where look-ups read those that they need. An edition is
 * fetched when the first day that it places is met: on the disk it costs its bytes (10 MB), in memory nothing until a row
 * of that day is written.
 */
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ObjectStore } from '../lib/ports.ts'
import { checkRanges, type RangesReader, rangesInFolder, rangesKeyOf } from '../lib/reference/edition-ranges.ts'
import type { Edition, Editions } from '../lib/reference/editions.ts'

/**
 * Ranges that the folder holds, or is brought; those of other editions are removed from it. Bringing fails where the lake
 * lacks them, or holds other bytes than their hash was made of, and may be tried again.
 */
export async function openRangesFolder(
  lake: Pick<ObjectStore, 'get'>,
  editions: Editions,
  folder: string,
): Promise<Required<RangesReader>> {
  await mkdir(folder, { recursive: true })
  const wanted = new Set([...editions.country, ...editions.asn].map(({ ranges }) => ranges))
  const held = new Set<string>()
  for (const name of await readdir(folder)) {
    const hash = name.replace(/\.bin$/, '')
    if (wanted.has(hash)) held.add(hash)
    else await rm(join(folder, name), { force: true })
  }
  const onTheWay = new Map<string, Promise<void>>()
  return {
    ...rangesInFolder(folder),
    bring(edition) {
      const { ranges } = edition
      if (held.has(ranges)) return undefined
      const known = onTheWay.get(ranges)
      if (known !== undefined) return known
      const fetched = fetchOne(lake, edition, folder)
        .then(() => void held.add(ranges))
        .finally(() => onTheWay.delete(ranges))
      onTheWay.set(ranges, fetched)
      return fetched
    },
  }
}

async function fetchOne(
  lake: Pick<ObjectStore, 'get'>,
  { data, date, ranges }: Edition,
  folder: string,
): Promise<void> {
  const key = rangesKeyOf(ranges)
  const object = await lake.get(key)
  if (object === undefined)
    throw new Error(`${key}: expected the ranges of the ${data} edition of ${date}, found none; put the set again`)
  checkRanges(data, ranges, object.bytes)
  const path = join(folder, `${ranges}.bin`)
  await writeFile(`${path}.part`, object.bytes)
  await rename(`${path}.part`, path)
}
