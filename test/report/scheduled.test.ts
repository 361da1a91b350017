import { describe, expect, it } from 'vitest'
import { noticeOf, parseReportEvent, scheduledDays } from '../../functions/report/scheduled.ts'
import { definitionOf } from '../support/definitions.ts'

const weekly = definitionOf()
const SCHEDULED_MS = Date.parse('2017-05-16T07:00:00Z')

describe('the days of a scheduled report', () => {
  it('follow from the scheduled time and the zones, not from the clock', () => {
    const { scheduledMs } = parseReportEvent({ report: 'weekly', scheduledTime: '2017-05-16T07:00:00Z' }, [weekly])
    expect(scheduledDays(weekly, scheduledMs, [{ name: 'a', timeZone: '' }])).toEqual({
      fromDay: '2017-05-08',
      toDay: '2017-05-14',
    })
  })

  it('are settled for 24 hours in the zone that is last, of the networks that it is about', () => {
    const networks = [
      { name: 'a', timeZone: 'Asia/Pyongyang' },
      { name: 'b', timeZone: 'Pacific/Honolulu' },
    ]
    expect(scheduledDays(weekly, SCHEDULED_MS, networks).toDay).toBe('2017-05-13')
    expect(scheduledDays(definitionOf({ networks: ['a'] }), SCHEDULED_MS, networks).toDay).toBe('2017-05-14')
  })

  it('are those that the definition names', () => {
    const window = { fromDay: '2016-01-01', toDay: '2016-12-31' }
    expect(scheduledDays(definitionOf({ window }), SCHEDULED_MS, [])).toEqual(window)
  })

  it.each([[{}], [{ report: 'weekly' }], [{ report: 'other', scheduledTime: '2017-05-16T07:00:00Z' }], [undefined]])(
    'are of no event but that of a report: %j',
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
