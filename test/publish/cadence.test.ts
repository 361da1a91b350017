import { describe, expect, it } from 'vitest'
import { type DirtyDay, dueDays, putOffDays } from '../../functions/publish/cadence.ts'

const HOUR_MS = 3_600_000
const NOW = Date.parse('2024-03-20T12:00:00Z')
const dayOf = (dt: string, day: Partial<DirtyDay>, nowMs = NOW): DirtyDay => {
  return { dt, firstMarkMs: nowMs, lastMarkMs: nowMs, publishedMs: null, failuresMs: [], ...day }
}
const isDue = (dt: string, day: Partial<DirtyDay>, nowMs = NOW): boolean =>
  dueDays([dayOf(dt, day, nowMs)], nowMs, 1).length === 1

describe('an open day', () => {
  it('is due at once when it was never published', () => expect(isDue('2024-03-20', {})).toBe(true))

  it('is due again after 6 hours', () => {
    expect(isDue('2024-03-20', { publishedMs: NOW - 6 * HOUR_MS + 1 })).toBe(false)
    expect(isDue('2024-03-20', { publishedMs: NOW - 6 * HOUR_MS })).toBe(true)
  })
})

describe('a closed day', () => {
  it('is due 2 hours after its last change', () => {
    expect(isDue('2024-03-18', { lastMarkMs: NOW - 2 * HOUR_MS + 1 })).toBe(false)
    expect(isDue('2024-03-18', { lastMarkMs: NOW - 2 * HOUR_MS })).toBe(true)
  })

  it('is due 6 hours after its first change where changes do not end', () => {
    expect(isDue('2024-03-18', { firstMarkMs: NOW - 6 * HOUR_MS, lastMarkMs: NOW })).toBe(true)
  })
})

describe('a day older than a week', () => {
  const night = Date.parse('2024-03-20T02:10:00Z')

  it('is due in the night only', () => {
    const published = { publishedMs: night - 48 * HOUR_MS }
    expect(isDue('2024-02-01', published)).toBe(false)
    for (const [hour, due] of [
      [1, false],
      [2, true],
      [5, true],
      [6, false],
    ] as const)
      expect(isDue('2024-02-01', published, Date.parse('2024-03-20') + hour * HOUR_MS)).toBe(due)
  })

  it('is due as a closed day is where it was never published: a history that is uploaded need not wait for the night', () => {
    expect(isDue('2024-02-01', { lastMarkMs: NOW - 2 * HOUR_MS + 1 })).toBe(false)
    expect(isDue('2024-02-01', { lastMarkMs: NOW - 2 * HOUR_MS })).toBe(true)
  })

  it('is due once a night, though marks keep coming', () => {
    expect(isDue('2024-02-01', { publishedMs: night - 15 * 60_000 }, night)).toBe(false)
    expect(isDue('2024-02-01', { publishedMs: night - 24 * HOUR_MS }, night)).toBe(true)
  })
})

describe('a day that failed', () => {
  const due = { firstMarkMs: 0, lastMarkMs: 0 }
  const triesOf = (hours: number): number => {
    const failuresMs: number[] = []
    let tries = 0
    for (let halfHours = 0; halfHours < 2 * hours; halfHours++) {
      const nowMs = NOW + halfHours * (HOUR_MS / 2)
      if (!isDue('2024-03-18', { ...due, failuresMs }, nowMs)) continue
      tries++
      // Each wake gives up two runs.
      failuresMs.push(nowMs, nowMs)
    }
    return tries
  }

  it('is tried again an hour after its first failure, then less and less often', () => {
    const failuresMs = [NOW, NOW]
    expect(isDue('2024-03-18', { ...due, failuresMs }, NOW + HOUR_MS - 1)).toBe(false)
    expect(isDue('2024-03-18', { ...due, failuresMs }, NOW + HOUR_MS)).toBe(true)
    expect([triesOf(24), triesOf(30 * 24) <= 4 * 30]).toEqual([4, true])
  })

  it('is due as before when its failures are a day old', () => {
    const failuresMs = Array.from({ length: 50 }, () => NOW - 24 * HOUR_MS)
    expect(isDue('2024-03-18', { ...due, failuresMs })).toBe(true)
  })

  it('is named while it waits', () => {
    expect(putOffDays([dayOf('2024-03-18', { ...due, failuresMs: [NOW] })], NOW)).toEqual(['2024-03-18'])
    expect(putOffDays([dayOf('2024-03-18', { ...due, failuresMs: [] })], NOW)).toEqual([])
  })
})

it('the newest of the due days are taken, as many as the budget allows', () => {
  const days = ['2024-03-10', '2024-03-17', '2024-03-16', '2024-03-18'].map(dt => {
    return dayOf(dt, { firstMarkMs: 0, lastMarkMs: 0 })
  })
  expect(dueDays(days, NOW, 2)).toEqual(['2024-03-18', '2024-03-17'])
})
