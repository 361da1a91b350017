import { parse } from 'csv-parse/sync'
import { describe, expect, it, vi } from 'vitest'
import { daysFrom, reportOn, type World, type WorldContact } from '../support/report-world.ts'

vi.mock(import('../../functions/report/render/draw.ts'), () => import('../support/undrawn.ts'))

const DAYS = daysFrom('2017-05-01', 7)
const LOCALS = ['10.1.0.1', '10.1.0.2', '10.1.0.3']
const from = (locals: readonly string[], own: Partial<WorldContact>): WorldContact[] =>
  DAYS.flatMap(day => locals.map(local => ({ slot: `${day}T03:00Z`, times: 10, local, ...own })))

const WORLD: World = {
  networks: 'cidr,name,time_zone\n10.1.0.0/16,harbour,UTC\n10.2.0.1/32,one machine,UTC\n',
  contacts: [
    ...from(LOCALS, { category: 'Game', country: 'NZ' }),
    ...from(LOCALS, { category: 'infrastructure', country: 'NZ', excludedAs: 'infrastructure' }),
    ...from(LOCALS.slice(0, 1), { category: 'Gambling', country: 'SE' }),
    ...from(LOCALS.slice(1, 2), { category: 'Email', country: 'CH' }),
    ...from(LOCALS, { category: 'Web', country: 'NP', kind: 'education', institution: 'known to three' }),
    ...from(LOCALS.slice(2), { category: 'Web', country: 'NP', kind: 'news', institution: 'known to one' }),
    ...from(LOCALS.slice(0, 1), { category: 'Web', country: 'JP', role: 'served' }),
    ...from(['10.2.0.1'], { category: 'Game', country: 'NZ', network: 'one machine' }),
  ],
  logged: { from: DAYS[0]!, to: DAYS.at(-1)! },
}

describe('what rests on one local address', () => {
  it('is pooled where the definition does not allow it: categories, countries, institutions, networks', async () => {
    const open = await reportOn(WORLD)
    const masked = await reportOn(WORLD, { showLocalAddresses: false })
    const rows = (report: typeof open, file: string): string[][] => parse(report.read(file))
    expect(rows(open, 'categories.csv').map(([name]) => name)).toEqual(
      expect.arrayContaining(['gambling', 'mail', 'games', 'web services']),
    )
    const names = rows(masked, 'categories.csv').map(([name]) => name)
    expect(names).toContain('other (withheld)')
    expect(names).not.toContain('gambling')
    expect(names).not.toContain('mail')
    const sum = (report: typeof open, file: string, column: number) =>
      rows(report, file)
        .slice(1)
        .reduce((total, row) => total + Number(row[column]), 0)
    for (const [file, column] of [
      ['categories.csv', 1],
      ['presence.csv', 3],
      ['coverage-roles.csv', 2],
      ['presence-served.csv', 1],
    ] as const)
      expect(sum(masked, file, column), file).toBe(sum(open, file, column))
    const countries = rows(masked, 'presence.csv').map(([name]) => name)
    expect(countries).toContain('other (withheld)')
    expect(countries.join()).not.toMatch(/Sweden|Switzerland/)
    expect(rows(masked, 'presence-served.csv')).toEqual([expect.any(Array), ['other (withheld)', '70', '70000', '7']])
    expect(rows(masked, 'presence-institutions.csv').map(row => row[2])).toEqual(['institution', 'known to three'])
    expect(rows(masked, 'coverage-roles.csv').map(row => row[0])).toContain('other (withheld)')
    expect(rows(masked, 'coverage-roles.csv').map(row => row[0])).not.toContain('one machine')
    const weeks = rows(masked, 'categories-weeks.csv')[0]!
    expect(weeks).toContain('withheld')
    expect(weeks).not.toContain('gambling')
    expect(rows(masked, 'hours-categories.csv').map(([name]) => name)).not.toContain('gambling')
    for (const [name, text] of masked.files) expect(/gambling|Sweden|known to one/.test(text), name).toBe(false)
  })

  it('is of as many local addresses as there are, also where one has several of the pooled categories', async () => {
    const both: World = {
      ...WORLD,
      contacts: [
        ...WORLD.contacts,
        ...from(LOCALS.slice(0, 1), { category: 'Chat', country: 'SE' }),
        ...from(['10.2.0.1'], { category: 'Music', country: 'SE', network: 'one machine' }),
      ],
    }
    const masked = await reportOn(both, { showLocalAddresses: false })
    const rows: string[][] = parse(masked.read('categories.csv'))
    const pooled = rows.find(([name]) => name === 'other (withheld)') ?? []
    // Gambling and Chat are of the first address, Email of the second, Music of the other network's: 70 contacts each.
    const of = (column: string) => pooled[rows[0]!.indexOf(column)]
    expect([of('contacts'), of('addresses'), of('largest')]).toEqual(['280', '3', '140'])
    expect(masked.figure('categories.share.withheld').localAddresses).toBe(3)
  })

  it('stands by no address in any file, allowed or not', async () => {
    for (const showLocalAddresses of [true, false]) {
      const { files } = await reportOn(WORLD, { showLocalAddresses })
      for (const [name, text] of files)
        expect(
          LOCALS.filter(local => text.includes(local)),
          name,
        ).toEqual([])
    }
  })
})

describe('small numbers', () => {
  it('of fewer than 50 contacts are no percentage anywhere', async () => {
    const few = await reportOn({
      ...WORLD,
      contacts: [
        { slot: '2017-05-03T03:00Z', times: 40, category: 'Game' },
        { slot: '2017-05-03T03:00Z', times: 9, category: 'unknown', country: 'NP', excludedAs: '' },
      ],
    })
    for (const { figures } of few.report.sections.map(({ name }) => few.section(name))) {
      for (const { id, value, denominator, formula, text } of figures)
        if (formula.startsWith('100 ×') && denominator < 50) expect([id, value, text]).toEqual([id, null, 'withheld'])
    }
    expect(few.report.quality).toMatchObject({ value: 1 })
    expect(few.report.findings).toEqual([])
    expect(few.read('index.html').includes('Nothing found is sure enough to stand here')).toBe(true)
    expect(few.figure('categories.share.Game')).toMatchObject({ unknownShare: null, largestLocalShare: null })
  })
})
