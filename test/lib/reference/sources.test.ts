import { describe, expect, it } from 'vitest'
import {
  factsOfSource,
  parseSources,
  SourcesRefused,
  sourcesCsv,
  withZone,
} from '../../../functions/lib/reference/sources.ts'

const HEADER = 'source,time_zone,sampling,exporter\n'

function problemsOf(csv: string): readonly string[] {
  try {
    parseSources(csv)
  } catch (error) {
    if (error instanceof SourcesRefused) return error.problems
    throw error
  }
  return []
}

describe('sources.csv', () => {
  it('says of a source, or of folders, what its logs do not', () => {
    expect(parseSources(`${HEADER}uni,Europe/Berlin,,\nuni/border/,,1000,"router, border"\n*,UTC,1,\n`)).toEqual([
      { source: 'uni', timeZone: 'Europe/Berlin', sampling: null, exporter: '' },
      { source: 'uni/border', timeZone: '', sampling: 1000, exporter: 'router, border' },
      { source: '*', timeZone: 'UTC', sampling: 1, exporter: '' },
    ])
  })

  it('may lack every column but the source, and have no row', () => {
    expect(parseSources('time_zone,source\r\nAsia/Seoul,uni\r\n')).toEqual([
      { source: 'uni', timeZone: 'Asia/Seoul', sampling: null, exporter: '' },
    ])
    expect(parseSources(HEADER)).toEqual([])
  })

  it.each([
    ['no source', 'time_zone\n', 'sources.csv line 1: expected a column "source", found none; add it to the header'],
    [
      'a misspelt column',
      'source,zone\nuni,UTC\n',
      'sources.csv line 1, column 2: expected one of source, time_zone, sampling, exporter, once, found "zone"; rename or ' +
        'remove it',
    ],
    [
      'a zone that there is not',
      `${HEADER}uni,CEST,,\n`,
      'sources.csv line 2, column 2 (time_zone): expected an IANA zone such as Asia/Pyongyang, found "CEST"; look it up in ' +
        'the IANA list',
    ],
    [
      'an empty source',
      `${HEADER}/,UTC,,\n`,
      'sources.csv line 2, column 1 (source): expected a source, the first folders of its keys (uni/sensor-1), or *, found ' +
        '"/"; write it as receipts do, without a slash before it',
    ],
    [
      'a slash before',
      `${HEADER}/uni,UTC,,\n`,
      'sources.csv line 2, column 1 (source): expected a source, the first folders of its keys (uni/sensor-1), or *, found ' +
        '"/uni"; write it as receipts do, without a slash before it',
    ],
    [
      'one source twice',
      `${HEADER}uni,UTC,,\nuni/,,10,\n`,
      'sources.csv line 3, column 1 (source): expected each source once, found "uni/"; write all that is known of it in one row',
    ],
    ...['0', '1:1000', '-1', '2147483648', '1.5'].map(sampling => [
      `a sampling of ${sampling}`,
      `${HEADER}uni,,${sampling},\n`,
      'sources.csv line 2, column 3 (sampling): expected a whole number: 1 for every packet, 1000 for one in 1000, found ' +
        `"${sampling}"; write it so`,
    ]),
  ])('is refused for %s', (_, csv, problem) => {
    expect(problemsOf(csv ?? '')).toEqual([problem])
  })

  it('refuses an exporter and a list without bounds', () => {
    expect(problemsOf(`${HEADER}uni,,,${'x'.repeat(254)}\n`)).toHaveLength(1)
    const rows = Array.from({ length: 10_001 }, (_, at) => `s${at},UTC,,\n`).join('')
    expect(problemsOf(HEADER + rows)).toEqual([expect.stringContaining('line 10002')])
  })

  it('reads back what it writes', () => {
    const rows = parseSources(`${HEADER}uni,Europe/Berlin,,\nuni/border,,1000,"a ""b"", c"\n`)
    expect(parseSources(sourcesCsv(rows))).toEqual(rows)
  })
})

describe('what is said of an upload', () => {
  const rows = parseSources(
    `${HEADER}uni/border,,1000,\n*,UTC,1,all\nuni,Europe/Berlin,,\nuni/border/2,Asia/Seoul,,two\nlogs,Asia/Tokyo,,\n`,
  )

  it.each([
    ['uni/sensor/2024/conn.log', 'uni', { timeZone: 'Europe/Berlin', sampling: 1, exporter: 'all' }],
    ['uni/border/a.csv', 'uni', { timeZone: 'Europe/Berlin', sampling: 1000, exporter: 'all' }],
    ['uni/border/2/a.csv', 'uni', { timeZone: 'Asia/Seoul', sampling: 1000, exporter: 'two' }],
    ['uni/border-2/a.csv', 'uni', { timeZone: 'Europe/Berlin', sampling: 1, exporter: 'all' }],
    ['university/a.csv', 'university', { timeZone: 'UTC', sampling: 1, exporter: 'all' }],
    ['a.csv', 'logs', { timeZone: 'Asia/Tokyo', sampling: 1, exporter: 'all' }],
  ])('is for %s the longest beginning, then the source, then all, cell by cell', (key, source, facts) => {
    expect(factsOfSource(rows, key, source)).toEqual(facts)
  })

  it('is nothing where no row is for it', () => {
    expect(factsOfSource(rows.slice(2), 'other/a.csv', 'other')).toEqual({})
  })

  it('takes a zone for some sources, and keeps the rest', () => {
    expect(withZone(rows.slice(0, 3), ['uni/border', 'new'], 'Asia/Seoul')).toEqual([
      { source: 'uni/border', timeZone: 'Asia/Seoul', sampling: 1000, exporter: '' },
      ...rows.slice(1, 3),
      { source: 'new', timeZone: 'Asia/Seoul', sampling: null, exporter: '' },
    ])
  })
})
