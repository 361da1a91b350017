import { describe, expect, it } from 'vitest'
import { addDays, calendarOf } from '../../../functions/report/window/calendar.ts'
import { collectLiveness, type LivenessRow } from '../../../functions/report/window/liveness.ts'
import { observe } from '../../../functions/report/window/observed.ts'

const DAY = 96
const FROM = Date.parse('2017-05-01')
const MS = 86_400_000

/** A day of an exporter: logged everywhere but in the gaps, [from, length] in quarter-hours. */
const day = (at: number, gaps: [number, number][] = [], own: Partial<LivenessRow> = {}): LivenessRow => {
  const slots = '1'.repeat(DAY).split('')
  for (const [from, length] of gaps) for (let i = from; i < from + length; i++) slots[i] = '0'
  return {
    dt: new Date(FROM + at * MS).toISOString().slice(0, 10),
    exporter: 'eni-1',
    network: 'harbour',
    heartbeat: true,
    slots: slots.join(''),
    lost: '0'.repeat(DAY),
    records: 10,
    ...own,
  }
}
const lostAt = (from: number, length: number): string =>
  '0'.repeat(from) + '1'.repeat(length) + '0'.repeat(DAY - from - length)
/** Liveness of a window of so many days from `from` on, and of 30 days around it. */
const collected = (rows: readonly LivenessRow[], from: string, days: number) =>
  collectLiveness(rows, addDays(from, -31), addDays(from, days + 30))
const observedOf = (rows: LivenessRow[], days = 1, zone = 'UTC') =>
  observe('harbour', zone, collected(rows, '2017-05-01', days), FROM, FROM + days * MS)

describe('observed time', () => {
  it('bridges four empty quarter-hours in a row, not five', () => {
    expect(observedOf([day(0, [[40, 4]])]).observed).toBe(DAY)
    expect(observedOf([day(0, [[40, 5]])])).toMatchObject({
      observed: DAY - 5,
      longestGap: { fromMs: FROM + 40 * 900_000, slots: 5 },
    })
  })

  it('never bridges a quarter-hour in which records were lost', () => {
    expect(observedOf([day(0, [[40, 1]], { lost: lostAt(40, 1) })]).observed).toBe(DAY - 1)
    expect(observedOf([day(0, [[40, 4]], { lost: lostAt(42, 1) })]).observed).toBe(DAY - 4)
  })

  it('holds a quarter-hour with some records logged and some lost for observed', () => {
    expect(observedOf([day(0, [], { lost: lostAt(40, 2) })]).observed).toBe(DAY)
  })

  it('bridges over the ends of the window, where it is logged on both sides', () => {
    const around = [
      day(-1, [[95, 1]]),
      day(0, [
        [0, 3],
        [94, 2],
      ]),
      day(1, [[0, 2]]),
    ]
    expect(observedOf(around)).toMatchObject({ observed: DAY, gaps: [] })
    const longer = [day(-1, [[94, 2]]), day(0, [[0, 3]]), day(1)]
    expect(observedOf(longer)).toMatchObject({ observed: DAY - 3, gaps: [{ fromMs: FROM, slots: 3 }] })
    const lost = [day(-1, [[95, 1]], { lost: lostAt(95, 1) }), day(0, [[0, 3]]), day(1)]
    expect(observedOf(lost).observed).toBe(DAY - 3)
  })

  it('counts quarter-hours of local hours over the edge of the window', () => {
    // NODATA in each quarter-hour from 24 March to 8 April in Berlin, but in the first two of Tuesday the 26th.
    const first = Date.parse('2024-03-23T23:00Z')
    const slots = (Date.parse('2024-04-08T22:00Z') - first) / 900_000
    const empty = [0, 1].map(i => Date.parse('2024-03-25T23:00Z') + i * 900_000)
    const rows = Map.groupBy(
      Array.from({ length: slots }, (_, i) => first + i * 900_000).filter(ms => !empty.includes(ms)),
      ms => new Date(ms).toISOString().slice(0, 10),
    )
    const liveness = [...rows].map(([dt, own]) => {
      const marks = Array.from({ length: DAY }, (_, i) => (own.includes(Date.parse(dt) + i * 900_000) ? '1' : '0'))
      return day(0, [], { dt, slots: marks.join(''), records: 0 })
    })
    const window = { fromMs: Date.parse('2024-03-25T23:00Z'), toMs: Date.parse('2024-04-08T22:00Z') }
    const seen = observe('harbour', 'Europe/Berlin', collected(liveness, '2024-03-26', 14), window.fromMs, window.toMs)
    const calendar = calendarOf('Europe/Berlin')
    const tuesdays = [...seen.slots].filter((mark, i) => {
      const { weekday, hour } = calendar.at(seen.fromMs + i * 900_000)
      return mark === 1 && weekday === 2 && hour === 0
    })
    expect(tuesdays).toHaveLength(8)
  })

  it('never bridges the ends of what is logged', () => {
    expect(observedOf([day(0, [[0, 3]])]).observed).toBe(DAY - 3)
    expect(observedOf([day(0, [[93, 3]])]).observed).toBe(DAY - 3)
  })

  it('bridges over midnight', () => {
    const rows = [day(0, [[94, 2]]), day(1, [[0, 2]])]
    expect(observedOf(rows, 2).observed).toBe(2 * DAY)
  })

  it('counts whatever any exporter of the network logged, of any scope', () => {
    const rows = [day(0, [[20, 60]]), day(0, [[0, 20]], { exporter: 'eni-2' })]
    expect(observedOf(rows).observed).toBe(DAY)
    // Records of another network, or of none, by an exporter that sees this one within 30 days.
    const elsewhere = [day(0, [[0, 96]]), day(0, [], { network: null })]
    expect(observedOf(elsewhere).observed).toBe(DAY)
  })

  it('counts an exporter for 30 days around what it saw of the network', () => {
    const saw = day(-30)
    expect(observedOf([saw, day(0, [], { network: 'other' })]).observed).toBe(DAY)
    expect(observedOf([day(-31), day(0, [], { network: 'other' })]).observed).toBe(0)
    expect(observedOf([day(0, [], { network: 'other' })]).observed).toBe(0)
  })

  it('holds quiet nights of exporters without heartbeat for quiet', () => {
    // Silent from 00:00 to 05:00 every night: the usual longest gap of these hours is 20 quarter-hours.
    const nights = Array.from({ length: 15 }, (_, at) => day(at - 1, [[0, 20]], { heartbeat: false }))
    expect(observedOf(nights, 14).observed).toBe(14 * DAY)
    // The same silence of an exporter that logs even when nothing happens is missing.
    const heartbeats = nights.map(row => ({ ...row, heartbeat: true }))
    expect(observedOf(heartbeats, 14).observed).toBe(14 * (DAY - 20))
  })

  it('holds a silence at the ends of what is logged for quiet where it is no longer than usual', () => {
    // The logs begin and end with the window; the first and the last quarter-hours are as quiet as every night.
    const nights = Array.from({ length: 14 }, (_, at) => day(at, [[0, 20]], { heartbeat: false }))
    expect(observedOf(nights, 14).observed).toBe(14 * DAY)
    const last = nights.with(
      13,
      day(
        13,
        [
          [0, 20],
          [60, 36],
        ],
        { heartbeat: false },
      ),
    )
    expect(observedOf(last, 14).observed).toBe(14 * DAY - 36)
    // The gap reaches into the night after the window where the logs go on.
    const on = [
      ...nights.slice(0, 13),
      day(
        13,
        [
          [0, 20],
          [90, 6],
        ],
        { heartbeat: false },
      ),
      day(14, [[0, 20]], { heartbeat: false }),
    ]
    expect(observedOf(on, 14).observed).toBe(14 * DAY)
  })

  it('holds a gap of an exporter without heartbeat for missing above three times the usual longest one', () => {
    const silentFor = (length: number) =>
      observedOf(
        Array.from({ length: 15 }, (_, i) => i - 1).map(at =>
          day(at, [[at === 7 ? 10 : 0, at === 7 ? length : 20]], { heartbeat: false }),
        ),
        14,
      ).observed
    expect(silentFor(60)).toBe(14 * DAY)
    expect(silentFor(61)).toBe(14 * DAY - 61)
  })

  it('holds a silence by day for missing where only nights are quiet', () => {
    const rows = Array.from({ length: 15 }, (_, i) => i - 1).map(at =>
      day(
        at,
        at === 7
          ? [
              [0, 20],
              [40, 24],
            ]
          : [[0, 20]],
        { heartbeat: false },
      ),
    )
    expect(observedOf(rows, 14).observed).toBe(14 * DAY - 24)
  })

  it('of a sensor that starts in mid-window begins with it', () => {
    const rows = Array.from({ length: 7 }, (_, at) => day(at + 7))
    expect(observedOf(rows, 14)).toMatchObject({
      observed: 7 * DAY,
      days: 7,
      longestGap: { fromMs: FROM, slots: 7 * DAY },
    })
  })

  it('of a sensor without heartbeat that starts late, or was never there, is not taken for quiet', () => {
    const late = Array.from({ length: 4 }, (_, at) => day(at + 10, [[0, 20]], { heartbeat: false }))
    expect(observedOf(late, 14).observed).toBe(3 * DAY + 76)
    expect(observedOf([], 7)).toMatchObject({ observed: 0, total: 7 * DAY, logged: false })
  })

  it('of a sensor without heartbeat is no more than its logs where they are of one afternoon and one morning', () => {
    const rows = [day(0, [[0, 56]], { heartbeat: false }), day(1, [[54, 42]], { heartbeat: false })]
    expect(observedOf(rows, 2).observed).toBe(40 + 54)
  })

  it('of a sensor without heartbeat takes the median of the usual gaps, and of the hours of a gap the most lenient', () => {
    // Of six days the longest gaps of the first hour are 0, 4, 8, 12, 16 and the one that is judged: the median is 10.
    const usual = [0, 4, 8, 12, 16].map((length, at) => day(at - 1, [[0, length]], { heartbeat: false }))
    const judged = (from: number, length: number) =>
      observedOf([...usual, day(4, [[from, length]], { heartbeat: false })], 5).observed
    expect(judged(0, 30)).toBe(5 * DAY)
    expect(judged(0, 31)).toBe(5 * DAY - 31)
    // It touches the first hour, though by day no silence is usual.
    expect(judged(2, 28)).toBe(5 * DAY)
    expect(judged(20, 28)).toBe(5 * DAY - 28)
  })

  it('of a sensor without heartbeat holds no silence of more than seven days for quiet', () => {
    // It logs in the afternoon of every fourth day: silences of 84 hours are usual, and three times that is above a week.
    const silent = (days: number) => {
      const on = [0, 4, 8, 12, 16, 20, 24, 25 + days]
      return observedOf(
        on.map(at => day(at, [[0, 48]], { heartbeat: false })),
        26 + days,
      ).observed
    }
    expect(silent(6)).toBe(32 * DAY)
    expect(silent(7)).toBe(33 * DAY - 7 * DAY - 48)
  })

  it('of a sensor without heartbeat does not reach over months between a few days of logs', () => {
    const few = [0, 60, 120].map(at => day(at, [[0, 40]], { heartbeat: false }))
    expect(observedOf(few, 121)).toMatchObject({ observed: 3 * 56, days: 3 })
  })

  it('judges each exporter by its own habits', () => {
    // One with heartbeats comes in the second week; the quiet nights before it stay quiet.
    const nights = Array.from({ length: 15 }, (_, at) => day(at - 1, [[0, 20]], { heartbeat: false }))
    const second = Array.from({ length: 7 }, (_, at) => day(at + 7, [], { exporter: 'eni-2' }))
    expect(observedOf([...nights, ...second], 14).observed).toBe(14 * DAY)
  })

  it('counts the days of which half was observed', () => {
    expect(observedOf([day(0, [[0, 48]]), day(1, [[0, 49]])], 2).days).toBe(1)
  })
})
