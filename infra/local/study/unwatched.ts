/** What is in no contact, since it is not between a watched end and the world. */
import { FALSE_FRIENDS } from './address-book.ts'
import { type Connection, numberOf } from './connections.ts'

/** A record without a watched end first, then a few between watched ends or to nowhere: in no contact. */
export function* unwatched(dayMs: number, salt: number): Generator<Connection> {
  const times = (ms: number) => ({
    beginTimes: Float64Array.of(ms),
    answerTimes: Float64Array.of(ms + 20),
    beginPacketBytes: 70,
    answerPacketBytes: 120,
  })
  const plain = {
    protocol: 17 as const,
    localBegan: true,
    answered: true,
    denied: false,
    icmpType: 0,
    role: 'use' as const,
    category: '',
    country: '',
    infrastructure: false,
    subject: '',
  }
  const ends = [
    [numberOf('113.225.1.1'), numberOf(FALSE_FRIENDS.resolvers[0])],
    [numberOf('175.45.176.20'), numberOf('210.52.109.20')],
    [numberOf('175.45.176.21'), numberOf('239.255.255.250')],
  ]
  for (const [local = 0, remote = 0] of ends) {
    yield {
      ...plain,
      ...times(dayMs + 7 * 3_600_000 + salt * 1000),
      local,
      remote,
      localPort: 5353,
      remotePort: 53,
    }
  }
}
