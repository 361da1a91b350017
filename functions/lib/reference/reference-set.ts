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
import { openRanges, type RangeTable } from './ranges.ts'

export interface AsLabel {
  asn: number
  name: string
}

/** Where a part of the set comes from. */
export interface ReferenceSource {
  name: string
  version: string
  /** Day of the data, YYYY-MM-DD; null for what has no age. */
  date: string | null
  licence: string
}

export interface ReferenceSet {
  hash: string
  /** Names what landing rows take from the set: all of it but the facts of networks, of which prefixes and dates alone. */
  enrichment: string
  sources: ReferenceSource[]
  networks: WatchedNetwork[]
  catalogue: Catalogue
  country: RangeTable<string>
  asn: RangeTable<AsLabel>
}

/** Those of its files that are text in rows. */
export const REFERENCE_TEXTS = ['networks.csv', ...LIST_NAMES.map(name => `${name}.csv` as const)] as const
/** Names of the set's files; each is part of its hash. */
export const REFERENCE_FILES = [...REFERENCE_TEXTS, 'sources.json', 'country.bin', 'asn.bin'] as const
type ReferenceFile = (typeof REFERENCE_FILES)[number]
export type ReferenceFiles = Record<ReferenceFile, Uint8Array>

/** What sources.json holds. */
export const sourcesSchema: z.ZodType<ReferenceSource[]> = z.array(
  z.object({ name: z.string(), version: z.string(), date: z.string().nullable(), licence: z.string() }),
)
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
    sources: sourcesOf(text('sources.json')),
    networks,
    catalogue: parseCatalogue(
      Object.fromEntries(LIST_NAMES.map(name => [name, text(`${name}.csv`)])) as CatalogueTexts,
    ),
    country: tableOf('country.bin', files, z.array(z.string())),
    asn: tableOf('asn.bin', files, z.array(z.object({ asn: z.number(), name: z.string() }))),
  }
}

function sourcesOf(text: string): ReferenceSource[] {
  try {
    return sourcesSchema.parse(JSON.parse(text))
  } catch (error) {
    throw new Error('sources.json: expected name, version, date and licence of each source; make the set again', {
      cause: error,
    })
  }
}

/** A table without a range would give every address no country, and nobody would be told. */
function tableOf<Label>(name: 'country.bin' | 'asn.bin', files: ReferenceFiles, schema: z.ZodType<Label[]>) {
  const table = openRanges(name, files[name], labels => {
    const parsed = schema.safeParse(labels)
    if (parsed.success) return parsed.data
    throw new Error(
      `${name}: expected labels of another form, found ${parsed.error.issues[0]?.message}; compile it again`,
    )
  })
  if (table.ranges === 0) throw new Error(`${name}: expected address ranges, found none; compile it again`)
  return table
}

/** Validates the files whole, stores them, then points at them. Returns the set. */
export async function putReference(lake: ObjectStore, files: ReferenceFiles): Promise<ReferenceSet> {
  const reference = await storeReference(lake, files)
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
export async function seedReference(lake: ObjectStore, files: ReferenceFiles): Promise<ReferenceSet> {
  const reference = await storeReference(lake, files)
  try {
    await writeJson(lake, POINTER, { hash: reference.hash }, { ifNoneMatch: '*' })
    return reference
  } catch (error) {
    if (!(error instanceof PreconditionFailed)) throw error
    const hash = await currentReference(lake)
    return hash === undefined || hash === reference.hash ? reference : loadReference(lake, hash)
  }
}

async function storeReference(lake: ObjectStore, files: ReferenceFiles): Promise<ReferenceSet> {
  const reference = openReference(files)
  for (const name of REFERENCE_FILES) {
    const key = `reference/${reference.hash}/${name}`
    if ((await lake.head(key)) === undefined) await lake.put(key, files[name])
  }
  return reference
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
