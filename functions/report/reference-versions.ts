/** What the enrichment of a window rests on: every reference set in it, with the dates of its data and its files. */
import { createHash } from 'node:crypto'
import type { ObjectStore } from '../lib/ports.ts'
import { REFERENCE_TEXTS, type ReferenceSource, sourcesSchema } from '../lib/reference/reference-set.ts'
import { numberIn, type Row, textIn } from './section.ts'

export interface ReferenceVersion {
  /** Hash of the set. */
  version: string
  /** First and last UTC day of the window with contacts that rest on it. */
  firstDay: string
  lastDay: string
  contacts: number
  sources: ReferenceSource[]
  /** The set's text files, each with the hash of its content. */
  files: { name: string; hash: string }[]
}

/** Versions by first day. `rows` of `coverage/versions`. */
export async function referenceVersions(lake: ObjectStore, rows: readonly Row[]): Promise<ReferenceVersion[]> {
  const versions = new Map<string, ReferenceVersion>()
  for (const row of rows) {
    const version = textIn(row, 'reference_version')
    const [firstDay, lastDay] = [textIn(row, 'first_dt'), textIn(row, 'last_dt')]
    const known = versions.get(version)
    if (known === undefined) {
      const contacts = numberIn(row, 'contacts')
      versions.set(version, { version, firstDay, lastDay, contacts, ...(await contentOf(lake, version)) })
    } else {
      known.contacts += numberIn(row, 'contacts')
      if (firstDay < known.firstDay) known.firstDay = firstDay
      if (lastDay > known.lastDay) known.lastDay = lastDay
    }
  }
  return [...versions.values()].sort((a, b) =>
    a.firstDay === b.firstDay ? (a.version < b.version ? -1 : 1) : a.firstDay < b.firstDay ? -1 : 1,
  )
}

/** The first of those that say the same but for networks.csv, of which publish and replay take care. */
export function distinctData(versions: readonly ReferenceVersion[]): ReferenceVersion[] {
  const known = new Map<string, ReferenceVersion>()
  for (const version of versions) {
    const { sources, files } = version
    const said = JSON.stringify([sources, files.filter(({ name }) => name !== 'networks.csv')])
    if (!known.has(said)) known.set(said, version)
  }
  return [...known.values()]
}

/** Sources and file hashes of a stored set. */
export async function contentOf(
  lake: ObjectStore,
  version: string,
): Promise<Pick<ReferenceVersion, 'sources' | 'files'>> {
  const files: ReferenceVersion['files'] = []
  for (const name of REFERENCE_TEXTS) {
    const object = await lake.get(`reference/${version}/${name}`)
    if (object === undefined) continue
    files.push({ name, hash: createHash('sha256').update(object.bytes).digest('hex').slice(0, 16) })
  }
  const sources = await lake.get(`reference/${version}/sources.json`)
  return {
    sources: sources === undefined ? [] : sourcesSchema.parse(JSON.parse(new TextDecoder().decode(sources.bytes))),
    files,
  }
}
