import { describe, expect, it, vi } from 'vitest'
import {
  daysFrom,
  reportsOf,
  type World,
  type WorldContact,
  type WorldOptions,
  wholeDays,
} from '../../../support/report-world.ts'

vi.mock(import('../../../../functions/report/render/draw.ts'), () => import('../../../support/undrawn.ts'))

const reportOn = (world: World, options: WorldOptions = {}) =>
  reportsOf('access-paths')(world, { ...WINDOW, ...options })
const WINDOW = { fromDay: '2017-05-01', toDay: '2017-05-10' }
const NETWORKS =
  'cidr,name,access_path,time_zone\n10.1.0.0/16,harbour,sea cable,UTC\n10.2.0.0/16,hill,land line,UTC\n' +
  '10.3.0.0/16,roof,satellite,UTC\n'
const DAYS = daysFrom('2017-05-01', 10)
const LOGGED = daysFrom('2017-04-29', 14)

/** Two addresses of each network, so many contacts a day at 03:00 and at 15:00. */
const onDays = (network: string, prefix: string, times: number, days: readonly string[] = DAYS): WorldContact[] =>
  days.flatMap(day =>
    [3, 15].flatMap(hour =>
      [1, 2].map(host => ({
        slot: `${day}T${String(hour).padStart(2, '0')}:00Z`,
        times,
        network,
        local: `${prefix}.0.${host}`,
        bytes: network === 'roof' ? 5000 : 1000,
      })),
    ),
  )
const CONTACTS = [...onDays('harbour', '10.1', 6), ...onDays('hill', '10.2', 3), ...onDays('roof', '10.3', 1)]
const TOTALS = [
  { scope: 'external', action: 'accept', records: 900, dt: '2017-05-02', local_day: '2017-05-02' },
  { scope: 'out_of_scope', action: 'accept', records: 100, dt: '2017-05-02', local_day: '2017-05-02' },
]
const everywhere = (contacts: readonly WorldContact[] = CONTACTS): World => ({
  networks: NETWORKS,
  contacts,
  totals: TOTALS,
  logged: ['harbour', 'hill', 'roof'].flatMap(name => wholeDays(name, LOGGED)),
})

const shares = (report: Awaited<ReturnType<typeof reportOn>>) =>
  Object.fromEntries(
    report
      .section('access-paths')
      .figures.filter(({ id }) => id.startsWith('access-paths.share.'))
      .map(({ id, value }) => [id.replace('access-paths.share.', ''), value]),
  )

describe('shares of the access paths', () => {
  it('are of contacts, and of bytes beside them; what has no watched end stands apart', async () => {
    const report = await reportOn(everywhere())
    expect(shares(report)).toEqual({ 'sea cable': 60, 'land line': 30, satellite: 10 })
    expect(report.figure('access-paths.bytes.satellite').value).toBeCloseTo((100 * 5) / 14, 10)
    expect(report.figure('access-paths.out-of-scope')).toMatchObject({ value: 10, numerator: 100, denominator: 1000 })
    expect(report.section('access-paths').answer).toBe(
      'Most went over sea cable: 60\u202f% of the activity while all 3 access paths were logged.',
    )
    expect(report.section('access-paths').findings).toMatchObject([
      { figure: 'access-paths.share.sea cable', sizeClass: 3 },
    ])
  })

  it('are not raised by an outage of another: only time in which all were logged counts', async () => {
    // Nobody logged the sea cable on half of the days.
    const out = DAYS.slice(5)
    const report = await reportOn({
      ...everywhere(CONTACTS.filter(({ slot, network }) => network !== 'harbour' || !out.includes(slot.slice(0, 10)))),
      logged: [
        ...wholeDays('harbour', LOGGED).map(row => (out.includes(row.dt) ? { ...row, slots: '0'.repeat(96) } : row)),
        ...['hill', 'roof'].flatMap(name => wholeDays(name, LOGGED)),
      ],
    })
    expect(shares(report)).toEqual({ 'sea cable': 60, 'land line': 30, satellite: 10 })
    expect(report.figure('access-paths.share.land line')).toMatchObject({
      numerator: 5 * 12,
      exclusions: [{ what: 'infrastructure' }, { what: 'while a path was not logged', contacts: 5 * 16 }],
    })
    expect(report.section('access-paths').paragraphs[0]).toContain('50.0\u202f% of the window')
  })

  it('are of the paths of their dates: one that ends is waited for until then only', async () => {
    const report = await reportOn({
      ...everywhere([...onDays('harbour', '10.1', 6), ...onDays('hill', '10.2', 4, DAYS.slice(0, 5))]),
      networks:
        'cidr,name,access_path,time_zone,valid_from,valid_to\n10.1.0.0/16,harbour,sea cable,UTC,,\n' +
        '10.2.0.0/16,hill,land line,UTC,,2017-05-06\n',
      logged: [...wholeDays('harbour', LOGGED), ...wholeDays('hill', daysFrom('2017-04-29', 7))],
    })
    expect(shares(report)).toEqual({ 'sea cable': 75, 'land line': 25 })
    expect(report.section('access-paths').paragraphs.join(' ')).toContain(
      'sea cable from 2017-05-01 to 2017-05-10, land line from 2017-05-01 to 2017-05-05',
    )
  })

  it('leave out, by name, a path of which nothing was logged', async () => {
    const report = await reportOn({
      ...everywhere(CONTACTS.filter(({ network }) => network !== 'roof')),
      logged: ['harbour', 'hill'].flatMap(name => wholeDays(name, LOGGED)),
    })
    expect(Object.keys(shares(report))).toEqual(['sea cable', 'land line'])
    expect(report.section('access-paths').paragraphs).toContain('Nothing was logged of satellite: it is in no share.')
  })

  it('are pooled where a path rests on one local address, and the definition asks for it', async () => {
    const one = CONTACTS.filter(({ local }) => local !== '10.3.0.2')
    const report = await reportOn(everywhere(one), { showLocalAddresses: false })
    expect(Object.keys(shares(report))).toEqual(['sea cable', 'land line', 'withheld'])
    expect(report.read('access-paths.csv')).not.toContain('satellite')
  })
})

describe('is one line', () => {
  it('of one path, and of none named', async () => {
    const of = (path: string): World => ({
      networks: `cidr,name,access_path,time_zone\n10.1.0.0/16,harbour,${path},UTC\n10.2.0.0/16,hill,${path},UTC\n`,
      contacts: CONTACTS.filter(({ network }) => network !== 'roof'),
      logged: ['harbour', 'hill'].flatMap(name => wholeDays(name, LOGGED)),
    })
    const one = await reportOn(of('sea cable'))
    expect(one.section('access-paths')).toMatchObject({ unanswered: true, figures: [], charts: [], findings: [] })
    expect(one.section('access-paths').answer).toContain('have one access path, sea cable')
    expect((await reportOn(of(''))).section('access-paths').answer).toContain('name no access path')
  })

  it('of paths that were never logged together', async () => {
    const report = await reportOn({
      ...everywhere([...onDays('harbour', '10.1', 6, DAYS.slice(0, 5)), ...onDays('hill', '10.2', 4, DAYS.slice(5))]),
      networks: 'cidr,name,access_path,time_zone\n10.1.0.0/16,harbour,sea cable,UTC\n10.2.0.0/16,hill,land line,UTC\n',
      logged: [
        ...wholeDays('harbour', LOGGED).filter(({ dt }) => dt <= '2017-05-05'),
        ...wholeDays('hill', LOGGED).filter(({ dt }) => dt > '2017-05-05'),
      ],
    })
    expect(report.section('access-paths').answer).toContain('never logged at the same time')
  })
})
