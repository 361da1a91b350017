import { describe, expect, it } from 'vitest'
import { chooseWindow, type LoggedDay } from '../../../functions/report/window/window.ts'
import { daysFrom } from '../../support/report-world.ts'

/** Logged from one quarter-hour of a day to another, both included. */
const logged = (dt: string, from = 0, to = 95, own: Partial<LoggedDay> = {}): LoggedDay => ({
  dt,
  weight: 101,
  slots: to - from + 1,
  firstSlot: from,
  lastSlot: to,
  ...own,
})
const whole = (from: string, count: number) => daysFrom(from, count).map(dt => logged(dt))
const ANY = { fromDay: null, toDay: null }

describe('the window', () => {
  it('is the whole local days between the first and the last logged quarter-hour', () => {
    const rows = [logged('2017-03-31', 40), ...whole('2017-04-01', 6), logged('2017-04-07', 0, 50)]
    expect(chooseWindow(rows, [''], ANY)).toEqual({
      fromDay: '2017-04-01',
      toDay: '2017-04-06',
      days: 6,
      partial: false,
      partialDays: [],
      strayDays: [],
    })
  })

  it('takes a day for whole that is logged from its first hour into its last', () => {
    const rows = [logged('2017-04-01', 4), ...whole('2017-04-02', 3), logged('2017-04-05', 0, 91)]
    expect(chooseWindow(rows, [''], ANY)).toMatchObject({ fromDay: '2017-04-01', toDay: '2017-04-05' })
    const later = [logged('2017-04-01', 5), ...whole('2017-04-02', 3), logged('2017-04-05', 0, 90)]
    expect(chooseWindow(later, [''], ANY)).toMatchObject({ fromDay: '2017-04-02', toDay: '2017-04-04' })
  })

  it('is of each zone: the days that are whole in all of them', () => {
    // UTC days 1 to 5 April are, in Pyongyang, whole from the 2nd to the 5th (its 1 April began at 15:30 of the day before).
    const rows = whole('2017-04-01', 5)
    expect(chooseWindow(rows, ['Asia/Pyongyang'], ANY)).toMatchObject({ fromDay: '2017-04-02', toDay: '2017-04-05' })
    expect(chooseWindow(rows, ['America/New_York'], ANY)).toMatchObject({ fromDay: '2017-04-01', toDay: '2017-04-04' })
    expect(chooseWindow(rows, ['America/New_York', 'Asia/Pyongyang'], ANY)).toMatchObject({
      fromDay: '2017-04-02',
      toDay: '2017-04-04',
    })
  })

  it('is not stretched by a lone clock that is wrong by years, days or a day', () => {
    const rows = whole('2017-04-01', 10)
    for (const dt of [
      '1999-01-01',
      '2017-04-20',
      '2017-04-12',
      '2017-04-11',
      '2017-03-31',
      '2017-03-30',
      '2031-01-01',
    ]) {
      const lone = logged(dt, 94, 94, { weight: 2 })
      expect(
        chooseWindow(
          [...rows, lone].sort((a, b) => (a.dt < b.dt ? -1 : 1)),
          [''],
          ANY,
        ),
        dt,
      ).toMatchObject({
        fromDay: '2017-04-01',
        toDay: '2017-04-10',
        // What is logged next to the others is not apart from them.
        strayDays: ['2017-04-11', '2017-03-31'].includes(dt) ? [] : [dt],
      })
    }
  })

  it('does not call records of the last seconds before midnight a wrong clock', () => {
    const rows = [logged('2017-03-31', 95), ...whole('2017-04-01', 10), logged('2017-04-11', 0, 0)]
    expect(chooseWindow(rows, [''], ANY)).toMatchObject({
      fromDay: '2017-04-01',
      toDay: '2017-04-10',
      partialDays: [],
      strayDays: [],
    })
  })

  it('is what is asked for where nothing is logged in it, all days partial', () => {
    expect(chooseWindow([], [''], { fromDay: '2017-04-01', toDay: '2017-04-02' })).toEqual({
      fromDay: '2017-04-01',
      toDay: '2017-04-02',
      days: 2,
      partial: false,
      partialDays: ['2017-04-01', '2017-04-02'],
      strayDays: [],
    })
  })

  it('keeps the days of an outage inside, and days of nothing but heartbeats at its end', () => {
    const rows = [...whole('2017-04-01', 3), ...whole('2017-04-08', 3).map(row => ({ ...row, weight: 1 }))]
    expect(chooseWindow(rows, [''], ANY)).toMatchObject({ fromDay: '2017-04-01', toDay: '2017-04-10', days: 10 })
  })

  it('without a whole day is all days touched, and says so', () => {
    expect(chooseWindow([logged('2017-04-01', 30, 50)], [''], ANY)).toMatchObject({
      fromDay: '2017-04-01',
      toDay: '2017-04-01',
      partial: true,
      partialDays: ['2017-04-01'],
    })
    expect(chooseWindow([logged('2017-04-01', 90), logged('2017-04-02', 0, 9)], [''], ANY)).toMatchObject({
      fromDay: '2017-04-01',
      toDay: '2017-04-02',
      partial: true,
      partialDays: ['2017-04-01', '2017-04-02'],
    })
  })

  it('is what is asked for, naming the days that are not whole', () => {
    const rows = [...whole('2017-04-01', 6), logged('2017-04-07', 0, 50)]
    expect(chooseWindow(rows, [''], { fromDay: '2017-04-03', toDay: '2017-04-07' })).toMatchObject({
      fromDay: '2017-04-03',
      toDay: '2017-04-07',
      days: 5,
      partial: false,
      partialDays: ['2017-04-07'],
    })
  })

  it('is of the period that is asked for, where logs of another hold more records', () => {
    const rows = [...whole('2015-03-01', 4), ...whole('2017-04-01', 10)]
    const asked = { fromDay: null, toDay: '2016-12-31' }
    expect(chooseWindow(rows, [''], asked)).toMatchObject({ fromDay: '2015-03-01', toDay: '2016-12-31' })
    expect(chooseWindow(rows, [''], { fromDay: '2015-03-02', toDay: '2015-03-03' })).toMatchObject({
      days: 2,
      partialDays: [],
      strayDays: [],
    })
  })

  it('is the one day that is named where all logs lie on its other side', () => {
    const rows = whole('2017-04-01', 6)
    expect(chooseWindow(rows, [''], { fromDay: null, toDay: '1999-12-31' })).toMatchObject({
      fromDay: '1999-12-31',
      toDay: '1999-12-31',
    })
    expect(chooseWindow(rows, [''], { fromDay: '2030-01-01', toDay: null })).toMatchObject({
      fromDay: '2030-01-01',
      toDay: '2030-01-01',
    })
  })

  it('refuses more than ten years', () => {
    const ask = (toDay: string) => chooseWindow(whole('2017-04-01', 6), [''], { fromDay: '2010-01-01', toDay })
    expect(ask('2020-01-01')?.days).toBe(3653)
    expect(() => ask('2020-01-02')).toThrow(
      'report: expected a window of at most 3653 days, found 2010-01-01 to 2020-01-02; narrow it with --from and --to',
    )
  })

  it('refuses days in the wrong order, and is none without logs', () => {
    const rows = whole('2017-04-01', 6)
    expect(() => chooseWindow(rows, [''], { fromDay: '2017-04-05', toDay: '2017-04-03' })).toThrow(
      'report: expected --from on or before --to, found 2017-04-05 and 2017-04-03; logs cover 2017-04-01 to 2017-04-06',
    )
    expect(chooseWindow([], [''], ANY)).toBeUndefined()
  })
})
