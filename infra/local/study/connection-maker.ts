/** Connections of one network on one UTC day, beside those that people begin: what they have in common. */
import type { Connection, Traffic } from './connections.ts'
import { DAY_MS, host, type StudyNetwork, timed } from './intended.ts'
import type { Random } from './random.ts'

/** A question and its answer. */
export const SMALL: Traffic = {
  durationMs: 40,
  beginPackets: 1,
  answerPackets: 1,
  beginPacketBytes: 70,
  answerPacketBytes: 130,
}
/** A page. */
export const WEB: Traffic = {
  durationMs: 3000,
  beginPackets: 6,
  answerPackets: 10,
  beginPacketBytes: 160,
  answerPacketBytes: 900,
}
/** An attempt that nobody answers. */
export const SYN: Traffic = {
  durationMs: 0,
  beginPackets: 1,
  answerPackets: 0,
  beginPacketBytes: 40,
  answerPacketBytes: 0,
}

export interface ConnectionMaker {
  network: StudyNetwork
  dayMs: number
  /** UTC day, YYYY-MM-DD. */
  date: string
  random: Random
  /** A time of the day, early enough to end on it. */
  moment(): number
  /** How many: Poisson, of a share of the connections that people begin on that day. */
  some(share: number): number
  /** A connection that a local machine begins to port 443 at some moment, and that is answered, unless `over` says otherwise. */
  make(over: Partial<Connection>, traffic: Traffic, startMs?: number): Connection
}

/** `mean`: use connections that the network has on the day. */
export function createMaker(network: StudyNetwork, dayMs: number, mean: number, random: Random): ConnectionMaker {
  const moment = () => dayMs + random.below(DAY_MS - 60_000)
  return {
    network,
    dayMs,
    date: new Date(dayMs).toISOString().slice(0, 10),
    random,
    moment,
    some: share => random.poisson(mean * share),
    make: (over, traffic, startMs = moment()) => ({
      ...timed(startMs, traffic, random),
      local: host(network, random),
      remote: 0,
      localPort: 32_768 + random.below(28_000),
      remotePort: 443,
      protocol: 6,
      localBegan: true,
      answered: true,
      denied: false,
      icmpType: 0,
      role: 'use',
      category: 'unnamed',
      country: 'ZZ',
      infrastructure: false,
      subject: '',
      ...over,
    }),
  }
}
