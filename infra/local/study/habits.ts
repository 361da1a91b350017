/** What recurs and is no person, what occurs once, and what goes by ways that hide it. */
import type { Absence } from './absences.ts'
import { ANTIVIRUS, RELAYS, SATELLITE_PHONES } from './address-book.ts'
import { type ConnectionMaker, WEB } from './connection-maker.ts'
import { type Connection, numberOf } from './connections.ts'
import { DAY_MS } from './intended.ts'

/** Antivirus updates, as a share of what people begin: round the clock, so that no habit of people is in them. */
const UPDATES = 0.04
/** Contacts with relays of an anonymity network. */
const RELAYED = 0.002

/** A passing interest: times of all contacts with the vendor of satellite telephones, and of one machine. */
export const ONE_OFF = {
  local: '175.45.176.24',
  times: ['2017-05-24T01:12', '2017-05-24T01:55', '2017-05-24T02:31', '2017-05-25T00:48', '2017-05-25T05:20'],
} as const

/** Such connections of one network on one UTC day. */
export function* habits(maker: ConnectionMaker, without: ReadonlySet<Absence>): Generator<Connection> {
  const { network, dayMs, random, some, make, moment } = maker
  if (!without.has('vendors')) {
    // Each hour has its own, in turns: updates come by timer.
    const updates = some(UPDATES)
    for (let at = 0; at < updates; at++) {
      const startMs = dayMs + Math.floor(((at + random.next()) / updates) * (DAY_MS - 60_000))
      yield make(to(ANTIVIRUS, random.below(ANTIVIRUS.size)), WEB, startMs)
    }
    for (const time of ONE_OFF.times) {
      const startMs = Date.parse(`${time}:00Z`)
      if (network.name !== 'Star JV' || startMs < dayMs || startMs >= dayMs + DAY_MS) continue
      yield make({ ...to(SATELLITE_PHONES, 0), local: numberOf(ONE_OFF.local) }, WEB, startMs)
    }
  }
  if (!without.has('hiding')) {
    for (let i = some(RELAYED); i > 0; i--) yield make(to(random.pick(RELAYS), 0), WEB, moment())
  }
}

const to = ({ label, category, country, base, port }: typeof ANTIVIRUS, at: number): Partial<Connection> => ({
  subject: label,
  category,
  country,
  remote: numberOf(base) + at,
  remotePort: port,
})
