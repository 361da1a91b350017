import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { run } from '../../../support/command-line.ts'
import { mmdbFile } from '../../../support/mmdb-file.ts'

let folder = ''
const at = (name: string) => join(folder, name)
const reference = (...args: string[]) => run('reference', ...args, '--lake', at('lake'))
const current = () => readFileSync(at('lake/lake/reference/current.json'), 'utf8')
const stored = () => readdirSync(at('lake/lake/reference'), { recursive: true }).sort()
const rows = async (sql: string) => JSON.parse((await run('query', sql, '--format', 'json', '--lake', at('lake'))).out)

const HEADER =
  'version interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status tcp-flags'

/** A day's log: one connection to each of some servers, answered. */
function log(day: string, ...servers: string[]): string {
  const start = Date.parse(`${day}T05:00:00Z`) / 1000
  const rows = servers.flatMap((server, index) => [
    `5 eni-1 10.1.0.7 ${server} ${40_000 + index} 443 6 9 1500 ${start} ${start + 9} ACCEPT OK 3`,
    `5 eni-1 ${server} 10.1.0.7 443 ${40_000 + index} 6 9 9000 ${start} ${start + 9} ACCEPT OK 19`,
  ])
  return `${[HEADER, ...rows].join('\n')}\n`
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'editions-'))
  writeFileSync(at('networks.csv'), 'cidr,name\n10.1.0.0/16,office\n')
  writeFileSync(at('may.log'), log('2017-05-10', '210.52.109.7', '210.52.109.8', '12.1.1.1'))
  writeFileSync(at('june.log'), log('2026-06-20', '210.52.109.7'))
  writeFileSync(at('country.csv'), '12.1.1.0,12.1.1.255,US\n210.52.109.0,210.52.109.255,KP\n')
  writeFileSync(at('as.csv'), '12.1.1.0/24,AS7018,"AT&T, Inc."\n210.52.109.0/24,9929,CHINA UNICOM\n')
  const asn = [
    ['210.52.109.0/24', { autonomous_system_number: 131279, autonomous_system_organization: 'Star' }],
  ] as const
  writeFileSync(at('as.mmdb'), mmdbFile(asn, { type: 'GeoLite2-ASN', built: Date.UTC(2019, 0, 5) / 1000 }))
  const made = await run(
    'start',
    at('may.log'),
    at('june.log'),
    '--networks',
    at('networks.csv'),
    '--lake',
    at('lake'),
    '--out',
    at('out'),
  )
  expect(made.failed, made.err).toBe(false)
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('npm run reference -- add, list, remove, diff', () => {
  it('starts with the editions of the packages, each of which places every day', async () => {
    const { out } = await reference('list')
    expect(out.split('\n').map(line => line.slice(0, 32).trimEnd())).toEqual([
      expect.stringMatching(/^data +date +places/),
      expect.stringMatching(/^country +\d{4}-\d\d-\d\d +every day$/),
      expect.stringMatching(/^as +\d{4}-\d\d-\d\d +every day$/),
    ])
  })

  it('adds editions beside them, and says how many rows they would place otherwise', async () => {
    const added = await reference('add', '--country', at('country.csv'), '--as', at('as.csv'), '--date', '2017-05-01')
    expect(added.failed, added.err).toBe(false)
    expect(added.out).toMatch(
      /^countries of 2017-05-01: country\.csv, 2 ranges\nautonomous systems of 2017-05-01: as\.csv, 2 ranges\nreference \w+ is current\n6 of 8 rows, in 1 of 2 uploads, are of days that other editions place now; .* npm run replay -- --lake .* --run does it$/,
    )
    const lines = (await reference('list')).out.split('\n')
    expect(lines).toHaveLength(5)
    expect(lines[1]).toMatch(/^country +2017-05-01 +until \d{4}-\d\d-\d\d +2 +country\.csv +the owner's$/)
    expect(lines[2]).toMatch(/^country +2\d{3}-\d\d-\d\d +from \d{4}-\d\d-\d\d +\d+ +@ip-location-db/)
    expect(lines[3]).toMatch(/^as +2017-05-01 +until \d{4}-\d\d-\d\d +2 +as\.csv/)
  })

  it('says of the present contacts what changes', async () => {
    const { out, failed, err } = await reference('diff', '2017-05-10', '2026-06-20')
    expect(failed, err).toBe(false)
    const [countries = '', operators = ''] = out.split(/^(?=autonomous systems)/m)
    expect(countries).toMatch(/^countries: 2017-05-01, country\.csv and \d{4}-\d\d-\d\d, @ip-location-db/)
    expect(countries).toMatch(
      /^ {2}75\.0 % of 4 contacts of use in the lake change \(3\)\n.*\n {4}KP +CN +75\.0 % +3$/m,
    )
    expect(countries).toMatch(/% of \d+ IPv4 addresses that either places change/)
    expect(countries).toMatch(/% of \d+ IPv6 networks of 64 bits that either places change/)
    expect(operators).toMatch(/^ {2}0\.0 % of 4 contacts of use in the lake change \(0\)$/m)
    expect(operators).toMatch(/^ {4}none +AS\d+ \S.* +[\d.]+ % +\d+$/m)
    expect(out).toMatch(/^ {4}\d+ more /m)
  })

  it('places the days of that time by them once the uploads are replayed, and no others', async () => {
    const countries = "select dt, remote_ip, remote_country from flows where dt > '2017' group by 1, 2, 3 order by 1, 2"
    expect((await run('replay', '--run', '--lake', at('lake'))).failed).toBe(false)
    expect(await rows(countries)).toEqual([
      { dt: '2017-05-10', remote_ip: '12.1.1.1', remote_country: 'US' },
      { dt: '2017-05-10', remote_ip: '210.52.109.7', remote_country: 'KP' },
      { dt: '2017-05-10', remote_ip: '210.52.109.8', remote_country: 'KP' },
      { dt: '2026-06-20', remote_ip: '210.52.109.7', remote_country: 'CN' },
    ])
  })

  it('takes the day of an MMDB from the file, and puts one of the same day in its place', async () => {
    expect((await reference('add', '--as', at('as.mmdb'))).out).toMatch(
      /^autonomous systems of 2019-01-05: as\.mmdb \(GeoLite2-ASN\), 1 ranges$/m,
    )
    const again = await reference(
      'add',
      '--as',
      at('as.csv'),
      '--date',
      '2019-01-05',
      '--licence',
      'CC0',
      '--notice',
      'by us',
    )
    expect(again.failed, again.err).toBe(false)
    const { out } = await reference('list')
    expect(out).toMatch(/^as +2017-05-01 +until 2019-01-04 +2 +as\.csv/m)
    expect(out).toMatch(/^as +2019-01-05 +2019-01-05 to \d{4}-\d\d-\d\d +2 +as\.csv +CC0$/m)
    const { hash } = JSON.parse(current())
    expect(readFileSync(at(`lake/lake/reference/${hash}/editions.csv`), 'utf8')).toContain(',CC0,by us,')
  })

  it('changes nothing where an edition is the same as before', async () => {
    const before = current()
    const { out } = await reference(
      'add',
      '--as',
      at('as.csv'),
      '--date',
      '2019-01-05',
      '--licence',
      'CC0',
      '--notice',
      'by us',
    )
    expect(out).toMatch(/reference \w+: the same as before$/)
    expect(current()).toBe(before)
  })

  const bad: [what: string, args: () => string[], message: RegExp][] = [
    [
      'a date in the future',
      () => ['add', '--country', at('country.csv'), '--date', '2999-01-01'],
      /country\.csv: expected a date up to today, \d{4}-\d\d-\d\d, found 2999-01-01$/,
    ],
    [
      'a date behind the day of an MMDB',
      () => ['add', '--as', at('as.mmdb'), '--date', '2019-01-06'],
      /expected a date up to 2019-01-05, when it says that it was built, found 2019-01-06$/,
    ],
    [
      'a list without a date',
      () => ['add', '--country', at('country.csv')],
      /country\.csv: expected --date, since a list does not say its day, found none$/,
    ],
    ['no file', () => ['add', '--date', '2017-05-01'], /expected --country FILE, --as FILE or both, found none$/],
    [
      'a good file beside a bad one',
      () => ['add', '--country', at('country.csv'), '--as', at('country.csv'), '--date', '2017-05-03'],
      /country\.csv line 1: expected the number of an autonomous system, found "US"$/,
    ],
    [
      'an MMDB of another type',
      () => ['add', '--country', at('as.mmdb')],
      /as\.mmdb: expected country_code, .*found a database of type "GeoLite2-ASN"/,
    ],
    [
      'a file that is not there',
      () => ['add', '--country', at('no.mmdb')],
      /no\.mmdb: expected a file that can be read at .*, found none; check the path$/,
    ],
    [
      'a day without an edition',
      () => ['remove', '--country', '2017-05-02'],
      /expected a day of countries, 2017-05-01 or \d{4}-\d\d-\d\d, found 2017-05-02$/,
    ],
    ['nothing to remove', () => ['remove'], /expected --country DAY, --as DAY or both, found none$/],
  ]
  it.each(bad)('%s is refused in one line, and the old set stays as it is', async (_, args, message) => {
    const before = [current(), stored()]
    const { failed, err } = await reference(...args())
    expect(failed).toBe(true)
    expect(err).toMatch(message)
    expect(err.split('\n')).toHaveLength(1)
    expect([current(), stored()]).toEqual(before)
  })

  it('removes editions, but never the last one', async () => {
    expect((await reference('remove', '--country', '2017-05-01', '--as', '2017-05-01')).out).toMatch(
      /^reference \w+ is current\n6 of 8 rows, in 1 of 2 uploads, /,
    )
    const { out } = await reference('list')
    expect(out).not.toContain('2017-05-01')
    expect(out).toMatch(/^as +2019-01-05 +until /m)
    const [, day = ''] = /^country +(\S+)/m.exec(out) ?? []
    const { failed, err } = await reference('remove', '--country', day)
    expect(failed).toBe(true)
    expect(err).toContain(`expected another edition of countries to stay, found ${day} alone; add one first`)
  })

  it('says that the editions of two days are the same', async () => {
    expect((await reference('diff', '2026-06-18', '2026-06-19')).out).toMatch(/^countries: .* places both days$/m)
  })

  it('makes a lake where editions are the first that it is given', async () => {
    const made = await run(
      'reference',
      'add',
      '--country',
      at('country.csv'),
      '--date',
      '2017-05-01',
      '--lake',
      at('new'),
    )
    expect(made.failed, made.err).toBe(false)
    expect(existsSync(at('new/lake/reference/current.json'))).toBe(true)
  })
})
