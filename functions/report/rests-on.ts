/**
 * What a window's days rest on, where that is not the same for all of them or not as it is now: networks that placed their
 * records, what is said of these, and the code that made their tables.
 */
import { listManifests, type Manifest } from '../lib/ledger/manifests.ts'
import { factsOfDay, type NetworkSource } from '../lib/network-facts.ts'
import type { WatchedNetwork } from '../lib/networks.ts'
import type { ObjectStore } from '../lib/ports.ts'
import type { ReferenceSet } from '../lib/reference/reference-set.ts'
import { storedNetworks } from '../lib/reference/stored-networks.ts'
import { firstOfText } from './sentences.ts'
import { addDays, DAY_MS } from './window/calendar.ts'

type Day = Pick<Manifest, 'dt' | 'code' | 'references' | 'networks'>

export interface RestsOn {
  /**
   * Networks of today's networks.csv, less those that placed no record of these days yet, and those that days still rest
   * on, cut to these days: so no published contact is of a network that the report does not know.
   */
  networks: WatchedNetwork[]
  /** One sentence for each thing that differs between the window's days, or from now. */
  noticesOf(window: { fromDay: string; toDay: string }): Promise<string[]>
}

/** Reads the manifests of all days, or of those that a window names and a day around. `reference` is the current set. */
export async function readRestsOn(
  lake: ObjectStore,
  { hash, networks: current }: Pick<ReferenceSet, 'hash' | 'networks'>,
  { fromDay, toDay }: { fromDay: string | null; toDay: string | null },
): Promise<RestsOn> {
  const days = (
    await listManifests(
      lake,
      dt => (fromDay === null || dt >= addDays(fromDay, -1)) && (toDay === null || dt <= addDays(toDay, 1)),
    )
  ).filter(({ run }) => run !== null)
  const stored = storedNetworks(lake)
  const networks: NetworkSource = {
    current: async () => current,
    of: async reference => (reference === hash ? current : stored.of(reference)),
  }
  return {
    networks: await networksOf(days, current, networks),
    async noticesOf(window) {
      const own = days.filter(({ dt }) => dt >= window.fromDay && dt <= window.toDay)
      return [
        ...codeNotices(own),
        ...(await factNotices(own, networks)),
        ...(await placingNotices(own, current, networks)),
      ]
    },
  }
}

async function networksOf(
  days: readonly Day[],
  current: readonly WatchedNetwork[],
  networks: NetworkSource,
): Promise<WatchedNetwork[]> {
  const placing = new Set<string>()
  for (const reference of new Set(days.flatMap(({ references }) => references)))
    for (const { cidr } of await networks.of(reference)) placing.add(cidr)
  const kept = current.filter(({ cidr }) => placing.size === 0 || placing.has(cidr))
  const known = new Set(kept.map(({ cidr, name }) => `${cidr} ${name}`))
  const others = new Map<string, WatchedNetwork>()
  for (const { dt, networks: said } of days) {
    for (const { prefix, ...facts } of said) {
      const key = `${prefix} ${facts.name}`
      if (known.has(key)) continue
      const { name, accessPath, timeZone, homeCountry, providerAsns, weekend } = facts
      const words = { name, accessPath, timeZone, homeCountry, providerAsns, weekend, note: '' }
      const validFromMs = others.get(key)?.validFromMs ?? Date.parse(dt)
      others.set(key, { cidr: prefix, ...words, validFromMs, validToMs: Date.parse(dt) + DAY_MS })
    }
  }
  return [...kept, ...others.values()]
}

function codeNotices(days: readonly Day[]): string[] {
  const codes = [...Map.groupBy(days, ({ code }) => code).values()].map(own => spanOf(own.map(({ dt }) => dt)))
  if (codes.length < 2) return []
  return [
    `The tables of this window were made by ${codes.length} versions of the code (${codes.join('; ')}): rules may differ ` +
      'between them, and a change where one ends may be theirs. Publish makes older ones anew; then make the report anew.',
  ]
}

async function factNotices(days: readonly Day[], networks: NetworkSource): Promise<string[]> {
  const behind: string[] = []
  for (const { dt, networks: said } of days)
    if (JSON.stringify(await factsOfDay(dt, said, networks)) !== JSON.stringify(said)) behind.push(dt)
  if (behind.length === 0) return []
  return [
    `${spanOf(behind)}: names, zones or other facts of networks are those before the present networks.csv. Publish makes ` +
      'these days anew; then make the report anew.',
  ]
}

async function placingNotices(
  days: readonly Day[],
  current: readonly WatchedNetwork[],
  networks: NetworkSource,
): Promise<string[]> {
  const byChange = new Map<string, string[]>()
  for (const { dt, references } of days) {
    const now = prefixesOn(dt, current)
    const before = new Set<string>()
    let differs = false
    for (const reference of references) {
      const then = prefixesOn(dt, await networks.of(reference))
      differs ||= then.size !== now.size || [...then].some(prefix => !now.has(prefix))
      for (const prefix of then) before.add(prefix)
    }
    if (!differs) continue
    const gone = listOf([...before].filter(prefix => !now.has(prefix)))
    const come = listOf([...now].filter(prefix => !before.has(prefix)))
    const change = `${gone} in place of ${come}`
    byChange.set(change, [...(byChange.get(change) ?? []), dt])
  }
  return [...byChange].map(
    ([change, dts]) =>
      `${spanOf(dts)}: placed by other networks than networks.csv has now (${change}). npx flowcensus replay --run places them anew.`,
  )
}

/** Prefixes that are watched on a UTC day. */
function prefixesOn(dt: string, networks: readonly WatchedNetwork[]): Set<string> {
  const ms = Date.parse(dt)
  return new Set(
    networks
      .filter(({ validFromMs, validToMs }) => (validFromMs ?? ms) <= ms && (validToMs ?? ms + 1) > ms)
      .map(({ cidr }) => cidr),
  )
}

const SHOWN = 5
const listOf = (prefixes: readonly string[]): string => (prefixes.length === 0 ? 'none' : firstOfText(prefixes, SHOWN))

/** Days in order, as people read them. */
function spanOf(days: readonly string[]): string {
  const [first = '', last = ''] = [days[0], days.at(-1)]
  if (days.length === 1) return first
  const whole = (Date.parse(last) - Date.parse(first)) / DAY_MS + 1 === days.length
  return whole ? `${first} to ${last}` : `${days.length} days from ${first} to ${last}`
}
