import { describe, expect, it } from 'vitest'
import { deletionsCsv, deletionsOf, parseDeletions } from '../../../functions/lib/reference/deletions.ts'

const HEADER = 'source,cidr,from,to,asked,note\n'
const blank = { source: '', cidr: '', from: '', to: '', asked: '2024-05-01', note: '' }

describe('deleted.csv', () => {
  it('names addresses, sources and days, alone or together', () => {
    const rows = parseDeletions(
      `${HEADER}uni/,,,,2024-05-01,gone\n,192.0.2.7,2024-03-01,2024-03-31,2024-05-01,"her wish, by letter"\n,2001:DB8::/32,,,2024-05-01,\n`,
    )
    expect(rows).toEqual([
      { ...blank, source: 'uni', note: 'gone' },
      { ...blank, cidr: '192.0.2.7/32', from: '2024-03-01', to: '2024-03-31', note: 'her wish, by letter' },
      { ...blank, cidr: '2001:db8::/32' },
    ])
    expect(parseDeletions(deletionsCsv(rows))).toEqual(rows)
    expect(parseDeletions(HEADER)).toEqual([])
  })

  it.each([
    [
      'everything',
      ',,,,2024-05-01,\n',
      /line 2, column 1 \(source\): expected a source, a prefix or days, found "none, which is everything"/,
    ],
    ['all addresses', ',0.0.0.0/0,,,2024-05-01,\n', /\(cidr\): expected an address, or a prefix .*"0\.0\.0\.0\/0"/],
    ['bits behind the prefix', ',192.0.2.7/24,,,2024-05-01,\n', /\(cidr\).*"192\.0\.2\.7\/24"/],
    [
      'a day that there is not',
      ',,2024-02-30,,2024-05-01,\n',
      /\(from\): expected a day YYYY-MM-DD, found "2024-02-30"/,
    ],
    [
      'days in the wrong order',
      ',,2024-03-02,2024-03-01,2024-05-01,\n',
      /\(to\): expected a day at or after 2024-03-02/,
    ],
    ['no day of asking', 'uni,,,,,\n', /\(asked\): expected the day on which it was asked/],
  ])('refuses %s', (_, row, message) => {
    expect(() => parseDeletions(HEADER + row)).toThrow(message)
  })

  it('is about uploads of a source, or below its folders', () => {
    const rows = [
      { ...blank, source: 'uni/a' },
      { ...blank, source: 'uni' },
      { ...blank, cidr: '192.0.2.7/32' },
    ]
    expect(deletionsOf(rows, 'uni/a/x.log', 'uni')).toEqual(rows)
    expect(deletionsOf(rows, 'uni/ab/x.log', 'uni')).toEqual(rows.slice(1))
    expect(deletionsOf(rows, 'other/x.log', 'other')).toEqual(rows.slice(2))
  })
})
