/** What the study's networks did: connections of one network on one UTC day, from intended parameters and seeded noise. */
import type { Absence } from './absences.ts'
import {
  type Destination,
  GAMES,
  INSTITUTIONS,
  isMisplaced,
  OTHERS,
  type Place,
  RESEARCH,
  STREAMING,
  TIED,
  WEAK,
} from './address-book.ts'
import { type ConnectionMaker, createMaker } from './connection-maker.ts'
import { type Connection, numberOf, type Traffic } from './connections.ts'
import { raisedPart } from './events.ts'
import { type CoinNetwork, falseFriends } from './false-friends.ts'
import { habits } from './habits.ts'
import { INTENDED, type StudyNetwork } from './intended.ts'
import { createRandom, type Random } from './random.ts'
import { BEACONS, type Beacon, SCANS, type Scan, suspects } from './suspects.ts'

/** Connections with games, streaming, countries and the rest: what comes to the intended shares of contacts. */
const GROUPS = [58, 38.5, 23, 15]

/** Local hour profile of weekdays: 80 % and more between 9 and 21. */
const WEEKDAY_HOURS = [
  0.7, 0.4, 0.3, 0.2, 0.2, 0.3, 0.6, 1.1, 1.5, 7, 8, 8, 7, 7.5, 8, 8, 8, 7.5, 7, 6.8, 6.5, 2, 1.3, 0.9,
]
const WEEKEND_HOURS = [
  1.5, 1, 0.8, 0.6, 0.6, 0.7, 1, 1.6, 2.4, 3.6, 4.4, 4.6, 4.4, 4.4, 4.6, 4.6, 4.4, 4.2, 4, 3.8, 3.4, 2.8, 2.4, 2,
]
const EVEN_HOURS = Array.from({ length: 24 }, () => 1)
/** Monday first; Monday and Tuesday highest. */
const WEEKDAYS = [1.38, 1.38, 1, 0.98, 0.97, 0.62, 0.58]

const HOUR_MS = 3_600_000

/** Factor of each day's activity: autocorrelated (0.5) and overdispersed, mean about 1. */
export function dailyNoise(seed: number, days: number): number[] {
  const random = createRandom(seed ^ 0x5bd1e995)
  const factors: number[] = []
  let state = 0
  for (let i = 0; i < days; i++) {
    state = 0.5 * state + 0.12 * random.normal()
    factors.push(Math.exp(state))
  }
  return factors
}

/** How large is what a report should find. */
export interface Sizes extends CoinNetwork {
  /** By which what people begin rises for the day after each made-up date. */
  effect: number
  /** Contacts with the one country that is tied where the others are not, to those with each of them. */
  tied: number
  scans: readonly Scan[]
  beacons: readonly Beacon[]
}

/** Of the country that alone is tied, so much that a fifth of all is with it. */
export const STUDY_SIZES: Sizes = {
  effect: INTENDED.effect,
  tied: 8,
  coins: 0.08,
  coinDays: { from: INTENDED.coinOnsetDay, to: INTENDED.lastDay },
  scans: SCANS,
  beacons: BEACONS,
}

export interface DayOptions {
  network: StudyNetwork
  /** UTC midnight. */
  dayMs: number
  /** Use connections of all networks on a mean day. */
  meanConnections: number
  noise: number
  without: ReadonlySet<Absence>
  /** Those of the study where absent. */
  sizes?: Sizes
  random: Random
}

/** Connections that begin on a UTC day. */
export function* connectionsOfDay({
  network,
  dayMs,
  meanConnections,
  noise,
  without,
  sizes = STUDY_SIZES,
  random,
}: DayOptions): Generator<Connection> {
  const mean = meanConnections * network.share * noise
  const maker = createMaker(network, dayMs, mean, random)
  for (let hour = 0; hour < 24; hour++) {
    const localMs = dayMs + hour * HOUR_MS + INTENDED.offsetMs
    const local = new Date(localMs)
    const weekday = (local.getUTCDay() + 6) % 7
    const even = without.has('hours')
    const profile = even ? EVEN_HOURS : weekday >= 5 ? WEEKEND_HOURS : WEEKDAY_HOURS
    const total = profile.reduce((sum, value) => sum + value, 0)
    const at = local.getUTCHours()
    // Half of this UTC hour lies in one local hour, half in the next.
    const part = ((profile[at] ?? 0) + (profile[(at + 1) % 24] ?? 0)) / 2 / total
    const expected = mean * (even ? 1 : (WEEKDAYS[weekday] ?? 1)) * part
    const fromMs = dayMs + hour * HOUR_MS
    for (let i = random.poisson(expected); i > 0; i--)
      yield useConnection(maker, fromMs + random.below(HOUR_MS), without, sizes)
    const raised = without.has('effects') ? undefined : raisedPart(fromMs, fromMs + HOUR_MS)
    if (raised === undefined) continue
    const lengthMs = raised.toMs - raised.fromMs
    for (let i = random.poisson((expected * sizes.effect * lengthMs) / HOUR_MS); i > 0; i--)
      yield useConnection(maker, raised.fromMs + random.below(lengthMs), without, sizes)
  }
  yield* falseFriends(maker, without, sizes)
  yield* suspects(maker, without, sizes)
  yield* habits(maker, without)
}

function useConnection(
  maker: ConnectionMaker,
  startMs: number,
  without: ReadonlySet<Absence>,
  { tied }: Sizes,
): Connection {
  const { random } = maker
  const group = random.weighted(without.has('games') ? GROUPS.with(0, 0).with(1, 0) : GROUPS)
  if (group === 2) return tiedConnection(maker, startMs, without, tied)
  const list = destinations([GAMES, STREAMING, [], [...OTHERS, ...RESEARCH]][group] ?? OTHERS, startMs, without)
  const destination = list[random.weighted(list.map(({ weight }) => weight))] ?? list[0]
  if (destination === undefined) throw new Error('study: expected a destination, found none')
  const { label, category, country, base, size, protocol, port } = destination
  const traffic = trafficOf(category, random)
  const remote = numberOf(base) + random.below(size)
  return maker.make({ subject: label, category, country, remote, remotePort: port, protocol }, traffic, startMs)
}

/** Those of a group that are met then. */
function destinations(
  group: readonly Destination[],
  startMs: number,
  without: ReadonlySet<Absence>,
): readonly Destination[] {
  const localDay = new Date(startMs + INTENDED.offsetMs).toISOString().slice(0, 10)
  return group.filter(destination => {
    if (destination.until !== undefined && !without.has('endings') && localDay >= destination.until) return false
    // What is of one country, and of no service that people everywhere use, ties too.
    if (
      (without.has('ties') || without.has('other-ties')) &&
      (destination.category === 'unnamed' || destination.category === 'mail')
    )
      return false
    if (destination.category === 'vpn' && without.has('hiding')) return false
    if (destination.category === 'security' && without.has('vendors')) return false
    return !(RESEARCH.includes(destination) && without.has('research'))
  })
}

/** Tied where the others are not. */
const ONE_TIED = 'IN'

function weightOf(place: Place, without: ReadonlySet<Absence>, tiedWeight: number): number {
  const even = without.has('ties') || without.has('other-ties')
  // Four countries that the data have in one would stand out.
  if (even && isMisplaced(place)) return 0
  if (without.has('ties')) return 1
  if (without.has('other-ties')) return place.country === ONE_TIED ? tiedWeight : 1
  return place.share
}

function tiedConnection(
  maker: ConnectionMaker,
  startMs: number,
  without: ReadonlySet<Absence>,
  tiedWeight: number,
): Connection {
  const { random } = maker
  const places: readonly Place[] = [...TIED, ...WEAK]
  const place = places[random.weighted(places.map(each => weightOf(each, without, tiedWeight)))] ?? places[0]
  if (place === undefined) throw new Error('study: expected a place, found none')
  const tied = place.country === ONE_TIED || !without.has('other-ties')
  const nameless = without.has('ties') || without.has('institutions') || !tied
  const institutions = nameless ? [] : INSTITUTIONS.filter(({ country }) => country === place.country)
  const institution = institutions.length > 0 && random.next() < 0.45 ? random.pick(institutions) : undefined
  const remote =
    institution === undefined
      ? numberOf(place.base) + random.below(place.size)
      : numberOf(institution.base) + random.below(3)
  const remotePort = random.next() < 0.7 ? 443 : 80
  const ends = { subject: institution?.name ?? '', country: place.country, remote, remotePort }
  return maker.make(ends, trafficOf('unnamed', random), startMs)
}

function trafficOf(category: Destination['category'], random: Random): Traffic {
  if (category === 'streaming') {
    const seconds = 40 + random.below(500)
    return {
      durationMs: seconds * 1000,
      beginPackets: 8 + random.below(20),
      answerPackets: 20 + random.below(60),
      beginPacketBytes: 90,
      answerPacketBytes: 1400,
    }
  }
  if (category === 'game') {
    const seconds = 10 + random.below(240)
    return {
      durationMs: seconds * 1000,
      beginPackets: 10 + random.below(30),
      answerPackets: 10 + random.below(30),
      beginPacketBytes: 120,
      answerPacketBytes: 260,
    }
  }
  const idle = random.next() < 0.003
  if (idle)
    return { durationMs: 2 * HOUR_MS, beginPackets: 4, answerPackets: 4, beginPacketBytes: 110, answerPacketBytes: 400 }
  return {
    durationMs: 200 + random.below(25_000),
    beginPackets: 4 + random.below(10),
    answerPackets: 4 + random.below(16),
    beginPacketBytes: 140,
    answerPacketBytes: 700,
  }
}
