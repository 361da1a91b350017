/** A world of which every section asks all that it ever asks, and an engine that fails one of the questions. */
import { type QueryEngine, QueryFailed } from '../../functions/lib/ports.ts'
import { loadQuery, queryNames } from '../../functions/lib/queries.ts'
import { encodeRanges } from '../../functions/lib/reference/ranges.ts'
import { daysFrom, type World } from './report-world.ts'

export const DAYS = daysFrom('2017-05-01', 30)
export const world: World = {
  networks: 'cidr,name,time_zone\n10.1.0.0/16,harbour,UTC\n',
  contacts: DAYS.flatMap(day => [
    { slot: `${day}T10:00Z`, times: 4, network: 'harbour', local: '10.1.0.1' },
    { slot: `${day}T11:00Z`, times: 4, network: 'harbour', local: '10.1.0.2', kind: 'news', institution: 'a' },
  ]),
  logged: { from: DAYS[0]!, to: DAYS.at(-1)! },
  // A pair that meets often, and a listed institution: they are asked about further.
  signals: DAYS.slice(0, 7).map(dt => ({ dt, network: 'harbour', local_ip: '10.1.0.1', slots: 12 })),
  // A dated event: without one nothing is asked about any.
  events: 'launch,2017-05-10,UTC,launches,page',
  // Two editions of the data on countries: with one nothing is asked about networks that they do not tell alike.
  countries: [
    { date: '2017-05-01', bytes: encodeRanges([{ first: 1, last: 2, value: 0 }], [], ['NZ']) },
    { date: '2026-06-17', bytes: encodeRanges([{ first: 1, last: 2, value: 0 }], [], ['AU']) },
  ],
  sensitive: [{ institution: 'a', country: 'NZ', field: 'space', type: 'domain', value: 'a', expectedAsName: '' }],
}
/** Names of what the sections of a report ask. */
export const sectionQueries = queryNames().filter(name => name.startsWith('sections/'))

/** Fails one query the first `times` times, and counts how often it was asked. */
export function failing(name: string, times: number) {
  const { text } = loadQuery(name)
  const asked = { count: 0 }
  const engine = (over: QueryEngine): QueryEngine => ({
    ...over,
    async select(sql, parameters) {
      if (sql === text && ++asked.count <= times) throw new QueryFailed(`${name} <fails>`)
      return over.select(sql, parameters)
    },
  })
  return { asked, engine }
}
