/** Files that a user puts into the reference set, before anything of them is read. */
import { basename, extname } from 'node:path'
import { parseNetworks } from '../../functions/lib/networks.ts'
import type { ObjectStore } from '../../functions/lib/ports.ts'
import { LIST_NAMES } from '../../functions/lib/reference/catalogue.ts'
import { parseEvents } from '../../functions/lib/reference/events.ts'
import { OWN_FILES, type ReferenceSet } from '../../functions/lib/reference/reference-set.ts'
import { REPORTS_FILE } from '../../functions/lib/reports/parse-reports.ts'
import { readNamedText } from './named-file.ts'
import { isDeletions, isEvents, isSources, listNamed } from './own-lists.ts'
import { FilesRefused, type PutName, putTexts } from './put-files.ts'

/**
 * Makes a set with the files current: networks.csv, sources.csv, deleted.csv, events.csv, reports.json (the only one that is JSON), or
 * the user's own rows of one of the lists, as the header says or else the name. Resolves to the set and to what each file is. Throws
 * where one is none of these, malformed, or the second of its kind; the set before stays.
 */
export async function useFiles(
  lake: ObjectStore,
  paths: readonly string[],
): Promise<{ set: ReferenceSet; names: PutName[] }> {
  const found = new Map<PutName, { path: string; text: string }>()
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
  try {
    const set = await putTexts(lake, new Map([...found].map(([name, { text }]) => [name, text])))
    return { set, names: [...found.keys()] }
  } catch (error) {
    if (!(error instanceof FilesRefused)) throw error
    const pathOf = (file: string) => new Map<string, { path: string }>(found).get(file)?.path
    throw new Error(refusalText(error, pathOf), { cause: error })
  }
}

/** What a file of the set is, in words: `own rows of services.csv`. */
export const whatOf = (name: PutName): string => name.replace(/^own\//, 'own rows of ')

/** What is refused is known by its kind; the user, who may have called a file otherwise, is told by its path. */
function refusalText({ refusals }: FilesRefused, pathOf: (file: string) => string | undefined): string {
  return [...Map.groupBy(refusals, ({ file }) => file)]
    .map(([file, own]) => {
      const problems = own.map(({ problem }) => problem).join('\n')
      const path = pathOf(file)
      if (path !== undefined) return `${path}: ${problems}`
      const [name] = /[^/]+$/.exec(file) ?? []
      const advice = OWN_FILES.some(own => own === file) ? `; put a right ${name} together with what you put` : ''
      return `in the set in use: ${problems}${advice}`
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
export async function readEventsFile(path: string): Promise<string> {
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
