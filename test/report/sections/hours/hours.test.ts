import { describe, expect, it, vi } from 'vitest'
import { cell, everyHour, OFFICE, world } from '../../../support/hours-worlds.ts'
import { daysFrom, localTime, reportsOf, wholeDays } from '../../../support/report-world.ts'

vi.mock(import('../../../../functions/report/render/draw.ts'), () => import('../../../support/undrawn.ts'))

const reportOn = reportsOf('hours')

describe('hours', () => {
  it('are local: 00:15 UTC of 1 April 2017 in Pyongyang is Saturday 08', async () => {
    const days = daysFrom('2017-03-31', 16)
    const report = await reportOn({
      ...world('Asia/Pyongyang', days, [{ slot: '2017-04-01T00:15Z', times: 90 }]),
    })
    // From 1 to 15 April there are three Saturdays.
    expect(cell(report, 6, 8)).toBe(30)
    expect(cell(report, 6, 9)).toBe(0)
    expect(cell(report, 5, 8)).toBe(0)
  })

  it('of a window with five Mondays are per observed hour: equal traffic is equal', async () => {
    const days = daysFrom('2017-05-01', 29)
    const report = await reportOn(world('UTC', days, everyHour('UTC', days, OFFICE)))
    for (const weekday of [1, 2, 3, 4, 5]) expect(cell(report, weekday, 10)).toBe(10)
    expect(report.figure('hours.weekday.monday')).toMatchObject({ value: 80 / 24, numerator: 400, denominator: 5 * 24 })
    expect(report.figure('hours.weekday.tuesday')).toMatchObject({
      value: 80 / 24,
      numerator: 320,
      denominator: 4 * 24,
    })
    expect(report.figure('hours.span.weekdays')).toMatchObject({ value: 7, text: '09:00 to 16:00' })
  })

  it('of a window of two days name the busier and the other', async () => {
    const days = daysFrom('2017-05-01', 2)
    const busier = everyHour('UTC', days, (_, hour) => (hour === 9 ? 30 : 1)).concat(
      everyHour('UTC', days.slice(0, 1), OFFICE),
    )
    const report = await reportOn(world('UTC', days, busier))
    expect(report.section('hours').paragraphs.join(' ')).toMatch(
      /most on Monday \(\d+\.\d\), fewest on Tuesday \(\d+\.\d\)\./,
    )
  })

  it('of a network without zone are UTC, and the report says so twice', async () => {
    const days = daysFrom('2017-05-01', 14)
    const report = await reportOn(world('', days, everyHour('UTC', days, OFFICE)))
    expect(cell(report, 1, 9)).toBe(10)
    expect(report.report.notices).toContain('No time zone is set for harbour: days and hours there are UTC.')
    expect(report.section('hours').paragraphs).toContain('No zone is set for harbour: hours there are UTC.')
    expect(report.report.zones).toEqual(['UTC (no zone set)'])
  })

  it('of an outage are not quiet, of quiet hours not missing', async () => {
    const days = daysFrom('2017-05-01', 14)
    const lost = new Set(['2017-05-01'])
    const contacts = everyHour(
      'UTC',
      days.filter(day => !lost.has(day)),
      OFFICE,
    )
    const logged = days.map(dt => ({
      dt,
      exporter: 'eni-1',
      network: 'harbour',
      heartbeat: true,
      slots: (lost.has(dt) ? '0' : '1').repeat(96),
      lost: '0'.repeat(96),
      records: lost.has(dt) ? 0 : 10,
    }))
    const report = await reportOn(
      { ...world('UTC', days, contacts), logged },
      { fromDay: days[0]!, toDay: days.at(-1)! },
    )
    expect(cell(report, 1, 9)).toBe(10)
    expect(cell(report, 6, 9)).toBe(0)
  })

  it('that nobody observed are said, and make no span', async () => {
    const days = daysFrom('2017-05-01', 14)
    const noon = `${'1'.repeat(40)}${'0'.repeat(16)}${'1'.repeat(40)}`
    const logged = days.map(dt => ({
      dt,
      exporter: 'eni-1',
      network: 'harbour',
      heartbeat: true,
      slots: noon,
      lost: '0'.repeat(96),
      records: 10,
    }))
    const contacts = everyHour('UTC', days, (_, hour) => (hour === 9 ? 20 : 0))
    const report = await reportOn({ ...world('UTC', days, contacts), logged })
    expect(cell(report, 1, 11)).toBe('not logged')
    expect(report.figure('hours.span.weekdays')).toMatchObject({
      value: null,
      text: 'cannot tell: some hours were never logged',
    })
    expect(report.section('hours').findings).toEqual([])
  })

  it('of even traffic are no clear daily pattern, and no day of the week stands out', async () => {
    const days = daysFrom('2017-05-01', 56)
    const report = await reportOn(
      world(
        'UTC',
        days,
        everyHour('UTC', days, () => 3),
      ),
    )
    expect(report.figure('hours.span.weekdays').text).toBe('no clear daily pattern')
    expect(report.figure('hours.busiest-weekdays')).toMatchObject({ value: null, text: 'no day stands out' })
    expect(report.section('hours').findings).toEqual([])
  })

  it('hold no day for busiest of which the quiet hours are missing', async () => {
    const days = daysFrom('2017-05-01', 56)
    // Of each Monday's quiet hours a third is observed, each of them on some Monday: by pooled hours Mondays would have 7.5.
    const slotsOf = (week: number) =>
      Array.from({ length: 24 }, (_, hour) => (hour < 8 || hour >= 20) && (hour + week) % 3 !== 0)
        .map(isLost => (isLost ? '0000' : '1111'))
        .join('')
    const logged = wholeDays('harbour', days).map(row => {
      const { weekday } = localTime(Date.parse(row.dt), 'UTC')
      return weekday === 1 ? { ...row, slots: slotsOf(days.indexOf(row.dt) / 7) } : row
    })
    const contacts = everyHour('UTC', days, (_, hour) => (hour >= 8 && hour < 20 ? 10 : 0))
    const report = await reportOn({ ...world('UTC', days, contacts), logged })
    expect(report.figure('hours.weekday.monday').value).toBe(5)
    expect(report.figure('hours.busiest-weekdays')).toMatchObject({ value: null, text: 'no day stands out' })
  })

  it('of a day of the week with hours that nobody observed make no mean of it: it would be that of the others', async () => {
    const days = daysFrom('2017-05-01', 56)
    const isMonday = (dt: string) => localTime(Date.parse(dt), 'UTC').weekday === 1
    const logged = wholeDays('harbour', days).map(row =>
      isMonday(row.dt) ? { ...row, slots: `${'0'.repeat(32)}${'1'.repeat(48)}${'0'.repeat(16)}` } : row,
    )
    const contacts = everyHour('UTC', days, (_, hour) => (hour >= 8 && hour < 20 ? 10 : 0))
    const asked = { fromDay: days[0]!, toDay: days.at(-1)! }
    const report = await reportOn({ ...world('UTC', days, contacts), logged }, asked)
    expect(report.figure('hours.weekday.monday')).toMatchObject({
      value: null,
      withheld: 'some of its hours were never logged',
    })
    expect(report.figure('hours.weekday.tuesday').value).toBe(5)
    expect(report.section('hours').paragraphs.join(' ')).not.toContain('Monday')
    expect(report.section('hours').findings.map(({ figure }) => figure)).not.toContain('hours.busiest-weekdays')
  })
})
