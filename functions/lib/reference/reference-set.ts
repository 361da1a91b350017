/**
 * A reference set: everything outside the logs that enrichment rests on, immutable under the hash of its content,
 * `reference/<hash>/`, with a pointer `reference/current.json`. It is validated whole before anything points at it.
 */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { readJson, writeJson } from '../ledger/json-object.ts'
import { parseNetworks, type WatchedNetwork } from '../networks.ts'
import { type ObjectStore, PreconditionFailed } from '../ports.ts'
import { type Catalogue, type CatalogueTexts, LIST_NAMES, parseCatalogue } from './catalogue.ts'
import { checkRanges, type RangesReader, rangesKeyOf } from './edition-ranges.ts'
import { type Edition, type Editions, parseEditions } from './editions.ts'

export interface ReferenceSet {
  hash: string
  /** Names what landing rows take from the set: all of it but the facts of networks, of which prefixes and dates alone. */
  enrichment: string
  editions: Editions
  networks: WatchedNetwork[]
  catalogue: Catalogue
}

/** Names of the set's files; each is text in rows, and part of its hash. The ranges of its editions lie beside the sets. */
export const REFERENCE_FILES = [
  'networks.csv',
  ...LIST_NAMES.map(name => `${name}.csv` as const),
  'editions.csv',
] as const
type ReferenceFile = (typeof REFERENCE_FILES)[number]
export type ReferenceFiles = Record<ReferenceFile, Uint8Array>

/** A set that was made: its files, and where the ranges of editions come from that the lake does not hold yet. */
export interface ReferenceContent {
  files: ReferenceFiles
  ranges: RangesReader
}

const pointerSchema = z.object({ hash: z.string() })
const POINTER = 'reference/current.json'

/** Hash of a set's content, the same on every machine. */
export function hashOfReference(files: ReferenceFiles): string {
  const hash = createHash('sha256')
  for (const name of REFERENCE_FILES) hash.update(`${name} ${files[name].length}\n`).update(files[name])
  return hash.digest('hex').slice(0, 16)
}

function enrichmentOf(files: ReferenceFiles, networks: readonly WatchedNetwork[]): string {
  const placing = networks.map(({ cidr, validFromMs, validToMs }) => `${cidr} ${validFromMs} ${validToMs}\n`)
  const hash = createHash('sha256').update(placing.sort().join(''))
  for (const name of REFERENCE_FILES)
    if (name !== 'networks.csv') hash.update(`${name} ${files[name].length}\n`).update(files[name])
  return hash.digest('hex').slice(0, 16)
}

/** Opens a set's files. Throws, saying which file and where, when one is not what it should be. */
export function openReference(files: ReferenceFiles): ReferenceSet {
  const text = (name: ReferenceFile) => new TextDecoder().decode(files[name])
  const networks = parseNetworks(text('networks.csv'))
  return {
    hash: hashOfReference(files),
    enrichment: enrichmentOf(files, networks),
    editions: parseEditions(text('editions.csv')),
    networks,
    catalogue: parseCatalogue(
      Object.fromEntries(LIST_NAMES.map(name => [name, text(`${name}.csv`)])) as CatalogueTexts,
    ),
  }
}

/** Validates the content whole, stores it, then points at it. Returns the set. */
export async function putReference(lake: ObjectStore, content: ReferenceContent): Promise<ReferenceSet> {
  const reference = await storeReference(lake, content)
  for (;;) {
    const known = await readJson(lake, POINTER, pointerSchema)
    if (known?.value.hash === reference.hash) return reference
    try {
      await writeJson(
        lake,
        POINTER,
        { hash: reference.hash },
        known === undefined ? { ifNoneMatch: '*' } : { ifMatch: known.head.etag },
      )
      return reference
    } catch (error) {
      if (!(error instanceof PreconditionFailed)) throw error
    }
  }
}

/** The same for a lake that has no set: one that came in the meantime stays. Returns the set that is current. */
export async function seedReference(lake: ObjectStore, content: ReferenceContent): Promise<ReferenceSet> {
  const reference = await storeReference(lake, content)
  try {
    await writeJson(lake, POINTER, { hash: reference.hash }, { ifNoneMatch: '*' })
    return reference
  } catch (error) {
    if (!(error instanceof PreconditionFailed)) throw error
    const hash = await currentReference(lake)
    return hash === undefined || hash === reference.hash ? reference : loadReference(lake, hash)
  }
}

async function storeReference(lake: ObjectStore, { files, ranges }: ReferenceContent): Promise<ReferenceSet> {
  const reference = openReference(files)
  const absent = await absentRanges(lake, reference.editions)
  for (const edition of absent) checkRanges(edition.data, edition.ranges, ranges.read(edition.ranges))
  for (const hash of new Set(absent.map(edition => edition.ranges)))
    await lake.put(rangesKeyOf(hash), ranges.read(hash))
  for (const name of REFERENCE_FILES) {
    const key = `reference/${reference.hash}/${name}`
    if ((await lake.head(key)) === undefined) await lake.put(key, files[name])
  }
  return reference
}

/** Editions whose ranges the lake does not hold. */
async function absentRanges(lake: ObjectStore, { country, asn }: Editions): Promise<Edition[]> {
  const absent: Edition[] = []
  for (const edition of [...country, ...asn])
    if ((await lake.head(rangesKeyOf(edition.ranges))) === undefined) absent.push(edition)
  return absent
}

/** Hash that `reference/current.json` points at. */
export async function currentReference(lake: Pick<ObjectStore, 'get'>): Promise<string | undefined> {
  return (await readJson(lake, POINTER, pointerSchema))?.value.hash
}

/** When another set became current, epoch ms; undefined where none is. */
export async function referenceModifiedMs(lake: Pick<ObjectStore, 'head'>): Promise<number | undefined> {
  return (await lake.head(POINTER))?.modifiedMs
}

/** Reads the files of a set. Throws, naming the file, where one is missing: nothing runs with half of its data. */
export async function readReferenceFiles(lake: ObjectStore, hash: string): Promise<ReferenceFiles> {
  const files: Partial<ReferenceFiles> = {}
  for (const name of REFERENCE_FILES) {
    const object = await lake.get(`reference/${hash}/${name}`)
    if (object === undefined) {
      throw new Error(`reference/${hash}/${name}: expected a file of the reference set, found none; put the set again`)
    }
    files[name] = object.bytes
  }
  return files as ReferenceFiles
}

/** Opens a stored set. Throws where its files are not those that receipts mean by the hash. */
export async function loadReference(lake: ObjectStore, hash: string): Promise<ReferenceSet> {
  const files = await readReferenceFiles(lake, hash)
  const found = hashOfReference(files)
  if (found !== hash) {
    throw new Error(
      `reference/${hash}/: expected the files that the hash was made of, found others (hash ${found}): ` +
        `one of ${REFERENCE_FILES.join(', ')} changed; delete reference/${hash}/ and put the set again`,
    )
  }
  return openReference(files)
}
