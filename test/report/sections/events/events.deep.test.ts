import { describe, expect, it, vi } from 'vitest'
import { eventRows, eventWorld, FIRST_DAY, hourlyContacts, lastDay, TIMES } from '../../../support/event-worlds.ts'
import {
  daysFrom,
  reportOn,
  type World,
  type WorldOptions,
  type WorldReport,
  wholeDays,
} from '../../../support/report-world.ts'

vi.mock(import('../../../../functions/report/render/draw.ts'), () => import('../../../support/undrawn.ts'))

const DAY_MS = 86_400_000
const eventsOn = (world: World, options: WorldOptions = {}) => reportOn(world, { sections: ['events'], ...options })
const section = (report: WorldReport) => report.section('events')
const rowsOf = (report: WorldReport, table: string) => section(report).tables.find(({ name }) => name === table)!.rows

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
    const report = await eventsOn({ ...world, contacts, logged }, { fromDay: FIRST_DAY, toDay: lastDay(days) })
    expect(rowsOf(report, 'events').map(row => row[4])).toEqual([
      'not logged',
      'not logged',
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
    const report = await eventsOn({ ...world, contacts, logged }, { fromDay: FIRST_DAY, toDay: lastDay(days) })
    expect(section(report).findings).toEqual([])
    expect(report.figure('events.1.day').denominator).toBe(8 * 16)
    expect(report.figure('events.1.day').interval!.low).toBeLessThan(0)
    expect(report.figure('events.1.day').interval!.high).toBeGreaterThan(0)
  })

  it('are the same around one network and around its three parts', async () => {
    const made = { raisedAt: TIMES, raised: 1.6 }
    const events = eventRows('dates', TIMES)
    const whole = await eventsOn(eventWorld(made, events))
    const parts = ['a', 'b', 'c']
    const split = await eventsOn({
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
    const report = await eventsOn(
      {
        ...world,
        networks: 'cidr,name,time_zone\n10.1.0.0/16,harbour,UTC\n10.2.0.0/16,late,UTC\n',
        contacts: [...world.contacts, ...late.map(day => ({ slot: `${day}T03:00Z`, times: 500, network: 'late' }))],
        logged: [...wholeDays('harbour', daysFrom(FIRST_DAY, days)), ...wholeDays('late', late)],
      },
      { fromDay: FIRST_DAY, toDay: lastDay(days) },
    )
    expect(section(report).paragraphs).toContain(
      'Contacts of late are not counted here: they were logged at too few of the same hours.',
    )
    expect(section(report).findings).toHaveLength(1)
    const tested = report.figure('events.1.day')
    expect(tested.counted!.conditions).toContainEqual({ column: 'network', is: 'one of', values: ['harbour'] })
  })
})
