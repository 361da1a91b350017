import { parse } from 'csv-parse/sync'
import { beforeAll, describe, expect, it } from 'vitest'
import { contactsText, type Figure, type SectionResult } from '../../../functions/report/figures/figure.ts'
import { busiestSpan } from '../../../functions/report/statistics/busiest-span.ts'
import { reportOn, type WorldReport } from '../../support/report-world.ts'
import { SMALL_WORLD } from '../../support/small-report.ts'

let small: WorldReport
beforeAll(async () => {
  small = await reportOn(SMALL_WORLD, { name: 'small' })
})

const sections = (): SectionResult[] => small.report.sections.map(({ name }) => small.section(name))
const csv = (file: string): Record<string, string>[] => parse(small.read(file), { columns: true })
const figures = (): Figure[] => sections().flatMap(section => section.figures)
const counts = (file: string, key: string, column: string): Record<string, number> =>
  Object.fromEntries(csv(file).map(row => [row[key], Number(row[column])]))

it('counts contacts in words that agree', () => {
  expect([0, 1, 2, 1234].map(contactsText)).toEqual(['0 contacts', '1 contact', '2 contacts', '1,234 contacts'])
})

describe('every figure', () => {
  it('carries all that it takes to check it, in JSON and in CSV', () => {
    expect(figures().length).toBeGreaterThan(40)
    for (const figure of figures()) {
      for (const [field, value] of Object.entries(figure)) {
        const mayBeNull = [
          'value',
          'interval',
          'withheld',
          'unknownShare',
          'largestLocalShare',
          'counted',
          'localAddresses',
        ].includes(field)
        if (!mayBeNull) expect(value, `${figure.id} ${field}`).not.toBeNull()
      }
      for (const field of ['id', 'label', 'unit', 'text', 'formula', 'role', 'scope', 'rounding', 'unitRule'] as const)
        expect(figure[field], `${figure.id} ${field}`).not.toBe('')
      for (const field of ['zones', 'references', 'referenceDates', 'catalogue'] as const)
        expect(figure[field].length, `${figure.id} ${field}`).toBeGreaterThan(0)
      expect(figure.query).toMatchObject({
        file: expect.stringMatching(/^sections\/.*\.sql$/),
        hash: expect.stringMatching(/^[0-9a-f]{16}$/),
      })
      expect(figure.query.parameters.length).toBeGreaterThan(0)
      if (figure.value === null) expect(figure.withheld, figure.id).not.toBeNull()
      if (figure.interval !== null) expect(figure.interval.method).toMatch(/bootstrap of 7 days|Wilson/)
    }
    for (const { name, figures: own } of sections()) {
      const rows = csv(`${name}-figures.csv`)
      expect(rows.map(row => row.id)).toEqual(own.map(({ id }) => id))
      for (const [at, figure] of own.entries()) {
        expect(rows[at]).toMatchObject({
          numerator: String(figure.numerator),
          denominator: String(figure.denominator),
          unit: figure.unit,
          interval_low: String(figure.interval?.low ?? ''),
          catalogue: figure.catalogue.join('; '),
          reference_data: figure.referenceDates.join('; '),
          sql_hash: figure.query.hash,
          sql_parameters: JSON.stringify(figure.query.parameters),
          unit_rule: figure.unitRule,
        })
      }
    }
  })

  it('has an id of its own', () => {
    const ids = figures().map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const { findings } of sections()) for (const { figure } of findings) expect(ids).toContain(figure)
  })

  it('of a share is numerator over denominator, and shares add up to 100 before rounding', () => {
    for (const figure of figures()) {
      if (!figure.formula.startsWith('100 ×') || figure.value === null) continue
      expect(figure.value, figure.id).toBeCloseTo((100 * Number(figure.numerator)) / Number(figure.denominator), 10)
    }
    for (const prefix of ['categories.share.', 'categories.share-of-all.', 'categories.bytes.']) {
      const own = figures().filter(({ id }) => id.startsWith(prefix) && !id.endsWith('games-and-content'))
      expect(
        own.reduce((sum, { numerator }) => sum + Number(numerator), 0),
        prefix,
      ).toBe(own[0]!.denominator)
      expect(
        own.reduce((sum, { value }) => sum + (value ?? 0), 0),
        prefix,
      ).toBeCloseTo(100, 9)
    }
    const countries = csv('presence.csv')
    expect(countries.reduce((sum, row) => sum + Number(row.adjusted), 0)).toBe(
      small.figure('presence.share.NP').denominator,
    )
  })

  it('of the categories follows from the CSV of the categories', () => {
    const labels = counts('categories.csv', 'category', 'contacts')
    const bytes = counts('categories.csv', 'category', 'bytes')
    const total = Object.entries(labels).reduce(
      (sum, [name, count]) => (name === 'background services' ? sum : sum + count),
      0,
    )
    const totalBytes = Object.entries(bytes).reduce(
      (sum, [name, count]) => (name === 'background services' ? sum : sum + count),
      0,
    )
    for (const [category, label] of [
      ['Game', 'games'],
      ['Streaming', 'video streaming'],
      ['unknown', 'not identified'],
      ['VPN', 'VPN'],
    ] as const) {
      expect(small.figure(`categories.share.${category}`).value).toBeCloseTo((100 * labels[label]!) / total, 10)
      expect(small.figure(`categories.bytes.${category}`).value).toBeCloseTo((100 * bytes[label]!) / totalBytes, 10)
    }
    expect(small.figure('categories.share.games-and-content').numerator).toBe(
      labels.games! + labels['video streaming']!,
    )
    const weeks = csv('categories-weeks.csv')
    for (const [column, label] of [
      ['Game', 'games'],
      ['infrastructure', 'background services'],
    ] as const)
      expect(weeks.reduce((sum, row) => sum + Number(row[column]), 0)).toBe(labels[label])
  })

  it('of the hours follows from the CSV of the cells', () => {
    const cells = csv('hours-cells.csv').map(row => ({
      network: row.network!,
      weekend: row.weekend!.split(' ').map(Number),
      weekday: Number(row.weekday),
      hour: Number(row.hour),
      contacts: Number(row.contacts),
      hours: Number(row.observed_quarter_hours) / 4,
    }))
    const networks = [...new Set(cells.map(({ network }) => network))]
    const mean = (network: string, weekday: number, hour: number) => {
      const own = cells.find(cell => cell.network === network && cell.weekday === weekday && cell.hour === hour)!
      return own.contacts / own.hours
    }
    const average = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
    const all = (of: (network: string) => number) => networks.reduce((sum, network) => sum + of(network), 0)
    const weekend = (network: string) => cells.find(cell => cell.network === network)!.weekend
    for (const [name, isWeekend] of [
      ['weekdays', false],
      ['weekend', true],
    ] as const) {
      const profile = Array.from({ length: 24 }, (_, hour) =>
        all(network =>
          average(
            [1, 2, 3, 4, 5, 6, 7]
              .filter(day => weekend(network).includes(day) === isWeekend)
              .map(day => mean(network, day, hour)),
          ),
        ),
      )
      const span = busiestSpan(profile)!
      const figure = small.figure(`hours.span.${name}`)
      expect(figure.value).toBe(span.to - span.from > 15 ? null : span.to - span.from)
      expect(figure.denominator).toBeCloseTo(
        profile.reduce((sum, value) => sum + value, 0),
        9,
      )
    }
    const names = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']
    for (const [at, name] of names.entries()) {
      const value = average(Array.from({ length: 24 }, (_, hour) => all(network => mean(network, at + 1, hour))))
      const own = cells.filter(({ weekday }) => weekday === at + 1)
      expect(small.figure(`hours.weekday.${name}`).value).toBeCloseTo(value, 9)
      expect(small.figure(`hours.weekday.${name}`).numerator).toBe(own.reduce((sum, { contacts }) => sum + contacts, 0))
    }
    const table = csv('hours.csv')
    for (const hour of [0, 9, 23])
      expect(Number(table[hour]!.monday)).toBeCloseTo(
        all(network => mean(network, 1, hour)),
        5,
      )
  })

  it('of the countries and of coverage follows from their CSV', () => {
    const countries = csv('presence.csv')
    const total = countries.reduce((sum, row) => sum + Number(row.adjusted), 0)
    for (const row of countries.filter(({ marks }) => marks !== '')) {
      const figure = small.figure(`presence.share.${row.country!.slice(-3, -1)}`)
      expect(figure.value).toBeCloseTo((100 * Number(row.adjusted)) / total, 10)
    }
    const waterfall = csv('presence-waterfall.csv')
    expect(Number(waterfall.at(-1)!.left)).toBe(total)
    const records = (keep: (row: Record<string, string>) => boolean) =>
      csv('coverage-records.csv').reduce((sum, row) => (keep(row) ? sum + Number(row.records) : sum), 0)
    const outOfScope = ({ scope }: Record<string, string>) => scope === 'out of scope: no watched end'
    expect(small.figure('coverage.out-of-scope')).toMatchObject({
      numerator: records(outOfScope),
      denominator: records(() => true),
    })
    expect(small.figure('coverage.denied')).toMatchObject({
      numerator: records(({ action }) => action === 'deny'),
      denominator: records(row => !outOfScope(row)),
    })
    expect(small.figure('coverage.out-of-scope').numerator).toBeGreaterThan(0)
    // Their bytes are not counted: no number, rather than 0.
    expect(csv('coverage-records.csv').find(outOfScope)?.bytes).toBe('')
    for (const [id, label] of [
      ['unclassified', 'Service not identified'],
      ['no-country', 'No country of registration'],
      ['no-operator', 'No network operator (AS)'],
      ['no-kind', 'Kind of organisation not known'],
    ] as const) {
      const rows = csv('coverage-unknown.csv').filter(({ what }) => what === label)
      const sum = (column: string) => rows.reduce((total, row) => total + Number(row[column]), 0)
      expect(sum('contacts'), id).toBeGreaterThan(0)
      expect(small.figure(`coverage.${id}`)).toMatchObject({ numerator: sum('contacts'), denominator: sum('of') })
      for (const { network, contacts, of } of rows)
        expect(small.figure(`coverage.${id}.${network}`)).toMatchObject({
          numerator: Number(contacts),
          denominator: Number(of),
        })
    }
    const roles = csv('coverage-roles.csv')
    const contacts = roles.reduce((sum, row) => sum + Number(row.contacts), 0)
    const twice = roles.reduce((sum, row) => sum + Number(row.twice), 0)
    expect(small.figure('coverage.twice')).toMatchObject({ numerator: twice, denominator: contacts })
  })
})
