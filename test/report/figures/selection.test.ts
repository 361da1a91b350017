import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { QueryEngine } from '../../../functions/lib/ports.ts'
import { contacts } from '../../../functions/lib/tables/contacts.ts'
import { publishedTables } from '../../../functions/lib/tables/index.ts'
import { contactsOf } from '../../../functions/report/figures/counted.ts'
import {
  type Condition,
  conditionText,
  type Selection,
  selectRows,
} from '../../../functions/report/figures/selection.ts'
import { sideSources, sidesQuery } from '../../../functions/report/figures/sides.ts'
import { functionsIn, PORTABLE_FUNCTIONS } from '../../../infra/local/portable-sql.ts'
import { loadGrammar } from '../../../infra/local/trino-grammar.ts'
import { openWorld, type WorldContact } from '../../support/report-world.ts'
import { SELECTIONS } from '../../support/selections.ts'

const grammar = await loadGrammar()
const selections = [
  ...Object.entries(SELECTIONS),
  ...publishedTables.map(({ schema }): [string, Selection] => [
    `everything of ${schema.name}`,
    { table: schema.name, fromDt: '2017-05-01', toDt: '2017-05-02', conditions: [] },
  ]),
]

describe('the SELECT of a selection', () => {
  it.each(selections)('of %s is Trino’s grammar, names dt, binds its values and has a total order', (_, selection) => {
    const { sql, parameters, columns } = selectRows(selection)
    expect(grammar.validate(sql).map(({ message }) => message)).toEqual([])
    expect(functionsIn(grammar.parse(sql)).filter(({ name }) => !PORTABLE_FUNCTIONS.has(name))).toEqual([])
    expect(sql).toMatch(/^WHERE "dt" BETWEEN \? AND \?$/m)
    expect(sql.match(/\?/g)).toHaveLength(parameters.length)
    expect(sql.split('WHERE')[0]).not.toContain('?')
    expect(sql).toMatch(new RegExp(`ORDER BY ${columns.map((_, at) => at + 1).join(', ')}\n$`))
    for (const value of parameters) if (typeof value === 'string') expect(sql).not.toContain(`'${value}'`)
  })

  it('and the question for what stands beside figures are portable, values as literals', () => {
    const window = { fromDay: '2017-06-04', toDay: '2017-06-06' }
    const selections = [
      contactsOf(window, [{ column: 'role', is: 'equal', value: "it's" }]),
      contactsOf(window, [{ anyOf: [[{ column: 'slot', is: 'local weekday', values: [1, 7] }], []] }]),
    ]
    for (const source of sideSources) {
      const { sql, parameters } = sidesQuery(selections, source)
      expect(grammar.validate(sql).map(({ message }) => message)).toEqual([])
      expect(functionsIn(grammar.parse(sql)).filter(({ name }) => !PORTABLE_FUNCTIONS.has(name))).toEqual([])
      expect(parameters).toEqual(['2017-06-03', '2017-06-07'])
      expect(sql).toContain("'it''s'")
      expect(sql.match(/\?/g)).toHaveLength(2)
    }
  })

  const refused: [string, Partial<Selection>, string][] = [
    ['another table', { table: 'landing' }, 'expected a published table, found "landing"'],
    ['a text for a table', { table: 'contacts; drop' }, 'expected a published table'],
    ['another column', of({ column: 'nonesuch', is: 'null' }), 'expected a column of contacts, found "nonesuch"'],
    ['SQL for a column', of({ column: '1 = 1 OR role', is: 'null' }), 'expected a column of contacts'],
    [
      'text for a number',
      of({ column: 'protocol', is: 'equal', value: '6' }),
      'a whole number for protocol, found "6"',
    ],
    ['a number for text', of({ column: 'role', is: 'one of', values: [1] }), 'expected text for role, found 1'],
    ['a fraction', of({ column: 'protocol', is: 'at least', value: 1.5 }), 'expected a whole number for protocol'],
    ['a local day of no time', of({ column: 'role', is: 'local day', from: 'a', to: 'b' }), 'expected a time'],
  ]
  it.each(refused)('refuses %s', (_, own, message) => {
    expect(() => selectRows({ table: 'contacts', fromDt: 'a', toDt: 'b', conditions: [], ...own })).toThrow(message)
  })
})

function of(condition: Condition): Pick<Selection, 'conditions'> {
  return { conditions: [condition] }
}

describe('rows of a selection', () => {
  /** Named by `institution`. 30 April and 1 May 2017 are a Sunday and a Monday; at 15:30 UTC Pyongyang has midnight. */
  const ROWS: readonly WorldContact[] = [
    { institution: 'sunday', slot: '2017-04-30T15:15Z', network: 'harbour', category: 'Game' },
    { institution: 'monday 0', slot: '2017-04-30T15:30Z', network: 'harbour', category: 'Game', asn: null },
    { institution: 'monday 23', slot: '2017-05-01T15:15Z', network: 'harbour', category: "it's", twice: true },
    { institution: 'utc monday 0', slot: '2017-05-01T00:00Z', network: 'hill', category: 'Web', role: 'served' },
    { institution: 'utc monday 15', slot: '2017-05-01T15:30Z', network: 'hill', category: 'Game' },
  ]
  let engine: QueryEngine & { close(): void }
  beforeAll(async () => {
    const networks = 'cidr,name,time_zone\n10.1.0.0/16,harbour,Asia/Pyongyang\n10.2.0.0/16,hill,\n'
    engine = await openWorld({ networks, contacts: ROWS, logged: { from: '2017-04-30', to: '2017-05-02' } })
  })
  afterAll(() => engine.close())

  it('are of the days that their zone says, wherever on earth', async () => {
    const zones = ['Pacific/Kiritimati', 'Etc/GMT+12', 'Asia/Kathmandu', 'America/St_Johns', '']
    const hours = Array.from({ length: 8 * 24 }, (_, hour) => Date.parse('2017-04-27') + hour * 3_600_000)
    const rows = zones.flatMap(zone =>
      hours.map(ms => `('${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')}', '${zone}')`),
    )
    for (const [from, to] of [
      ['2017-04-29', '2017-05-02'],
      ['2017-04-29', '2017-04-30'],
      ['2017-05-01', '2017-05-01'],
    ] as const) {
      const { sql, parameters } = conditionText({ column: 'slot', is: 'local day', from, to }, contacts)
      const text = `SELECT slot, time_zone FROM
        (SELECT cast(slot AS timestamp) AS slot, time_zone FROM (VALUES ${rows.join(', ')}) AS given (slot, time_zone)) AS contacts
        WHERE ${sql}`
      const found = (
        await engine.select(
          `SELECT date_format(slot, '%Y-%m-%d %H:%i') AS slot, time_zone FROM (${text}) AS found`,
          parameters,
        )
      ).rows
      const dayIn = (ms: number, timeZone: string) =>
        new Date(ms).toLocaleDateString('sv', { timeZone: timeZone || 'UTC' })
      const expected = zones.flatMap(zone =>
        hours.flatMap(ms => {
          const day = dayIn(ms, zone)
          return day >= from && day <= to
            ? [`${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} ${zone}`]
            : []
        }),
      )
      expect(found.map(row => row.join(' ')).sort()).toEqual(expected.sort())
    }
  })

  const found: [string, Condition[], string[]][] = [
    ['no condition', [], ['sunday', 'monday 0', 'monday 23', 'utc monday 0', 'utc monday 15']],
    ['equal', [{ column: 'network', is: 'equal', value: 'hill' }], ['utc monday 0', 'utc monday 15']],
    [
      'one of, with a quote',
      [{ column: 'category', is: 'one of', values: ["it's", 'Web'] }],
      ['monday 23', 'utc monday 0'],
    ],
    ['one of nothing', [{ column: 'category', is: 'one of', values: [] }], []],
    ['none of', [{ column: 'category', is: 'none of', values: ['Game', 'Web'] }], ['monday 23']],
    ['none of, where NULL is none', [{ column: 'asn', is: 'none of', values: [64_500] }], ['monday 0']],
    [
      'none of nothing',
      [
        { column: 'network', is: 'equal', value: 'hill' },
        { column: 'role', is: 'none of', values: [] },
      ],
      ['utc monday 0', 'utc monday 15'],
    ],
    ['null', [{ column: 'asn', is: 'null' }], ['monday 0']],
    [
      'not null',
      [
        { column: 'asn', is: 'not null' },
        { column: 'network', is: 'equal', value: 'harbour' },
      ],
      ['sunday', 'monday 23'],
    ],
    ['at least', [{ column: 'exporters', is: 'at least', value: 2 }], ['monday 23']],
    ['below a time', [{ column: 'slot', is: 'below', value: '2017-04-30 15:30:00' }], ['sunday']],
    [
      'local day',
      [{ column: 'slot', is: 'local day', from: '2017-05-01', to: '2017-05-01' }],
      ['monday 0', 'monday 23', 'utc monday 0', 'utc monday 15'],
    ],
    [
      'local days, of which UTC tells those between the first and the last',
      [{ column: 'slot', is: 'local day', from: '2017-04-29', to: '2017-05-01' }],
      ['sunday', 'monday 0', 'monday 23', 'utc monday 0', 'utc monday 15'],
    ],
    [
      'local days up to one that begins before UTC’s',
      [{ column: 'slot', is: 'local day', from: '2017-04-28', to: '2017-04-30' }],
      ['sunday'],
    ],
    [
      'local days from one that begins after UTC’s',
      [{ column: 'slot', is: 'local day', from: '2017-05-01', to: '2017-05-03' }],
      ['monday 0', 'monday 23', 'utc monday 0', 'utc monday 15'],
    ],
    ['local weekday', [{ column: 'slot', is: 'local weekday', values: [7] }], ['sunday']],
    [
      'local hour',
      [{ column: 'slot', is: 'local hour', values: [0, 15] }],
      ['monday 0', 'utc monday 0', 'utc monday 15'],
    ],
    [
      'any of',
      [
        {
          anyOf: [
            [{ column: 'role', is: 'equal', value: 'served' }],
            [
              { column: 'asn', is: 'null' },
              { column: 'network', is: 'equal', value: 'harbour' },
            ],
          ],
        },
      ],
      ['monday 0', 'utc monday 0'],
    ],
    ['any of nothing', [{ anyOf: [] }], []],
  ]
  it.each(found)('with %s', async (_, conditions, expected) => {
    const { sql, parameters, columns } = selectRows({
      table: 'contacts',
      fromDt: '2017-04-30',
      toDt: '2017-05-02',
      conditions,
    })
    const { rows } = await engine.select(sql, parameters)
    const at = columns.indexOf('institution')
    expect(new Set(rows.map(row => row[at]))).toEqual(new Set(expected))
    expect(rows).toHaveLength(expected.length)
  })

  it('of other UTC days are not read', async () => {
    const { sql, parameters } = selectRows({
      table: 'contacts',
      fromDt: '2017-05-01',
      toDt: '2017-05-01',
      conditions: [],
    })
    expect((await engine.select(sql, parameters)).rows).toHaveLength(3)
  })
})
