import { describe, expect, it } from 'vitest'
import { addDays, calendarOf, daysBetween } from '../../../functions/report/window/calendar.ts'
import { observedDays } from '../../../functions/report/window/observed-days.ts'

const at = (zone: string, moment: string) => calendarOf(zone).at(Date.parse(moment))
const start = (zone: string, day: string) => new Date(calendarOf(zone).startOf(day)).toISOString()

describe('local time', () => {
  it('of Pyongyang in 2017 is half an hour off the hour: 00:15 UTC of 1 April is Saturday 08:45', () => {
    expect(at('Asia/Pyongyang', '2017-04-01T00:15Z')).toEqual({ day: '2017-04-01', weekday: 6, hour: 8 })
    expect(start('Asia/Pyongyang', '2017-04-01')).toBe('2017-03-31T15:30:00.000Z')
  })

  it('of Pyongyang follows its changes of 2015 and 2018', () => {
    expect(start('Asia/Pyongyang', '2015-08-14')).toBe('2015-08-13T15:00:00.000Z')
    expect(start('Asia/Pyongyang', '2015-08-16')).toBe('2015-08-15T15:30:00.000Z')
    expect(start('Asia/Pyongyang', '2018-05-04')).toBe('2018-05-03T15:30:00.000Z')
    expect(start('Asia/Pyongyang', '2018-05-06')).toBe('2018-05-05T15:00:00.000Z')
  })

  it('skips an hour in spring and repeats one in autumn', () => {
    expect(at('Europe/Berlin', '2017-03-26T00:45Z').hour).toBe(1)
    expect(at('Europe/Berlin', '2017-03-26T01:00Z').hour).toBe(3)
    expect(at('Europe/Berlin', '2017-10-29T00:30Z').hour).toBe(2)
    expect(at('Europe/Berlin', '2017-10-29T01:30Z').hour).toBe(2)
  })

  it('of zones that change at midnight begins their day at 01:00 or twice', () => {
    // Santiago, 13 August 2017: 00:00 becomes 01:00. Beirut, 26 March 2017: likewise; on 28 October midnight comes again.
    expect(start('America/Santiago', '2017-08-13')).toBe('2017-08-13T04:00:00.000Z')
    expect(at('America/Santiago', '2017-08-13T04:00Z')).toEqual({ day: '2017-08-13', weekday: 7, hour: 1 })
    expect(at('America/Santiago', '2017-08-13T03:45Z')).toEqual({ day: '2017-08-12', weekday: 6, hour: 23 })
    expect(start('Asia/Beirut', '2017-03-26')).toBe('2017-03-25T22:00:00.000Z')
    expect(at('Asia/Beirut', '2017-03-25T22:00Z').hour).toBe(1)
    expect(at('Asia/Beirut', '2017-10-28T20:30Z')).toEqual({ day: '2017-10-28', weekday: 6, hour: 23 })
    expect(at('Asia/Beirut', '2017-10-28T21:30Z')).toEqual({ day: '2017-10-28', weekday: 6, hour: 23 })
    expect(start('Asia/Beirut', '2017-10-29')).toBe('2017-10-28T22:00:00.000Z')
  })

  it('without a zone is UTC', () => {
    expect(at('', '2017-05-01T23:45Z')).toEqual({ day: '2017-05-01', weekday: 1, hour: 23 })
  })

  it('of days with 23 and 25 hours counts what they have', () => {
    const { startOf } = calendarOf('Europe/Berlin')
    const fromMs = startOf('2017-03-26')
    const slots = new Uint8Array((startOf('2017-03-28') - fromMs) / 900_000).fill(1)
    expect(observedDays({ slots, fromMs }, 'Europe/Berlin')).toEqual([
      { day: '2017-03-26', hours: 23, of: 23 },
      { day: '2017-03-27', hours: 24, of: 24 },
    ])
  })

  it('counts days over months and leap days', () => {
    expect(daysBetween('2024-02-27', '2024-03-01')).toEqual(['2024-02-27', '2024-02-28', '2024-02-29', '2024-03-01'])
    expect(addDays('2017-01-01', -1)).toBe('2016-12-31')
  })
})
