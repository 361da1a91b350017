import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type QueryEngine, QueryFailed } from '../../functions/lib/ports.ts'
import { loadQuery, queryNames } from '../../functions/lib/queries.ts'
import { encodeRanges } from '../../functions/lib/reference/ranges.ts'
import { sections } from '../../functions/report/sections/index.ts'
import { daysFrom, reportOn, type World } from '../support/report-world.ts'

const DAYS = daysFrom('2017-05-01', 30)
const world: World = {
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
const SECTIONS = sections.map(({ name }) => name)
const queries = queryNames().filter(name => name.startsWith('sections/'))
/** Asked before any section: every figure carries what they say. */
const FIRST = ['logged-networks', 'logged-days', 'liveness', 'roles', 'locals', 'versions'].map(
  name => `sections/coverage/${name}`,
)

/** Sections whose code names a query: one may ask what another asks too. */
const FOLDER = resolve(import.meta.dirname, '../../functions/report/sections')
const codes = SECTIONS.map(name => ({
  name,
  code: globSync(join(FOLDER, name, '*.ts'))
    .map(path => readFileSync(path, 'utf8'))
    .join('\n'),
}))
const usersOf = (query: string): string[] =>
  FIRST.includes(query) ? SECTIONS : codes.filter(({ code }) => code.includes(`'${query}'`)).map(({ name }) => name)

/** Fails one query the first `times` times, and counts how often it was asked. */
function failing(name: string, times: number) {
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

describe('a query that fails each time', () => {
  it.each(queries)('%s: the report is made, and says which sections could not be', async name => {
    const { asked, engine } = failing(name, Number.POSITIVE_INFINITY)
    // Institutions' local addresses are asked for only where they may not be shown.
    const { report, read, files } = await reportOn(world, { engine, showLocalAddresses: false })
    const failed = report.sections.filter(section => 'failure' in section)
    for (const section of failed) expect('failure' in section && section.failure).toContain(`${name} <fails>`)
    const names = failed.map(section => section.name)
    if (FIRST.includes(name)) expect(names).toEqual(SECTIONS)
    // Another section may ask it only where it needs it.
    else
      expect([usersOf(name), names]).toEqual([
        expect.arrayContaining(names),
        expect.arrayContaining([name.split('/')[1]]),
      ])
    expect(asked.count, 'asked').toBe(2 * (FIRST.includes(name) ? 1 : names.length))
    expect(report.partial).toBe(true)
    expect(report.notices.join('\n')).toMatch(/^Partial: .* could not be (asked|made)/m)
    expect(read('index.html').includes('&lt;fails&gt;')).toBe(true)
    expect(/NaN|undefined|Infinity/.exec(read('index.html').replace(/<style>[\s\S]*?<\/style>/, ''))).toBeNull()
    for (const section of SECTIONS) expect(files.has(`${section}.json`)).toBe(true)
  })

  it.each(queries)('%s: is asked once more, and then all is well', async name => {
    const { asked, engine } = failing(name, 1)
    const { report } = await reportOn(world, { engine, showLocalAddresses: false })
    expect(asked.count).toBeGreaterThan(1)
    expect(report.partial).toBe(false)
    expect(report.sections.filter(section => 'failure' in section)).toEqual([])
  })
})

describe('what is asked for and cannot be', () => {
  it('is no failing query: no report is made', async () => {
    await expect(reportOn(world, { fromDay: '2017-05-09', toDay: '2017-05-02' })).rejects.toThrow('expected --from')
  })
})

describe('bytes beyond 2^53', () => {
  it('are exact in every file, and only their ratios are rounded', async () => {
    const bytes = 2n ** 53n - 1n
    const contacts = DAYS.flatMap(day => [
      { slot: `${day}T10:00Z`, times: 2, network: 'harbour', local: '10.1.0.1', category: 'Game', bytes },
      { slot: `${day}T10:00Z`, times: 1, network: 'harbour', local: '10.1.0.2', category: 'Web', bytes },
      { slot: `${day}T10:00Z`, times: 1, network: 'harbour', local: '10.1.0.1', role: 'served', bytes },
    ])
    const { report, figure, read } = await reportOn({ ...world, contacts })
    expect(report.partial).toBe(false)
    const [games, all] = [60n * bytes, 90n * bytes]
    expect(read('categories.json')).toContain(`"numerator": ${games},`)
    expect(read('report.json')).toContain(`"denominator": ${all},`)
    expect(read('categories-figures.csv')).toMatch(new RegExp(`categories\\.bytes\\.Game,.*,${games},bytes,${all},`))
    expect(figure('categories.bytes.Game').value).toBeCloseTo(200 / 3, 9)
    expect(read('categories.csv')).toContain(`,${games},`)
    expect(read('categories-weeks-bytes.csv')).toContain(`,${14n * bytes},`)
    expect(read('coverage-roles.csv')).toContain(`,${all},`)
    expect(read('presence-served.csv')).toContain(`,${30n * bytes},30`)
    expect(read('index.html')).toContain('810.6\u202fPB')
  })
})
