import { describe, expect, it } from 'vitest'
import type { ObjectHead, ObjectStore } from '../../functions/lib/ports.ts'
import {
  cronOf,
  lastDueMs,
  type ReportDefinition,
  reportDefinitionSchema,
} from '../../functions/lib/report-schedule.ts'
import { findOverdue } from '../../functions/reconcile/overdue.ts'
import { noticeOf, parseReportEvent, scheduledDays } from '../../functions/report/scheduled.ts'

const weekly: ReportDefinition = {
  name: 'weekly',
  every: 'week',
  days: 7,
  hour: 7,
  zone: 'Asia/Pyongyang',
  showLocalAddresses: false,
}
const at = (definition: Partial<ReportDefinition>, now: string) =>
  new Date(lastDueMs({ ...weekly, ...definition }, Date.parse(now))).toISOString()

describe('a report is due', () => {
  it.each([
    [
      'on Tuesday in its own zone, which was half an hour off then',
      {},
      '2017-05-16T12:00:00Z',
      '2017-05-15T22:30:00.000Z',
    ],
    ['a week ago where the hour is not there yet', {}, '2017-05-15T22:29:00Z', '2017-05-08T22:30:00.000Z'],
    ['at the very minute', {}, '2017-05-15T22:30:00Z', '2017-05-15T22:30:00.000Z'],
    [
      'each day, in summer',
      { every: 'day', zone: 'Europe/Berlin' },
      '2017-03-26T12:00:00Z',
      '2017-03-26T05:00:00.000Z',
    ],
    [
      'each day, in winter',
      { every: 'day', zone: 'Europe/Berlin' },
      '2017-03-25T12:00:00Z',
      '2017-03-25T06:00:00.000Z',
    ],
    [
      'on the third day of a quarter',
      { every: 'quarter', zone: 'Etc/UTC' },
      '2017-07-02T23:00:00Z',
      '2017-04-03T07:00:00.000Z',
    ],
  ] as const)('%s', (_, definition, now, due) => {
    expect(at(definition, now)).toBe(due)
  })

  it('never between 23:00 and 04:00, where zones change', () => {
    for (const hour of [23, 0, 3]) expect(reportDefinitionSchema.safeParse({ ...weekly, hour }).success).toBe(false)
    expect(reportDefinitionSchema.safeParse({ ...weekly, zone: 'UTC+9' }).success).toBe(false)
    expect(reportDefinitionSchema.safeParse(weekly).success).toBe(true)
  })

  it('as the scheduler reads it', () => {
    expect(cronOf(weekly)).toBe('cron(0 7 ? * TUE *)')
    expect(cronOf({ ...weekly, every: 'quarter' })).toBe('cron(0 7 3 1,4,7,10 ? *)')
  })
})

describe('the days of a scheduled report', () => {
  it('follow from the scheduled time and the zones, not from the clock', () => {
    const { scheduledMs } = parseReportEvent({ report: 'weekly', scheduledTime: '2017-05-16T07:00:00Z' }, [weekly])
    expect(scheduledDays(weekly, scheduledMs, [{ timeZone: '' }])).toEqual({
      fromDay: '2017-05-08',
      toDay: '2017-05-14',
    })
  })

  it('are settled for 24 hours in the zone that is last', () => {
    const scheduledMs = Date.parse('2017-05-16T07:00:00Z')
    expect(
      scheduledDays(weekly, scheduledMs, [{ timeZone: 'Asia/Pyongyang' }, { timeZone: 'Pacific/Honolulu' }]).toDay,
    ).toBe('2017-05-13')
  })

  it.each([[{}], [{ report: 'weekly' }], [{ report: 'other', scheduledTime: '2017-05-16T07:00:00Z' }], [undefined]])(
    "are of no event but the schedule's: %j",
    event => {
      expect(() => parseReportEvent(event, [weekly])).toThrow(/^event: expected/)
    },
  )
})

describe('the notice of a new report', () => {
  const made = {
    indexKey: 'weekly/2017-05-14/index.html',
    revision: 2,
    partial: false,
    generated: false,
    notice: {
      title: 'Report weekly: 8 to 14 May 2017',
      about: 'What one network did online: harbour',
      revision: 'Revision 2, in the place of an earlier one. What changed: Share of games: 32 % before, 33 % now',
      conclusions: [{ figure: '33 %', words: 'of the activity was with games', sure: 'fairly sure: 32 to 34 %' }],
      facts: ['How complete: logged 99 % of the time'],
      limits: [],
      withheld: [],
      page: 'weekly/2017-05-14/index.html',
    },
  }

  it('is plain text with conclusions and key, without a link', () => {
    const { subject, body } = noticeOf(made, weekly, 'reports-bucket')
    expect(subject).toBe('flowcensus: report weekly to 2017-05-14, revision 2')
    expect(body).toBe(`Report weekly: 8 to 14 May 2017
What one network did online: harbour
Revision 2, in the place of an earlier one. What changed: Share of games: 32 % before, 33 % now

- 33 % of the activity was with games
  (fairly sure: 32 to 34 %)

How complete: logged 99 % of the time

Withheld:
- nothing

Bucket: reports-bucket
Key: weekly/2017-05-14/index.html
`)
  })

  it('of generated logs says so before anything else', () => {
    const generated = 'Generated, not real traffic: nothing in it was observed.'
    const notice = { ...made.notice, generated, conclusions: [] }
    const { subject, body } = noticeOf({ ...made, revision: 1, generated: true, notice }, weekly, 'reports-bucket')
    expect(subject).toBe('flowcensus: GENERATED DATA, report weekly to 2017-05-14, revision 1')
    expect(body.split('\n')[0]).toBe(generated)
    expect(body).toContain('\nNo finding that the data can carry.\n')
  })
})

describe('a report is overdue', () => {
  const due = Date.parse('2017-05-15T22:30:00Z')
  const hours = (count: number) => count * 3_600_000
  const storeOf = (...objects: [key: string, modifiedMs: number][]): Pick<ObjectStore, 'list'> => {
    const list = async function* (prefix: string): AsyncGenerator<ObjectHead> {
      for (const [key, modifiedMs] of objects) if (key.startsWith(prefix)) yield { key, size: 1, etag: 'e', modifiedMs }
    }
    return { list }
  }
  const overdue = (lake: Pick<ObjectStore, 'list'>, reports: Pick<ObjectStore, 'list'>, nowMs: number) =>
    findOverdue([weekly], { lake, reports, clock: { nowMs: () => nowMs } })
  const published = storeOf(['published/dt=2017-05-01.json', due - hours(90)])

  it('three hours after it was due and not written', async () => {
    expect(await overdue(published, storeOf(), due + hours(3))).toEqual(['weekly'])
    const old = storeOf(['weekly/2017-05-07/index.html', due - hours(160)])
    expect(await overdue(published, old, due + hours(3))).toEqual(['weekly'])
  })

  it('not before, not once written, and not where nothing was published yet', async () => {
    const last = storeOf(['weekly/2017-05-07/index.html', due - hours(160)])
    expect(await overdue(published, last, due + hours(2.9))).toEqual([])
    expect(await overdue(published, storeOf(['weekly/2017-05-14/index.html', due + 60_000]), due + hours(30))).toEqual(
      [],
    )
    expect(await overdue(storeOf(['published/dt=2017-05-01.json', due + 1]), storeOf(), due + hours(30))).toEqual([])
  })
})
