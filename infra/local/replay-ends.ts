/** What a replay would change of who began a connection, and of the networks that its ends are placed in. */
import { parseAddress } from '../../functions/lib/addresses.ts'
import { listedParameters } from '../../functions/lib/listed-parameters.ts'
import type { QueryEngine, SqlValue } from '../../functions/lib/ports.ts'
import { loadQuery } from '../../functions/lib/queries.ts'
import type { ListedPort } from '../../functions/lib/reference/lists/ports.ts'
import type { ReferenceSet } from '../../functions/lib/reference/reference-set.ts'
import { beganByPort } from '../../functions/normalise/began-by-port.ts'
import type { Enricher } from '../../functions/normalise/enrich/enricher.ts'
import { BEGAN } from '../../functions/normalise/landing/flow-columns.ts'

type Facts = Partial<Record<'who began' | 'network' | 'network of the other end', string>>
/** Tells of rows what they say and what the set would. */
type Say = (said: Facts, now: Facts, rows: number) => void

interface Asked {
  engine: Pick<QueryEngine, 'select'>
  /** By the set that a replay would use. */
  enricher: Enricher
  /** By build; records of other builds are left out. */
  before: ReadonlyMap<string, unknown>
}

/** Of a cell; NULL is the empty text. */
export const textOf = (value: unknown): string => (value === null || value === undefined ? '' : String(value))

/** NULL is none. */
const portOf = (value: SqlValue | undefined): number => (value === null || value === undefined ? -1 : Number(value))

const keyOf = ({ protocol, port }: ListedPort): string => `${protocol}:${port}`

/** Ports that one of the sets lists and the new one does not, or the other way round. Nobody else's beginner can change. */
export function changedPorts(
  before: readonly Pick<ReferenceSet, 'catalogue'>[],
  now: Pick<ReferenceSet, 'catalogue'>,
): ListedPort[] {
  const listed = new Set(now.catalogue.ports.map(keyOf))
  const changed = new Map<string, ListedPort>()
  for (const { catalogue } of before) {
    const known = new Set(catalogue.ports.map(keyOf))
    for (const port of catalogue.ports) if (!listed.has(keyOf(port))) changed.set(keyOf(port), port)
    for (const port of now.catalogue.ports) if (!known.has(keyOf(port))) changed.set(keyOf(port), port)
  }
  return [...changed.values()]
}

/** Who began, of a day's records with such a port at an end, where neither the log nor a SYN said it. */
export async function compareBegan(
  dt: string,
  changed: readonly ListedPort[],
  { engine, enricher, before }: Asked,
  say: Say,
): Promise<void> {
  if (changed.length === 0) return
  const counted = new Set<string>()
  for (const ports of listedParameters(changed.map(keyOf))) {
    const { rows } = await engine.select(loadQuery('replay/began').text, [dt, ports, ports])
    for (const [build, protocol, local, remote, began, count] of rows) {
      // Whose two ports are in two parts of the list comes twice.
      const row = [build, protocol, local, remote, began].join()
      if (!before.has(textOf(build)) || counted.has(row)) continue
      counted.add(row)
      const now = BEGAN[beganByPort(enricher, Number(protocol), portOf(local), portOf(remote))] ?? ''
      say({ 'who began': textOf(began) }, { 'who began': now }, Number(count))
    }
  }
}

/** The networks of both ends of a day's records, as they are at the begin of the day. */
export async function comparePlacing(dt: string, { engine, enricher, before }: Asked, say: Say): Promise<void> {
  const startMs = Date.parse(`${dt}T00:00:00Z`)
  const { rows } = await engine.select(loadQuery('replay/placing').text, [dt, dt])
  for (const [side, build, ip, prefix, count] of rows) {
    const address = parseAddress(textOf(ip))
    if (address === undefined || !before.has(textOf(build))) continue
    const now = enricher.networks[enricher.watched(address, startMs)]?.cidr ?? ''
    const fact = side === 'local' ? 'network' : 'network of the other end'
    say({ [fact]: textOf(prefix) }, { [fact]: now }, Number(count))
  }
}
