import { describe, expect, it } from 'vitest'
import { assessQuality } from '../../functions/report/quality.ts'
import type { Observed } from '../../functions/report/window/observed.ts'

const WINDOW = { fromDay: '2017-04-01', toDay: '2017-06-30' }
const BEST = { observed: 10_000, unclassified: 0, unclear: 0, date: '2017-05-01' as string | null }

function quality(own: Partial<typeof BEST>) {
  const { observed, unclassified, unclear, date } = { ...BEST, ...own }
  return assessQuality(
    [{ observed, total: 10_000 } as Observed],
    {
      use: 10_000 - unclear,
      useInfrastructure: 0,
      unclassified: (unclassified * (10_000 - unclear)) / 10_000,
      unclear,
    },
    [{ name: 'countries', version: '1', date, licence: '' }],
    WINDOW,
  )
}
const component = (own: Partial<typeof BEST>, name: string) =>
  quality(own).components.find(found => found.name === name)?.value

describe('data quality', () => {
  it.for([
    [9500, 5],
    [9499, 4],
    [8500, 4],
    [8499, 3],
    [7000, 3],
    [6999, 2],
    [5000, 2],
    [4999, 1],
  ] as const)('of %i ten-thousandths of the time observed is %i', ([observed, value]) => {
    expect(component({ observed }, 'observed time')).toBe(value)
    expect(quality({ observed }).value).toBe(value)
  })

  it.for([
    [1000, 5],
    [1001, 4],
    [2000, 4],
    [2001, 3],
    [3500, 3],
    [3501, 2],
    [5000, 2],
    [5001, 1],
  ] as const)('of %i ten-thousandths not identified, or of unclear role, is %i', ([share, value]) => {
    expect(component({ unclassified: share }, 'identified services')).toBe(value)
    expect(component({ unclear: share }, 'clear roles')).toBe(value)
  })

  it('is the least of its components and names the one that set it', () => {
    expect(quality({ observed: 8600, unclassified: 3000, unclear: 1500 })).toMatchObject({
      value: 3,
      decidedBy: 'identified services',
    })
    expect(quality({})).toMatchObject({ value: 5 })
  })

  it('says of what every share is', () => {
    expect(quality({ unclassified: 3000 }).components.map(({ reason }) => reason)).toEqual([
      '100.0\u202f% of the quarter-hours of the window were observed',
      '30.0\u202f% of the use contacts without infrastructure are not identified',
      '0.0\u202f% of the use and unclear contacts have an unclear role',
    ])
  })

  it('is 1 where fewer than 50 contacts say anything', () => {
    const few = assessQuality(
      [{ observed: 96, total: 96 } as Observed],
      { use: 49, useInfrastructure: 0, unclassified: 0, unclear: 0 },
      [],
      WINDOW,
    )
    expect(few).toMatchObject({ value: 1, decidedBy: 'identified services' })
    expect(few.components[1]?.reason).toBe('fewer than 50 contacts (49): too few to say')
  })

  it.for([
    ['2017-05-01', 5, 'the data on countries are of 2017-05-01, within the window'],
    ['2018-06-30', 5, 'the data on countries are of 2018-06-30, 1.0 years after the window'],
    ['2018-07-02', 3, 'the data on countries are of 2018-07-02, 1.0 years after the window'],
    ['2016-03-30', 3, 'the data on countries are of 2016-03-30, 1.0 years before the window'],
    ['2020-06-29', 3, 'the data on countries are of 2020-06-29, 3.0 years after the window'],
    ['2020-07-02', 2, 'the data on countries are of 2020-07-02, 3.0 years after the window'],
    [null, 2, 'the date of the data on countries is not known'],
  ] as const)('of what is said of countries with data of %s is at most %i', ([date, cap, reason]) => {
    expect(quality({ date }).geographic).toMatchObject({ cap, reason })
    expect(quality({ date }).value).toBe(5)
  })
})
