/**
 * The ranges of a reference set's editions on the local disk, from where look-ups read those that they need. An edition is
 * fetched when the first day that it places is met: on the disk it costs its bytes (10 MB), in memory nothing until a row
 * of that day is written.
 */
import { randomUUID } from 'node:crypto'
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ObjectStore } from '../lib/ports.ts'
import { checkRanges, type RangesReader, rangesInFolder, rangesKeyOf } from '../lib/reference/edition-ranges.ts'
import type { Edition, Editions } from '../lib/reference/editions.ts'

/** What begins to be written is whole, or given up, after this: a function runs for at most 15 minutes. */
const WRITING_MS = 900_000

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
    const path = join(folder, name)
    const [, hash = '', growing] = /^(\w+)\.bin(\..+)?$/.exec(name) ?? []
    if (wanted.has(hash) && growing === undefined) held.add(hash)
    else if (!wanted.has(hash) || (await isGivenUp(path))) await rm(path, { force: true })
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

/** Whether nobody writes it any more; another process may be at it now. */
async function isGivenUp(path: string): Promise<boolean> {
  const written = await stat(path).catch(() => undefined)
  return written !== undefined && Date.now() - written.mtimeMs > WRITING_MS
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
  // Under a name of its own: two processes that share the folder may both bring it.
  const growing = `${path}.${randomUUID()}`
  await writeFile(growing, object.bytes)
  await rename(growing, path)
}
