import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { sections } from '../../functions/report/sections/index.ts'
import { DAYS, failing, sectionQueries as queries, world } from '../support/failing-query.ts'
import { reportOn } from '../support/report-world.ts'

const SECTIONS = sections.map(({ name }) => name)
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
