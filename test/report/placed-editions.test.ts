import { describe, expect, it } from 'vitest'
import { type Editions, editionsCsv, parseEditions } from '../../functions/lib/reference/editions.ts'
import { countryEditions, editionDistance, placedEditions } from '../../functions/report/placed-editions.ts'
import { assessQuality } from '../../functions/report/quality.ts'
import { editionsOfDay } from '../support/report-world.ts'

const editions = (countries: readonly string[], systems = ['2026-06-17']): Editions =>
  parseEditions(
    editionsCsv([
      ...countries.flatMap(date => editionsOfDay(date)).filter(({ data }) => data === 'country'),
      ...systems.flatMap(date => editionsOfDay(date)).filter(({ data }) => data === 'asn'),
    ]),
  )
const BOTH = editions(['2017-05-04', '2026-06-17'])
const day = (dt: string, contacts: number, of: Editions | undefined = BOTH) => ({ dt, contacts, editions: of })
const OVERVIEW = { use: 100, useInfrastructure: 0, unclassified: 0, unclear: 0 }

describe('editions that placed contacts', () => {
  it('are those of the contacts’ days, each with its contacts and days', () => {
    const days = [day('2017-04-01', 5), day('2017-06-01', 7), day('2026-06-17', 3)]
    expect(placedEditions(days)).toMatchObject([
      { data: 'asn', date: '2026-06-17', contacts: 15, firstDay: '2017-04-01', lastDay: '2026-06-17' },
      { data: 'country', date: '2017-05-04', contacts: 12, firstDay: '2017-04-01', lastDay: '2017-06-01' },
      { data: 'country', date: '2026-06-17', contacts: 3, firstDay: '2026-06-17', lastDay: '2026-06-17' },
    ])
  })

  it('of two sets with one edition alike are counted together, and none of a set that is gone', () => {
    const days = [day('2017-06-01', 7, editions(['2017-05-04'])), day('2017-06-02', 2), day('2017-06-03', 9)]
    const gone = { ...day('2017-06-03', 9), editions: undefined }
    expect(placedEditions([...days.slice(0, 2), gone]).map(({ data, contacts }) => [data, contacts])).toEqual([
      ['asn', 9],
      ['country', 9],
    ])
  })

  it('of countries are named with the newest of the set that is current, once', () => {
    const other = {
      country: BOTH.country.map(own => ({ ...own, ranges: own.date.replaceAll('-', '') })),
      asn: BOTH.asn,
    }
    expect(countryEditions([day('2017-06-01', 1, other)], other).map(({ date }) => date)).toEqual([
      '2017-05-04',
      '2026-06-17',
    ])
  })
})

describe('the distance between contacts and the edition that placed them', () => {
  it('is the median over contacts, not over days or editions', () => {
    const days = [day('2017-05-14', 51), day('2021-05-04', 25), day('2025-05-04', 24)]
    expect(editionDistance(days, 'country')?.years).toBeCloseTo(10 / 365.25, 10)
    const [first, ...rest] = days
    expect(editionDistance([{ ...day(first?.dt ?? '', 48) }, ...rest], 'country')?.years).toBeCloseTo(4, 2)
  })

  it('caps what is said of countries by its own data, and of operators by theirs', () => {
    const quality = assessQuality([], OVERVIEW, [day('2017-05-14', 100)])
    expect(quality.geographic).toMatchObject({
      cap: 5,
      reason: 'the data on countries are of 2017-05-04, 0.0 years before most contacts',
    })
    expect(quality.operators).toMatchObject({
      cap: 2,
      reason: 'the data on autonomous systems are of 2026-06-17, 9.1 years after most contacts',
    })
  })

  it('does not go by the newest edition: contacts of nine years ago that it placed are nine years away', () => {
    const quality = assessQuality([], OVERVIEW, [day('2017-05-14', 100, editions(['2026-06-17']))])
    expect(quality.geographic).toMatchObject({ cap: 2 })
  })

  it('names every edition with its share where there are several', () => {
    const quality = assessQuality([], OVERVIEW, [day('2017-05-14', 75), day('2026-07-17', 25)])
    expect(quality.geographic.reason).toBe(
      'the data on countries are of 2017-05-04 (75.0\u202f%), 2026-06-17 (25.0\u202f%), 0.0 years before most contacts',
    )
  })

  it('is not known where most contacts rest on a set that is gone, or where there is none', () => {
    const gone = { ...day('2017-05-14', 51), editions: undefined }
    expect(editionDistance([gone, day('2017-05-14', 49)], 'country')).toBeNull()
    expect(editionDistance([gone, day('2017-05-14', 51)], 'country')).not.toBeNull()
    expect(editionDistance([], 'country')).toBeNull()
  })
})
