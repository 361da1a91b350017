import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseAddress } from '../../../../functions/lib/addresses.ts'
import { openRanges } from '../../../../functions/lib/reference/ranges.ts'
import { compileRangeFiles } from '../../../../infra/local/reference/range-files.ts'
import { mmdbFile } from '../../../support/mmdb-file.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'range-files-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

type Files = Record<string, string | Uint8Array>

function compile(data: 'country' | 'asn', files: Files) {
  const paths = Object.entries(files).map(([name, content]) => {
    writeFileSync(join(folder, name), content)
    return join(folder, name)
  })
  return compileRangeFiles(data, paths)
}

/** What compiled files say of addresses: a country, or number and name; `--` for nothing. */
async function placed(data: 'country' | 'asn', files: Files, ...addresses: string[]): Promise<string[]> {
  const { bytes } = await compile(data, files)
  const table = openRanges('test', bytes, label => label as string | { asn: number; name: string })
  return addresses.map(text => {
    const address = parseAddress(text)!
    const label = table.labels[address.family === 4 ? table.ipv4(address.w3) : table.ipv6(address.w0, address.w1)]
    return label === undefined ? '--' : typeof label === 'string' ? label : `${label.asn} ${label.name}`
  })
}

const AU = { country_code: 'AU' }
const KP = { country_code: 'KP' }

describe('an MMDB', () => {
  const networks = [
    ['1.0.0.0/24', AU],
    ['175.45.176.0/22', KP],
    ['255.255.255.255/32', KP],
    ['2001:200::/32', { country_code: 'JP' }],
    ['2a02:6b8:0:1::/64', { country_code: 'RU' }],
  ] as const
  const asked = [
    '0.255.255.255',
    '1.0.0.0',
    '1.0.0.255',
    '1.0.1.0',
    '175.45.175.255',
    '175.45.179.255',
    '255.255.255.255',
  ]
  const asked6 = ['2001:1ff::', '2001:200:ffff::', '2001:201::', '2a02:6b8::', '2a02:6b8:0:1::5', '2a02:6b8:0:2::']

  it.each([24, 28, 32] as const)('of both families and records of %i bits places each address', async recordSize => {
    const file = { 'x.mmdb': mmdbFile(networks, { recordSize }) }
    expect(await placed('country', file, ...asked)).toEqual(['--', 'AU', 'AU', '--', '--', 'KP', 'KP'])
    expect(await placed('country', file, ...asked6)).toEqual(['--', 'JP', '--', '--', 'RU', '--'])
  })

  it('of IPv4 alone places each address, and one of each family makes an edition of both', async () => {
    const four = mmdbFile(networks.slice(0, 3), { ipVersion: 4 })
    const six = mmdbFile(networks.slice(3))
    expect(await placed('country', { 'four.mmdb': four }, ...asked)).toEqual(['--', 'AU', 'AU', '--', '--', 'KP', 'KP'])
    expect(await placed('country', { 'four.mmdb': four, 'six.mmdb': six }, '1.0.0.1', '2001:200::1')).toEqual([
      'AU',
      'JP',
    ])
  })

  it('gives the networks below its aliases once, as IPv4', async () => {
    const aliases = ['::ffff:0:0/96', '2001::/32', '2002::/16']
    const { ranges } = await compile('country', { 'x.mmdb': mmdbFile(networks) })
    const aliased = { 'x.mmdb': mmdbFile(networks, { aliases }) }
    expect((await compile('country', aliased)).ranges).toBe(ranges)
    expect(await placed('country', aliased, '1.0.0.1', '2001:200::1', '2002:100:1::')).toEqual(['AU', 'JP', '--'])
  })

  it('says its type and the day it was built', async () => {
    const file = mmdbFile(networks, { type: 'GeoLite2-Country', built: Date.UTC(2017, 4, 2) / 1000 })
    expect(await compile('country', { 'x.mmdb': file })).toMatchObject({
      name: 'x.mmdb (GeoLite2-Country)',
      built: '2017-05-02',
    })
  })

  it('is read through gzip too', async () => {
    expect(await placed('country', { 'x.gz': gzipSync(mmdbFile(networks)) }, '1.0.0.1')).toEqual(['AU'])
  })

  it.each([
    ['country_code', { country: 'Australia', country_code: 'AU', asn: 'AS13335' }, 'AU'],
    ['registered_country', { country: { iso_code: 'US' }, registered_country: { iso_code: 'AU' } }, 'AU'],
    ['country', { country: { iso_code: 'US' }, continent: { code: 'NA' } }, 'US'],
    ['country as a code', { country: 'US', country_name: 'United States' }, 'US'],
    ['anycast', { registered_country: { iso_code: 'AU' }, traits: { is_anycast: true } }, '--'],
    ['no code of a country', { country_code: 'EU' }, '--'],
  ])('of countries is known by its fields: %s', async (_, record, country) => {
    const file = mmdbFile([
      ['1.0.0.0/24', record],
      ['1.0.1.0/24', KP],
    ])
    expect(await placed('country', { 'x.mmdb': file }, '1.0.0.1', '1.0.1.1')).toEqual([country, 'KP'])
  })

  it.each([
    ['GeoLite2', { autonomous_system_number: 13335, autonomous_system_organization: 'Cloudflare, Inc.' }],
    ['IPinfo', { asn: 'AS13335', as_name: 'Cloudflare, Inc.', country_code: 'AU' }],
    ['IPinfo of old', { asn: 'AS13335', name: 'Cloudflare, Inc.' }],
  ])('of autonomous systems is known by its fields: %s', async (_, record) => {
    expect(await placed('asn', { 'x.mmdb': mmdbFile([['1.0.0.0/24', record]]) }, '1.0.0.1')).toEqual([
      '13335 Cloudflare, Inc.',
    ])
  })

  const whole = mmdbFile(networks)
  const record = Buffer.from('country_code')
  const bad: [what: string, bytes: Uint8Array, message: RegExp][] = [
    [
      'of another type',
      mmdbFile([['1.0.0.0/24', { domain: 'x.example' }]], { type: 'GeoIP2-Domain' }),
      /found a database of type "GeoIP2-Domain" whose records are like \{"domain":"x\.example"\}$/,
    ],
    [
      'of operators',
      mmdbFile([['1.0.0.0/24', { asn: 'AS1' }]]),
      /expected country_code, .*found a database of type "Test"/,
    ],
    ['without a record', mmdbFile([], { ipVersion: 4 }), /found a database of type "Test" without a record$/],
    ['cut at its half', whole.subarray(0, whole.length / 2), /expected a whole MMDB file, found none of the metadata/],
    ['cut in its metadata', whole.subarray(0, whole.length - 9), /expected a whole MMDB file, found/],
    [
      'with its middle missing',
      Buffer.concat([whole.subarray(0, 300), whole.subarray(330)]),
      /found no end of the tree at offset/,
    ],
    [
      'with a damaged record',
      Buffer.from(whole).fill(255, whole.indexOf(record) - 2, whole.indexOf(record) - 1),
      /network 1\.0\.0\.0\/24: expected a record, found bytes that are none/,
    ],
    [
      'with a code of another form',
      mmdbFile([['1.0.0.0/24', { country_code: 'Aus' }]]),
      /network 1\.0\.0\.0\/24: expected the code of a country, two capital letters, found "Aus"$/,
    ],
    ['with a circle in its tree', circle(), /found node 0 of its tree twice/],
  ]
  it.each(bad)('%s is refused in one line that names the file', async (_, bytes, message) => {
    const error = await compile('country', { 'bad.mmdb': bytes }).catch((e: Error) => e)
    expect(error).toBeInstanceOf(Error)
    expect(String(error)).toMatch(message)
    expect(String(error)).toMatch(/^Error: bad\.mmdb\b.*$/)
  })
})

/** A tree whose first node is its own child. */
function circle(): Buffer {
  const bytes = mmdbFile([['128.0.0.0/1', AU]], { ipVersion: 4 })
  bytes.writeUIntBE(0, 0, 3)
  return bytes
}

describe('a list of ranges', () => {
  const four = '1.0.0.0,1.0.0.255,AU\n1.0.1.0,1.0.3.255,CN\n175.45.176.0,175.45.179.255,KP\n'
  const six = '2001:200::,2001:200:ffff:ffff:ffff:ffff:ffff:ffff,JP\n'
  const asked = [
    '0.255.255.255',
    '1.0.0.0',
    '1.0.0.255',
    '1.0.1.0',
    '1.0.4.0',
    '175.45.179.255',
    '2001:200:5::',
    '2001:201::',
  ]
  const found = ['--', 'AU', 'AU', 'CN', '--', 'KP', 'JP', '--']

  it.each<[string, Files]>([
    ['first,last,label', { 'four.csv': four, 'six.csv': six }],
    ['both families in one file', { 'all.csv': four + six }],
    ['gzip', { 'all.csv.gz': gzipSync(four + six) }],
    ['line ends of Windows, and a byte order mark', { 'all.csv': `\ufeff${(four + six).replaceAll('\n', '\r\n')}` }],
    ['cells in quotes', { 'all.csv': (four + six).replaceAll(/[^,\n]+/g, '"$&"') }],
    [
      'addresses as numbers',
      {
        'four.csv': '16777216,16777471,AU\n16777472,16778239,CN\n2939007488,2939008511,KP\n',
        'six.csv': '42540528726795050063891204319802818560,42540528806023212578155541913346768895,JP\n',
      },
    ],
    [
      'prefix,label',
      { 'all.csv': '1.0.0.0/24,AU\n1.0.1.0/24,CN\n1.0.2.0/23,CN\n175.45.176.0/22,KP\n2001:200::/32,JP\n' },
    ],
    [
      'a header with start_ip and end_ip',
      { 'all.csv': `start_ip,end_ip,country,country_name\n${(four + six).replaceAll('\n', ',x\n')}` },
    ],
    [
      'a header with network and country_code',
      {
        'all.csv':
          'network,country,country_code,asn\n1.0.0.0/24,"Australia, the land",AU,\n1.0.1.0/24,China,CN,AS1\n' +
          '1.0.2.0/23,China,CN,\n175.45.176.0/22,North Korea,KP,\n2001:200::/32,Japan,JP,\n',
      },
    ],
    [
      'blocks beside their locations',
      {
        'Blocks-IPv4.csv':
          'network,geoname_id,registered_country_geoname_id,represented_country_geoname_id,is_anycast\n' +
          '1.0.0.0/24,2,1,,0\n1.0.1.0/24,2,,,\n1.0.2.0/23,,2,,0\n1.0.4.0/24,1,1,,1\n175.45.176.0/22,3,3,,0\n',
        'Blocks-IPv6.csv': 'network,geoname_id,registered_country_geoname_id\n2001:200::/32,4,4\n',
        'Locations-en.csv':
          'geoname_id,locale_code,continent_code,country_iso_code,country_name\n1,en,OC,AU,Australia\n2,en,AS,CN,China\n' +
          '3,en,AS,KP,"Korea, North"\n4,en,AS,JP,Japan\n',
      },
    ],
    [
      'no label, or no code of a country',
      { 'all.csv': `0.0.0.0,0.255.255.255,-\n${four}200.0.0.0,200.0.0.1,EU\n${six}` },
    ],
  ])('of countries is understood: %s', async (_, files) => {
    expect(await placed('country', files, ...asked)).toEqual(found)
  })

  it.each<[string, Files]>([
    [
      'first,last,number,name',
      { 'x.csv': '1.0.0.0,1.0.0.255,13335,"Cloudflare, Inc."\n1.0.4.0,1.0.7.255,38803,Gtelecom\n' },
    ],
    ['prefix,number,name', { 'x.csv': '1.0.0.0/24,AS13335,"Cloudflare, Inc."\n1.0.4.0/22,AS38803,Gtelecom\n' }],
    [
      'a header',
      {
        'x.csv':
          'network,autonomous_system_number,autonomous_system_organization\n' +
          '1.0.0.0/24,13335,"Cloudflare, Inc."\n1.0.4.0/22,38803,Gtelecom\n',
      },
    ],
  ])('of autonomous systems is understood: %s', async (_, files) => {
    expect(await placed('asn', files, '1.0.0.1', '1.0.1.0', '1.0.7.1')).toEqual([
      '13335 Cloudflare, Inc.',
      '--',
      '38803 Gtelecom',
    ])
  })

  const bad: [what: string, csv: string | Uint8Array, message: RegExp][] = [
    ['empty', '', /^bad\.csv: expected lines of first,last,label, found an empty file$/],
    [
      'whose ranges overlap',
      '1.0.0.0,1.0.0.255,AU\n1.0.0.255,1.0.1.0,CN\n',
      /^bad\.csv line 2: expected ranges in ascending order that do not overlap, so an address behind 1\.0\.0\.255, found 1\.0\.0\.255$/,
    ],
    [
      'whose ranges lie in each other',
      '1.0.0.0,1.0.9.255,AU\n1.0.1.0,1.0.1.9,CN\n',
      /^bad\.csv line 2: .*found 1\.0\.1\.0$/,
    ],
    ['with a range twice', '1.0.0.0/24,AU\n1.0.0.0/24,AU\n', /^bad\.csv line 2: .*found 1\.0\.0\.0$/],
    [
      'that goes backwards',
      '1.0.1.0,1.0.1.255,AU\n1.0.0.0,1.0.0.255,CN\n',
      /^bad\.csv line 2: .*behind 1\.0\.1\.255, found 1\.0\.0\.0$/,
    ],
    ['whose IPv6 goes backwards', '2001:200::/32,AU\n2001:100::/32,CN\n', /^bad\.csv line 2: .*found 2001:100::$/],
    [
      'with a range that ends before it begins',
      '1.0.0.9,1.0.0.0,AU\n',
      /^bad\.csv line 1: expected a last address not before 1\.0\.0\.9, found 1\.0\.0\.0$/,
    ],
    [
      'with a range of 2^32 addresses',
      '0.0.0.0,255.255.255.255,US\n',
      /^bad\.csv line 1: expected a range that is not of all addresses/,
    ],
    [
      'with a prefix of 2^32 addresses',
      '0.0.0.0/0,US\n',
      /^bad\.csv line 1: expected a range that is not of all addresses/,
    ],
    ['with a prefix of all IPv6', '::/0,US\n', /^bad\.csv line 1: expected a range that is not of all addresses/],
    ['with 2^32 for an address', '1.0.0.0,4294967296,AU\n', /^bad\.csv line 1: expected two addresses of one family/],
    ['with a number beyond IPv6', `1.0.0.0,${2n ** 128n},AU\n`, /^bad\.csv line 1: expected the two addresses/],
    [
      'with a prefix that has bits behind its length',
      '1.0.0.1/24,AU\n',
      /^bad\.csv line 1: expected the two addresses of a range, or a prefix, found "1\.0\.0\.1\/24,AU"$/,
    ],
    ['with a prefix that is too long', '1.0.0.0/33,AU\n', /^bad\.csv line 1: expected the two addresses/],
    ['with an address that is none', '1.0.0.0,1.0.0.256,AU\n', /^bad\.csv line 1: expected the two addresses/],
    ['with two families in a line', '1.0.0.0,2001::,AU\n', /^bad\.csv line 1: expected two addresses of one family/],
    [
      'with a country that is none',
      '1.0.0.0,1.0.0.255,Australia\n',
      /^bad\.csv line 1: expected the code of a country, two capital letters, found "Australia"$/,
    ],
    ['without labels', '1.0.0.0,1.0.0.255\n', /^bad\.csv line 1: expected first,last,label or prefix,label/],
    [
      'with a quote that is not closed',
      '1.0.0.0,1.0.0.255,"AU\n1.0.1.0,1.0.1.255,AU\n',
      /^bad\.csv line 1: expected cells with their quotes closed/,
    ],
    [
      'with a header of other things',
      'name,cidrs\nx,y\n',
      /^bad\.csv line 1: expected a column network, or start_ip and end_ip, found "name,cidrs"$/,
    ],
    [
      'with a header without countries',
      'network,asn\n1.0.0.0/24,1\n',
      /^bad\.csv line 1: expected a column country_code, found/,
    ],
    [
      'of blocks without locations',
      'network,geoname_id\n1.0.0.0/24,1\n',
      /^bad\.csv line 1: expected the locations beside the blocks/,
    ],
    [
      'with a line shorter than its header',
      'network,country_code\n1.0.0.0/24\n',
      /^bad\.csv line 2: expected 2 cells, found "1\.0\.0\.0\/24"$/,
    ],
    ['cut in an address', '1.0.0.0,1.0.0.255,AU\n1.0.1.0,1.0', /^bad\.csv line 2: expected/],
    ['cut in a label', '1.0.0.0,1.0.0.255,AU\n1.0.1.0,1.0.1.255,C', /^bad\.csv line 2: expected the code of a country/],
    ['that is a page', '<html><body>Not found</body></html>\n', /^bad\.csv line 1: expected/],
    ['whose gzip is cut', gzipSync(four).subarray(0, 40), /^bad\.csv: expected whole gzip, found .*; get it again$/],
    ['that is one endless line', 'x'.repeat(300_000), /^bad\.csv line 1: expected a line of at most 64 KiB/],
    ['without any label', '1.0.0.0,1.0.0.255,-\n', /^bad\.csv: expected ranges with a label, found none$/],
  ]
  it.each(bad)('%s is refused, with file and line', async (_, csv, message) => {
    await expect(compile('country', { 'bad.csv': csv })).rejects.toThrow(message)
  })

  it('of autonomous systems that was cut in a number or name is refused', async () => {
    const csv = '1.0.0.0,1.0.0.255,13335,Cloudflare\n1.0.4.0,1.0.7.255,388'
    const message = /^bad\.csv line 2: expected a line feed behind the last line, found .*: the file is cut$/
    await expect(compile('asn', { 'bad.csv': csv })).rejects.toThrow(message)
  })

  it('that overlaps with the list before it is refused', async () => {
    await expect(compile('country', { 'a.csv': four, 'bad.csv': '1.0.2.0,1.0.2.9,AU\n' })).rejects.toThrow(
      /^bad\.csv line 1: .*found 1\.0\.2\.0$/,
    )
  })

  it('that is not there is refused with its path', async () => {
    await expect(compileRangeFiles('country', [join(folder, 'no.csv')])).rejects.toThrow(
      /^no\.csv: expected a file that can be read at .*no\.csv, found none; check the path$/,
    )
  })
})
