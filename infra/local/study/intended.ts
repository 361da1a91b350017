/** What the study is meant to hold: its networks, its intended parameters, and how a connection becomes packets in time. */
import { numberOf, packetTimes, type Traffic } from './connections.ts'
import type { Random } from './random.ts'

export const DAY_MS = 86_400_000

/** Intended parameters: what the analyses should find again. */
export const INTENDED = {
  zone: 'Asia/Pyongyang',
  /** UTC+08:30 from 2015-08-15 to 2018-05-04. */
  offsetMs: 8.5 * 3_600_000,
  firstDay: '2017-04-01',
  lastDay: '2017-07-06',
  /** Shares of use contacts without infrastructure, in percent. */
  categoryShares: { game: 36.5, streaming: 28.5 },
  /** Busiest span of weekdays, local hours [from, to). */
  weekdaySpan: { from: 9, to: 21 },
  topCountries: ['IN', 'MY', 'NZ', 'NP', 'KE', 'ID'],
  /** High in activity; fewer than five institutions can be named. */
  activeCountries: ['MZ', 'CN'],
  coinOnsetDay: '2017-05-17',
  /** Local day on which a service is met no more. */
  endDay: '2017-06-11',
  /** UTC days of contacts with one country that come and go. */
  burst: { from: '2017-05-08', to: '2017-05-14' },
  /** By which what people begin rises for the day after each made-up date. */
  effect: 0.75,
  /** Services by their share of identified contacts: each of these has over two points more than the next. */
  services: ['netflix', 'valve', 'blizzard', 'twitch', 'riot'],
  /** Contacts with VPN and relays together, of all without infrastructure: less than so many percent. */
  hiddenShare: 1,
} as const

export interface StudyNetwork {
  name: string
  cidr: string
  base: number
  hosts: number
  /** Share of all activity. */
  share: number
}

export const NETWORKS: readonly StudyNetwork[] = [
  { name: 'Star JV', cidr: '175.45.176.0/22', base: numberOf('175.45.176.16'), hosts: 150, share: 0.6 },
  { name: 'China Netcom', cidr: '210.52.109.0/24', base: numberOf('210.52.109.8'), hosts: 60, share: 0.27 },
  { name: 'SatGate', cidr: '77.94.35.0/24', base: numberOf('77.94.35.8'), hosts: 30, share: 0.13 },
]

/** A local address: few of them make most of the traffic. */
export const host = (network: StudyNetwork, random: Random): number =>
  network.base + Math.floor(random.next() ** 1.5 * network.hosts)

/** Packet times of both sides of a connection that begins at `startMs`. */
export const timed = (startMs: number, traffic: Traffic, random: Random) => ({
  beginTimes: packetTimes(random, startMs, traffic.durationMs, traffic.beginPackets),
  answerTimes: packetTimes(random, startMs + 30, Math.max(0, traffic.durationMs - 60), traffic.answerPackets),
  beginPacketBytes: traffic.beginPacketBytes,
  answerPacketBytes: traffic.answerPacketBytes,
})
