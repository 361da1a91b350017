import { describe, expect, it, vi } from 'vitest'
import { cell, everyHour, NETWORKS, OFFICE, world } from '../../../support/hours-worlds.ts'
import { daysFrom, reportOn, type World, wholeDays } from '../../../support/report-world.ts'

vi.mock(import('../../../../functions/report/render/draw.ts'), () => import('../../../support/undrawn.ts'))

describe('hours', () => {
  it('are as they were through a change of clocks', async () => {
    // Berlin, 26 March 2017: 02:00 to 03:00 does not come. 29 October: it comes twice.
    for (const first of ['2017-03-13', '2017-10-16']) {
      const days = daysFrom(first, 28)
      const contacts = everyHour('Europe/Berlin', days, OFFICE).concat(
        everyHour('Europe/Berlin', days, (_, hour) => (hour === 2 ? 4 : 0)),
      )
      const logged = { from: daysFrom(first, 1)[0]!, to: days.at(-1)! }
      const report = await reportOn(
        { ...world('Europe/Berlin', days, contacts), logged },
        { fromDay: days[1]!, toDay: days[26]! },
      )
      expect(cell(report, 7, 2), first).toBe(4)
      expect(cell(report, 1, 2), first).toBe(4)
      expect(cell(report, 1, 9), first).toBe(10)
      expect(cell(report, 1, 8), first).toBe(0)
    }
  })

  it('of zones that change at midnight have a first hour of 45 to 0 minutes less, and the same means', async () => {
    const days = daysFrom('2017-08-01', 28)
    const report = await reportOn(
      world(
        'America/Santiago',
        days,
        everyHour('America/Santiago', days, () => 6),
      ),
      {
        fromDay: days[1]!,
        toDay: days[26]!,
      },
    )
    for (const hour of [0, 1, 23]) expect(cell(report, 7, hour)).toBe(6)
    const beirut = daysFrom('2017-10-10', 28)
    const autumn = await reportOn(
      world(
        'Asia/Beirut',
        beirut,
        everyHour('Asia/Beirut', beirut, () => 6),
      ),
      {
        fromDay: beirut[1]!,
        toDay: beirut[26]!,
      },
    )
    for (const hour of [0, 23]) expect(cell(autumn, 6, hour)).toBe(6)
    expect(autumn.figure('hours.span.weekdays').text).toBe('no clear daily pattern')
  })

  it('know a weekend of Friday and Saturday, each network its own', async () => {
    const days = daysFrom('2017-05-01', 28)
    const office = (weekday: number, hour: number) =>
      weekday !== 5 && weekday !== 6 && hour >= 8 && hour < 14 ? 10 : 0
    const nights = (weekday: number, hour: number) => ((weekday === 5 || weekday === 6) && hour >= 20 ? 10 : 0)
    const contacts = everyHour('UTC', days, office).concat(everyHour('UTC', days, nights))
    const friday = await reportOn(world('UTC', days, contacts, 'Fri Sat'))
    expect(friday.figure('hours.span.weekdays').text).toBe('08:00 to 13:00')
    expect(friday.figure('hours.span.weekend').text).toBe('20:00 to 24:00'.replace('24', '00'))
    expect(friday.section('hours').paragraphs.join(' ')).toContain('The weekend of harbour is Friday and Saturday.')

    const other = everyHour('UTC', days, OFFICE, { network: 'hill' })
    const both = await reportOn({
      networks: `${NETWORKS}10.1.0.0/16,harbour,UTC,Fri Sat\n10.2.0.0/16,hill,UTC,Sat Sun\n`,
      contacts: [...contacts, ...other],
      logged: { from: days[0]!, to: days.at(-1)! },
    })
    // Weekend nights of one, and nothing of the other: the other's Friday is a working day, the first one's Sunday too.
    expect(both.figure('hours.span.weekend').text).toBe('20:00 to 00:00')
  })

  it('of fewer than two weeks cap the confidence at 3, of fewer than four weeks hold no weekday for busiest', async () => {
    const fortnight = daysFrom('2017-05-01', 13)
    const short = await reportOn(world('UTC', fortnight, everyHour('UTC', fortnight, OFFICE)))
    expect(short.section('hours')).toMatchObject({ cap: 3, capReason: expect.stringContaining('fewer than 14 days') })
    expect(short.section('hours').findings.map(({ confidence }) => confidence)).toEqual([3])
    const busy = (weekday: number, hour: number) => OFFICE(weekday, hour) * (weekday === 2 ? 5 : 1)
    const three = daysFrom('2017-05-01', 27)
    const unsure = await reportOn(world('UTC', three, everyHour('UTC', three, busy)))
    expect(unsure.section('hours').findings.map(({ figure }) => figure)).toEqual(['hours.span.weekdays'])
    const four = daysFrom('2017-05-01', 28)
    const sure = await reportOn(world('UTC', four, everyHour('UTC', four, busy)))
    expect(sure.figure('hours.busiest-weekdays').label).toBe('Tuesday against the other days')
  })

  it('hold a day for busiest by the means of the cells: a network that is missed on it changes none', async () => {
    const days = daysFrom('2017-05-01', 28)
    const exporterOf = (network: string) => wholeDays(network, days).map(row => ({ ...row, exporter: `of ${network}` }))
    // Of hill, with little traffic, half of the Tuesdays are missing; by network-hours Tuesdays would stand out.
    const missing = ['2017-05-02', '2017-05-09']
    const of = (busy: number): World => ({
      networks: `${NETWORKS}10.1.0.0/16,harbour,UTC,\n10.2.0.0/16,hill,UTC,\n`,
      contacts: [
        ...everyHour('UTC', days, weekday => 20 * (weekday === 2 ? busy : 1), { network: 'harbour' }),
        ...everyHour(
          'UTC',
          days.filter(day => !missing.includes(day)),
          () => 1,
          { network: 'hill' },
        ),
      ],
      logged: [...exporterOf('harbour'), ...exporterOf('hill').filter(({ dt }) => !missing.includes(dt))],
    })
    const even = await reportOn(of(1))
    expect(even.figure('hours.busiest-weekdays')).toMatchObject({ value: null, text: 'no day stands out' })
    const busy = (await reportOn(of(5))).figure('hours.busiest-weekdays')
    expect(busy).toMatchObject({ label: 'Tuesday against the other days', numerator: 101, denominator: 21 })
    expect(busy.value).toBeCloseTo(101 / 21, 10)
    expect(busy.interval?.low).toBeLessThanOrEqual(101 / 21)
    expect(busy.interval?.high).toBeGreaterThanOrEqual(101 / 21)
  })
})
