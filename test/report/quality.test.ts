import { describe, expect, it } from 'vitest'
import { type Editions, editionsCsv, parseEditions } from '../../functions/lib/reference/editions.ts'
import { assessQuality } from '../../functions/report/quality.ts'
import type { Observed } from '../../functions/report/window/observed.ts'
import { editionsOfDay } from '../support/report-world.ts'

const DAY = '2017-06-30'
const editions = (...dates: string[]): Editions =>
  parseEditions(editionsCsv(dates.flatMap(date => editionsOfDay(date))))
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
    [{ dt: DAY, contacts: 100, editions: date === null ? undefined : editions(date) }],
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
    expect(component({ observed }, 'logged time')).toBe(value)
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
      '100.0\u202f% of the window was logged',
      '30.0\u202f% of the activity is not identified',
      '0.0\u202f% of the contacts that may be activity do not show who began, or whether it was answered',
    ])
  })

  it('is 1 where fewer than 50 contacts say anything', () => {
    const few = assessQuality(
      [{ observed: 96, total: 96 } as Observed],
      { use: 49, useInfrastructure: 0, unclassified: 0, unclear: 0 },
      [],
    )
    expect(few).toMatchObject({ value: 1, decidedBy: 'identified services' })
    expect(few.components[1]?.reason).toBe('fewer than 50 contacts (49): too few to say')
  })

  const SAID = 'the data on countries are of'
  it.for([
    ['2017-06-30', 5, `${SAID} 2017-06-30, 0.0 years before most contacts`],
    ['2018-06-30', 5, `${SAID} 2018-06-30, 1.0 years after most contacts`],
    ['2018-07-01', 3, `${SAID} 2018-07-01, 1.0 years after most contacts`],
    ['2016-06-29', 3, `${SAID} 2016-06-29, 1.0 years before most contacts`],
    ['2020-06-29', 3, `${SAID} 2020-06-29, 3.0 years after most contacts`],
    ['2020-07-01', 2, `${SAID} 2020-07-01, 3.0 years after most contacts`],
    [null, 2, 'the date of the data on countries is not known'],
  ] as const)('of what is said of countries with data of %s is at most %i', ([date, cap, reason]) => {
    expect(quality({ date }).geographic).toMatchObject({ cap, reason })
    expect(quality({ date }).value).toBe(5)
  })
})
