/**
 * The ranges of a reference set's editions on the local disk, from where look-ups read those that they need: which days an
 * upload is of is only known while its rows are written, when nothing can be waited for. On the disk an edition costs its
 * bytes (10 MB), in memory nothing until a day of it is placed.
 */
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ObjectStore } from '../lib/ports.ts'
import { checkRanges, type RangesReader, rangesInFolder, rangesKeyOf } from '../lib/reference/edition-ranges.ts'
import type { Edition, Editions } from '../lib/reference/editions.ts'

/** Ranges that are read at a time, each held whole meanwhile. */
const AT_ONCE = 4

/**
 * Makes the folder hold the ranges of these editions, and no others. What it holds stays as it is. Throws where the lake
 * lacks one, or holds other bytes than its hash was made of.
 */
export async function fetchRanges(
  lake: Pick<ObjectStore, 'get'>,
  editions: Editions,
  folder: string,
): Promise<RangesReader> {
  await mkdir(folder, { recursive: true })
  const wanted = new Map<string, Edition>()
  for (const edition of [...editions.country, ...editions.asn]) wanted.set(edition.ranges, edition)
  for (const name of await readdir(folder)) {
    const hash = name.replace(/\.bin$/, '')
    if (wanted.has(hash)) wanted.delete(hash)
    else await rm(join(folder, name), { force: true })
  }
  const waiting = [...wanted.values()]
  const work = async () => {
    for (let edition = waiting.pop(); edition !== undefined; edition = waiting.pop())
      await fetchOne(lake, edition, folder)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return rangesInFolder(folder)
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
