/** Worlds for the section on what began and ended: 97 days of games, web and music, and what changes among them. */
import {
  daysFrom,
  reportsOf,
  type World,
  type WorldContact,
  type WorldOptions,
  type WorldReport,
} from './report-world.ts'

export const DAYS = daysFrom('2017-04-01', 97)
export const NOON = '03:00'

/** Whole numbers of a generator, from 0 and below `below`: the same for a seed. */
function wholes(seed: number): (below: number) => number {
  let state = seed
  return below => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((state / 2_147_483_648) * below)
  }
}

/** Contacts on the days, as many as `times` says of each. */
export const on = (
  times: (day: string, at: number) => number,
  own: Partial<WorldContact>,
  days: readonly string[] = DAYS,
): WorldContact[] =>
  days.flatMap((day, at) => (times(day, at) > 0 ? [{ slot: `${day}T${NOON}Z`, times: times(day, at), ...own }] : []))

/** What goes on all the time: games, the web, and music that grows by the day. */
const [games, web] = [wholes(1), wholes(2)]
export const BACKGROUND: readonly WorldContact[] = [
  ...on(() => 6 + games(4), { category: 'Game', service: 'Steam', country: 'US', asn: 64_496 }),
  ...on((_, at) => (at % 7 < 5 ? 9 : 2) + web(4), { category: 'Web', country: 'DE', asn: 64_497, local: '10.1.0.2' }),
  ...on((_, at) => 1 + Math.floor(at / 20), { category: 'Music', country: 'SE', asn: 64_498, local: '10.1.0.3' }),
]

export const COIN = { category: 'CryptoCurrency', service: 'Bitcoin', country: 'NL', asn: 64_499, local: '10.1.0.4' }
/** 4 to 12 a day, 8 in the mean. */
export const eight = (seed: number) => {
  const whole = wholes(seed)
  return () => 4 + whole(9)
}
export const coins = (from: string, to = '9999') => {
  const level = eight(3)
  return on(day => (day >= from && day <= to ? level() : 0), COIN)
}

export const world = (contacts: readonly WorldContact[], own: Partial<World> = {}): World => ({
  networks: 'cidr,name,time_zone\n10.1.0.0/16,harbour,UTC\n',
  contacts: [...BACKGROUND, ...contacts],
  logged: { from: DAYS[0]!, to: DAYS.at(-1)! },
  ...own,
})

export const sentences = ({ section }: WorldReport): string[] =>
  section('onsets').findings.map(({ sentence }) => sentence)
/** Rows of the table of changes by column. */
export const changes = ({ section }: WorldReport): Record<string, unknown>[] => {
  const table = section('onsets').tables.find(({ name }) => name === 'onsets')
  return (table?.rows ?? []).map(row =>
    Object.fromEntries(table!.columns.map(({ name }, at): [string, unknown] => [name, row[at]])),
  )
}
export const made = (contacts: readonly WorldContact[], own: Partial<World> = {}, options: WorldOptions = {}) =>
  reportsOf('onsets')(world(contacts, own), { fromDay: DAYS[0]!, toDay: DAYS.at(-1)!, ...options })
