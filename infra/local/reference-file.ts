/** Files that a user puts into the reference set, before anything of them is read. */
import { basename, extname } from 'node:path'
import { parseNetworks } from '../../functions/lib/networks.ts'
import type { ObjectStore } from '../../functions/lib/ports.ts'
import { LIST_NAMES } from '../../functions/lib/reference/catalogue.ts'
import { parseEvents } from '../../functions/lib/reference/events.ts'
import { OWN_FILES, type ReferenceSet } from '../../functions/lib/reference/reference-set.ts'
import { REPORTS_FILE } from '../../functions/lib/reports/parse-reports.ts'
import { useReference } from './lake.ts'
import { commandOn } from './lake-folders.ts'
import { readNamedText } from './named-file.ts'
import { isDeletions, isEvents, isSources, listNamed } from './own-lists.ts'
import { FilesRefused, type PutName, putTexts } from './put-files.ts'
import type { MadeEdition } from './reference-editions.ts'

/**
 * Makes a set with the files current: networks.csv, sources.csv, deleted.csv, events.csv, reports.json (the only one that is JSON), or
 * the user's own rows of one of the lists, as the header says or else the name. Resolves to the set and to what each file is. Throws
 * where one is none of these, malformed, or the second of its kind; the set before stays.
 */
export async function useFiles(
  lake: ObjectStore,
  paths: readonly string[],
): Promise<{ set: ReferenceSet; names: PutName[] }> {
  const found = new Map<PutName, NamedText>()
  for (const path of paths) {
    const text = await readNamedText(path, 'reference put')
    const name = nameOf(path, text)
    const before = found.get(name)
    if (before !== undefined)
      throw new Error(
        `reference put: expected one file with ${whatOf(name)}, found two: ${before.path} and ${path}; put one of them`,
      )
    found.set(name, { path, text })
  }
  const advice = (name: string) =>
    OWN_FILES.some(own => own === name) ? `; put a right ${basename(name)} together with what you put` : ''
  return { set: await putNamed(lake, found, advice), names: [...found.keys()] }
}

/** A file that a user named, and its text. */
interface NamedText {
  path: string
  text: string
}

/** What the options of a command name of the set: paths of files. */
export interface GivenFiles {
  networks: string | undefined
  events: string | undefined
}

/** Texts of the files that are given. Throws where one is not there, may not be read, or is malformed. */
export async function readGiven({ networks, events }: GivenFiles): Promise<ReadonlyMap<PutName, NamedText>> {
  const given = new Map<PutName, NamedText>()
  if (networks !== undefined) given.set('networks.csv', { path: networks, text: await readNetworksFile(networks) })
  if (events !== undefined) given.set('events.csv', { path: events, text: await readEventsFile(events) })
  return given
}

/**
 * Makes a set current with all of the files that are given, or with none; where there is none, the one of `useReference`. Editions
 * that are `added` join its own. Throws where the set would be refused, as for what it has from before; the set before stays.
 * `folder`: that of the lake.
 */
export function useGiven(
  lake: ObjectStore,
  folder: string,
  given: ReadonlyMap<PutName, NamedText>,
  added: readonly MadeEdition[] = [],
): Promise<ReferenceSet> {
  if (given.size === 0) return useReference(lake, undefined, added)
  const doctor = `; ${commandOn(folder, 'doctor')} tells what to do`
  const options = new Map(['networks', 'events'].map(name => [`${name}.csv`, `; name a right one with --${name}, too`]))
  return putNamed(lake, given, name => options.get(name) ?? doctor, added)
}

/** Makes a set current with these files, all or none. `adviceOn`: what to do where a file of the set in use is refused. */
async function putNamed(
  lake: ObjectStore,
  named: ReadonlyMap<PutName, NamedText>,
  adviceOn: (name: string) => string,
  added: readonly MadeEdition[] = [],
): Promise<ReferenceSet> {
  try {
    return await putTexts(lake, new Map([...named].map(([name, { text }]) => [name, text])), added)
  } catch (error) {
    if (!(error instanceof FilesRefused)) throw error
    throw new Error(refusalText(error, new Map(named), adviceOn), { cause: error })
  }
}

/** What a file of the set is, in words: `own rows of services.csv`. */
export const whatOf = (name: PutName): string => name.replace(/^own\//, 'own rows of ')

/** What is refused is known by its kind; the user, who may have called a file otherwise, is told by its path. */
function refusalText(
  { refusals }: FilesRefused,
  named: ReadonlyMap<string, NamedText>,
  adviceOn: (name: string) => string,
): string {
  return [...Map.groupBy(refusals, ({ file }) => file)]
    .map(([file, own]) => {
      const problems = own.map(({ problem }) => problem).join('\n')
      const path = named.get(file)?.path
      return path === undefined ? `in the set in use: ${problems}${adviceOn(file)}` : `${path}: ${problems}`
    })
    .join('\n')
}

/** Throws where the file is none of the set. */
function nameOf(path: string, text: string): PutName {
  const file = basename(path)
  if (extname(path) === '.json' || /^\s*[{[]/.test(text.slice(0, 1000))) return REPORTS_FILE
  const list = listNamed(file, text)
  if (list !== undefined) return `own/${list}.csv`
  if (isSources(file, text)) return 'sources.csv'
  if (isDeletions(file, text)) return 'deleted.csv'
  if (isEvents(file, text)) return 'events.csv'
  if (file === 'networks.csv' || /(^|,) *cidr *(,|$)/m.test(text.slice(0, 1000))) return 'networks.csv'
  throw new Error(
    'reference put: expected networks.csv, sources.csv, deleted.csv, events.csv, reports.json or one of ' +
      `${LIST_NAMES.map(name => `${name}.csv`).join(', ')}, by its header or its name, ` +
      `found ${JSON.stringify(file)} with ${JSON.stringify(text.slice(0, 60).split('\n')[0])}`,
  )
}

/** Text of the file. Throws where there is none, it may not be read, or is malformed. */
export async function readNetworksFile(path: string): Promise<string> {
  const text = await readNamedText(path, 'networks.csv')
  await namingFile(path, () => parseNetworks(text))
  return text
}

/** Likewise. */
async function readEventsFile(path: string): Promise<string> {
  const text = await readNamedText(path, 'events.csv')
  await namingFile(path, () => parseEvents(text))
  return text
}

/** What refuses a file knows it by its kind; the user, who may have called it otherwise, is told by its path. */
async function namingFile<T>(path: string, read: () => T | Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    if (error instanceof Error && error.name.endsWith('Refused')) throw new Error(`${path}: ${error.message}`)
    throw error
  }
}
