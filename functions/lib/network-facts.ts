/**
 * What is said of watched networks beside which records are theirs: name, zone, access path, weekend, home country and
 * providers. Records are placed by prefix and date when they are normalised; these facts are joined when a day is
 * published, so that a new networks.csv needs no record to be read again.
 */
import * as z from 'zod'
import type { WatchedNetwork } from './networks.ts'

/** Facts of a prefix, for records that one reference set placed and that began in a span of time. */
export interface NetworkFacts {
  /** Hash of the reference set that placed the records. */
  reference: string
  /** As in networks.csv of that set. */
  prefix: string
  /** UTC midnights, epoch ms: from inclusive, to exclusive; null: as far as records of the day reach. */
  fromMs: number | null
  toMs: number | null
  name: string
  accessPath: string
  timeZone: string
  homeCountry: string
  providerAsns: number[]
  weekend: number[]
}

/** A prefix by which a reference set placed records of a day. */
export type PlacedPrefix = Pick<NetworkFacts, 'reference' | 'prefix'>

/** Where networks.csv is read: the one that is current, and that of each reference set. */
export interface NetworkSource {
  /** Empty where no set is current. */
  current(): Promise<readonly WatchedNetwork[]>
  /** Throws where the set's file is missing. */
  of(reference: string): Promise<readonly WatchedNetwork[]>
}

const DAY_MS = 86_400_000
/** A record that touches a day began at most this long before it: longer ones are rejected. */
const REACH_MS = 31 * DAY_MS

/** Begin (inclusive) and end (exclusive) of the starts of records that touch a UTC day, epoch ms. */
export function reachOf(dt: string): { fromMs: number; toMs: number } {
  const dayMs = Date.parse(`${dt}T00:00:00Z`)
  return { fromMs: dayMs - REACH_MS, toMs: dayMs + DAY_MS }
}

/**
 * The facts that a day is published with, one entry for each prefix and span: of the current networks.csv where it has the
 * prefix for that time, else of the set that placed the records, so that no record is without. In order of reference,
 * prefix and time; the same for all days on which the same is said.
 */
export async function factsOfDay(
  dt: string,
  placed: Iterable<PlacedPrefix>,
  networks: NetworkSource,
): Promise<NetworkFacts[]> {
  const current = Map.groupBy(await networks.current(), ({ cidr }) => cidr)
  const wanted = new Map<string, PlacedPrefix>()
  for (const { reference, prefix } of placed) wanted.set(`${reference} ${prefix}`, { reference, prefix })
  const reach = reachOf(dt)
  const facts: NetworkFacts[] = []
  const placing = new Map<string, Map<string, WatchedNetwork[]>>()
  for (const [, { reference, prefix }] of [...wanted].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const own = placing.get(reference) ?? Map.groupBy(await networks.of(reference), ({ cidr }) => cidr)
    placing.set(reference, own)
    for (const span of spansOf(own.get(prefix) ?? [], current.get(prefix) ?? [], reach))
      facts.push({ reference, prefix, ...span })
  }
  return facts
}

type Span = Omit<NetworkFacts, 'reference' | 'prefix'>

const startOf = ({ validFromMs }: WatchedNetwork): number => validFromMs ?? Number.NEGATIVE_INFINITY
const endOf = ({ validToMs }: WatchedNetwork): number => validToMs ?? Number.POSITIVE_INFINITY

/** The reach, cut where the facts change. */
function spansOf(
  own: readonly WatchedNetwork[],
  current: readonly WatchedNetwork[],
  { fromMs, toMs }: { fromMs: number; toMs: number },
): Span[] {
  const edges = new Set([fromMs, toMs])
  for (const network of [...own, ...current])
    for (const edge of [startOf(network), endOf(network)]) if (edge > fromMs && edge < toMs) edges.add(edge)
  const cuts = [...edges].sort((a, b) => a - b)
  const spans: Span[] = []
  for (const [at, cut] of cuts.slice(0, -1).entries()) {
    const covers = (network: WatchedNetwork) => startOf(network) <= cut && endOf(network) > cut
    const placing = own.find(covers)
    if (placing === undefined) continue
    const end = cuts[at + 1] ?? toMs
    const said = saidOf(current.find(covers) ?? placing)
    const last = spans.at(-1)
    const from = cut === fromMs ? null : cut
    const to = end === toMs ? null : end
    if (last !== undefined && last.toMs === cut && sameFacts(last, said)) last.toMs = to
    else spans.push({ fromMs: from, toMs: to, ...said })
  }
  return spans
}

function saidOf({ name, accessPath, timeZone, homeCountry, providerAsns, weekend }: WatchedNetwork) {
  return { name, accessPath, timeZone, homeCountry, providerAsns, weekend }
}

const sameFacts = (span: Span, said: ReturnType<typeof saidOf>): boolean =>
  JSON.stringify({ ...span, fromMs: null, toMs: null }) === JSON.stringify({ fromMs: null, toMs: null, ...said })

/** How a manifest holds them. */
export const networkFactsSchema: z.ZodType<NetworkFacts> = z.object({
  reference: z.string(),
  prefix: z.string(),
  fromMs: z.number().nullable(),
  toMs: z.number().nullable(),
  name: z.string(),
  accessPath: z.string(),
  timeZone: z.string(),
  homeCountry: z.string(),
  providerAsns: z.array(z.number()),
  weekend: z.array(z.number()),
})
