import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { zonelessTimes } from '../../../../functions/normalise/formats/framing/time-zones.ts'

function reading(timeZone: string | undefined, todo: string | undefined = 'print UTC') {
  const warnings: string[] = []
  const times = zonelessTimes({ warn: text => warnings.push(text) }, { timeZone }, todo)
  const utc = (local: string) => new Date(times.toUtc(Date.parse(`${local}Z`) * 1000) / 1000).toISOString()
  return { warnings, utc, times }
}

describe('times without a zone', () => {
  it.each([
    ['Europe/Berlin', '2024-01-15T12:00:00', '2024-01-15T11:00:00.000Z'],
    ['Europe/Berlin', '2024-07-15T12:00:00.123', '2024-07-15T10:00:00.123Z'],
    // Clocks went forward at 02:00, back at 03:00 of summer time.
    ['Europe/Berlin', '2024-03-31T01:59:59.999', '2024-03-31T00:59:59.999Z'],
    ['Europe/Berlin', '2024-03-31T03:00:00', '2024-03-31T01:00:00.000Z'],
    ['Europe/Berlin', '2024-10-27T01:59:59', '2024-10-26T23:59:59.000Z'],
    ['Europe/Berlin', '2024-10-27T03:00:00', '2024-10-27T02:00:00.000Z'],
    ['America/New_York', '2024-03-10T03:00:00', '2024-03-10T07:00:00.000Z'],
    ['America/New_York', '2024-11-03T02:00:00', '2024-11-03T07:00:00.000Z'],
    // Half an hour of summer time, offsets of quarters, and one that moved by half an hour for good.
    ['Australia/Lord_Howe', '2024-04-07T02:00:00', '2024-04-06T15:30:00.000Z'],
    ['Asia/Kathmandu', '2024-01-01T05:45:00', '2024-01-01T00:00:00.000Z'],
    ['Asia/Pyongyang', '2017-04-05T06:42:00', '2017-04-04T22:12:00.000Z'],
    ['Asia/Pyongyang', '2018-05-05T00:00:00', '2018-05-04T15:00:00.000Z'],
    // A day that was left out.
    ['Pacific/Apia', '2011-12-31T00:00:00', '2011-12-30T10:00:00.000Z'],
    ['Pacific/Kiritimati', '2024-01-01T00:00:00', '2023-12-31T10:00:00.000Z'],
    ['UTC', '2024-01-01T00:00:00', '2024-01-01T00:00:00.000Z'],
  ])('of %s: %s is %s', (zone, local, utc) => {
    const { warnings, ...found } = reading(zone)
    expect(found.utc(local)).toBe(utc)
    expect(warnings).toEqual([])
  })

  it('that come twice are the first of the two, and said so', () => {
    const { warnings, utc } = reading('Europe/Berlin')
    expect(utc('2024-10-27T02:30:00')).toBe('2024-10-27T00:30:00.000Z')
    expect(warnings).toEqual([expect.stringContaining('Europe/Berlin has twice')])
  })

  it('that are left out count as before the clock went forward', () => {
    expect(reading('Europe/Berlin').utc('2024-03-31T02:30:00')).toBe('2024-03-31T01:30:00.000Z')
  })

  it('without a zone of their source are UTC, with a warning where the log does not say so', () => {
    const unsaid = reading(undefined)
    expect(unsaid.utc('2024-07-01T00:00:00')).toBe('2024-07-01T00:00:00.000Z')
    expect(unsaid.warnings).toEqual([
      'times have no zone: they are read as UTC; print UTC, or say their zone in sources.csv (npx flowcensus start: --source-zone)',
    ])
    const times: string[] = []
    zonelessTimes({ warn: text => times.push(text) }, {}, undefined).toUtc(0)
    expect(times).toEqual([])
  })

  it('that are none stay none', () => {
    expect(reading('Europe/Berlin').times.toUtc(Number.NaN)).toBeNaN()
  })

  it('give back every moment of a zone, but for those that come twice', () => {
    const zones = ['Europe/Berlin', 'America/St_Johns', 'Australia/Lord_Howe', 'Asia/Pyongyang', 'Africa/Casablanca']
    for (const zone of zones) {
      const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' })
      const { times, warnings } = reading(zone)
      fc.assert(
        fc.property(fc.integer({ min: Date.UTC(2000), max: Date.UTC(2030) }), ms => {
          const whole = ms - (ms % 1000)
          const local = Date.parse(`${format.format(whole).replace(' ', 'T')}Z`)
          warnings.length = 0
          const found = times.toUtc(local * 1000) / 1000
          return found === whole || (warnings.length > 0 && found < whole)
        }),
        { seed: 7, numRuns: 1000 },
      )
    }
  })
})
