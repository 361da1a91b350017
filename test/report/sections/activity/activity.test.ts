import { describe, expect, it, vi } from 'vitest'
import { daysFrom, reportsOf, type World, type WorldContact, wholeDays } from '../../../support/report-world.ts'

vi.mock(import('../../../../functions/report/render/draw.ts'), () => import('../../../support/undrawn.ts'))

const reportOn = reportsOf('activity')
const NETWORKS = 'cidr,name,time_zone\n10.1.0.0/16,harbour,Asia/Pyongyang\n10.2.0.0/16,hill,UTC\n'
const HARBOUR = 'cidr,name,time_zone\n10.1.0.0/16,harbour,Asia/Pyongyang\n'
/** Ten weeks from a Monday on. */
const DAYS = daysFrom('2017-05-01', 70)
const LOGGED = daysFrom('2017-04-29', 74)
const hour = (day: string, at: number) => `${day}T${String(at).padStart(2, '0')}:00Z`
/** Contacts at 03:00, 06:00 and 09:00 UTC of the day, within one local day of every zone here. */
const onDay = (day: string, times: number, own: Partial<WorldContact> = {}): WorldContact[] =>
  [3, 6, 9].map(at => ({ slot: hour(day, at), times, ...own }))
const weekdayOf = (day: string) => new Date(day).getUTCDay()
/** 90 a day, on Saturday and Sunday 60, by `by` more or less on a day. */
const usual = (by: (day: string) => number = () => 1, own: Partial<WorldContact> = {}): WorldContact[] =>
  DAYS.flatMap(day => onDay(day, Math.round((weekdayOf(day) % 6 === 0 ? 20 : 30) * by(day)), own))

const steady = (contacts: readonly WorldContact[] = usual(), networks = HARBOUR): World => ({
  networks,
  contacts,
  logged: wholeDays('harbour', LOGGED),
})
const LAST_WEEK = { fromDay: '2017-07-03', toDay: '2017-07-09' }

const days = (report: Awaited<ReturnType<typeof reportOn>>) => {
  const table = report.section('activity').tables.find(({ name }) => name === 'activity')!
  const at = (name: string) => table.columns.findIndex(column => column.name === name)
  return new Map(
    table.rows.map(row => [
      row[at('day')],
      {
        against: row[at('against_usual')],
        out: row[at('stands_out')],
        weeks: row[at('weeks')],
        contacts: row[at('contacts')],
      },
    ]),
  )
}

describe('contacts and bytes per observed day', () => {
  it('are of the time that was observed, of each network by its own', async () => {
    const contacts = [
      ...daysFrom('2017-05-01', 8).flatMap(day => onDay(day, 40)),
      // Hill is logged on the last four days only.
      ...daysFrom('2017-05-05', 4).flatMap(day => onDay(day, 10, { network: 'hill', local: '10.2.0.1' })),
    ]
    const report = await reportOn(
      {
        networks: NETWORKS,
        contacts,
        logged: [...wholeDays('harbour', LOGGED), ...wholeDays('hill', daysFrom('2017-05-05', 10))],
      },
      { fromDay: '2017-05-01', toDay: '2017-05-08' },
    )
    expect(report.figure('activity.per-day.contacts')).toMatchObject({
      value: 120 + 30,
      text: '150',
      numerator: 8 * 120 + 4 * 30,
      denominator: (8 + 4) * 96,
      interval: null,
      withheld: 'no interval below four weeks',
    })
    expect(report.figure('activity.per-day.bytes')).toMatchObject({ value: 150_000, text: '150.0\u202fkB' })
  })

  it('have an interval from four weeks on', async () => {
    const report = await reportOn(steady(usual(day => (Number(day.slice(8)) % 3 === 0 ? 1.2 : 1))), {
      fromDay: '2017-06-05',
      toDay: '2017-07-02',
    })
    const { value, interval } = report.figure('activity.per-day.contacts')
    expect(interval?.low).toBeLessThan(value ?? 0)
    expect(interval?.high).toBeGreaterThan(value ?? 0)
  })
})

describe('the change against the window before', () => {
  it('is told of a week against the week before, without an interval', async () => {
    const report = await reportOn(steady(usual(day => (day >= '2017-07-03' ? 1.5 : 1))), LAST_WEEK)
    expect(report.figure('activity.change.contacts')).toMatchObject({
      value: 50,
      text: '+50.0\u202f%',
      numerator: 1.5 * (5 * 90 + 2 * 60),
      denominator: 5 * 90 + 2 * 60,
      interval: null,
    })
    expect(report.section('activity').answer).toBe(
      'About 122 contacts and 122.1\u202fkB a day: 50\u202f% more than in the week before.',
    )
    expect(report.section('activity').findings).toMatchObject([
      { change: 'before', confidence: 3, sizeClass: 2, headline: { figure: '50\u202f% more' } },
    ])
  })

  it('is a weak sign where it is small and has no interval', async () => {
    const report = await reportOn(steady(usual(day => (day >= '2017-07-03' ? 1.1 : 1))), LAST_WEEK)
    expect(report.section('activity').findings).toMatchObject([
      { confidence: 2, headline: { figure: '10\u202f% more' } },
    ])
  })

  it('has an interval of four weeks, and is no clear difference where that holds none', async () => {
    const wobble = (day: string) => (Number(day.slice(8)) % 3 === 0 ? 1.2 : 1)
    const four = { fromDay: '2017-06-12', toDay: '2017-07-09' }
    const same = await reportOn(steady(usual(wobble)), four)
    const { interval } = same.figure('activity.change.contacts')
    expect(interval?.low).toBeLessThan(0)
    expect(interval?.high).toBeGreaterThan(0)
    expect(same.section('activity').answer).toMatch(
      /no clear difference from the 28 days before \(\d+\u202f% less to \d+\u202f% more\)\.$/,
    )
    expect(same.section('activity').findings).toMatchObject([{ headline: { figure: 'no clear change' }, sizeClass: 1 }])
    const less = await reportOn(steady(usual(day => wobble(day) * (day >= '2017-06-12' ? 0.5 : 1))), four)
    expect(less.figure('activity.change.contacts')).toMatchObject({ value: expect.closeTo(-50, 0) })
    expect(less.section('activity').findings).toMatchObject([
      {
        headline: { figure: expect.stringMatching(/^(49|50|51)\u202f% less$/) },
        sureness: expect.stringMatching(/% less$/),
      },
    ])
  })

  it('of a day is against the mean of the same weekday of four weeks', async () => {
    const report = await reportOn(steady(usual(day => (day === '2017-07-09' ? 2 : day === '2017-06-18' ? 3 : 1))), {
      fromDay: '2017-07-09',
      toDay: '2017-07-09',
      comparison: 'same weekdays',
    })
    expect(report.figure('activity.change.contacts')).toMatchObject({
      numerator: 120,
      denominator: (60 + 60 + 60 + 180) / 4,
    })
    expect(report.section('activity').answer).toContain(
      '33\u202f% more than on the same weekdays of the four weeks before',
    )
  })

  it('says so where nothing was logged before, and where nothing is compared', async () => {
    const first = await reportOn(
      { ...steady(), logged: wholeDays('harbour', daysFrom('2017-05-01', 70)) },
      {
        fromDay: '2017-05-01',
        toDay: '2017-07-08',
      },
    )
    expect(first.section('activity').answer).toMatch(
      /a day; nothing was logged before this window to compare it with\.$/,
    )
    expect(first.section('activity').figures.map(({ id }) => id)).toEqual([
      'activity.per-day.contacts',
      'activity.per-day.bytes',
    ])
    const none = await reportOn(steady(), { ...LAST_WEEK, comparison: 'none' })
    expect(none.section('activity').answer).toMatch(/this report compares with no earlier window\.$/)
    expect(none.section('activity').findings).toEqual([])
  })
})

describe('what looks like a change and is none', () => {
  it('a new sensor: a network that nobody logged before is on neither side', async () => {
    const hill = DAYS.filter(day => day >= '2017-07-03').flatMap(day =>
      onDay(day, 200, { network: 'hill', local: '10.2.0.1' }),
    )
    const report = await reportOn(
      {
        networks: NETWORKS,
        contacts: [...usual(), ...hill],
        logged: [...wholeDays('harbour', LOGGED), ...wholeDays('hill', daysFrom('2017-07-03', 10))],
      },
      LAST_WEEK,
    )
    const { value, numerator } = report.figure('activity.change.contacts')
    expect([value, numerator]).toEqual([0, 570])
    expect(report.section('activity').paragraphs.join(' ')).toContain(
      'Left out of it: hill, of which nothing was logged before.',
    )
    for (const { out } of days(report).values()) expect(out).toBe('')
  })

  it('a new catalogue: nothing is compared over the day on which it begins', async () => {
    const since = (from: string) => ({
      ...steady(
        usual(day => (day >= from ? 2 : 1)).map(contact => ({
          ...contact,
          reference: contact.slot.slice(0, 10) >= from ? 'reference-2' : 'reference-1',
        })),
      ),
      references: { 'reference-1': '2017-04-01', 'reference-2': '2017-06-01' },
    })
    const report = await reportOn(since('2017-07-03'), LAST_WEEK)
    expect(report.section('activity').answer).toContain('rests on other data on services')
    expect(report.section('activity').findings).toEqual([])
    for (const { against } of days(report).values()) expect(against).toBe('')
    // Four weeks later the days after it are compared with each other, and nothing stands out.
    const later = await reportOn(since('2017-06-04'), LAST_WEEK)
    expect(later.figure('activity.change.contacts').value).toBe(0)
    expect([...days(later).values()].map(({ against }) => against)).toEqual(Array(7).fill('±0.0\u202f%'))
  })

  it('days that alone were replayed: nothing is compared over the day on which the data come back', async () => {
    const isNewer = (day: string) => day >= '2017-05-15' && day < '2017-07-03'
    const replayed = {
      ...steady(
        usual(day => (isNewer(day) ? 1 : 2)).map(contact => ({
          ...contact,
          reference: isNewer(contact.slot.slice(0, 10)) ? 'reference-2' : 'reference-1',
        })),
      ),
      references: { 'reference-1': '2017-04-01', 'reference-2': '2017-06-01' },
    }
    const report = await reportOn(replayed, LAST_WEEK)
    expect(report.section('activity').findings).toEqual([])
    for (const { against } of days(report).values()) expect(against).toBe('')
  })

  it('an unfinished last day: only its logged part is compared', async () => {
    const cut = LOGGED.map(dt => ({
      ...wholeDays('harbour', [dt])[0]!,
      // Until 05:00 UTC of the last day, which is 13:30 there.
      slots: dt === '2017-07-09' ? '1'.repeat(20).padEnd(96, '0') : dt > '2017-07-09' ? '0'.repeat(96) : '1'.repeat(96),
    }))
    const contacts = usual().filter(({ slot }) => slot < '2017-07-09T05')
    const report = await reportOn({ ...steady(contacts), logged: cut }, LAST_WEEK)
    expect(report.figure('activity.change.contacts').value).toBe(0)
    expect(days(report).get('2017-07-09')).toMatchObject({ contacts: 20, against: '', out: '' })
  })

  it('a holiday: one in six earlier weeks moves no median, and does stand out itself', async () => {
    const holiday = (day: string) => (day === '2017-06-19' ? 0.1 : 1)
    const after = days(await reportOn(steady(usual(holiday)), LAST_WEEK))
    expect(after.get('2017-07-03')).toMatchObject({ against: '±0.0\u202f%', out: '', weeks: 6 })
    const itself = await reportOn(steady(usual(holiday)), { fromDay: '2017-06-19', toDay: '2017-06-25' })
    expect(days(itself).get('2017-06-19')).toMatchObject({ against: '−90.0\u202f%', out: 'yes' })
    expect(itself.section('activity').paragraphs[0]).toContain(
      '1 stands out: Mon 2017-06-19 (90\u202f% less than usual)',
    )
  })

  it('hours that nobody logged before: they are left out on both sides', async () => {
    const cut = LOGGED.map(dt => ({
      ...wholeDays('harbour', [dt])[0]!,
      // Nobody logged from 05:00 to 08:00 UTC in the week before.
      slots:
        dt >= '2017-06-26' && dt <= '2017-07-02'
          ? `${'1'.repeat(20)}${'0'.repeat(12)}${'1'.repeat(64)}`
          : '1'.repeat(96),
    }))
    const contacts = usual().filter(
      ({ slot }) => slot < '2017-06-26' || slot > '2017-07-03' || !slot.includes('T06:00'),
    )
    const report = await reportOn({ ...steady(contacts), logged: cut }, LAST_WEEK)
    expect(report.figure('activity.change.contacts')).toMatchObject({ value: 0, numerator: 380, denominator: 380 })
    expect(report.section('activity').paragraphs.join(' ')).toContain('covers 87.5\u202f% of the time that was logged')
  })
})

describe('days against their like', () => {
  it('need four earlier days of the weekday', async () => {
    const report = await reportOn(steady(), { fromDay: '2017-05-22', toDay: '2017-06-04' })
    const found = days(report)
    // Three Mondays lie before 22 May, and four before 29 May.
    expect(found.get('2017-05-22')).toMatchObject({ against: '', weeks: null })
    expect(found.get('2017-05-29')).toMatchObject({ against: '±0.0\u202f%', weeks: 4 })
  })

  it('stand out by more than chance makes of so few contacts', async () => {
    const small = DAYS.flatMap(day => onDay(day, day === '2017-07-04' ? 26 : 20))
    // 78 against 60: three in ten more, and not five of the spread of such a number.
    expect(days(await reportOn(steady(small), LAST_WEEK)).get('2017-07-04')).toMatchObject({
      against: '+30.0\u202f%',
      out: '',
    })
  })
})

it('is one line where nothing was seen', async () => {
  const report = await reportOn(steady([]), LAST_WEEK)
  expect(report.section('activity')).toMatchObject({
    unanswered: true,
    figures: [],
    charts: [],
    findings: [],
  })
  expect(report.section('activity').answer).toContain('No activity was seen')
})
