/** Worlds for dated events: contacts of every hour with weekdays, hours and chance, more of them for a day after some times. */
import { seededRandom } from './random.ts'
import type { World, WorldContact } from './report-world.ts'

const HOUR_MS = 3_600_000
export const FIRST_DAY = '2017-04-03'

export interface EventWorld {
  days?: number
  seed?: number
  /** Times after which there are `raised` times as many contacts for 24 hours, epoch ms. */
  raisedAt?: readonly number[]
  raised?: number
  /** Mean contacts of an hour. */
  level?: number
  /** Spread of the logarithm from hour to hour. */
  noise?: number
  own?: Partial<WorldContact>
}

/** `2017-04-05T06:42Z` and so on: eight, none on the same day of the week at the same hour. */
export const TIMES = [
  '2017-04-12T06:00Z',
  '2017-04-20T15:00Z',
  '2017-04-28T09:00Z',
  '2017-05-04T20:00Z',
  '2017-05-11T03:00Z',
  '2017-05-20T12:00Z',
  '2017-05-28T18:00Z',
  '2017-06-05T08:00Z',
].map(time => Date.parse(time))

export function hourlyContacts({
  days = 77,
  seed = 1,
  raisedAt = [],
  raised = 1,
  level = 40,
  noise = 0.25,
  own = {},
}: EventWorld) {
  const { normal } = seededRandom(seed)
  const contacts: WorldContact[] = []
  const firstMs = Date.parse(FIRST_DAY)
  for (let hour = 0; hour < days * 24; hour++) {
    const ms = firstMs + hour * HOUR_MS
    const weekday = Math.floor(hour / 24) % 7
    const usual = level * (weekday < 5 ? 1.2 : 0.7) * (hour % 24 >= 8 && hour % 24 < 20 ? 1.4 : 0.5)
    const isRaised = raisedAt.some(at => ms >= at && ms < at + 24 * HOUR_MS)
    const times = Math.round(usual * (isRaised ? raised : 1) * Math.exp(noise * normal()))
    if (times > 0) contacts.push({ slot: new Date(ms).toISOString(), times, ...own })
  }
  return contacts
}

/** Rows of events.csv. */
export const eventRows = (set: string, times: readonly number[]): string =>
  times.map((ms, at) => `${set} ${at + 1},${new Date(ms).toISOString().slice(0, 16)},UTC,${set},\n`).join('')

export const lastDay = (days: number): string =>
  new Date(Date.parse(FIRST_DAY) + (days - 1) * 86_400_000).toISOString().slice(0, 10)

export const eventWorld = (made: EventWorld, events: string): World => ({
  networks: 'cidr,name,time_zone\n10.1.0.0/16,harbour,UTC\n',
  contacts: hourlyContacts(made),
  logged: { from: FIRST_DAY, to: lastDay(made.days ?? 77) },
  events,
})
