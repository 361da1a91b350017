/**
 * What a replay would change of published records, in numbers, before it changes anything: each distinct remote end and port of
 * a day is asked of the new reference set, and what it says now is held against what the records say. Records that no
 * network had are not published: what a wider networks.csv would add only the replay tells.
 */
import { parseAddress } from '../../functions/lib/addresses.ts'
import { placingOf } from '../../functions/lib/networks.ts'
import type { QueryEngine } from '../../functions/lib/ports.ts'
import { loadQuery } from '../../functions/lib/queries.ts'
import type { Service } from '../../functions/lib/reference/lists/services.ts'
import type { ReferenceSet } from '../../functions/lib/reference/reference-set.ts'
import type { Enricher } from '../../functions/normalise/enrich/enricher.ts'
import { kindOfEnd } from '../../functions/normalise/enrich/kind-of-end.ts'
import { changedPorts, compareBegan, comparePlacing, textOf } from './replay-ends.ts'

const DAY_MS = 86_400_000
const MOST_SHOWN = 3

/** Facts that are compared, in the order in which they are told. */
const FACTS = [
  'service',
  'category',
  'kind',
  'country',
  'AS',
  'institution',
  'service by port',
  'who began',
  'network',
  'network of the other end',
] as const
type Fact = (typeof FACTS)[number]
type Facts = Partial<Record<Fact, string>>

/** Rows of records, and how many of them would say another thing. */
export interface ReplayChanges {
  rows: number
  /** Of each fact that would change: rows, and those by the change, `CN -> ZZ`. */
  changed: Map<Fact, { rows: number; of: Map<string, number> }>
}

/** What the comparison rests on. */
export interface ReplayComparison {
  engine: Pick<QueryEngine, 'select'>
  /** By the set that a replay would use. */
  enricher: Enricher
  now: Pick<ReferenceSet, 'catalogue' | 'networks'>
  /** The sets that made the records, by build; records of other builds are not outdated and are left out. */
  before: ReadonlyMap<string, Pick<ReferenceSet, 'catalogue' | 'networks'>>
}

/** Compares the records of these days. Reads only. */
export async function replayChanges(days: readonly string[], comparison: ReplayComparison): Promise<ReplayChanges> {
  const changes: ReplayChanges = { rows: 0, changed: new Map() }
  const now = categoriesOf(comparison.now.catalogue.services)
  const before = new Map([...comparison.before].map(([build, set]) => [build, categoriesOf(set.catalogue.services)]))
  const sets = [...comparison.before.values()]
  const moved = changedPorts(sets, comparison.now)
  const placing = placingOf(comparison.now.networks)
  const replaced = sets.some(({ networks }) => placingOf(networks) !== placing)
  const say = (said: Facts, found: Facts, rows: number) => compare(changes, said, found, rows)
  for (const dt of days) {
    const ends = await comparison.engine.select(loadQuery('replay/ends').text, [dt])
    const day = Date.parse(`${dt}T00:00:00Z`) / DAY_MS
    await comparison.enricher.bring(day)
    for (const row of ends.rows) {
      const [build, remote, host, port, country, asn, kind, institution, service] = row.map(textOf)
      const categories = before.get(build ?? '')
      if (categories === undefined) continue
      const rows = Number(row[9])
      changes.rows += rows
      const said = { service, category: categories.get(service ?? '') ?? '', kind, country, AS: asn, institution }
      const found = factsNow(comparison.enricher, { remote: remote ?? '', host: host ?? '', port: Number(port), day })
      if (found !== undefined) compare(changes, said, { ...found, category: now.get(found.service) ?? '' }, rows)
    }
    const ports = await comparison.engine.select(loadQuery('replay/ports').text, [dt, dt])
    for (const row of ports.rows) {
      const [, build, protocol, port, service] = row.map(textOf)
      if (!before.has(build ?? '')) continue
      const said = comparison.enricher.portService(Number(protocol), Number(port)) ?? ''
      compare(changes, { 'service by port': service }, { 'service by port': said }, Number(row[5]))
    }
    await compareBegan(dt, moved, comparison, say)
    if (replaced) await comparePlacing(dt, comparison, say)
  }
  return changes
}

const categoriesOf = (services: readonly Service[]): Map<string, string> =>
  new Map(services.map(({ service, category }) => [service, category]))

/** What the set says of an end, as records say it; undefined where the address cannot be read. */
function factsNow(
  enricher: Enricher,
  { remote, host, port, day }: { remote: string; host: string; port: number; day: number },
) {
  const address = parseAddress(remote)
  if (address === undefined) return undefined
  const end = enricher.placing(day).address(address)
  const name = host === '' ? null : enricher.name(host)
  const relay = port === 0 ? null : (enricher.relaysOn(day)?.network(address, port) ?? null)
  const named = name?.sharedHost === true ? null : (name?.institution ?? end.institution)
  return {
    service: relay ?? name?.service ?? end.service ?? '',
    kind: kindOfEnd(end, name).kind,
    country: end.country,
    AS: textOf(end.asn),
    institution: named ?? '',
  }
}

function compare(changes: ReplayChanges, said: Facts, now: Facts, rows: number): void {
  for (const fact of FACTS) {
    const [from = '', to = ''] = [said[fact], now[fact]]
    if (from === to) continue
    const known = changes.changed.get(fact) ?? { rows: 0, of: new Map<string, number>() }
    changes.changed.set(fact, known)
    const change = `${from || 'none'} -> ${to || 'none'}`
    known.rows += rows
    known.of.set(change, (known.of.get(change) ?? 0) + rows)
  }
}

/** A line for each fact that would change, with the changes that most rows have. */
export function changeLines({ rows, changed }: ReplayChanges): string[] {
  if (changed.size === 0) return [`of ${rows} published rows of records none would say another thing of its ends`]
  return FACTS.flatMap(fact => {
    const found = changed.get(fact)
    if (found === undefined) return []
    const most = [...found.of].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).slice(0, MOST_SHOWN)
    const rest = found.of.size - most.length
    return [
      `${fact}: ${found.rows} of ${rows} published rows of records would change (` +
        `${most.map(([change, count]) => `${change}: ${count}`).join(', ')}${rest > 0 ? `, and ${rest} other changes` : ''})`,
    ]
  })
}
