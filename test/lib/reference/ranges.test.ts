import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseAddress } from '../../../functions/lib/addresses.ts'
import { parseEditions } from '../../../functions/lib/reference/editions.ts'
import { encodeRanges, openRanges, type RangeTable } from '../../../functions/lib/reference/ranges.ts'
import { compileRanges } from '../../../infra/local/compile-ranges.ts'
import { buildReferenceFiles } from '../../../infra/local/reference-files.ts'

const seed = 20_170_404
const require = createRequire(import.meta.url)

/** The four sources, read from the packages' numeric files: nothing is shared with the compiler, which reads the others. */
const SOURCES = [
  { of: 'country', family: 4, file: '@ip-location-db/geo-whois-asn-country/geo-whois-asn-country-ipv4-num.csv' },
  { of: 'country', family: 6, file: '@ip-location-db/geo-whois-asn-country/geo-whois-asn-country-ipv6-num.csv' },
  { of: 'asn', family: 4, file: '@ip-location-db/asn/asn-ipv4-num.csv' },
  { of: 'asn', family: 6, file: '@ip-location-db/asn/asn-ipv6-num.csv' },
] as const

interface SourceLine {
  first: bigint
  last: bigint
  label: string
}

/** Bits of an address that the compiled ranges do not tell apart: none in IPv4, in IPv6 the last 64. */
const coarseBits = (family: 4 | 6) => (family === 4 ? 0n : 64n)

/** Lines of Australia across 32-bit prefixes of 2001::/16, which only fill gaps and are left out. */
const isFiller = ({ first, last, label }: SourceLine) =>
  label === 'AU' && first >> 112n === 0x2001n && first >> 96n !== last >> 96n

function readSource(file: string): SourceLine[] {
  const path = join(dirname(require.resolve(`${dirname(file)}/package.json`)), file.slice(file.lastIndexOf('/') + 1))
  const lines: SourceLine[] = []
  for (const text of readFileSync(path, 'utf8').split('\n')) {
    if (text === '') continue
    const one = text.indexOf(',')
    const two = text.indexOf(',', one + 1)
    const line = {
      first: BigInt(text.slice(0, one)),
      last: BigInt(text.slice(one + 1, two)),
      label: text.slice(two + 1),
    }
    if (!isFiller(line)) lines.push(line)
  }
  return lines
}

/**
 * What the source says of each address, in one pass over its lines: the label of the narrowest line that holds the
 * address (of two of one width the later); in IPv6, of the lowest address of its 64-bit network that a line holds.
 */
function scan(family: 4 | 6, lines: readonly SourceLine[], addresses: readonly bigint[]): Map<bigint, string> {
  const bits = coarseBits(family)
  const units = [...new Set(addresses.map(address => address >> bits))]
    .sort((a, b) => (a < b ? -1 : 1))
    .map(unit => ({ first: unit << bits, last: ((unit + 1n) << bits) - 1n, at: -1n, width: 0n, label: 'none' }))
  let from = 0
  for (const { first, last, label } of lines) {
    while ((units[from]?.last ?? first) < first) from++
    for (let next = from; ; next++) {
      const unit = units[next]
      if (unit === undefined || unit.first > last) break
      if (unit.last < first) continue
      // Lines come in order of their first address, so the first that meets the unit holds its lowest address.
      if (unit.at < 0n) unit.at = first > unit.first ? first : unit.first
      const narrower = unit.label === 'none' || last - first <= unit.width
      if (first <= unit.at && unit.at <= last && narrower) Object.assign(unit, { width: last - first, label })
    }
  }
  const labels = new Map(units.map(({ first, label }) => [first >> bits, label]))
  return new Map(addresses.map(address => [address, labels.get(address >> bits) ?? 'none']))
}

/** Lines that share no unit with another one, so that only they can hold their addresses; and the others. */
function partition(family: 4 | 6, lines: readonly SourceLine[]) {
  const bits = coarseBits(family)
  let highest = -1n
  const beyond = lines.map(({ first, last }) => {
    const isBeyond = first >> bits > highest
    if (last >> bits > highest) highest = last >> bits
    return isBeyond
  })
  const isAlone = (at: number) => beyond[at] === true && beyond[at + 1] !== false
  return { alone: lines.filter((_, at) => isAlone(at)), others: lines.filter((_, at) => !isAlone(at)) }
}

interface AsLabel {
  asn: number
  name: string
}

const KEPT = join(import.meta.dirname, '../../../node_modules/.cache/flowcensus')
const cache = mkdtempSync(join(tmpdir(), 'ranges-'))
let country: RangeTable<string>
let asn: RangeTable<AsLabel>
beforeAll(async () => {
  // Ranges are compiled anew; what rules say of names, which takes longer and is not asked here, is taken from where it is kept.
  await buildReferenceFiles('', KEPT)
  const kept = join(KEPT, 'ranges')
  cpSync(kept, join(cache, 'ranges'), { recursive: true, filter: path => path === kept || path.endsWith('.kinds') })
  const { files, ranges } = await buildReferenceFiles('', cache)
  const editions = parseEditions(new TextDecoder().decode(files['editions.csv']))
  const bytesOf = (data: 'country' | 'asn') => ranges.read(editions[data][0]?.ranges ?? '')
  country = openRanges('country.bin', bytesOf('country'), label => label as string)
  asn = openRanges('asn.bin', bytesOf('asn'), label => label as AsLabel)
})
afterAll(() => rmSync(cache, { recursive: true }))

/** Labels as the source writes them. */
function textsOf(of: 'country' | 'asn'): string[] {
  if (of === 'country') return [...country.labels]
  return asn.labels.map(({ asn: number, name }) => {
    return `${number},${/[",]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name}`
  })
}

function factsOf(text: string) {
  const address = parseAddress(text)
  if (address === undefined) throw new Error(`expected an address, found ${text}`)
  const v4 = address.family === 4
  const found = asn.labels[v4 ? asn.ipv4(address.w3) : asn.ipv6(address.w0, address.w1)]
  return {
    country: country.labels[v4 ? country.ipv4(address.w3) : country.ipv6(address.w0, address.w1)],
    asn: found?.asn,
    name: found?.name,
  }
}

describe.each(SOURCES)('compiled ranges of $of, IPv$family', ({ of, family, file }) => {
  let lines: SourceLine[]
  let alone: SourceLine[]
  let others: SourceLine[]
  let texts: string[]
  beforeAll(() => {
    lines = readSource(file)
    texts = textsOf(of)
    const parts = partition(family, lines)
    alone = parts.alone
    others = parts.others
  })

  const unit = 1n << coarseBits(family)
  const beyondLast = 1n << (family === 4 ? 32n : 128n)

  /** What the compiled ranges answer, as the source writes it. */
  function answer(address: bigint): string {
    const table = of === 'country' ? country : asn
    const index =
      family === 4
        ? table.ipv4(Number(address))
        : table.ipv6(Number(address >> 96n), Number((address >> 64n) & 0xffff_ffffn))
    return texts[index] ?? 'none'
  }

  /** Addresses on which the compiled ranges and a scan of the source differ. */
  const differing = (addresses: readonly bigint[]) =>
    [...scan(family, lines, addresses)].filter(([address, label]) => answer(address) !== label)

  it(`answer as a scan of the source on 800 random addresses (seed ${seed})`, () => {
    const bits = family === 4 ? 32n : 128n
    const addresses = fc.sample(
      fc.oneof(
        // Anywhere, in IPv6 anywhere in 2000::/3; and, as most of IPv6 is empty, inside a line.
        fc.bigInt({ min: 0n, max: (1n << bits) - 1n }).map(n => (family === 4 ? n : (1n << 125n) + (n >> 3n))),
        fc
          .tuple(fc.integer({ min: 0, max: lines.length - 1 }), fc.bigInt({ min: 0n, max: 1n << 128n }))
          .map(([at, n]) => {
            const { first, last } = lines[at] ?? { first: 0n, last: 0n }
            return first + (n % (last - first + 1n))
          }),
      ),
      { numRuns: 800, seed },
    )
    expect(differing(addresses)).toEqual([])
    const found = addresses.filter(address => answer(address) !== 'none').length
    expect(found).toBeGreaterThan(350)
    expect(addresses.length - found).toBeGreaterThan(10)
  })

  it('include the first and the last address of every range that stands alone', () => {
    expect(alone.length).toBeGreaterThan(lines.length * 0.9)
    const wrong = alone.filter(({ first, last, label }) => answer(first) !== label || answer(last) !== label)
    expect(wrong).toEqual([])
  })

  it('answer as a scan at the edges of every range that overlaps another one, and next to them', () => {
    expect(others.length).toBeGreaterThan(1)
    const edges = others.flatMap(({ first, last }) => [first - unit, first, last, last + unit])
    expect(differing(edges.filter(address => address >= 0n && address < beyondLast))).toEqual([])
  })

  it('find nothing next to a range where the source has a gap', () => {
    let highest = lines[0]?.last ?? 0n
    let gaps = 0
    const wrong: SourceLine[] = []
    for (const line of lines) {
      if (line.first / unit > highest / unit + 1n) {
        gaps++
        if (answer(highest + unit) !== 'none' || answer(line.first - unit) !== 'none') wrong.push(line)
      }
      if (line.last > highest) highest = line.last
    }
    expect(gaps).toBeGreaterThan(100)
    expect(wrong).toEqual([])
  })
})

describe('known addresses', () => {
  it.each([
    ['8.8.8.8', 'US', 15169, 'Google LLC'],
    ['175.45.176.1', 'KP', 131279, 'Star Joint Venture Co. Ltd.'],
    ['175.45.179.255', 'KP', 131279, 'Star Joint Venture Co. Ltd.'],
    ['133.11.0.1', 'JP', 2501, 'The University of Tokyo'],
    ['143.248.5.153', 'KR', 1781, 'Korea Advanced Institute of Science and Technology'],
    ['202.112.0.36', 'CN', 4538, 'China Education and Research Network Center'],
    ['193.0.6.139', 'NL', 3333, 'Reseaux IP Europeens Network Coordination Centre (RIPE NCC)'],
    ['77.88.55.60', 'RU', 13238, 'YANDEX LLC'],
    ['128.141.0.1', 'CH', 513, 'CERN - European Organization for Nuclear Research'],
    ['128.112.136.10', 'US', 88, 'Princeton University'],
    ['2001:4860:4860::8888', 'US', 15169, 'Google LLC'],
    ['2a02:6b8::2:242', 'RU', 13238, 'YANDEX LLC'],
    ['2001:67c:2e8:22::c100:68b', 'NL', 3333, 'Reseaux IP Europeens Network Coordination Centre (RIPE NCC)'],
  ])('%s is registered in %s, AS%i %s', (text, registered, number, name) => {
    expect(factsOf(text)).toEqual({ country: registered, asn: number, name })
  })

  it.each(['0.0.0.0', '10.0.0.1', '127.0.0.1', '100.64.0.1', '255.255.255.255', '::1', 'fe80::1'])(
    '%s has neither country nor AS',
    text => {
      expect(factsOf(text)).toEqual({ country: undefined, asn: undefined, name: undefined })
    },
  )

  // The pinned data fills gaps of APNIC's oldest blocks with Australia. No country is what it can say: the true ones (CN,
  // JP, ID) are not in it.
  it.each(['2001:da8:200::1', '2001:200::1', '2001:d30::1'])(
    '%s is not registered in Australia for want of data',
    text => {
      expect(factsOf(text).country).toBeUndefined()
    },
  )

  it('2401:d002::1, in Australian space outside of those blocks, is registered in AU', () => {
    expect(factsOf('2401:d002::1').country).toBe('AU')
  })

  // Each is the tail of a range that begins inside another one.
  it.each([
    ['13.132.0.1', 'US'],
    ['2001:418:1440::1', 'US'],
  ])('%s, beyond the range that its own begins in, is registered in %s', (text, registered) => {
    expect(factsOf(text).country).toBe(registered)
  })

  it('215.1.0.1, beyond the range that its own begins in, is of AS721', () => {
    expect(factsOf('215.1.0.1').asn).toBe(721)
  })
})

const text = (label: unknown) => label as string
const compiled = (ipv4: string, ipv6 = '') =>
  openRanges(
    'test.bin',
    compileRanges({ name: 'four.csv', text: ipv4 }, { name: 'six.csv', text: ipv6 }, fields =>
      fields === '' ? undefined : { key: fields, label: fields },
    ),
    text,
  )
const ipv4 = (dotted: string) => parseAddress(dotted)?.w3 ?? Number.NaN

describe('compiling ranges', () => {
  it('joins neighbouring ranges of one label, and no others', () => {
    const table = compiled(
      '10.0.0.0,10.0.0.255,A\n10.0.1.0,10.0.1.255,A\n10.0.2.0,10.0.2.255,B\n10.0.3.1,10.0.3.255,B\n',
    )
    expect(table.ranges).toBe(3)
    expect(table.labels).toEqual(['A', 'B'])
    const found = ['9.255.255.255', '10.0.0.0', '10.0.1.255', '10.0.2.255', '10.0.3.0', '10.0.3.1', '10.0.4.0']
    expect(found.map(dotted => table.labels[table.ipv4(ipv4(dotted))])).toEqual([
      undefined,
      'A',
      'A',
      'B',
      undefined,
      'B',
      undefined,
    ])
  })

  it('keeps the first and the last address of both families', () => {
    const table = compiled(
      '0.0.0.0,0.0.0.0,first\n255.255.255.255,255.255.255.255,last\n',
      '::,0:0:0:0:ffff:ffff:ffff:ffff,first\nffff:ffff:ffff:ffff::,ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff,last\n',
    )
    const label = (index: number) => table.labels[index]
    expect([0, 1, 0xfffffffe, 0xffffffff].map(address => label(table.ipv4(address)))).toEqual([
      'first',
      undefined,
      undefined,
      'last',
    ])
    expect(
      [
        [0, 0],
        [0, 1],
        [0xffffffff, 0xfffffffe],
        [0xffffffff, 0xffffffff],
      ].map(([high = 0, low = 0]) => label(table.ipv6(high, low))),
    ).toEqual(['first', undefined, undefined, 'last'])
  })

  it('tells IPv6 ranges apart by all of their first 64 bits', () => {
    const table = compiled('', '2001:db8:0:1::,2001:db8:0:1:ffff::,A\n2001:db8:0:3::,2001:db8:1:0:ffff::,B\n')
    const found = [0, 1, 2, 3, 0xffff, 0x10000, 0x10001].map(low => table.labels[table.ipv6(0x20010db8, low)])
    expect(found).toEqual([undefined, 'A', undefined, 'B', 'B', 'B', undefined])
  })

  /** Labels of 10.0.0.0 to 10.0.0.<last>, one letter each, a dot for none. */
  const picture = (csv: string, last: number) => {
    const table = compiled(csv.replaceAll(/(\d+)-(\d+)=/g, '10.0.0.$1,10.0.0.$2,').replaceAll(' ', '\n'))
    return Array.from({ length: last + 1 }, (_, at) => table.labels[table.ipv4(0x0a000000 + at)] ?? '.').join('')
  }

  it.each([
    ['one inside another, which goes on behind it', '0-9=A 3-5=B', 'AAABBBAAAA..'],
    ['one that goes on beyond another', '0-5=A 4-11=B', 'AAAAAABBBBBB'],
    ['a narrow one that goes on beyond a wide one', '0-9=A 8-11=B', 'AAAAAAAABBBB'],
    ['several inside each other', '0-11=A 1-9=B 2-6=C 4-4=D', 'ABCCDCCBBBAA'],
    ['several side by side in one', '0-11=A 1-2=B 3-4=C 8-8=B', 'ABBCCAAABAAA'],
    ['one at the beginning and one at the end of another', '0-9=A 0-1=B 8-9=C', 'BBAAAAAACC..'],
    ['two of one width, of which the later wins', '0-3=A 0-3=B 2-5=C', 'BBCCCC......'],
    ['one of the same label inside another', '0-9=A 2-3=A', 'AAAAAAAAAA..'],
    ['a wide one that outlasts two that it does not hold whole', '0-4=A 2-11=B 3-6=C', 'AAACCCCBBBBB'],
  ])('gives each address to the narrowest range that holds it: %s', (_, csv, expected) => {
    expect(picture(csv, 11)).toBe(expected)
  })

  it('gives a 64-bit network that several lines share to the one with its lowest address, and loses no other', () => {
    const table = compiled(
      '',
      '2001:db8:0:1::,2001:db8:0:2::f,A\n2001:db8:0:2::10,2001:db8:0:2::1f,B\n2001:db8:0:2::20,2001:db8:0:4::,C\n',
    )
    expect([0, 1, 2, 3, 4, 5].map(low => table.labels[table.ipv6(0x20010db8, low)])).toEqual([
      undefined,
      'A',
      'A',
      'C',
      'C',
      undefined,
    ])
  })

  it('finds nothing in an empty table', () => {
    const table = compiled('')
    expect([table.ipv4(0), table.ipv4(0xffffffff), table.ipv6(0, 0), table.ranges]).toEqual([-1, -1, -1, 0])
  })

  it('takes Windows line ends, blank lines and a last line without an end', () => {
    const table = compiled('10.0.0.0,10.0.0.255,A\r\n\r\n10.0.2.0,10.0.2.255,B')
    expect(table.labels).toEqual(['A', 'B'])
  })

  it.each([
    ['an address that is none', '10.0.0.0,10.0.0.256,A', 'four.csv line 2: expected first,last,label, found'],
    ['a missing field', '10.0.0.0', 'four.csv line 2: expected first,last,label, found "10.0.0.0"'],
    ['words', '<html>not a csv</html>', 'four.csv line 2: expected first,last,label, found'],
    ['no label', '10.0.0.0,10.0.0.255,', 'four.csv line 2: expected a label, found ""'],
  ])('refuses a source with %s, with its line', (_, line, message) => {
    expect(() => compiled(`9.0.0.0,9.0.0.255,A\n${line}\n`)).toThrow(message)
  })

  it.each([
    ['out of order', '10.0.0.0,10.0.0.255,A\n9.0.0.0,9.0.0.255,B\n'],
    ['that ends before it begins', '10.0.0.255,10.0.0.0,A\n'],
    ['of IPv6 among IPv4', '2001:db8::,2001:db8::ffff,A\n'],
  ])('refuses a line %s', (_, csv) => {
    expect(() => compiled(csv)).toThrow('four.csv line')
  })
})

describe('opening compiled ranges', () => {
  const bytes = encodeRanges(
    [{ first: 1, last: 2, value: 0 }],
    [{ firstHigh: 1, firstLow: 0, lastHigh: 2, lastLow: 0, value: 1 }],
    ['A', 'B'],
  )
  const changed = (at: number, value: number) => {
    const copy = bytes.slice()
    copy[at] = value
    return copy
  }

  it('reads what was encoded', () => {
    const table = openRanges('test.bin', bytes, text)
    expect([table.ipv4(0), table.ipv4(1), table.ipv4(2), table.ipv4(3)]).toEqual([-1, 0, 0, -1])
    expect([table.ipv6(0, 9), table.ipv6(1, 0), table.ipv6(2, 0), table.ipv6(2, 1)]).toEqual([-1, 1, 1, -1])
  })

  it('reads from any place in another buffer', () => {
    for (const offset of [0, 1, 2, 3, 4, 8]) {
      const around = new Uint8Array(bytes.length + 16).fill(0xee)
      around.set(bytes, offset)
      const table = openRanges('test.bin', around.subarray(offset, offset + bytes.length), text)
      expect(table.labels[table.ipv4(2)], `offset ${offset}`).toBe('A')
    }
  })

  // slice() of a Buffer shares its memory: such a copy would not align the words.
  it('reads from any place in a Buffer of node', () => {
    const around = Buffer.concat([Buffer.from([0]), bytes])
    expect(openRanges('test.bin', around.subarray(1), text).ipv4(2)).toBe(0)
  })

  it.each([
    ['no bytes', new Uint8Array()],
    ['half of a header', bytes.slice(0, 12)],
    ['an error page', new TextEncoder().encode('<html><title>404 Not Found</title></html>')],
    ['another layout', changed(0, 0)],
    ['another version', changed(4, 2)],
    ['a missing end', bytes.slice(0, -1)],
    ['bytes too many', new Uint8Array([...bytes, 0])],
    ['more ranges in the header than follow', changed(8, 2)],
  ])('refuses %s, naming the file and what to do', (_, broken) => {
    expect(() => openRanges('country.bin', broken, text)).toThrow(
      /^country\.bin: expected compiled ranges of version 1, found .+; compile it again$/,
    )
  })
})
