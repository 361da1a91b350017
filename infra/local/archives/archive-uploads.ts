/**
 * Archives among the uploads of one machine: their files are unpacked beside the lake and are uploads of their own, with
 * keys below that of the archive. They stay there, so that replay and explain find them; they go when the archive goes.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join, resolve, sep } from 'node:path'
import type { Receipt } from '../../../functions/lib/receipt.ts'
import { isArchive, isZip } from '../../../functions/normalise/unread/index.ts'
import type { LeftOut, UploadFile } from '../find-uploads.ts'
import { unpackTar } from './tar.ts'
import { DEFAULT_UNPACK_LIMITS, type UnpackLimits, unpackInto } from './unpacked.ts'
import { unpackZip } from './zip.ts'

/** An upload that an archive is, as it lies there. */
export interface Archive {
  receipt: Pick<Receipt, 'key' | 'version' | 'refusal'>
  path: string
  folder: string | undefined
}

/** Whether the file at this path came out of an archive. */
export const isUnpacked = (lakeFolder: string, path: string): boolean =>
  path.startsWith(`${realpathSync(lakeFolder)}${sep}unpacked${sep}`)

export const isArchiveReceipt = ({ status, refusal }: Pick<Receipt, 'status' | 'refusal'>): boolean =>
  status === 'other' && isArchive(refusal ?? '')

/** Where files of archives lie, below the folder of the lake. */
const folderOf = (lakeFolder: string): string => resolve(lakeFolder, 'unpacked')
/** Where those of one lie; their keys begin with that of the archive. */
const rootOf = (lakeFolder: string, key: string): string =>
  join(folderOf(lakeFolder), createHash('sha256').update(key).digest('hex').slice(0, 16))
const DONE = '.unpacked'

/**
 * Unpacks an archive, unless these bytes of it are unpacked already; resolves to its files. What of it cannot be unpacked
 * is told to `leftOut`.
 */
export async function unpackArchive(
  lakeFolder: string,
  { receipt: { key, version, refusal }, path, folder }: Archive,
  leftOut: LeftOut,
  limits: UnpackLimits = DEFAULT_UNPACK_LIMITS,
): Promise<UploadFile[]> {
  const root = rootOf(lakeFolder, key)
  const asFile = (entry: string): UploadFile => ({ key: `${key}/${entry}`, root, isNamed: false, folder })
  const [of, ...known] = await readDone(root)
  if (of === version) return known.map(asFile)
  rmSync(root, { recursive: true, force: true })
  mkdirSync(join(root, key), { recursive: true })
  const unpacked = unpackInto(join(root, key), limits)
  const problem = isZip(refusal ?? '') ? await unpackZip(path, unpacked) : await unpackTar(path, unpacked)
  for (const why of [
    unpacked.stopped,
    problem === undefined ? undefined : `not all of it could be unpacked: ${problem}`,
  ])
    if (why !== undefined) leftOut(key, why)
  writeFileSync(join(root, DONE), JSON.stringify([version, ...unpacked.keys]))
  return unpacked.keys.map(asFile)
}

/** Keys that the files of an archive have, as far as it was unpacked here. */
export async function unpackedKeys(lakeFolder: string, key: string): Promise<string[]> {
  if (!existsSync(folderOf(lakeFolder))) return []
  const [, ...entries] = await readDone(rootOf(lakeFolder, key))
  return entries.map(entry => `${key}/${entry}`)
}

/** Removes what was unpacked of an archive that is gone. */
export function removeUnpacked(lakeFolder: string, key: string): void {
  rmSync(rootOf(lakeFolder, key), { recursive: true, force: true })
}

/** The version of the archive that was unpacked here, and its files; empty where none was. */
async function readDone(root: string): Promise<string[]> {
  const text = await readFile(join(root, DONE), 'utf8').catch(() => '[]')
  return JSON.parse(text)
}
