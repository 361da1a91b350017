/**
 * Worlds of the study's generator: one network's connections, as the contacts that one sensor's log makes of them, over which
 * the real queries run. What the reference set says of every remote end is asked once, by a day's log through the whole product.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SqlValue } from '../../functions/lib/ports.ts'
import { ABSENCES, type Absence } from '../../infra/local/study/absences.ts'
import { type Connection, dotted, servicePort, slotsOf, spanOf } from '../../infra/local/study/connections.ts'
import { EVENTS } from '../../infra/local/study/events.ts'
import { ZEEK_HEADER, zeekLine } from '../../infra/local/study/exporters/zeek.ts'
import { DAY_MS, INTENDED, NETWORKS } from '../../infra/local/study/intended.ts'
import { createRandom } from '../../infra/local/study/random.ts'
import { BEACONS, SCANS } from '../../infra/local/study/suspects.ts'
import { connectionsOfDay, dailyNoise, type Sizes, STUDY_SIZES } from '../../infra/local/study/world.ts'
import { studyCountries } from '../../infra/local/study-countries/edition.ts'
import { startLakeRun } from './lake-run.ts'
import type { World, WorldContact } from './report-world.ts'
import { put } from './small-logs.ts'

/** What a report may find, and the part of the study that it is: each can be the only one of a world. */
const PARTS = {
  'event effect': 'effects',
  onset: 'coins',
  end: 'coins',
  burst: 'coins',
  'scan out': 'scans',
  'scan in': 'scans',
  'steady beacon': 'beacons',
  'unsteady beacon': 'beacons',
  tie: 'ties',
} as const satisfies Record<string, Absence>
export type Effect = keyof typeof PARTS
export const EFFECTS = Object.keys(PARTS) as Effect[]

/** Connections that people begin on a mean day of these worlds. */
const CONNECTIONS_A_DAY = 160

/** What is no effect: it is in every world. */
const ORDINARY: readonly Absence[] = ['games', 'hours', 'tcp-flags']

const [NETWORK = NETWORKS[0]] = NETWORKS
const NETWORKS_CSV = `cidr,name,time_zone,home_country,provider_asns\n${NETWORK?.cidr},${NETWORK?.name},${INTENDED.zone},KP,131279 4837\n`
const MIDDLE = '2017-05-20'

type Facts = Omit<WorldContact, 'slot' | 'local' | 'remote' | 'times' | 'bytes'>

/** Connections that begin on one of the study's days, of its first network alone. */
function* connectionsOf(
  seed: number,
  meanConnections: number,
  without: readonly Absence[],
  sizes?: Sizes,
): Generator<Connection> {
  const firstMs = Date.parse(INTENDED.firstDay) - DAY_MS
  const days = Math.round((Date.parse(INTENDED.lastDay) - firstMs) / DAY_MS) + 1
  const noise = dailyNoise(seed, days)
  const random = createRandom(seed)
  const absent = new Set(without)
  if (NETWORK === undefined) throw new Error('study: expected a network, found none')
  for (let d = 0; d < days; d++) {
    const day = { network: NETWORK, dayMs: firstMs + d * DAY_MS, noise: noise[d] ?? 1 }
    const mean = { meanConnections: meanConnections / NETWORK.share, ...(sizes === undefined ? {} : { sizes }) }
    yield* connectionsOfDay({ ...day, ...mean, without: absent, random })
  }
}

/** The least that has to be found: scans and beacons of one machine of the network, at any time. */
function sizesOf(seed: number, effect: Effect | undefined): Sizes {
  const random = createRandom(seed ^ 0x2545f491)
  const dayMs = Date.parse(INTENDED.firstDay) + random.below(90) * DAY_MS
  const atMs = dayMs + random.below(DAY_MS)
  const local = dotted((NETWORK?.base ?? 0) + random.below(NETWORK?.hosts ?? 0))
  const scans = SCANS.filter(
    ({ from, kind, network }) =>
      from === (effect === 'scan out' ? 'here' : 'abroad') && kind === 'horizontal' && network === NETWORK?.name,
  ).map(scan => ({ ...scan, atMs, targets: 20, ...(effect === 'scan out' ? { local } : {}) }))
  const span = { fromMs: dayMs, toMs: dayMs + 2 * DAY_MS }
  const [first] = BEACONS
  // 24 sessions; some more where waits add up, so that hardly any has fewer. The length in ms tells one machine's jitter from another's.
  const beacon =
    effect === 'unsteady beacon'
      ? { periodMs: 1.75 * HOUR_MS - random.below(1000), jitter: 0.5, jitters: 'waits' as const }
      : { periodMs: 2 * HOUR_MS - 1 - random.below(1000), jitter: 0.05 }
  const beacons = first === undefined ? [] : [{ ...first, local, ...span, ...beacon }]
  const coinDays = COIN_DAYS[effect ?? ''] ?? STUDY_SIZES.coinDays
  return { effect: 0.6, coins: 8 / CONNECTIONS_A_DAY, coinDays, tied: 3, scans, beacons }
}

const COIN_DAYS: Readonly<Record<string, Sizes['coinDays']>> = {
  end: { from: dayBefore(INTENDED.firstDay), to: dayBefore(INTENDED.endDay) },
  burst: INTENDED.burst,
}

const HOUR_MS = 3_600_000

const keyOf = (connection: Connection): string => {
  const { remote, protocol, role } = connection
  return `${remote} ${protocol} ${servicePort(connection)} ${role}`
}

export interface StudyWorlds {
  /** A world of all that is ordinary, and of one effect, or none; 97 whole days. `events`: the set of dates that is tested. */
  draw(seed: number, effect?: Effect): World
}

/** Asks the product what its reference set says of every end that these worlds may meet. */
export async function openStudyWorlds(): Promise<StudyWorlds> {
  const facts = await factsOfEnds()
  return {
    draw(seed, effect) {
      const part = effect === undefined ? undefined : PARTS[effect]
      const parts: (Absence | undefined)[] = part === 'ties' ? [part, 'institutions'] : [part]
      const without = ABSENCES.filter(absence => !parts.includes(absence) && !ORDINARY.includes(absence))
      const set = effect === 'event effect' ? 'made-up dates' : 'missile tests'
      const connections = [...connectionsOf(seed, CONNECTIONS_A_DAY, without, sizesOf(seed, effect))]
      return {
        networks: NETWORKS_CSV,
        contacts: contactsOf(connections, facts),
        flows: flowsOf(connections),
        tried: true,
        logged: { from: dayBefore(INTENDED.firstDay), to: INTENDED.lastDay },
        references: { 'reference-1': MIDDLE },
        events: EVENTS.filter(event => event.set === set)
          .map(({ name, time, zone }) => `${name},${time},${zone},${set},\n`)
          .join(''),
      }
    },
  }
}

const ROLES = ['use', 'served', 'attempt_out', 'attempt_in']

/** Every contact once: packets of several connections in one quarter-hour are one. */
function contactsOf(connections: Iterable<Connection>, facts: ReadonlyMap<string, Facts>): WorldContact[] {
  const contacts = new Map<string, WorldContact>()
  for (const connection of connections) {
    // Names and times are asked in every world, and in no finding.
    if (connection.infrastructure) continue
    const known = facts.get(keyOf(connection)) ?? facts.get(`${connection.remote}`)
    if (known === undefined) throw new Error(`study: expected facts of ${dotted(connection.remote)}, found none`)
    const { local, remote, protocol, role, beginTimes, beginPacketBytes } = connection
    const port = servicePort(connection)
    const slots = slotsOf(connection, true)
    const bytes = Math.round((beginTimes.length * beginPacketBytes) / slots.length)
    for (const slot of slots) {
      const key = `${local} ${remote} ${protocol} ${port} ${slot}`
      const before = contacts.get(key)
      if (before !== undefined && ROLES.indexOf(before.role ?? '') <= ROLES.indexOf(role)) continue
      contacts.set(key, {
        ...known,
        slot: new Date(slot * 900_000).toISOString().replace(':00.000Z', 'Z'),
        local: dotted(local),
        remote: dotted(remote),
        role,
        protocol,
        port,
        bytes,
      })
    }
  }
  return [...contacts.values()]
}

/** What a report asks the log itself of: pairs that meet often. */
const MANY = 24

function flowsOf(connections: readonly Connection[]): Record<string, SqlValue>[] {
  const pairs = Map.groupBy(connections, connection => `${connection.local} ${keyOf(connection)}`)
  return [...pairs.values()].flatMap(own => {
    if (own.length < MANY) return []
    return own.map(connection => {
      const { firstMs, lastMs } = spanOf(connection)
      return {
        dt: new Date(firstMs).toISOString().slice(0, 10),
        network: NETWORK?.name ?? '',
        local_ip: dotted(connection.local),
        local_port: connection.localPort,
        remote_ip: dotted(connection.remote),
        remote_port: connection.remotePort,
        protocol: connection.protocol,
        start_time: firstMs,
        end_time: lastMs,
        part: 0,
        repeated: 0,
        scope: 'external',
        bytes_out: connection.beginTimes.length * connection.beginPacketBytes,
      }
    })
  })
}

/** Connections of all effects, one to each end, in a day's log through the product. */
async function factsOfEnds(): Promise<Map<string, Facts>> {
  const first = new Map<string, Connection>()
  for (const connection of connectionsOf(1, 2500, [])) {
    const key = keyOf(connection)
    if (!first.has(key)) first.set(key, connection)
  }
  const folder = mkdtempSync(join(tmpdir(), 'study-worlds-'))
  const run = await startLakeRun(NETWORKS_CSV, [await studyCountries()])
  try {
    const atMs = Date.parse(`${MIDDLE}T12:00:00Z`)
    const lines = [...first.values()].map((connection, ordinal) =>
      zeekLine(moved(connection, atMs), ordinal, { node: 'worker-1' }),
    )
    put(folder, 'team/conn.log.gz', `${ZEEK_HEADER}${lines.join('')}`)
    await run.deliver(folder)
    await run.publish_()
    const rows = await run.rows(
      `select remote_ip, protocol, service_port, role, country, asn, kind, kind_by, institution, institution_country, service, family, category, evidence, excluded_as from contacts where dt between '${MIDDLE}' and '2017-05-21'`,
    )
    const facts = new Map<string, Facts>()
    for (const row of rows) {
      const [remote, protocol, port, role, country, asn, kind, kindBy, institution, home, ...classes] = row
      const [service, family, category, evidence, excludedAs] = classes
      const value: Facts = {
        country: String(country),
        asn: asn === null ? null : Number(asn),
        kind: String(kind),
        kindBy: String(kindBy),
        institution: textOf(institution),
        ...(home === null ? {} : { institutionCountry: String(home) }),
        service: textOf(service),
        family: textOf(family),
        category: String(category),
        evidence: String(evidence),
        excludedAs: String(excludedAs),
      }
      const address = String(remote)
        .split('.')
        .reduce((number, part) => number * 256 + Number(part), 0)
      facts.set(`${address} ${protocol} ${port} ${role}`, value)
      facts.set(`${address}`, value)
    }
    return facts
  } finally {
    await run.end()
    rmSync(folder, { recursive: true })
  }
}

const textOf = (value: unknown): string | null => (value === null || value === undefined ? null : String(value))

/** The same connection at another time. */
function moved(connection: Connection, atMs: number): Connection {
  const shift = atMs - (connection.beginTimes[0] ?? connection.answerTimes[0] ?? 0)
  const at = (times: Float64Array) => times.map(time => time + shift)
  return { ...connection, beginTimes: at(connection.beginTimes), answerTimes: at(connection.answerTimes) }
}

function dayBefore(day: string): string {
  return new Date(Date.parse(day) - DAY_MS).toISOString().slice(0, 10)
}
