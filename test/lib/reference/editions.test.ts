import { describe, expect, it } from 'vitest'
import { type Edition, editionOf, editionsCsv, parseEditions } from '../../../functions/lib/reference/editions.ts'

const HEADER = 'data,date,name,version,licence,notice,ranges\n'
const HASH = '0123456789abcdef'
const row = (data: string, date: string, hash = HASH) => `${data},${date},x,1,CC0,,${hash}\n`
const ASN = row('asn', '2026-06-17')

describe('editions.csv', () => {
  it('is read as editions of each data, by date', () => {
    const { country, asn } = parseEditions(
      `${HEADER}${ASN}${row('country', '2013-01-01')}${row('country', '2017-05-04')}`,
    )
    expect(country.map(({ date }) => date)).toEqual(['2013-01-01', '2017-05-04'])
    expect(asn).toEqual([
      { data: 'asn', date: '2026-06-17', name: 'x', version: '1', licence: 'CC0', notice: '', ranges: HASH },
    ])
  })

  it('is written sorted, and read back as it was: packages that begin with @, notices with commas and lines', () => {
    const edition = { name: '@made/up', version: '1.0', licence: 'CC BY 4.0', notice: 'A, "B"\nand C', ranges: HASH }
    const editions: Edition[] = [
      { ...edition, data: 'country', date: '2026-01-01' },
      { ...edition, data: 'asn', date: '2026-01-01' },
      { ...edition, data: 'country', date: '2017-01-01' },
    ]
    const { country, asn } = parseEditions(editionsCsv(editions))
    expect([...asn, ...country]).toEqual([editions[1], editions[2], editions[0]])
  })

  it.each([
    ['another header', 'data,date\n', /^editions\.csv line 1: expected data,date,name,/],
    [
      'other data',
      `${HEADER}${row('city', '2017-01-01')}`,
      /^editions\.csv line 2, column 1 \(data\): expected country or asn, found "city"$/,
    ],
    [
      'a day that is none',
      `${HEADER}${row('asn', '2017-02-29')}`,
      /^editions\.csv line 2, column 2 \(date\): expected a date YYYY-MM-DD/,
    ],
    [
      'half a date',
      `${HEADER}${row('asn', '2017-05')}`,
      /^editions\.csv line 2, column 2 \(date\): expected a date YYYY-MM-DD/,
    ],
    [
      'no hash',
      `${HEADER}${row('asn', '2017-05-01', 'x')}`,
      /^editions\.csv line 2, column 7 \(ranges\): expected the hash of its ranges/,
    ],
    [
      'no name',
      `${HEADER}asn,2017-05-01,,1,CC0,,${HASH}\n`,
      /^editions\.csv line 2, column 3 \(name\): expected the name/,
    ],
    [
      'no licence',
      `${HEADER}asn,2017-05-01,x,1,,,${HASH}\n`,
      /^editions\.csv line 2, column 5 \(licence\): expected its licence/,
    ],
    ['one day twice', `${HEADER}${ASN}${ASN}`, /^editions\.csv line 3: expected each data and date once/],
    [
      'rows out of order',
      `${HEADER}${row('country', '2017-05-04')}${ASN}`,
      /^editions\.csv line 3, column 2 \(date\): expected rows in order/,
    ],
    ['no edition of countries', `${HEADER}${ASN}`, /^editions\.csv: expected an edition of country data, found none/],
    [
      'no edition of systems',
      `${HEADER}${row('country', '2017-05-04')}`,
      /^editions\.csv: expected an edition of asn data/,
    ],
  ])('is refused with %s', (_, text, message) => {
    expect(() => parseEditions(text)).toThrow(message)
  })
})

describe('the edition of a day', () => {
  const { country } = parseEditions(
    `${HEADER}${ASN}${row('country', '2013-01-01')}${row('country', '2017-05-04')}${row('country', '2026-06-17')}`,
  )
  it.each([
    ['2012-12-31', '2013-01-01', 'before all of them: the first after'],
    ['2013-01-01', '2013-01-01', 'its own day'],
    ['2017-05-03', '2013-01-01', 'the day before another'],
    ['2017-05-04', '2017-05-04', 'the day of another'],
    ['2026-06-16', '2017-05-04', 'nine years later, a day before another'],
    ['2030-01-01', '2026-06-17', 'after all of them'],
  ])('%s is of %s: %s', (dt, date) => {
    expect(editionOf(country, dt).date).toBe(date)
  })
})
