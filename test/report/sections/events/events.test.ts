import { describe, expect, it, vi } from 'vitest'
import { eventRows, eventWorld, TIMES } from '../../../support/event-worlds.ts'
import { reportsOf, type WorldReport } from '../../../support/report-world.ts'

vi.mock(import('../../../../functions/report/render/draw.ts'), () => import('../../../support/undrawn.ts'))

const DAY_MS = 86_400_000
const eventsOn = reportsOf('events')
const section = (report: WorldReport) => report.section('events')
const rowsOf = (report: WorldReport, table: string) => section(report).tables.find(({ name }) => name === table)!.rows

describe('events with an effect', () => {
  it('are found, each set apart, and the other has no difference larger than it says', async () => {
    const others = TIMES.map(ms => ms + 4 * DAY_MS + 5 * 3_600_000)
    const world = eventWorld(
      { raisedAt: TIMES, raised: 1.6 },
      eventRows('launches', others) + eventRows('made-up dates', TIMES),
    )
    const report = await eventsOn(world)
    const { answer, findings, paragraphs } = section(report)
    expect(findings).toHaveLength(1)
    expect(findings[0]).toMatchObject({ figure: 'events.2.day', confidence: 4, sizeClass: 2 })
    expect(findings[0]!.sentence).toMatch(
      /^Around 8 events of the set made-up dates: \d+\u202f% more contacts in the 24 hours after them \(\d+ to \d+\u202f%\)/,
    )
    expect(answer).toMatch(
      /^Around 8 events of the set launches no difference larger than \d+\u202f% in the 24 hours after them \(the data could show \d+\u202f% or more\); around/,
    )
    const figure = report.figure('events.2.day')
    expect(figure.interval!.low).toBeLessThan(60)
    expect(figure.interval!.high).toBeGreaterThan(60)
    expect(figure.value).toBeGreaterThan(45)
    expect(figure.value).toBeLessThan(75)
    expect(report.figure('events.2.chance')).toMatchObject({ numerator: 1, denominator: 77 * 24 })
    expect(paragraphs.join(' ')).toContain('may have nothing to do with each other')
    expect(paragraphs.join(' ')).toContain('moved together to 1,848 hours of the window: at 1 of them')
    expect(`${answer} ${paragraphs.join(' ')}`).not.toMatch(/because|attack|normal|correlation/i)
  })

  it('have contacts beside those of the same hours of other weeks, and figures of these contacts', async () => {
    const world = eventWorld({ raisedAt: TIMES, raised: 2, noise: 0 }, eventRows('dates', TIMES))
    const report = await eventsOn(world)
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
  it('has fewer than six events in logged time', async () => {
    const times = [...TIMES.slice(0, 5), Date.parse('2016-05-01T06:00Z')]
    const report = await eventsOn(eventWorld({ raisedAt: TIMES, raised: 3 }, eventRows('dates', times)))
    expect(section(report)).toMatchObject({ unanswered: true, findings: [], figures: [], tables: [], charts: [] })
    expect(section(report).answer).toMatch(
      /^On the set dates it cannot be told: 5 of its events lie in logged time, 6 are needed \(the data could show \d+\u202f% or more\)\.$/,
    )
  })

  it('lies in fewer than eight weeks', async () => {
    const report = await eventsOn(
      eventWorld({ days: 55, raisedAt: TIMES, raised: 3 }, eventRows('dates', TIMES.slice(0, 6))),
    )
    expect(section(report).answer).toMatch(/it cannot be told: 56 days of logs are needed/)
    const longer = await eventsOn(
      eventWorld({ days: 56, raisedAt: TIMES, raised: 3 }, eventRows('dates', TIMES.slice(0, 6))),
    )
    expect(section(longer).findings).toHaveLength(1)
  })

  it('would hide a difference of 50 %', async () => {
    const report = await eventsOn(eventWorld({ noise: 2.2, level: 2 }, eventRows('dates', TIMES)))
    expect(section(report).answer).toMatch(
      /it cannot be told: chance alone makes too large differences here \(the data could show (\d+\u202f%|more than tenfold) or more\)/,
    )
    expect(section(report).findings).toEqual([])
  })

  it('is none: one line says what would be needed', async () => {
    const report = await eventsOn(eventWorld({ days: 14 }, ''))
    expect(section(report)).toMatchObject({ unanswered: true, findings: [], tables: [], charts: [] })
    expect(section(report).answer).toMatch(/^No events were given: with dates of at least six of a kind \(events\.csv/)
  })
})
