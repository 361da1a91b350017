/** What is in every real log beside what people do, and what looks like a finding and is none. */
import type { Absence } from './absences.ts'
import { FALSE_FRIENDS, WEAK } from './address-book.ts'
import { type ConnectionMaker, SMALL, SYN, WEB } from './connection-maker.ts'
import { type Connection, numberOf, type Traffic } from './connections.ts'
import { DAY_MS, INTENDED } from './intended.ts'

/** Contacts with the coin network, to connections that people begin; the local days that have them. */
export interface CoinNetwork {
  coins: number
  coinDays: { from: string; to: string }
}

/** Of a local day. */
const startOf = (day: string): number => Date.parse(day) - INTENDED.offsetMs

/** Such connections of one network on one UTC day. */
export function* falseFriends(
  maker: ConnectionMaker,
  without: ReadonlySet<Absence>,
  { coins, coinDays }: CoinNetwork,
): Generator<Connection> {
  const { network, dayMs, date, random, some, moment, make } = maker
  for (let i = some(0.25); i > 0; i--) {
    const resolver = numberOf(random.pick(FALSE_FRIENDS.resolvers))
    yield make(
      { remote: resolver, remotePort: 53, protocol: 17, infrastructure: true, category: 'infrastructure' },
      SMALL,
    )
  }
  for (let i = some(0.04); i > 0; i--) {
    const remote = numberOf(FALSE_FRIENDS.university.ntp)
    yield make(
      {
        remote,
        localPort: 123,
        remotePort: 123,
        protocol: 17,
        infrastructure: true,
        category: 'infrastructure',
        country: 'GB',
      },
      { ...SMALL, beginPacketBytes: 76, answerPacketBytes: 76 },
    )
  }
  for (let i = some(0.005); i > 0; i--)
    yield make({ remote: numberOf(FALSE_FRIENDS.university.mirror), country: 'NO' }, WEB)
  for (let i = some(0.04); i > 0; i--) {
    const { country, base: first, size } = FALSE_FRIENDS.peers
    yield make({ remote: numberOf(first) + random.below(size), remotePort: 51_413, country }, WEB)
  }
  for (let i = some(0.03); i > 0; i--) {
    const { base: first, size } = FALSE_FRIENDS.provider
    yield make({ remote: numberOf(first) + random.below(size), country: 'CN' }, WEB)
  }
  if (network.share > 0.5) {
    const server = numberOf('175.45.176.80')
    for (let i = some(0.06); i > 0; i--) {
      const { country, base: first, size } = FALSE_FRIENDS.readers
      const ends = {
        local: server,
        localPort: 443,
        remote: numberOf(first) + random.below(size),
        remotePort: 32_768 + random.below(28_000),
      }
      yield make({ ...ends, localBegan: false, role: 'served', country }, WEB)
    }
    const [onset, end] = [startOf(coinDays.from), startOf(coinDays.to) + DAY_MS]
    if (!without.has('coins') && dayMs + DAY_MS > onset && dayMs < end) {
      for (let i = some(coins); i > 0; i--) {
        const { label, country, base: first, size } = FALSE_FRIENDS.coinPeers
        const startMs = moment()
        if (startMs < onset || startMs >= end) continue
        const remote = numberOf(first) + random.below(size)
        yield make({ subject: label, category: 'coins', remote, remotePort: 8333, country }, WEB, startMs)
      }
    }
  }
  const wave = date >= '2017-06-02' && date <= '2017-06-03' ? 0.4 : 0
  for (let i = some(0.12 + wave); i > 0; i--) {
    const scanner = random.pick(FALSE_FRIENDS.scanners)
    const port = wave > 0 && random.next() < 0.8 ? 8333 : random.pick([22, 23, 445, 3389, 8080])
    const ends = {
      remote: numberOf(scanner.base) + random.below(scanner.size),
      remotePort: 32_768 + random.below(28_000),
      localPort: port,
    }
    const refused = random.next() < 0.3
    const denied = network.share < 0.5 && random.next() < 0.5
    const traffic = refused && !denied ? { ...SYN, answerPackets: 1, answerPacketBytes: 40, durationMs: 0 } : SYN
    yield make(
      { ...ends, localBegan: false, answered: false, denied, role: 'attempt_in', country: scanner.country },
      traffic,
    )
  }
  for (let i = some(0.01); i > 0; i--) {
    const { country, base: first } = random.pick(WEAK)
    yield make(
      { remote: numberOf(first) + random.below(12), remotePort: 8080, answered: false, role: 'attempt_out', country },
      SYN,
    )
  }
  if (!without.has('bursts') && date >= INTENDED.burst.from && date <= INTENDED.burst.to) {
    const { country, base: first, size } = FALSE_FRIENDS.burst
    for (let i = some(0.03); i > 0; i--)
      yield make({ subject: 'burst', remote: numberOf(first) + random.below(size), country }, WEB)
  }
  if (network.share > 0.5) {
    for (let i = some(0.02); i > 0; i--) {
      yield make(
        {
          remote: numberOf('31.16.1.9'),
          protocol: 1,
          localPort: 0,
          remotePort: 0,
          icmpType: 8,
          infrastructure: true,
          category: 'infrastructure',
          country: 'DE',
        },
        { ...SMALL, beginPacketBytes: 84, answerPacketBytes: 84 },
      )
    }
  }
  // One tunnel of three days, over midnight.
  if (!without.has('long') && date === '2017-06-14' && network.share > 0.5) {
    const long: Traffic = {
      durationMs: 3 * DAY_MS,
      beginPackets: 1500,
      answerPackets: 1500,
      beginPacketBytes: 200,
      answerPacketBytes: 300,
    }
    yield make(
      { remote: numberOf('31.18.7.3'), remotePort: 1194, category: 'vpn', country: 'DE', subject: 'tunnel' },
      long,
      dayMs + 20 * 3_600_000,
    )
  }
}
