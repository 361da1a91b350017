/**
 * A reference set: everything outside the logs that enrichment rests on, immutable under the hash of its content,
 * `reference/<hash>/`, with a pointer `reference/current.json`. It is validated whole before anything points at it.
 */
import { createHash } from 'node:crypto'
import * as z from 'zod'
import { readJson, writeJson } from '../ledger/json-object.ts'
import { parseNetworks, placingOf, type WatchedNetwork } from '../networks.ts'
import { type ObjectStore, PreconditionFailed } from '../ports.ts'
import {
  type Catalogue,
  type CatalogueTexts,
  LIST_NAMES,
  type OwnTexts,
  openCatalogue,
  parseCatalogue,
  parseServices,
} from './catalogue.ts'
import { type DeletionRow, parseDeletions } from './deletions.ts'
import { checkRanges, type RangesReader, rangesKeyOf } from './edition-ranges.ts'
import { type Edition, type Editions, parseEditions } from './editions.ts'
import { type DatedEvent, parseEvents } from './events.ts'
import { hashOfRules } from './name-kinds.ts'
import { parseSources, type SourceRow } from './sources.ts'
import { storeNameKinds } from './store-name-kinds.ts'

export interface ReferenceSet {
  hash: string
  /** Names what landing rows take from the set: prefixes and dates of networks, and all other files but those of reports. */
  enrichment: string
  /** Names its rules on names of systems. */
  rules: string
  editions: Editions
  networks: WatchedNetwork[]
  catalogue: Catalogue
  /** Of events.csv; none where there is no such file. */
  events: DatedEvent[]
  /** Of sources.csv; none where there is no such file. */
  sources: SourceRow[]
  /** Of deleted.csv; none where there is no such file. */
  deletions: DeletionRow[]
}

/** Names of the set's files; each is text in rows, and part of its hash. The ranges of its editions lie beside the sets. */
export const REFERENCE_FILES = [
  'networks.csv',
  ...LIST_NAMES.map(name => `${name}.csv` as const),
  'editions.csv',
] as const
type ReferenceFile = (typeof REFERENCE_FILES)[number]
/**
 * Of the user's own: rows of lists, a file for each that has some, beside the shipped; sources; deletions; events; and definitions
 * of reports, which only those read that make reports. Part of the hash too.
 */
export const OWN_FILES = [
  ...LIST_NAMES.map(name => `own/${name}.csv` as const),
  'sources.csv',
  'deleted.csv',
  'events.csv',
  'reports.json',
] as const
/** Files on which no contact rests. */
export const REPORTING_FILES: readonly string[] = ['events.csv', 'reports.json']
/** Files of which rows that were enriched hold nothing, or take their own care. */
const NOT_ENRICHING: readonly string[] = ['networks.csv', ...REPORTING_FILES]
export type OwnFile = (typeof OWN_FILES)[number]
export type ReferenceFiles = Record<ReferenceFile, Uint8Array> & Partial<Record<OwnFile, Uint8Array>>

/** A set that was made: its files, and where the ranges of editions come from that the lake does not hold yet. */
export interface ReferenceContent {
  files: ReferenceFiles
  ranges: RangesReader
}

const pointerSchema = z.object({ hash: z.string() })
const POINTER = 'reference/current.json'

/** A set's files in a fixed order, those of the user's own last. */
export function contentsOf(files: ReferenceFiles): [name: string, bytes: Uint8Array][] {
  const contents: [string, Uint8Array][] = REFERENCE_FILES.map(name => [name, files[name]])
  for (const name of OWN_FILES) {
    const bytes = files[name]
    if (bytes !== undefined) contents.push([name, bytes])
  }
  return contents
}

/** Hash of a set's content, the same on every machine. */
export function hashOfReference(files: ReferenceFiles): string {
  const hash = createHash('sha256')
  for (const [name, bytes] of contentsOf(files)) hash.update(`${name} ${bytes.length}\n`).update(bytes)
  return hash.digest('hex').slice(0, 16)
}

function enrichmentOf(files: ReferenceFiles, networks: readonly WatchedNetwork[]): string {
  const hash = createHash('sha256').update(placingOf(networks))
  for (const [name, bytes] of contentsOf(files))
    if (!NOT_ENRICHING.includes(name)) hash.update(`${name} ${bytes.length}\n`).update(bytes)
  return hash.digest('hex').slice(0, 16)
}

/**
 * Opens a set's files. Throws, saying which file and where, when one is not what it should be; of a set that a lake holds, which
 * was read whole when it was put, a list when it is first asked for.
 */
export function openReference(files: ReferenceFiles, { isStored = false } = {}): ReferenceSet {
  const text = (name: ReferenceFile) => new TextDecoder().decode(files[name])
  const networks = parseNetworks(text('networks.csv'), { isStored })
  const ownText = (name: 'events.csv' | 'sources.csv' | 'deleted.csv') => {
    const bytes = files[name]
    return bytes === undefined ? undefined : new TextDecoder().decode(bytes)
  }
  const events = ownText('events.csv')
  const sources = ownText('sources.csv')
  const deletions = ownText('deleted.csv')
  return {
    hash: hashOfReference(files),
    enrichment: enrichmentOf(files, networks),
    rules: hashOfRules(files['kinds.csv'], files['own/kinds.csv']),
    editions: parseEditions(text('editions.csv')),
    networks,
    catalogue: isStored
      ? openCatalogue(name => text(`${name}.csv`), ownTexts(files))
      : parseCatalogue(listTexts(files), ownTexts(files)),
    events: events === undefined ? [] : parseEvents(events),
    sources: sources === undefined ? [] : parseSources(sources),
    deletions: deletions === undefined ? [] : parseDeletions(deletions),
  }
}

/** The lists that were shipped with a set. */
export const listTexts = (files: ReferenceFiles): CatalogueTexts =>
  Object.fromEntries(LIST_NAMES.map(name => [name, new TextDecoder().decode(files[`${name}.csv`])])) as CatalogueTexts

/** The rows of the user's own. */
export function ownTexts(files: ReferenceFiles): OwnTexts {
  const texts: OwnTexts = {}
  for (const name of LIST_NAMES) {
    const bytes = files[`own/${name}.csv`]
    if (bytes !== undefined) texts[name] = new TextDecoder().decode(bytes)
  }
  return texts
}

/**
 * Validates the content whole, stores it, then points at it. Returns the set. `onAsked` hears of each system whose name rules are
 * asked of, with how many there are: of rules and editions that are new together, which takes seconds.
 */
export async function putReference(
  lake: ObjectStore,
  content: ReferenceContent,
  onAsked?: (of: number) => void,
): Promise<ReferenceSet> {
  const reference = await storeReference(lake, content, onAsked)
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

async function storeReference(
  lake: ObjectStore,
  { files, ranges }: ReferenceContent,
  onAsked?: (of: number) => void,
): Promise<ReferenceSet> {
  const reference = openReference(files)
  const absent = await absentRanges(lake, reference.editions)
  for (const edition of absent) checkRanges(edition.data, edition.ranges, ranges.read(edition.ranges))
  for (const hash of new Set(absent.map(edition => edition.ranges)))
    await lake.put(rangesKeyOf(hash), ranges.read(hash))
  await storeNameKinds(lake, reference, ranges, onAsked)
  for (const [name, bytes] of contentsOf(files)) {
    const key = `reference/${reference.hash}/${name}`
    if ((await lake.head(key)) === undefined) await lake.put(key, bytes)
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

/** A stored set is not what it was when it was put. */
export class ReferenceDamaged extends Error {
  override name = 'ReferenceDamaged'
}

/** Reads the files of a set. Throws ReferenceDamaged, naming the file, where one is missing: nothing runs with half of its data. */
export async function readReferenceFiles(lake: ObjectStore, hash: string): Promise<ReferenceFiles> {
  const files: Partial<ReferenceFiles> = {}
  // Side by side: there are a dozen, and a function that starts waits for them.
  await Promise.all(
    REFERENCE_FILES.map(async name => {
      const object = await lake.get(`reference/${hash}/${name}`)
      if (object === undefined) {
        throw new ReferenceDamaged(
          `reference/${hash}/${name}: expected a file of the reference set, found none; put the set again`,
        )
      }
      files[name] = object.bytes
    }),
  )
  return { ...(files as ReferenceFiles), ...(await readOwnFiles(lake, hash)) }
}

/** The user's own files of a set. */
export async function readOwnFiles(
  lake: Pick<ObjectStore, 'get'>,
  hash: string,
): Promise<Partial<Record<OwnFile, Uint8Array>>> {
  const own: Partial<Record<OwnFile, Uint8Array>> = {}
  const read = async (name: OwnFile) => {
    const object = await lake.get(`reference/${hash}/${name}`)
    if (object !== undefined) own[name] = object.bytes
  }
  await Promise.all(OWN_FILES.map(read))
  return own
}

/** Opens a stored set. Throws as `readWholeSet`. */
export async function loadReference(lake: ObjectStore, hash: string): Promise<ReferenceSet> {
  return openReference(await readWholeSet(lake, hash), { isStored: true })
}

/** The services of a stored set, without its other lists: to read these takes fifty times as long. Throws as `loadReference`. */
export async function loadServices(lake: ObjectStore, hash: string): Promise<Catalogue['services']> {
  const files = await readWholeSet(lake, hash)
  return parseServices(new TextDecoder().decode(files['services.csv']), ownTexts(files).services)
}

/** Reads the files of a stored set. Throws ReferenceDamaged where they are not those that receipts mean by the hash. */
export async function readWholeSet(lake: ObjectStore, hash: string): Promise<ReferenceFiles> {
  const files = await readReferenceFiles(lake, hash)
  const found = hashOfReference(files)
  if (found !== hash) {
    throw new ReferenceDamaged(
      `reference/${hash}/: expected the files that the hash was made of, found others (hash ${found}): ` +
        `one of ${REFERENCE_FILES.join(', ')} changed; delete reference/${hash}/ and put the set again`,
    )
  }
  return files
}
