import { describe, expect, it } from 'vitest'
import { EventsRefused, parseEvents } from '../../../functions/lib/reference/events.ts'

const HEADER = 'name,time,zone,set,source\n'

function problemsOf(csv: string): readonly string[] {
  try {
    parseEvents(csv)
  } catch (error) {
    if (error instanceof EventsRefused) return error.problems
    throw error
  }
  return []
}

describe('events.csv', () => {
  it('has a local day, or a local day and time, of a zone', () => {
    expect(
      parseEvents(
        `${HEADER}first,2017-04-05T06:42,Asia/Pyongyang,missile tests,https://x.example/a\n` +
          '"second, by day",2016-02-29,Europe/Berlin,holidays,\nmidnight,2017-04-06T00:00,UTC,holidays,\n',
      ),
    ).toEqual([
      {
        name: 'first',
        day: '2017-04-05',
        minute: 402,
        zone: 'Asia/Pyongyang',
        set: 'missile tests',
        source: 'https://x.example/a',
      },
      { name: 'second, by day', day: '2016-02-29', minute: null, zone: 'Europe/Berlin', set: 'holidays', source: '' },
      { name: 'midnight', day: '2017-04-06', minute: 0, zone: 'UTC', set: 'holidays', source: '' },
    ])
  })

  it('may have its columns in any order, and no source', () => {
    expect(parseEvents('\ufeffset,zone,time,name\r\na,UTC,2017-04-05,x\r\n')).toEqual([
      { name: 'x', day: '2017-04-05', minute: null, zone: 'UTC', set: 'a', source: '' },
    ])
  })

  it('of a header alone has none', () => {
    expect(parseEvents(HEADER)).toEqual([])
  })

  const refused: [what: string, csv: string, problem: string][] = [
    ['nothing at all', '', 'events.csv line 1: expected a column "name", found none; add it to the header'],
    [
      'a header that is misspelt',
      'name,tme,zone,set\n',
      'events.csv line 1, column 2: expected one of name, time, zone, set, source, once, found "tme"; rename or remove it',
    ],
    [
      'too few fields',
      `${HEADER}x,2017-04-05,UTC\n`,
      'events.csv line 2: expected 5 fields as in the header, found 3; check commas and quotes',
    ],
    [
      'no name',
      `${HEADER},2017-04-05,UTC,a,\n`,
      'events.csv line 2, column 1 (name): expected 1 to 100 characters, found ""; name the event',
    ],
    [
      'no set',
      `${HEADER}x,2017-04-05,UTC,,\n`,
      'events.csv line 2, column 4 (set): expected 1 to 100 characters, found ""; name the set, such as missile tests',
    ],
    ...[
      '05.04.2017',
      '2017-02-29',
      '2017-04-05 06:42',
      '2017-04-05T6:42',
      '2017-04-05T24:00',
      '2017-04-05T06:60',
      '',
    ].map((time): [string, string, string] => [
      `the time ${JSON.stringify(time)}`,
      `${HEADER}x,${time},UTC,a,\n`,
      'events.csv line 2, column 2 (time): expected a local day or time such as 2017-04-05 or 2017-04-05T06:42, found ' +
        `${JSON.stringify(time)}; write it so`,
    ]),
    ...['', 'Pyongyang', '+09:00', 'IST'].map((zone): [string, string, string] => [
      `the zone ${JSON.stringify(zone)}`,
      `${HEADER}x,2017-04-05,${zone},a,\n`,
      'events.csv line 2, column 3 (zone): expected an IANA zone such as Asia/Pyongyang, found ' +
        `${JSON.stringify(zone)}; look it up in the IANA list`,
    ]),
    [
      'the same time twice in a set, once by its day',
      `${HEADER}x,2017-04-05,UTC,a,\ny,2017-04-05,UTC,b,\nz,2017-04-05T00:00,UTC,a,\n`,
      'events.csv line 4, column 2 (time): expected each time once in a set, found "2017-04-05T00:00"; remove one, or name ' +
        'another set',
    ],
  ]
  it.each(refused)('is refused with its place: %s', (_, csv, problem) => {
    expect(problemsOf(csv)[0]).toBe(problem)
  })

  it('is refused with all that is wrong, whole', () => {
    expect(problemsOf(`${HEADER}x,yesterday,UTC,a,\nx,2017-04-05,nowhere,a,\n`)).toHaveLength(2)
  })

  it('is refused beyond what a report can test', () => {
    const minute = (at: number) => new Date(Date.parse('2017-01-01') + at * 60_000).toISOString().slice(0, 16)
    const of = (count: number, set: (at: number) => string) =>
      HEADER + Array.from({ length: count }, (_, at) => `x,${minute(at)},UTC,${set(at)},\n`).join('')
    expect(problemsOf(of(1000, () => 'a'))).toEqual([])
    expect(problemsOf(of(1002, () => 'a'))).toEqual([
      'events.csv line 1002, column 4 (set): expected at most 1000 events in a set, found "a"; leave the others out',
    ])
    expect(problemsOf(of(52, at => `set ${at}`))).toEqual([
      'events.csv line 52, column 4 (set): expected at most 50 sets, found "set 50"; leave the others out',
    ])
  })
})
