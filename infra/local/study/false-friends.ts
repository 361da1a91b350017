/** What is in every real log beside what people do, and what looks like a finding and is none. */
import { FALSE_FRIENDS, WEAK } from './address-book.ts'
import { type Connection, numberOf, type Traffic } from './connections.ts'
import { DAY_MS, host, INTENDED, type StudyNetwork, timed } from './intended.ts'
import type { Random } from './random.ts'

/** Such connections of one network on one UTC day; `mean`: use connections that the network has on it. */
export function* falseFriends(
  network: StudyNetwork,
  dayMs: number,
  mean: number,
  random: Random,
): Generator<Connection> {
  const moment = () => dayMs + random.below(DAY_MS - 60_000)
  const base = (over: Partial<Connection>, traffic: Traffic, startMs = moment()): Connection => ({
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
    ...over,
  })
  const small: Traffic = {
    durationMs: 40,
    beginPackets: 1,
    answerPackets: 1,
    beginPacketBytes: 70,
    answerPacketBytes: 130,
  }
  const web: Traffic = {
    durationMs: 3000,
    beginPackets: 6,
    answerPackets: 10,
    beginPacketBytes: 160,
    answerPacketBytes: 900,
  }
  const syn: Traffic = { durationMs: 0, beginPackets: 1, answerPackets: 0, beginPacketBytes: 40, answerPacketBytes: 0 }
  const some = (share: number) => random.poisson(mean * share)

  for (let i = some(0.25); i > 0; i--) {
    const resolver = numberOf(random.pick(FALSE_FRIENDS.resolvers))
    yield base(
      { remote: resolver, remotePort: 53, protocol: 17, infrastructure: true, category: 'infrastructure' },
      small,
    )
  }
  for (let i = some(0.04); i > 0; i--) {
    const remote = numberOf(FALSE_FRIENDS.university.ntp)
    yield base(
      {
        remote,
        localPort: 123,
        remotePort: 123,
        protocol: 17,
        infrastructure: true,
        category: 'infrastructure',
        country: 'GB',
      },
      { ...small, beginPacketBytes: 76, answerPacketBytes: 76 },
    )
  }
  for (let i = some(0.01); i > 0; i--)
    yield base({ remote: numberOf(FALSE_FRIENDS.university.mirror), country: 'NO' }, web)
  for (let i = some(0.05); i > 0; i--) {
    const { country, base: first, size } = FALSE_FRIENDS.peers
    yield base({ remote: numberOf(first) + random.below(size), remotePort: 51_413, country }, web)
  }
  for (let i = some(0.03); i > 0; i--) {
    const { base: first, size } = FALSE_FRIENDS.provider
    yield base({ remote: numberOf(first) + random.below(size), country: 'CN' }, web)
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
      yield base({ ...ends, localBegan: false, role: 'served', country }, web)
    }
    const onset = Date.parse(INTENDED.coinOnsetDay) - INTENDED.offsetMs
    if (dayMs + DAY_MS > onset) {
      for (let i = some(0.08); i > 0; i--) {
        const { country, base: first, size } = FALSE_FRIENDS.coinPeers
        yield base(
          { remote: numberOf(first) + random.below(size), remotePort: 8333, country },
          web,
          Math.max(moment(), onset),
        )
      }
    }
  }
  const date = new Date(dayMs).toISOString().slice(0, 10)
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
    const traffic = refused && !denied ? { ...syn, answerPackets: 1, answerPacketBytes: 40, durationMs: 0 } : syn
    yield base(
      { ...ends, localBegan: false, answered: false, denied, role: 'attempt_in', country: scanner.country },
      traffic,
    )
  }
  for (let i = some(0.01); i > 0; i--) {
    const { country, base: first } = random.pick(WEAK)
    yield base(
      { remote: numberOf(first) + random.below(12), remotePort: 8080, answered: false, role: 'attempt_out', country },
      syn,
    )
  }
  if (date >= '2017-05-08' && date < '2017-05-15') {
    const { country, base: first, size } = FALSE_FRIENDS.burst
    for (let i = some(0.03); i > 0; i--) yield base({ remote: numberOf(first) + random.below(size), country }, web)
  }
  if (network.share > 0.5) {
    for (let i = some(0.02); i > 0; i--) {
      yield base(
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
        { ...small, beginPacketBytes: 84, answerPacketBytes: 84 },
      )
    }
  }
  // One tunnel of three days, over midnight.
  if (date === '2017-06-14' && network.share > 0.5) {
    const long: Traffic = {
      durationMs: 3 * DAY_MS,
      beginPackets: 1500,
      answerPackets: 1500,
      beginPacketBytes: 200,
      answerPacketBytes: 300,
    }
    yield base(
      { remote: numberOf('31.18.7.3'), remotePort: 1194, category: 'vpn', country: 'DE' },
      long,
      dayMs + 20 * 3_600_000,
    )
  }
}
