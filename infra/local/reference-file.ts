/** A file that a user puts into the reference set, before anything of it is read. */
import { basename, extname } from 'node:path'
import { parseNetworks } from '../../functions/lib/networks.ts'
import type { ObjectStore } from '../../functions/lib/ports.ts'
import { LIST_NAMES } from '../../functions/lib/reference/catalogue.ts'
import { parseEvents } from '../../functions/lib/reference/events.ts'
import type { ReferenceSet } from '../../functions/lib/reference/reference-set.ts'
import { REPORTS_FILE } from '../../functions/lib/reports/parse-reports.ts'
import { useDeletions, useEvents, useOwnList, useReference, useReports, useSources } from './lake.ts'
import { readNamedText } from './named-file.ts'
import { isDeletions, isEvents, isSources, listNamed } from './own-lists.ts'

/**
 * Makes a set with the file current: networks.csv, sources.csv, deleted.csv, events.csv, reports.json (the only one that is JSON), or the
 * user's own rows of one of the lists, as the header says or else the name. Throws where it is neither, or malformed; the set before stays.
 */
export async function useFile(lake: ObjectStore, path: string): Promise<{ set: ReferenceSet; what: string }> {
  const text = await readNamedText(path, 'reference put')
  return namingFile(path, () => useText(lake, path, text))
}

async function useText(lake: ObjectStore, path: string, text: string): Promise<{ set: ReferenceSet; what: string }> {
  if (extname(path) === '.json' || /^\s*[{[]/.test(text.slice(0, 1000)))
    return { set: await useReports(lake, text), what: REPORTS_FILE }
  const list = listNamed(basename(path), text)
  if (list !== undefined) return { set: await useOwnList(lake, list, text), what: `own rows of ${list}.csv` }
  if (isSources(basename(path), text)) return { set: await useSources(lake, text), what: 'sources.csv' }
  if (isDeletions(basename(path), text)) return { set: await useDeletions(lake, text), what: 'deleted.csv' }
  if (isEvents(basename(path), text)) return { set: await useEvents(lake, text), what: 'events.csv' }
  if (basename(path) !== 'networks.csv' && !/(^|,) *cidr *(,|$)/m.test(text.slice(0, 1000)))
    throw new Error(
      'reference put: expected networks.csv, sources.csv, deleted.csv, events.csv, reports.json or one of ' +
        `${LIST_NAMES.map(name => `${name}.csv`).join(', ')}, by its header or its name, ` +
        `found ${JSON.stringify(basename(path))} with ${JSON.stringify(text.slice(0, 60).split('\n')[0])}`,
    )
  return { set: await useReference(lake, text), what: 'networks.csv' }
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
