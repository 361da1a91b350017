import { describe, expect, it, vi } from 'vitest'
import { loadQuery, queryNames } from '../../functions/lib/queries.ts'
import { publishedTables } from '../../functions/lib/tables/index.ts'
import { queryOfNetworks } from '../../functions/report/of-networks.ts'
import { daysFrom, openWorld, reportOn, type World, wholeDays } from '../support/report-world.ts'

vi.mock(import('../../functions/report/render/draw.ts'), () => import('../support/undrawn.ts'))

const DAYS = daysFrom('2017-05-01', 14)
const NETWORKS = 'cidr,name,time_zone\n10.1.0.0/16,harbour,Asia/Pyongyang\n10.2.0.0/16,hill,UTC\n'

/** Hill is used at night, harbour by day; each of its own countries and services. */
const contactsOf = (network: 'harbour' | 'hill', perDay: number) =>
  DAYS.flatMap(day =>
    Array.from({ length: perDay }, (_, at) => ({
      slot: `${day}T${network === 'hill' ? '22' : '05'}:${['00', '15', '30', '45'][at % 4]}Z`,
      network,
      localIp: network === 'hill' ? `10.2.0.${1 + (at % 5)}` : `10.1.0.${1 + (at % 7)}`,
      service: network === 'hill' ? 'Night' : 'Day',
      category: 'Web',
      country: network === 'hill' ? 'NZ' : 'IN',
    })),
  )
const worldOf = (...networks: ('harbour' | 'hill')[]): World => ({
  networks:
    networks.length === 2
      ? NETWORKS
      : `${NETWORKS.split('\n')
          .filter((line, at) => at === 0 || line.includes(networks[0]!))
          .join('\n')}\n`,
  contacts: networks.flatMap(network => contactsOf(network, network === 'hill' ? 20 : 30)),
  logged: networks.flatMap(network => wholeDays(network, DAYS)),
})

describe('a query of some networks', () => {
  const tables = new Map(publishedTables.map(({ schema }) => [schema.name, schema]))

  it('reads their rows of every table that it reads, and nothing else of it is changed', () => {
    for (const name of queryNames().filter(query => query.startsWith('sections/'))) {
      const { text } = loadQuery(name)
      const read = [...text.matchAll(/^\s*(?:FROM|JOIN) (\w+)/gm)].map(([, table = '']) => table)
      const own = read.filter(table => tables.get(table)?.columns.some(column => column.name === 'network'))
      const asked = queryOfNetworks(text, ['harbour'])
      for (const table of new Set(own))
        expect(asked).toContain(`(SELECT * FROM ${table} WHERE network IN ('harbour')) AS ${table}`)
      expect(asked.replace(/\(SELECT \* FROM (\w+) WHERE network IN \('harbour'\)\) AS \1/g, '$1'), name).toBe(text)
      if (own.length === 0) expect([name, read[0]]).toEqual([name, 'uploads'])
      // A CTE of a table's name would be taken for it.
      expect(
        [...text.matchAll(/(\w+) AS \(/g)].filter(([, cte = '']) => tables.has(cte)),
        name,
      ).toEqual([])
    }
  })

  it('takes names for values, whatever is in them, and values for no tables', () => {
    const hostile = "it's FROM contacts; --"
    expect(queryOfNetworks(`SELECT 'FROM activity' AS "FROM daily" -- FROM flows\nFROM uploads`, [hostile])).toBe(
      `SELECT 'FROM activity' AS "FROM daily" -- FROM flows\nFROM uploads`,
    )
    expect(queryOfNetworks('SELECT 1 FROM activity', [hostile])).toBe(
      "SELECT 1 FROM (SELECT * FROM activity WHERE network IN ('it''s FROM contacts; --')) AS activity",
    )
  })

  it('is one that the engine takes: each of the sections', async () => {
    const engine = await openWorld(worldOf('harbour', 'hill'))
    try {
      for (const name of queryNames().filter(query => query.startsWith('sections/'))) {
        const { text, parameters } = loadQuery(name)
        const values = parameters.map(parameter =>
          /day|\.dt/.test(parameter) ? '2017-05-03' : /^least |^100 \//.test(parameter) ? 1 : ' ',
        )
        await engine.select(text, values)
        await expect(engine.select(queryOfNetworks(text, ['harbour']), values), name).resolves.toBeDefined()
      }
    } finally {
      engine.close()
    }
  })
})

describe('a report of some networks', () => {
  it('has the figures of a lake in which the others are not', async () => {
    const both = await reportOn(worldOf('harbour', 'hill'), { networks: ['hill'] })
    const alone = await reportOn(worldOf('hill'))
    const figuresOf = ({ report }: typeof both): unknown[] =>
      report.sections.flatMap<unknown>(section =>
        'failure' in section ? [section.failure] : section.figures.map(({ query, ...figure }) => figure),
      )
    expect(figuresOf(both).length).toBeGreaterThan(5)
    expect(figuresOf(both)).toEqual(figuresOf(alone))
    expect(both.report.networks).toEqual(['hill'])
    expect(both.report.notices).toContain(
      'This report is about 1 of 2 watched networks: hill. What is said of files that were not read is of all of them.',
    )
    for (const [name, text] of both.files) expect(text.includes('harbour'), name).toBe(false)
    // Of all networks the same figures are others.
    expect(figuresOf(await reportOn(worldOf('harbour', 'hill')))).not.toEqual(figuresOf(alone))
  })

  it('says which of its networks there are not, and is none where there is none of them', async () => {
    const { report } = await reportOn(worldOf('harbour', 'hill'), { networks: ['hill', 'valley'] })
    expect(report.notices).toContain('Of the networks that this report was asked for there is no valley.')
    await expect(reportOn(worldOf('harbour', 'hill'), { networks: ['valley'] })).rejects.toThrow(
      'report world: expected networks of networks.csv (harbour, hill), found valley; put reports.json or networks.csv with ' +
        'the same names',
    )
  })
})
