import { describe, expect, it } from 'vitest'
import type { ReportDefinition } from '../../../functions/lib/reports/definition.ts'
import { duesSince, lastDueMs, nextDueMs, openDays } from '../../../functions/lib/reports/due.ts'
import { definitionOf } from '../../support/definitions.ts'

const weekly = definitionOf({ schedule: { every: 'week', on: 2, atMinute: 7 * 60 }, zone: 'Asia/Pyongyang' })
const once = definitionOf({ window: { fromDay: '2017-04-01', toDay: '2017-06-30' }, schedule: 'once' })
const iso = (ms: number | undefined) => (ms === undefined ? 'never' : new Date(ms).toISOString())

const TIMES: [string, Partial<ReportDefinition>, string, string][] = [
  [
    'on Tuesday in its own zone, which was half an hour off then',
    {},
    '2017-05-16T12:00:00Z',
    '2017-05-15T22:30:00.000Z',
  ],
  ['a week ago where the hour is not there yet', {}, '2017-05-15T22:29:00Z', '2017-05-08T22:30:00.000Z'],
  ['at the very minute', {}, '2017-05-15T22:30:00Z', '2017-05-15T22:30:00.000Z'],
  [
    'on Sunday',
    { schedule: { every: 'week', on: 7, atMinute: 420 }, zone: 'Etc/UTC' },
    '2017-05-16T12:00:00Z',
    '2017-05-14T07:00:00.000Z',
  ],
  [
    'each day, in summer',
    { schedule: { every: 'day', atMinute: 420 }, zone: 'Europe/Berlin' },
    '2017-03-26T12:00:00Z',
    '2017-03-26T05:00:00.000Z',
  ],
  [
    'each day, in winter',
    { schedule: { every: 'day', atMinute: 435 }, zone: 'Europe/Berlin' },
    '2017-03-25T12:00:00Z',
    '2017-03-25T06:15:00.000Z',
  ],
  [
    'on a day of the month',
    { schedule: { every: 'month', on: 28, atMinute: 420 }, zone: 'Etc/UTC' },
    '2017-03-27T12:00:00Z',
    '2017-02-28T07:00:00.000Z',
  ],
  [
    'on the third day of a quarter',
    { schedule: { every: 'quarter', on: 3, atMinute: 420 }, zone: 'Etc/UTC' },
    '2017-07-02T23:00:00Z',
    '2017-04-03T07:00:00.000Z',
  ],
]

describe('a report is due', () => {
  it.each(TIMES)('%s', (_, definition, now, due) => {
    const own = { ...weekly, ...definition }
    expect(iso(lastDueMs(own, Date.parse(now)))).toBe(due)
    // What is due next from just before is the same.
    expect(iso(nextDueMs(own, Date.parse(due) - 1))).toBe(due)
  })

  it('once, when its last day has settled everywhere', () => {
    // The last zone ends 30 June at 12:00 UTC of 1 July.
    expect(iso(lastDueMs(once, Date.parse('2017-07-02T11:59:00Z')))).toBe('never')
    expect(iso(nextDueMs(once, Date.parse('2017-07-02T11:59:00Z')))).toBe('2017-07-02T12:00:00.000Z')
    expect(iso(lastDueMs(once, Date.parse('2026-01-01T00:00:00Z')))).toBe('2017-07-02T12:00:00.000Z')
    expect(iso(nextDueMs(once, Date.parse('2026-01-01T00:00:00Z')))).toBe('never')
  })

  it('never without a schedule', () => {
    expect(iso(lastDueMs(definitionOf({ schedule: null }), 1e12))).toBe('never')
    expect(openDays(definitionOf({ schedule: null }), 1e12)).toBeUndefined()
  })

  it('at each of its times since another, newest first', () => {
    const dues = duesSince(weekly, Date.parse('2017-05-01T22:30:00Z'), Date.parse('2017-05-20T00:00:00Z'))
    expect(dues.map(iso)).toEqual(['2017-05-15T22:30:00.000Z', '2017-05-08T22:30:00.000Z'])
  })
})

it('the days that a report may be about next are those of its window, whatever the zones', () => {
  expect(openDays(weekly, Date.parse('2017-05-16T12:00:00Z'))).toEqual({
    fromDt: '2017-05-12',
    toDt: '2017-05-22',
    dueMs: Date.parse('2017-05-22T22:30:00Z'),
  })
  expect(openDays(once, Date.parse('2017-05-16T12:00:00Z'))).toMatchObject({ fromDt: '2017-03-31', toDt: '2017-07-01' })
  expect(openDays(once, Date.parse('2017-08-16T12:00:00Z'))).toBeUndefined()
})
