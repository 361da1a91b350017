/** Which uploads of a lake the words of a command name: by path, by key, or by the beginning of an id. */
import { realpath } from 'node:fs/promises'
import { basename, dirname, join, sep } from 'node:path'
import { isUnpacked } from './archives/archive-uploads.ts'
import type { LocalLake } from './lake.ts'
import type { StandingUpload } from './standings.ts'
import { fromUser } from './user-paths.ts'

/** Shortest beginning of an id that is taken for one. */
const SHORTEST_ID = 4

type Lake = Pick<LocalLake, 'folder' | 'uploads'>

/**
 * What a word names: a file or a folder where it lies (or lay), else a key or a folder of keys, else the beginning of an id.
 * None where it names none.
 */
export async function namedUploads(
  word: string,
  all: readonly StandingUpload[],
  { uploads }: Lake,
): Promise<StandingUpload[]> {
  const places = await placesOf(fromUser(word))
  const isThere = (key: string) => uploads.has(key) && places.some(place => isWithin(uploads.pathOf(key), place, sep))
  const byPath = all.filter(({ receipt }) => isThere(receipt.key))
  if (byPath.length > 0) return byPath
  const key = word.replace(/\/+$/, '')
  const byKey = all.filter(({ receipt }) => key !== '' && isWithin(receipt.key, key, '/'))
  if (byKey.length > 0) return byKey
  const isId = word.length >= SHORTEST_ID && /^[0-9a-f]+$/.test(word)
  return isId ? all.filter(({ receipt }) => receipt.uploadId.startsWith(word)) : []
}

/** The key of the archive that an upload was unpacked from; undefined of any other. */
export function archiveOf(key: string, all: readonly StandingUpload[], { folder, uploads }: Lake): string | undefined {
  if (!uploads.has(key) || !isUnpacked(folder, uploads.pathOf(key))) return undefined
  return all.map(({ receipt }) => receipt.key).find(other => key.startsWith(`${other}/`))
}

const isWithin = (path: string, place: string, separator: string): boolean =>
  path === place || path.startsWith(place.endsWith(separator) ? place : `${place}${separator}`)

/** A path by the folders that links to it lead to, as uploads are remembered, and what it leads to itself. */
async function placesOf(path: string): Promise<string[]> {
  const led = await realpath(path).catch(() => undefined)
  const own = dirname(path) === path ? path : join(await leadingTo(dirname(path)), basename(path))
  return led === undefined ? [own] : [own, led]
}

/** As far as it is there. */
async function leadingTo(folder: string): Promise<string> {
  const found = await realpath(folder).catch(() => undefined)
  if (found !== undefined) return found
  return dirname(folder) === folder ? folder : join(await leadingTo(dirname(folder)), basename(folder))
}
