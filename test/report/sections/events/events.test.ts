import { describe, expect, it, vi } from 'vitest'
import { eventRows, eventWorld, FIRST_DAY, hourlyContacts, lastDay, TIMES } from '../../../support/event-worlds.ts'
import { daysFrom, reportOn, type WorldReport, wholeDays } from '../../../support/report-world.ts'

vi.mock(import('../../../../functions/report/render/draw.ts'), () => import('../../../support/undrawn.ts'))

const DAY_MS = 86_400_000
const section = (report: WorldReport) => report.section('events')
const rowsOf = (report: WorldReport, table: string) => section(report).tables.find(({ name }) => name === table)!.rows

describe('events with an effect', () => {
  it('are found, each set apart, and the other has no difference larger than it says', async () => {
    const others = TIMES.map(ms => ms + 4 * DAY_MS + 5 * 3_600_000)
    const world = eventWorld(
      { raisedAt: TIMES, raised: 1.6 },
      eventRows('launches', others) + eventRows('made-up dates', TIMES),
    )
    const report = await reportOn(world)
    const { answer, findings, paragraphs } = section(report)
    expect(findings).toHaveLength(1)
    expect(findings[0]).toMatchObject({ figure: 'events.2.day', confidence: 4, sizeClass: 2 })
    expect(findings[0]!.sentence).toMatch(
      /^Around 8 events of the set made-up dates: \d+\u202f% more contacts in the 24 hours after them \(\d+ to \d+\u202f%\)/,
    )
    expect(answer).toMatch(
      /^Around 8 events of the set launches no difference larger than \d+\u202f% \(the data could show \d+\u202f% or more\); around/,
    )
    const figure = report.figure('events.2.day')
    expect(figure.interval!.low).toBeLessThan(60)
    expect(figure.interval!.high).toBeGreaterThan(60)
    expect(figure.value).toBeGreaterThan(45)
    expect(figure.value).toBeLessThan(75)
    expect(report.figure('events.2.chance')).toMatchObject({ numerator: 1, denominator: 77 * 24 })
    expect(paragraphs.join(' ')).toContain('may have nothing to do with each other')
    expect(`${answer} ${paragraphs.join(' ')}`).not.toMatch(/because|attack|normal|correlation/i)
  })

  it('have contacts beside those of the same hours of other weeks, and figures of these contacts', async () => {
    const world = eventWorld({ raisedAt: TIMES, raised: 2, noise: 0 }, eventRows('dates', TIMES))
    const report = await reportOn(world)
    const [first] = rowsOf(report, 'events')
    const column = (name: string) => section(report).tables[1]!.columns.findIndex(own => own.name === name)
    const ratio = (name: string) => Number(first![column(name)]) / Number(first![column(`${name}_controls`)])
    // Contacts are whole numbers, so twice as many are not quite twice what was rounded.
    expect(ratio('day')).toBeGreaterThan(1.9)
    expect(ratio('day')).toBeLessThan(2.1)
    expect(ratio('before')).toBeCloseTo(1, 2)
    const inDay = world.contacts.filter(({ slot }) =>
      TIMES.some(at => Date.parse(slot) >= at && Date.parse(slot) < at + DAY_MS),
    )
    expect(report.figure('events.1.day').numerator).toBe(inDay.reduce((sum, { times = 0 }) => sum + times, 0))
    expect(report.figure('events.1.day').denominator).toBe(8 * 24)
  })
})

describe('a set that cannot be told of', () => {
  it('has fewer than six events in observed time', async () => {
    const times = [...TIMES.slice(0, 5), Date.parse('2016-05-01T06:00Z')]
    const report = await reportOn(eventWorld({ raisedAt: TIMES, raised: 3 }, eventRows('dates', times)))
    expect(section(report)).toMatchObject({ unanswered: true, findings: [], figures: [], tables: [], charts: [] })
    expect(section(report).answer).toMatch(
      /^On the set dates it cannot be told: 5 of its events lie in observed time, 6 are needed \(the data could show \d+\u202f% or more\)\.$/,
    )
  })

  it('lies in fewer than eight weeks', async () => {
    const report = await reportOn(
      eventWorld({ days: 55, raisedAt: TIMES, raised: 3 }, eventRows('dates', TIMES.slice(0, 6))),
    )
    expect(section(report).answer).toMatch(/it cannot be told: 56 days of logs are needed/)
    const longer = await reportOn(
      eventWorld({ days: 56, raisedAt: TIMES, raised: 3 }, eventRows('dates', TIMES.slice(0, 6))),
    )
    expect(section(longer).findings).toHaveLength(1)
  })

  it('would hide a difference of 50 %', async () => {
    const report = await reportOn(eventWorld({ noise: 2.2, level: 2 }, eventRows('dates', TIMES)))
    expect(section(report).answer).toMatch(
      /it cannot be told: chance alone makes too large differences here \(the data could show (\d+\u202f%|more than tenfold) or more\)/,
    )
    expect(section(report).findings).toEqual([])
  })

  it('is none: one line says what would be needed', async () => {
    const report = await reportOn(eventWorld({ days: 14 }, ''))
    expect(section(report)).toMatchObject({ unanswered: true, findings: [], tables: [], charts: [] })
    expect(section(report).answer).toMatch(/^No events were given: with dates of at least six of a kind \(events\.csv/)
  })
})

describe('events', () => {
  it('outside of the window, and those of which the day was not observed, are left out and named', async () => {
    const days = 77
    const lost = TIMES.slice(0, 2).map(ms => new Date(ms).toISOString().slice(0, 10))
    const after = lost.map(day => new Date(Date.parse(day) + DAY_MS).toISOString().slice(0, 10))
    const gone = new Set([...lost, ...after])
    const world = eventWorld(
      { days, raisedAt: TIMES, raised: 1.8 },
      eventRows('dates', [...TIMES, TIMES[0]! - 60 * DAY_MS]),
    )
    const logged = wholeDays('harbour', daysFrom(FIRST_DAY, days)).map(row =>
      gone.has(row.dt) ? { ...row, slots: '0'.repeat(96) } : row,
    )
    const contacts = world.contacts.filter(({ slot }) => !gone.has(slot.slice(0, 10)))
    const report = await reportOn({ ...world, contacts, logged }, { fromDay: FIRST_DAY, toDay: lastDay(days) })
    expect(rowsOf(report, 'events').map(row => row[4])).toEqual([
      'not observed',
      'not observed',
      ...Array(6).fill('tested'),
      'outside of the window',
    ])
    const { paragraphs, findings } = section(report)
    expect(paragraphs).toContain('Of the set dates dates 9 lie outside of this window.')
    expect(paragraphs.join(' ')).toContain('Of the set dates dates 1, dates 2 are left out')
    expect(findings[0]!.sentence).toMatch(/^Around 6 events/)
    const { interval } = report.figure('events.1.day')
    expect(interval!.low).toBeLessThan(80)
    expect(interval!.high).toBeGreaterThan(80)
  })

  it('near an outage are held against observed hours only: an outage is no fall', async () => {
    const days = 77
    const gone = (ms: number) => TIMES.some(at => ms >= at + 4 * 3_600_000 && ms < at + 12 * 3_600_000)
    const world = eventWorld({ days }, eventRows('dates', TIMES))
    const contacts = world.contacts.filter(({ slot }) => !gone(Date.parse(slot)))
    const logged = wholeDays('harbour', daysFrom(FIRST_DAY, days)).map(row => ({
      ...row,
      slots: Array.from(row.slots, (slot, at) => (gone(Date.parse(row.dt) + at * 900_000) ? '0' : slot)).join(''),
    }))
    const report = await reportOn({ ...world, contacts, logged }, { fromDay: FIRST_DAY, toDay: lastDay(days) })
    expect(section(report).findings).toEqual([])
    expect(report.figure('events.1.day').denominator).toBe(8 * 16)
    expect(report.figure('events.1.day').interval!.low).toBeLessThan(0)
    expect(report.figure('events.1.day').interval!.high).toBeGreaterThan(0)
  })

  it('are the same around one network and around its three parts', async () => {
    const made = { raisedAt: TIMES, raised: 1.6 }
    const events = eventRows('dates', TIMES)
    const whole = await reportOn(eventWorld(made, events))
    const parts = ['a', 'b', 'c']
    const split = await reportOn({
      ...eventWorld(made, events),
      networks: `cidr,name,time_zone\n${parts.map((name, at) => `10.${at + 1}.0.0/16,${name},UTC\n`).join('')}`,
      contacts: hourlyContacts(made).map((contact, at) => ({ ...contact, network: parts[at % 3]! })),
    })
    expect(rowsOf(split, 'sets')).toEqual(rowsOf(whole, 'sets'))
    expect(section(split).answer).toBe(section(whole).answer)
  })

  it('leave out a network that was logged for a part of the window, and name it', async () => {
    const days = 77
    const late = daysFrom('2017-05-29', 21)
    const world = eventWorld({ days, raisedAt: TIMES, raised: 1.6 }, eventRows('dates', TIMES))
    const report = await reportOn(
      {
        ...world,
        networks: 'cidr,name,time_zone\n10.1.0.0/16,harbour,UTC\n10.2.0.0/16,late,UTC\n',
        contacts: [...world.contacts, ...late.map(day => ({ slot: `${day}T03:00Z`, times: 500, network: 'late' }))],
        logged: [...wholeDays('harbour', daysFrom(FIRST_DAY, days)), ...wholeDays('late', late)],
      },
      { fromDay: FIRST_DAY, toDay: lastDay(days) },
    )
    expect(section(report).paragraphs).toContain(
      'Contacts of late are not counted here: they were observed at too few of the same hours.',
    )
    expect(section(report).findings).toHaveLength(1)
    const tested = report.figure('events.1.day')
    expect(tested.counted!.conditions).toContainEqual({ column: 'network', is: 'one of', values: ['harbour'] })
  })
})
