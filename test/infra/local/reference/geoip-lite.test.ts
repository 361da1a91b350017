import { describe, expect, it } from 'vitest'
import { parseAddress } from '../../../../functions/lib/addresses.ts'
import { openRanges } from '../../../../functions/lib/reference/ranges.ts'
import { compileGeoipLite, geoipLiteRanges } from '../../../../infra/local/reference/geoip-lite.ts'
import { geoipLiteFile } from '../../../support/geoip-lite-files.ts'

const four = geoipLiteFile('geoip-country.dat', '1.0.0.0 1.0.0.255 AU', '1.0.1.0 1.0.3.255 CN', '1.0.4.0 1.0.7.255 CN')
const six = geoipLiteFile('geoip-country6.dat', '2001:200:: 2001:200:ffff:ffff:ffff:ffff:ffff:ffff JP')

/** Country of an address in the compiled edition; `--` where it has none. */
function placed(ipv4 = four, ipv6 = six) {
  const table = openRanges('test', compileGeoipLite(ipv4, ipv6), label => label as string)
  return (text: string): string => {
    const address = parseAddress(text)!
    const index = address.family === 4 ? table.ipv4(address.w3) : table.ipv6(address.w0, address.w1)
    return table.labels[index] ?? '--'
  }
}

describe('the country files of geoip-lite', () => {
  it('are read as rows of first, last and country', () => {
    expect([...geoipLiteRanges(four, 4)].map(({ first, last, country }) => [first.w3, last.w3, country])).toEqual([
      [0x01000000, 0x010000ff, 'AU'],
      [0x01000100, 0x010003ff, 'CN'],
      [0x01000400, 0x010007ff, 'CN'],
    ])
  })

  it('place each address, the first and last of a row included', () => {
    const of = placed()
    expect(['0.255.255.255', '1.0.0.0', '1.0.0.255', '1.0.1.0', '1.0.7.255', '1.0.8.0'].map(of)).toEqual([
      '--',
      'AU',
      'AU',
      'CN',
      'CN',
      '--',
    ])
    expect(['2001:1ff:ffff::', '2001:200::1', '2001:200:ffff::1', '2001:201::'].map(of)).toEqual([
      '--',
      'JP',
      'JP',
      '--',
    ])
  })

  it.each(['A1', 'A2', 'O1', 'AP', 'EU', '\0\0'])('code %j is no country', code => {
    const of = placed(geoipLiteFile('geoip-country.dat', `1.0.0.0 1.0.0.255 ${code}`, '1.0.1.0 1.0.1.255 CN'))
    expect([of('1.0.0.1'), of('1.0.1.1')]).toEqual(['--', 'CN'])
  })

  it('give an IPv6 address to the narrowest row that holds it, as far as 64 bits go', () => {
    const of = placed(
      four,
      geoipLiteFile(
        'geoip-country6.dat',
        '2407:1600:: 2407:1600:0:ffff:ffff:ffff:ffff:ffff SG',
        '2407:1600:0:1:: 2407:1600:0:1:ffff:ffff:ffff:ffff SE',
        '2407:1600:0:2:: 2407:1600:0:2:0:ffff:ffff:ffff NO',
        '2407:1600:0:2:1:: 2407:1600:0:2:ffff:ffff:ffff:ffff DK',
        '2407:1600:0:3:: 2407:1600:0:3:ffff:ffff:ffff:ffff EU',
      ),
    )
    const found = [0, 1, 2, 3, 4].map(group => of(`2407:1600:0:${group}::1`))
    expect(found).toEqual(['SG', 'SE', 'NO', '--', 'SG'])
  })

  const rows = Array.from(
    { length: 199 },
    (_, at) => `2a00:${(at + 1).toString(16)}:: 2a00:${(at + 1).toString(16)}:: DE`,
  )

  it('leave out the few IPv6 rows that the package misread, which lie before the row above', () => {
    const of = placed(four, geoipLiteFile('geoip-country6.dat', ...rows, '2a00:1:: 2a00:7:: FR'))
    expect([of('2a00:1::'), of('2a00:7::'), of('2a00:c7::')]).toEqual(['DE', 'DE', 'DE'])
    expect(of('2a00:2:1::')).toBe('--')
  })

  const bad: [what: string, ipv4: typeof four, ipv6: typeof six, message: RegExp][] = [
    [
      'cut in a row',
      { ...four, bytes: four.bytes.subarray(0, 25) },
      six,
      /^geoip-country\.dat: .*rows of 10 bytes, found 25/,
    ],
    ['empty', { ...four, bytes: new Uint8Array() }, six, /^geoip-country\.dat: .*found 0 bytes/],
    [
      'IPv6 cut in a row',
      four,
      { ...six, bytes: six.bytes.subarray(1) },
      /^geoip-country6\.dat: .*rows of 34 bytes, found 33/,
    ],
    [
      'with a row that ends before it begins',
      geoipLiteFile('f', '1.0.0.0 1.0.0.9 AU', '1.0.2.0 1.0.1.0 AU'),
      six,
      /^f row 2 \(offset 10\): expected a last address not before 1\.0\.2\.0, found 1\.0\.1\.0$/,
    ],
    [
      'with rows that overlap',
      geoipLiteFile('f', '1.0.0.0 1.0.0.9 AU', '1.0.0.9 1.0.1.0 AU'),
      six,
      /^f row 2 \(offset 10\): expected an address behind 1\.0\.0\.9, found 1\.0\.0\.9$/,
    ],
    [
      'with another thing where the country stands',
      geoipLiteFile('f', '1.0.0.0 1.0.0.9 a!'),
      six,
      /^f row 1 \(offset 0\): expected a country of two letters, found "a!"$/,
    ],
    [
      'of IPv6 rows out of order',
      four,
      geoipLiteFile('f', ...rows.slice(0, 150), '2a00:1:: 2a00:1:: FR', '2a00:2:: 2a00:2:: FR'),
      /^f: expected rows in ascending order, found 2 of 152 that are not$/,
    ],
  ]
  it.each(bad)('%s are refused', (_, ipv4, ipv6, message) => {
    expect(() => compileGeoipLite(ipv4, ipv6)).toThrow(message)
  })
})
