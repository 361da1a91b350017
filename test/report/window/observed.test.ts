import { describe, expect, it } from 'vitest'
import { type LivenessRow, observe } from '../../../functions/report/window/observed.ts'

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
const observedOf = (rows: LivenessRow[], days = 1) => observe('harbour', 'UTC', rows, FROM, FROM + days * MS)

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

  it('never bridges the ends of the window', () => {
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
    const nights = Array.from({ length: 14 }, (_, at) => day(at, [[0, 20]], { heartbeat: false }))
    expect(observedOf(nights, 14).observed).toBe(14 * DAY)
    // The same silence of an exporter that logs even when nothing happens is missing.
    const heartbeats = nights.map(row => ({ ...row, heartbeat: true }))
    expect(observedOf(heartbeats, 14).observed).toBe(14 * (DAY - 20))
  })

  it('holds a gap of an exporter without heartbeat for missing above three times the usual longest one', () => {
    const silentFor = (length: number) =>
      observedOf(
        Array.from({ length: 14 }, (_, at) =>
          day(at, [[at === 7 ? 10 : 0, at === 7 ? length : 20]], { heartbeat: false }),
        ),
        14,
      ).observed
    expect(silentFor(60)).toBe(14 * DAY)
    expect(silentFor(61)).toBe(14 * DAY - 61)
  })

  it('holds a silence by day for missing where only nights are quiet', () => {
    const rows = Array.from({ length: 14 }, (_, at) =>
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
    expect(observe('harbour', 'UTC', [], FROM, FROM + 7 * MS).observed).toBe(0)
  })

  it('of a sensor without heartbeat is no more than its logs where they are of one afternoon and one morning', () => {
    const rows = [day(0, [[0, 56]], { heartbeat: false }), day(1, [[54, 42]], { heartbeat: false })]
    expect(observedOf(rows, 2).observed).toBe(40 + 54)
  })

  it('of a sensor without heartbeat does not reach over months between a few days of logs', () => {
    const few = [0, 60, 120].map(at => day(at, [[0, 40]], { heartbeat: false }))
    expect(observedOf(few, 121)).toMatchObject({ observed: 3 * 56, days: 3 })
  })

  it('judges each exporter by its own habits', () => {
    // One with heartbeats comes in the second week; the quiet nights before it stay quiet.
    const nights = Array.from({ length: 14 }, (_, at) => day(at, [[0, 20]], { heartbeat: false }))
    const second = Array.from({ length: 7 }, (_, at) => day(at + 7, [], { exporter: 'eni-2' }))
    expect(observedOf([...nights, ...second], 14).observed).toBe(14 * DAY)
  })

  it('counts the days of which half was observed', () => {
    expect(observedOf([day(0, [[0, 48]]), day(1, [[0, 49]])], 2).days).toBe(1)
  })
})
