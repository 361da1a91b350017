import { describe, expect, it } from 'vitest'
import { parseReports, ReportsRefused } from '../../../functions/lib/reports/parse-reports.ts'
import { shippedReports } from '../../../functions/lib/reports/stored-reports.ts'
import { sections } from '../../../functions/report/sections/index.ts'

const KNOWN = { networks: ['campus', 'lab'], sections: ['hours', 'services'], eventSets: ['missile tests'] }
const DAILY = { name: 'a', window: 'day', schedule: { every: 'day', at: '06:00' } }

/** Problems of a file with these definitions, one a line. */
function problemsOf(...reports: unknown[]): string[] {
  return problemsIn(JSON.stringify({ reports }))
}
function problemsIn(text: string): string[] {
  try {
    parseReports(text, KNOWN)
    return []
  } catch (error) {
    if (error instanceof ReportsRefused) return [...error.problems]
    throw error
  }
}

describe('reports.json', () => {
  it('says of each report all that it may say', () => {
    const whole = {
      name: 'weekly-campus',
      networks: ['campus'],
      window: 'week',
      comparison: { from: '2017-03-01', to: '2017-03-31' },
      sections: ['hours', 'services'],
      schedule: { every: 'week', on: 'Sunday', at: '22:59' },
      zone: 'Asia/Pyongyang',
      events: ['missile tests'],
      privacy: 'show local addresses',
      language: 'de-CH',
    }
    expect(parseReports(JSON.stringify({ reports: [whole] }), KNOWN)).toEqual([
      {
        name: 'weekly-campus',
        networks: ['campus'],
        window: 'week',
        comparison: { fromDay: '2017-03-01', toDay: '2017-03-31' },
        sections: ['hours', 'services'],
        schedule: { every: 'week', on: 7, atMinute: 22 * 60 + 59 },
        zone: 'Asia/Pyongyang',
        eventSets: ['missile tests'],
        showLocalAddresses: true,
        language: 'de-CH',
      },
    ])
  })

  it('needs a name and a window; without more it is of all networks and sections, in English, without addresses, on demand', () => {
    const [report] = parseReports('{"reports": [{"name": "a", "window": {"from": "2017-04-01", "to": "2017-04-01"}}]}')
    expect(report).toEqual({
      name: 'a',
      networks: null,
      window: { fromDay: '2017-04-01', toDay: '2017-04-01' },
      comparison: 'window before',
      sections: null,
      schedule: null,
      zone: 'Etc/UTC',
      eventSets: null,
      showLocalAddresses: false,
      language: 'en',
    })
  })

  it('compares one day with the same weekdays before it where nothing is said', () => {
    expect(parseReports('{"reports": [{"name": "a", "window": "day"}]}')[0]?.comparison).toBe('same weekdays')
  })

  it('may hold none, and then none is made', () => {
    expect(parseReports('{"reports": []}')).toEqual([])
  })

  it('lets a week be reported each day, and a day each week: windows may overlap and leave days out', () => {
    expect(
      problemsOf(
        { ...DAILY, window: 'week' },
        { ...DAILY, name: 'b', schedule: { every: 'week', on: 'Monday', at: '06:00' } },
      ),
    ).toEqual([])
  })

  it('is shipped with a daily, a weekly and a quarterly report, without local addresses', () => {
    const shipped = shippedReports()
    expect(shipped.map(({ name, window, comparison }) => [name, window, comparison])).toEqual([
      ['daily', 'day', 'same weekdays'],
      ['weekly', 'week', 'window before'],
      ['quarterly', 'quarter', 'window before'],
    ])
    expect(shipped.some(({ showLocalAddresses }) => showLocalAddresses)).toBe(false)
  })

  it('may name every section that there is', () => {
    const names = sections.map(({ name }) => name)
    const text = JSON.stringify({ reports: [{ ...DAILY, sections: names }] })
    expect(parseReports(text, { sections: names })[0]?.sections).toEqual(names)
  })

  it('is refused whole with line, column and path of each problem', () => {
    const text = `{
  "reports": [
    { "name": "daily", "window": "day", "schedule": { "every": "day", "at": "6:00" } },
    { "name": "daily", "window": "month",
      "colour": "blue" }
  ]
}`
    expect(problemsIn(text)).toEqual([
      'reports.json line 3, column 77 (reports[0].schedule.at): expected a time from "04:00" to "22:59", when no zone changes ' +
        'its clocks, found "6:00"; write it as "06:00"',
      'reports.json line 5, column 7 (reports[1].colour): expected one of the keys name, networks, window, comparison, sections, ' +
        'schedule, zone, events, privacy, language, found "colour"; rename or remove it',
      'reports.json line 4, column 34 (reports[1].window): expected "day", "week", "quarter" or {"from", "to"}, found "month"; ' +
        'write one of them',
      'reports.json line 4, column 15 (reports[1].name): expected each name once, found "daily"; name one of them otherwise',
    ])
  })

  it.each<[string, unknown, string]>([
    ['no object', 'weekly', 'reports[0]): expected an object with name'],
    ['no name', { window: 'day' }, 'reports[0]): expected a key "name", found none; add it'],
    ['no window', { name: 'a' }, 'reports[0]): expected a key "window", found none; add it'],
    ['a name that is a path', { ...DAILY, name: '../a' }, 'reports[0].name): expected a name of small letters'],
    [
      'a name in capitals, which some systems take for another',
      { ...DAILY, name: 'Daily' },
      'reports[0].name): expected a name',
    ],
    ['a name that is a device', { ...DAILY, name: 'con' }, 'reports[0].name): expected a name of small letters'],
    ['a name that is empty', { ...DAILY, name: '' }, 'reports[0].name): expected a name of small letters'],
    [
      'a network that is not watched',
      { ...DAILY, networks: ['campus', 'hill'] },
      'reports[0].networks[1]): expected one of the watched networks (campus, lab), found "hill"; correct it, ' +
        'or put networks.csv with it first',
    ],
    [
      'no network',
      { ...DAILY, networks: [] },
      'reports[0].networks): expected 1 to 100 watched networks, found 0; leave the key out',
    ],
    [
      'a network twice',
      { ...DAILY, networks: ['lab', 'lab'] },
      'reports[0].networks[1]): expected each name once, found "lab"',
    ],
    [
      'a network in place of a list',
      { ...DAILY, networks: 'lab' },
      'reports[0].networks): expected a list of watched networks, found "lab"; write it in [ ]',
    ],
    [
      'a section that there is not',
      { ...DAILY, sections: ['hour'] },
      'reports[0].sections[0]): expected one of the sections (hours, services), found "hour"',
    ],
    [
      'a set of events that there is not',
      { ...DAILY, events: ['elections'] },
      'reports[0].events[0]): expected one of the sets of events.csv (missile tests), found "elections"; ' +
        'correct it, or put events.csv with it first',
    ],
    [
      'another file of events',
      { ...DAILY, events: 'dates.csv' },
      'reports[0].events): expected "events.csv", "none" or a list of its sets, found "dates.csv"',
    ],
    [
      'a day that the calendar has not',
      { name: 'a', window: { from: '2017-02-30', to: '2017-03-01' } },
      'reports[0].window.from): expected a day of the calendar such as "2017-04-01", found "2017-02-30"',
    ],
    [
      'days that go backwards',
      { name: 'a', window: { from: '2017-04-02', to: '2017-04-01' } },
      'reports[0].window.to): expected a day on or after 2017-04-02, found "2017-04-01"; exchange them',
    ],
    [
      'more than ten years',
      { name: 'a', window: { from: '2007-01-01', to: '2017-04-01' } },
      'reports[0].window): expected 1 to 3653 days, found 3744; name other days',
    ],
    [
      'a window without an end',
      { name: 'a', window: { from: '2017-04-02' } },
      'reports[0].window): expected a key "to", found none; add it',
    ],
    [
      'less than a week to compare with',
      { ...DAILY, comparison: { from: '2017-04-01', to: '2017-04-06' } },
      'reports[0].comparison): expected 7 to 3653 days, found 6; name other days',
    ],
    [
      'later days to compare with',
      {
        name: 'a',
        window: { from: '2017-04-01', to: '2017-04-30' },
        comparison: { from: '2017-04-24', to: '2017-05-30' },
      },
      'reports[0].comparison): expected days before the window, which begins on 2017-04-01, found days to 2017-05-30; name earlier days',
    ],
    [
      'a schedule of every hour',
      { ...DAILY, schedule: { every: 'hour', at: '06:00' } },
      'reports[0].schedule.every): expected "day", "week", "month", "quarter", found "hour"',
    ],
    [
      'a schedule in the night, when zones change',
      { ...DAILY, schedule: { every: 'day', at: '02:30' } },
      'reports[0].schedule.at): expected a time from "04:00" to "22:59"',
    ],
    [
      'a week without a weekday',
      { ...DAILY, schedule: { every: 'week', at: '06:00' } },
      'reports[0].schedule): expected "on" with Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday, found none; add it',
    ],
    [
      'a weekday of every day',
      { ...DAILY, schedule: { every: 'day', on: 'Monday', at: '06:00' } },
      'reports[0].schedule.on): expected no "on" beside every day, found "Monday"',
    ],
    [
      'a day that some months have not',
      { ...DAILY, schedule: { every: 'month', on: 31, at: '06:00' } },
      'reports[0].schedule.on): expected "on" with a day of the month from 1 to 28, found 31; write it as 3',
    ],
    [
      'a day of the month as text',
      { ...DAILY, schedule: { every: 'month', on: '3', at: '06:00' } },
      'reports[0].schedule.on): expected "on" with a day of the month from 1 to 28, found "3"',
    ],
    [
      'the same days again and again',
      { ...DAILY, window: { from: '2017-04-01', to: '2017-04-30' } },
      'reports[0].schedule): expected "once" for a window from one day to another, found one that comes again; write "once"',
    ],
    [
      'a week once',
      { name: 'a', window: 'week', schedule: 'once' },
      'reports[0].schedule): expected an object such as {"every": "day", "at": "06:00"} for a window of a week, found "once"',
    ],
    [
      'a zone without a schedule',
      { name: 'a', window: 'week', zone: 'Etc/UTC' },
      'reports[0].zone): expected a zone only beside a schedule that comes again, found one without; remove it',
    ],
    [
      'a zone that there is not',
      { ...DAILY, zone: 'Mars/Phobos' },
      'reports[0].zone): expected an IANA zone such as Asia/Pyongyang, found "Mars/Phobos"',
    ],
    [
      'privacy by halves',
      { ...DAILY, privacy: true },
      'reports[0].privacy): expected "withhold local addresses" or "show local addresses", found true',
    ],
    [
      'a language that is none',
      { ...DAILY, language: 'german' },
      'reports[0].language): expected a language (BCP 47) whose numbers are known, such as "en" or "de-CH", found "german"',
    ],
    [
      'a language with other digits',
      { ...DAILY, language: 'en-u-nu-arab' },
      'reports[0].language): expected a language',
    ],
  ])('is refused for %s', (_, report, message) => {
    const problems = problemsOf(report)
    expect(problems).toHaveLength(1)
    expect(problems[0]).toContain(message)
  })

  it.each([
    [
      'no JSON',
      '{"reports": [',
      'reports.json line 1, column 14: expected a value, found the end of the file; check quotes, commas and brackets there',
    ],
    ['a list', '[]', 'reports.json line 1, column 1: expected an object with reports, found a list; write it in { }'],
    [
      'another key',
      '{"definitions": []}',
      'reports.json line 1, column 2 (definitions): expected one of the keys reports, found "definitions"; rename or remove it',
    ],
    [
      'a key twice',
      '{"reports": [],\n"reports": []}',
      'reports.json line 2, column 1 (reports): expected each key once, found "reports" again; remove one',
    ],
    [
      'no list',
      '{"reports": {}}',
      'reports.json line 1, column 13 (reports): expected a list of definitions, found an object; write it in [ ]',
    ],
    ['a book', ' '.repeat(200_001), 'reports.json: expected at most 200000 characters, found 200001; shorten it'],
  ])('is refused where it is %s', (_, text, message) => {
    expect(problemsIn(text)[0]).toBe(message)
  })

  it('holds at most 50 definitions', () => {
    const problems = problemsOf(...Array.from({ length: 51 }, (_, at) => ({ ...DAILY, name: `a${at}` })))
    expect(problems).toHaveLength(1)
    expect(problems[0]).toContain('(reports[50]): expected at most 50 definitions, found 51; leave the others out')
  })
})
