import { describe, expect, it, vi } from 'vitest'
import {
  daysFrom,
  localTime,
  reportOn,
  type World,
  type WorldContact,
  type WorldReport,
  wholeDays,
} from '../../../support/report-world.ts'

// The figures are the same without drawings, which take most of the time.
vi.mock('../../../functions/report/render/draw.ts', () => ({
  draw: async (name: string, title: string, description: string) => ({
    name,
    title,
    description,
    wide: '',
    narrow: '',
  }),
}))

const NETWORKS = 'cidr,name,time_zone,weekend\n'
const at = (ms: number): string => new Date(ms).toISOString()

/** `perHour` contacts in every local hour of the days, by weekday and hour; half-hours and changes of clocks included. */
function everyHour(
  zone: string,
  days: readonly string[],
  perHour: (weekday: number, hour: number) => number,
  own: Partial<WorldContact> = {},
): WorldContact[] {
  const contacts: WorldContact[] = []
  const [first, last] = [Date.parse(days[0]!) - 86_400_000, Date.parse(days.at(-1)!) + 2 * 86_400_000]
  for (let ms = first; ms < last; ms += 900_000) {
    const { local_day, weekday, hour } = localTime(ms, zone)
    // One quarter-hour in four, so that an hour has its number once, and an hour that comes twice has it twice.
    if (!days.includes(local_day) || new Date(ms).getUTCMinutes() % 60 >= 15) continue
    const times = perHour(weekday, hour)
    if (times > 0) contacts.push({ slot: at(ms), times, ...own })
  }
  return contacts
}

const world = (zone: string, days: readonly string[], contacts: readonly WorldContact[], weekend = ''): World => ({
  networks: `${NETWORKS}10.1.0.0/16,harbour,${zone},${weekend}\n`,
  contacts,
  logged: { from: daysFrom(days[0]!, 1)[0]!, to: days.at(-1)! },
})

/** Mean of a cell of the table, weekday 1 is Monday. */
const cell = (report: WorldReport, weekday: number, hour: number) =>
  report.section('hours').tables.find(({ name }) => name === 'hours')!.rows[hour]![weekday]

const OFFICE = (weekday: number, hour: number) => (weekday <= 5 && hour >= 9 && hour < 17 ? 10 : 0)

describe('hours', () => {
  it('are local: 00:15 UTC of 1 April 2017 in Pyongyang is Saturday 08', async () => {
    const days = daysFrom('2017-03-31', 16)
    const report = await reportOn({
      ...world('Asia/Pyongyang', days, [{ slot: '2017-04-01T00:15Z', times: 90 }]),
    })
    // From 1 to 15 April there are three Saturdays.
    expect(cell(report, 6, 8)).toBe(30)
    expect(cell(report, 6, 9)).toBe(0)
    expect(cell(report, 5, 8)).toBe(0)
  })

  it('of a window with five Mondays are per observed hour: equal traffic is equal', async () => {
    const days = daysFrom('2017-05-01', 29)
    const report = await reportOn(world('UTC', days, everyHour('UTC', days, OFFICE)))
    for (const weekday of [1, 2, 3, 4, 5]) expect(cell(report, weekday, 10)).toBe(10)
    expect(report.figure('hours.weekday.monday')).toMatchObject({ value: 80 / 24, numerator: 400, denominator: 5 * 24 })
    expect(report.figure('hours.weekday.tuesday')).toMatchObject({
      value: 80 / 24,
      numerator: 320,
      denominator: 4 * 24,
    })
    expect(report.figure('hours.span.weekdays')).toMatchObject({ value: 7, text: '09:00 to 16:00' })
  })

  it('of a window of two days name the busier and the other', async () => {
    const days = daysFrom('2017-05-01', 2)
    const busier = everyHour('UTC', days, (_, hour) => (hour === 9 ? 30 : 1)).concat(
      everyHour('UTC', days.slice(0, 1), OFFICE),
    )
    const report = await reportOn(world('UTC', days, busier))
    expect(report.section('hours').paragraphs.join(' ')).toMatch(
      /most on Monday \(\d+\.\d\), fewest on Tuesday \(\d+\.\d\)\./,
    )
  })

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

  it('of a network without zone are UTC, and the report says so twice', async () => {
    const days = daysFrom('2017-05-01', 14)
    const report = await reportOn(world('', days, everyHour('UTC', days, OFFICE)))
    expect(cell(report, 1, 9)).toBe(10)
    expect(report.report.notices).toContain('No time zone is set for harbour: days and hours there are UTC.')
    expect(report.section('hours').paragraphs).toContain('No zone is set for harbour: hours there are UTC.')
    expect(report.report.zones).toEqual(['UTC (no zone set)'])
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

  it('of an outage are not quiet, of quiet hours not missing', async () => {
    const days = daysFrom('2017-05-01', 14)
    const lost = new Set(['2017-05-01'])
    const contacts = everyHour(
      'UTC',
      days.filter(day => !lost.has(day)),
      OFFICE,
    )
    const logged = days.map(dt => ({
      dt,
      exporter: 'eni-1',
      network: 'harbour',
      heartbeat: true,
      slots: (lost.has(dt) ? '0' : '1').repeat(96),
      lost: '0'.repeat(96),
      records: lost.has(dt) ? 0 : 10,
    }))
    const report = await reportOn(
      { ...world('UTC', days, contacts), logged },
      { fromDay: days[0]!, toDay: days.at(-1)! },
    )
    expect(cell(report, 1, 9)).toBe(10)
    expect(cell(report, 6, 9)).toBe(0)
  })

  it('that nobody observed are said, and make no span', async () => {
    const days = daysFrom('2017-05-01', 14)
    const noon = `${'1'.repeat(40)}${'0'.repeat(16)}${'1'.repeat(40)}`
    const logged = days.map(dt => ({
      dt,
      exporter: 'eni-1',
      network: 'harbour',
      heartbeat: true,
      slots: noon,
      lost: '0'.repeat(96),
      records: 10,
    }))
    const contacts = everyHour('UTC', days, (_, hour) => (hour === 9 ? 20 : 0))
    const report = await reportOn({ ...world('UTC', days, contacts), logged })
    expect(cell(report, 1, 11)).toBe('not observed')
    expect(report.figure('hours.span.weekdays')).toMatchObject({
      value: null,
      text: 'cannot tell: some hours were never observed',
    })
    expect(report.section('hours').findings).toEqual([])
  })

  it('of even traffic are no clear daily pattern, and no day of the week stands out', async () => {
    const days = daysFrom('2017-05-01', 56)
    const report = await reportOn(
      world(
        'UTC',
        days,
        everyHour('UTC', days, () => 3),
      ),
    )
    expect(report.figure('hours.span.weekdays').text).toBe('no clear daily pattern')
    expect(report.figure('hours.busiest-weekdays')).toMatchObject({ value: null, text: 'no day stands out' })
    expect(report.section('hours').findings).toEqual([])
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

  it('hold no day for busiest of which the quiet hours are missing', async () => {
    const days = daysFrom('2017-05-01', 56)
    // Of each Monday's quiet hours a third is observed, each of them on some Monday: by pooled hours Mondays would have 7.5.
    const slotsOf = (week: number) =>
      Array.from({ length: 24 }, (_, hour) => (hour < 8 || hour >= 20) && (hour + week) % 3 !== 0)
        .map(isLost => (isLost ? '0000' : '1111'))
        .join('')
    const logged = wholeDays('harbour', days).map(row => {
      const { weekday } = localTime(Date.parse(row.dt), 'UTC')
      return weekday === 1 ? { ...row, slots: slotsOf(days.indexOf(row.dt) / 7) } : row
    })
    const contacts = everyHour('UTC', days, (_, hour) => (hour >= 8 && hour < 20 ? 10 : 0))
    const report = await reportOn({ ...world('UTC', days, contacts), logged })
    expect(report.figure('hours.weekday.monday').value).toBe(5)
    expect(report.figure('hours.busiest-weekdays')).toMatchObject({ value: null, text: 'no day stands out' })
  })

  it('of a day of the week with hours that nobody observed make no mean of it: it would be that of the others', async () => {
    const days = daysFrom('2017-05-01', 56)
    const isMonday = (dt: string) => localTime(Date.parse(dt), 'UTC').weekday === 1
    const logged = wholeDays('harbour', days).map(row =>
      isMonday(row.dt) ? { ...row, slots: `${'0'.repeat(32)}${'1'.repeat(48)}${'0'.repeat(16)}` } : row,
    )
    const contacts = everyHour('UTC', days, (_, hour) => (hour >= 8 && hour < 20 ? 10 : 0))
    const asked = { fromDay: days[0]!, toDay: days.at(-1)! }
    const report = await reportOn({ ...world('UTC', days, contacts), logged }, asked)
    expect(report.figure('hours.weekday.monday')).toMatchObject({
      value: null,
      withheld: 'some of its hours were never observed',
    })
    expect(report.figure('hours.weekday.tuesday').value).toBe(5)
    expect(report.section('hours').paragraphs.join(' ')).not.toContain('Monday')
    expect(report.section('hours').findings.map(({ figure }) => figure)).not.toContain('hours.busiest-weekdays')
  })
})
