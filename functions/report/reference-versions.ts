/** What the enrichment of a window rests on: every reference set in it, with the dates of its data and its files. */
import { createHash } from 'node:crypto'
import type { ObjectStore } from '../lib/ports.ts'
import { type Editions, parseEditions } from '../lib/reference/editions.ts'
import { parseList } from '../lib/reference/lists/list-rows.ts'
import { type Relay, relays as relayList } from '../lib/reference/lists/relays.ts'
import { OWN_FILES, REFERENCE_FILES, REPORTING_FILES } from '../lib/reference/reference-set.ts'
import type { DataDay } from './data-days.ts'
import { type PlacedDay, placedEditions } from './placed-editions.ts'
import type { ReferenceVersion } from './reference-version.ts'
import { type RelayDay, relayDays } from './relay-days.ts'
import { numberIn, type Row, textIn } from './section.ts'

export interface RestedOn {
  /** By first day. */
  versions: ReferenceVersion[]
  days: PlacedDay[]
  /** Of the same days. */
  relays: RelayDay[]
  dataDays: DataDay[]
}

/** `rows` of `coverage/versions`. */
export async function referenceVersions(lake: ObjectStore, rows: readonly Row[]): Promise<RestedOn> {
  const versions: ReferenceVersion[] = []
  const days: PlacedDay[] = []
  const relays: RelayDay[] = []
  const dataDays: DataDay[] = []
  for (const [version, own] of Map.groupBy(rows, row => textIn(row, 'reference_version'))) {
    const { editions, files, relays: listed } = await contentOf(lake, version)
    const placed = own.map(row => ({ dt: textIn(row, 'dt'), contacts: numberIn(row, 'contacts'), editions }))
    const data = dataOf({ files })
    for (const day of placed) {
      days.push(day)
      dataDays.push({ dt: day.dt, contacts: day.contacts, data })
    }
    const dts = placed.map(({ dt }) => dt)
    for (const day of relayDays(listed, dts)) relays.push(day)
    versions.push({
      version,
      firstDay: placed[0]?.dt ?? '',
      lastDay: placed.at(-1)?.dt ?? '',
      contacts: placed.reduce((sum, { contacts }) => sum + contacts, 0),
      editions: placedEditions(placed),
      files,
    })
  }
  versions.sort((a, b) =>
    a.firstDay === b.firstDay ? (a.version < b.version ? -1 : 1) : a.firstDay < b.firstDay ? -1 : 1,
  )
  return { versions, days, relays, dataDays }
}

/** What a set says but for networks.csv, of which publish and replay take care. */
const dataOf = ({ files }: Pick<ReferenceVersion, 'files'>): string =>
  JSON.stringify(files.filter(({ name }) => name !== 'networks.csv'))

/** The first of those that say the same but for networks.csv. */
export function distinctData(versions: readonly ReferenceVersion[]): ReferenceVersion[] {
  const known = new Map<string, ReferenceVersion>()
  for (const version of versions) {
    const said = dataOf(version)
    if (!known.has(said)) known.set(said, version)
  }
  return [...known.values()]
}

const READ: readonly string[] = ['editions.csv', 'relays.csv', 'own/relays.csv']

/** What reports read of a stored set. `editions` and `relays`: undefined where the set is no longer stored. */
interface Content {
  editions: Editions | undefined
  relays: readonly Relay[] | undefined
  files: ReferenceVersion['files']
}

export async function contentOf(lake: ObjectStore, version: string): Promise<Content> {
  const files: ReferenceVersion['files'] = []
  const texts = new Map<string, string>()
  for (const name of [...REFERENCE_FILES, ...OWN_FILES]) {
    if (REPORTING_FILES.includes(name)) continue
    const object = await lake.get(`reference/${version}/${name}`)
    if (object === undefined) continue
    files.push({ name, hash: createHash('sha256').update(object.bytes).digest('hex').slice(0, 16) })
    if (READ.includes(name)) texts.set(name, new TextDecoder().decode(object.bytes))
  }
  const [editions, relays] = [texts.get('editions.csv'), texts.get('relays.csv')]
  return {
    editions: editions === undefined ? undefined : parseEditions(editions),
    relays: relays === undefined ? undefined : parseList(relayList, relays, texts.get('own/relays.csv')),
    files,
  }
}
