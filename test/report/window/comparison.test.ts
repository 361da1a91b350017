import { describe, expect, it } from 'vitest'
import { comparedDays } from '../../../functions/report/window/comparison.ts'

describe('the days that a window is compared with', () => {
  it('are as many directly before, day by day, where the window has whole weeks', () => {
    const weekly = comparedDays({ fromDay: '2017-05-08', days: 7 }, 'window before')
    expect(weekly).toMatchObject({ fromDay: '2017-05-01', toDay: '2017-05-07', days: 7 })
    expect(weekly?.daysOf('2017-05-10')).toEqual(['2017-05-03'])
    const quarterly = comparedDays({ fromDay: '2017-07-01', days: 91 }, 'window before')
    expect(quarterly).toMatchObject({ fromDay: '2017-04-01', toDay: '2017-06-30', days: 91 })
    expect(quarterly?.daysOf('2017-07-01')).toEqual(['2017-04-01'])
  })

  it('are all earlier days of the weekday where it has not', () => {
    const compared = comparedDays({ fromDay: '2017-05-01', days: 10 }, 'window before')
    expect(compared).toMatchObject({ fromDay: '2017-04-21', toDay: '2017-04-30', days: 10 })
    // Ten days hold three weekdays twice.
    expect(compared?.daysOf('2017-05-01')).toEqual(['2017-04-24'])
    expect(compared?.daysOf('2017-05-05')).toEqual(['2017-04-21', '2017-04-28'])
    expect(compared?.daysOf('2017-05-10')).toEqual(['2017-04-26'])
  })

  it('are a week where the window is shorter: a Monday is not compared with a Sunday', () => {
    const compared = comparedDays({ fromDay: '2017-05-01', days: 1 }, 'window before')
    expect(compared).toMatchObject({ fromDay: '2017-04-24', toDay: '2017-04-30' })
    expect(compared?.daysOf('2017-05-01')).toEqual(['2017-04-24'])
  })

  it('are the same weekday of the four weeks before, where the definition says so', () => {
    const daily = comparedDays({ fromDay: '2017-05-01', days: 1 }, 'same weekdays')
    expect(daily).toMatchObject({ fromDay: '2017-04-03', toDay: '2017-04-30', days: 28 })
    expect(daily?.daysOf('2017-05-01')).toEqual(['2017-04-03', '2017-04-10', '2017-04-17', '2017-04-24'])
    // Of a longer window, too, only days before it.
    const longer = comparedDays({ fromDay: '2017-05-01', days: 14 }, 'same weekdays')
    expect(longer?.daysOf('2017-05-14')).toEqual(['2017-04-09', '2017-04-16', '2017-04-23', '2017-04-30'])
  })

  it('are days of one’s own before the window: day by day where they are as many, whole weeks ago', () => {
    const yearBefore = { fromDay: '2016-05-09', toDay: '2016-05-15' }
    const paired = comparedDays({ fromDay: '2017-05-08', days: 7 }, yearBefore)
    expect(paired).toMatchObject({ ...yearBefore, days: 7 })
    expect(paired?.daysOf('2017-05-10')).toEqual(['2016-05-11'])
    // A Wednesday against all Wednesdays of a fortnight.
    const others = comparedDays({ fromDay: '2017-05-08', days: 7 }, { fromDay: '2017-03-01', toDay: '2017-03-14' })
    expect(others?.daysOf('2017-05-10')).toEqual(['2017-03-01', '2017-03-08'])
  })

  it('are none where days of one’s own are not before it', () => {
    const own = { fromDay: '2017-05-01', toDay: '2017-05-08' }
    expect(comparedDays({ fromDay: '2017-05-08', days: 7 }, own)).toBeUndefined()
  })

  it('are none where it says so', () => {
    expect(comparedDays({ fromDay: '2017-05-01', days: 7 }, 'none')).toBeUndefined()
  })
})
