import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { BlockList } from 'node:net'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatAddress, parseAddress } from '../../functions/lib/addresses.ts'
import {
  DEFAULT_NETWORKS_CSV,
  NetworksRefused,
  parseNetworks,
  parsePrefix,
  type WatchedNetwork,
} from '../../functions/lib/networks.ts'
import { createWatchedLookup } from '../../functions/normalise/enrich/watched.ts'
import { runsOf } from '../support/depth.ts'

const seed = 20_170_402
const golden = join(import.meta.dirname, '../golden/networks')
const goldenCases = readdirSync(golden)
  .filter(name => name.endsWith('.csv'))
  .map(name => name.slice(0, -4))
const goldenCsv = (name: string) => new TextDecoder().decode(readFileSync(join(golden, `${name}.csv`)))

/** Problems of a file that must be refused. */
function problemsOf(csv: string): readonly string[] {
  try {
    parseNetworks(csv)
  } catch (error) {
    if (error instanceof NetworksRefused) return error.problems
    throw error
  }
  throw new Error('expected networks.csv to be refused, found it accepted')
}

/** Compares with the golden text; on a difference writes `<name>.changed.txt` beside it. */
function expectGolden(name: string, found: string): void {
  const path = join(golden, `${name}.txt`)
  const changed = join(golden, `${name}.changed.txt`)
  const expected = existsSync(path) ? readFileSync(path, 'utf8') : undefined
  if (found === expected) rmSync(changed, { force: true })
  else writeFileSync(changed, found)
  expect(found, `see ${changed}`).toBe(expected)
}

const lookupOf = (csv: string) => {
  const networks = parseNetworks(csv)
  const watched = createWatchedLookup(networks)
  return (address: string, at = '2017-04-20T12:00:00Z') => {
    const parsed = parseAddress(address)
    if (parsed === undefined) throw new Error(`expected an address, found ${address}`)
    return networks[watched(parsed, Date.parse(at))]?.name
  }
}

describe('a networks.csv that is refused', () => {
  it.each(goldenCases)('says what is wrong: %s', name => {
    expectGolden(name, `${problemsOf(goldenCsv(name)).join('\n')}\n`)
  })

  it('has a case for every column that has a rule', () => {
    const texts = goldenCases.map(name => readFileSync(join(golden, `${name}.txt`), 'utf8')).join('')
    const columns = new Set([...texts.matchAll(/column \d+ \((\w+)\)/g)].map(match => match[1]))
    expect([...columns].sort()).toEqual([
      'cidr',
      'home_country',
      'name',
      'provider_asns',
      'time_zone',
      'valid_from',
      'valid_to',
      'weekend',
    ])
  })

  it('has no expected message without its file', () => {
    const texts = readdirSync(golden).filter(name => /^(?!.*\.changed).*\.txt$/.test(name))
    expect(texts.map(name => name.slice(0, -4))).toEqual(goldenCases)
  })

  it.each(goldenCases)('gives one line per mistake, with what was expected, found and is to be done: %s', name => {
    for (const problem of problemsOf(goldenCsv(name)))
      expect(problem).toMatch(/^networks\.csv[^\n]*: expected [^\n]+, found [^\n]+; [^\n]+$/)
  })

  it.each(goldenCases)('gives the line of each mistake: %s', name => {
    for (const problem of problemsOf(goldenCsv(name))) expect(problem).toMatch(/^networks\.csv line \d+(, column \d+)?/)
  })

  it.each(['quotes-unbalanced', 'quote-inside-a-cell', 'text-after-a-quote'])(
    'gives the line of each mistake: %s',
    name => {
      for (const problem of problemsOf(goldenCsv(name))) expect(problem).toMatch(/^networks\.csv line 2\b/)
    },
  )

  it('gives the column, counted from 1, of each mistake in a cell', () => {
    for (const problem of problemsOf(goldenCsv('several-mistakes')))
      expect(problem).toMatch(/^networks\.csv line [23], column [1-4] \(\w+\): /)
    expect(problemsOf(goldenCsv('several-mistakes'))).toHaveLength(4)
  })

  it('gives no network, however many of its rows are good', () => {
    const good = Array.from({ length: 50 }, (_, at) => `10.${at}.0.0/16,office ${at}`).join('\n')
    expect(problemsOf(`cidr,name\n${good}\n10.99.0.1/16,last\n`)).toHaveLength(1)
  })

  it('says it in one line where the cell has several', () => {
    const problems = problemsOf('cidr,name,home_country\n10.0.0.0/8,office,"K\nP"\n')
    expect(problems.map(problem => problem.split('\n').length)).toEqual([1])
  })

  it('shows at most 60 characters of what it found', () => {
    const [problem] = problemsOf(`cidr,name\n${'x'.repeat(10_000)},office\n`)
    expect(problem?.length).toBeLessThan(200)
  })

  it.each(['Monkey', 'sunshine', 'Thundersday', 'Frisbee'])('refuses the weekend word %s', word => {
    expect(() => parseNetworks(`cidr,name,weekend\n10.0.0.0/8,office,${word}\n`)).toThrow(NetworksRefused)
  })

  // Names of the runtime's ICU, not of IANA; IST stands for three zones; the other engine does not know them.
  it.each(['PST', 'IST', 'ACT', 'SystemV/PST8'])('refuses the zone %s, which IANA does not list', zone => {
    expect(() => parseNetworks(`cidr,name,time_zone\n10.0.0.0/8,office,${zone}\n`)).toThrow(NetworksRefused)
  })

  it('gives the line where a record of several lines begins', () => {
    const [problem] = problemsOf('cidr,name,note\n10.0.0.1/8,office,"two\nmore\nlines"\n')
    expect(problem).toMatch(/^networks\.csv line 2, /)
  })

  it('gives the line where a record begins after blank lines and records of several lines', () => {
    const before = '\n\ncidr,name,note\n10.0.0.0/8,office,"two\nmore\nlines"\n\n'
    expect(problemsOf(`${before}172.16.0.1/12,plant,"two\nlines"\n`)[0]).toMatch(/^networks\.csv line 8, /)
    expect(problemsOf(`${before}\n172.16.0.0/12,"plant,\n\n`)[0]).toMatch(
      /^networks\.csv line 9, column 2 \(name\): expected a closing quote/,
    )
    expect(problemsOf('\n\ncidr\n')[0]).toMatch(/^networks\.csv line 3: expected a column "name"/)
  })

  it('refuses a prefix of IPv4 written as IPv6, whose length would mean another one', () => {
    expect(parsePrefix('::ffff:10.0.0.0/8')).toBeUndefined()
    expect(problemsOf('cidr,name\n::ffff:10.0.0.0/8,office\n')).toHaveLength(1)
  })
})

describe('a networks.csv that is accepted', () => {
  const row = (csv: string): WatchedNetwork | undefined => parseNetworks(csv)[0]

  it('gives every column', () => {
    const csv = `cidr,name,access_path,time_zone,home_country,provider_asns,weekend,valid_from,valid_to,note
175.45.176.0/22,Pyongyang,Star JV,Asia/Pyongyang,KP,AS131279 4837;20485,Fri sat,2015-08-15,2018-05-05,"said ""so"", once"
`
    expect(parseNetworks(csv)).toEqual([
      {
        cidr: '175.45.176.0/22',
        name: 'Pyongyang',
        accessPath: 'Star JV',
        timeZone: 'Asia/Pyongyang',
        homeCountry: 'KP',
        providerAsns: [131279, 4837, 20485],
        weekend: [5, 6],
        validFromMs: Date.UTC(2015, 7, 15),
        validToMs: Date.UTC(2018, 4, 5),
        note: 'said "so", once',
      },
    ])
  })

  it('needs only cidr and name: zone, country and dates are not set, the weekend is Saturday and Sunday', () => {
    expect(row('cidr,name\n10.0.0.0/8,office\n')).toEqual({
      cidr: '10.0.0.0/8',
      name: 'office',
      accessPath: '',
      timeZone: '',
      homeCountry: '',
      providerAsns: [],
      weekend: [6, 7],
      validFromMs: null,
      validToMs: null,
      note: '',
    })
  })

  it('takes the columns in any order', () => {
    expect(row('note,name,weekend,cidr\nx,office,Sun,10.0.0.0/8\n')).toMatchObject({
      cidr: '10.0.0.0/8',
      name: 'office',
      weekend: [7],
      note: 'x',
    })
  })

  it.each([
    ['a byte order mark', '\ufeffcidr,name\n10.0.0.0/8,office\n'],
    ['Windows line ends', 'cidr,name\r\n10.0.0.0/8,office\r\n'],
    ['old Mac line ends', 'cidr,name\r10.0.0.0/8,office\r'],
    ['no line end at its end', 'cidr,name\n10.0.0.0/8,office'],
    ['blank lines', '\n\ncidr,name\n\n10.0.0.0/8,office\n\n'],
    ['spaces around its cells', ' cidr , name \n 10.0.0.0/8 , office \n'],
    ['quotes around its cells', '"cidr","name"\n"10.0.0.0/8","office"\n'],
  ])('may have %s', (_, csv) => {
    expect(row(csv)).toMatchObject({ cidr: '10.0.0.0/8', name: 'office' })
  })

  it('reads the whole days of the week and their short names, each once and in order', () => {
    const weekend = (words: string) => row(`cidr,name,weekend\n10.0.0.0/8,office,${words}\n`)?.weekend
    expect(weekend('Friday SATURDAY')).toEqual([5, 6])
    expect(weekend('sun fri;Sun')).toEqual([5, 7])
    expect(weekend('mon tue wed thu fri sat sun')).toEqual([1, 2, 3, 4, 5, 6, 7])
  })

  it('writes a prefix in its canonical form', () => {
    expect(row('cidr,name\n2001:DB8::/48,office\n')?.cidr).toBe('2001:db8::/48')
  })

  it.each([
    ['2001:db8:0::/48', '2001:db8::/48'],
    ['2001:0db8::/32', '2001:db8::/32'],
    ['fd00:0:0:0::/64', 'fd00::/64'],
    ['10.0.0.0/08', '10.0.0.0/8'],
  ])('may spell a prefix as %s, which is no address bits after the prefix: it is %s', (spelled, cidr) => {
    expect(row(`cidr,name\n${spelled},office\n`)?.cidr).toBe(cidr)
  })

  it('may name any zone of IANA, also by an older name or without a place', () => {
    const zones = [
      'Asia/Pyongyang',
      'Asia/Calcutta',
      'Asia/Kathmandu',
      'UTC',
      'EST',
      'PRC',
      'America/Argentina/Ushuaia',
    ]
    for (const zone of zones) expect(row(`cidr,name,time_zone\n10.0.0.0/8,office,${zone}\n`)?.timeZone, zone).toBe(zone)
  })

  it('may hold one prefix twice when one ends on the day that the other begins', () => {
    const csv = `cidr,name,valid_from,valid_to
10.0.0.0/8,before,,2017-05-01
10.0.0.0/8,after,2017-05-01,
`
    expect(parseNetworks(csv).map(({ name }) => name)).toEqual(['before', 'after'])
  })

  it('may hold several prefixes of one name, and prefixes inside each other', () => {
    expect(parseNetworks('cidr,name\n10.0.0.0/8,office\n10.1.0.0/16,office\n::/0,office\n')).toHaveLength(3)
  })
})

describe('watched addresses', () => {
  it('belong to the most specific prefix, whatever the order of the rows', () => {
    const rows = ['10.0.0.0/8,wide', '10.1.0.0/16,narrow', '10.1.2.0/24,narrower', '10.1.2.3/32,one', '0.0.0.0/0,all']
    for (const order of [rows, rows.toReversed(), [rows[2], rows[0], rows[4], rows[1], rows[3]]]) {
      const of = lookupOf(`cidr,name\n${order.join('\n')}\n`)
      expect(
        ['10.1.2.3', '10.1.2.4', '10.1.3.3', '10.2.0.0', '9.255.255.255', '255.255.255.255'].map(text => of(text)),
      ).toEqual(['one', 'narrower', 'narrow', 'wide', 'all', 'all'])
    }
  })

  it('belong to the most specific IPv6 prefix, also where it ends inside a word', () => {
    const of = lookupOf(
      'cidr,name\n2001:db8::/32,wide\n2001:db8:8000::/33,half\n2001:db8:8000::1/128,one\n2001:db8:8000::/127,two\n',
    )
    expect(
      ['2001:db8:7fff:ffff::', '2001:db8:8000::2', '2001:db8:8000::1', '2001:db8:8000::', '2001:db9::'].map(text =>
        of(text),
      ),
    ).toEqual(['wide', 'half', 'one', 'two', undefined])
  })

  it('include the first and the last of a prefix and not their neighbours', () => {
    const of = lookupOf('cidr,name\n175.45.176.0/22,watched\n')
    expect(['175.45.175.255', '175.45.176.0', '175.45.179.255', '175.45.180.0'].map(text => of(text))).toEqual([
      undefined,
      'watched',
      'watched',
      undefined,
    ])
  })

  it('are of the family of their prefix: an IPv4-mapped address is IPv4', () => {
    const of = lookupOf('cidr,name\n0.0.0.0/0,four\n')
    expect([of('::1'), of('::ffff:192.0.2.1'), of('192.0.2.1')]).toEqual([undefined, 'four', 'four'])
  })

  const dated = lookupOf(`cidr,name,valid_from,valid_to
175.45.0.0/16,wide,,
175.45.176.0/22,narrow,2017-02-01,2017-05-01
2001:db8::/32,wide6,,
2001:db8:1::/48,narrow6,2017-02-01,2017-05-01
192.0.2.0/24,ended,,2017-05-01
`)

  it.each([
    ['the last millisecond before valid_from', '2017-01-31T23:59:59.999Z', 'wide'],
    ['00:00 UTC of valid_from', '2017-02-01T00:00:00.000Z', 'narrow'],
    ['the last millisecond before valid_to', '2017-04-30T23:59:59.999Z', 'narrow'],
    ['00:00 UTC of valid_to, which is exclusive', '2017-05-01T00:00:00.000Z', 'wide'],
  ])('honour the dates: at %s', (_, at, name) => {
    expect(dated('175.45.176.1', at)).toBe(name)
    expect(dated('2001:db8:1::1', at)).toBe(`${name}6`)
  })

  it('are not watched once their only prefix has ended', () => {
    expect(dated('192.0.2.1', '2017-04-30T23:59:59.999Z')).toBe('ended')
    expect(dated('192.0.2.1', '2017-05-01T00:00:00Z')).toBeUndefined()
  })

  it('agree with a slow check of every network, at any time', () => {
    const day = Date.UTC(2017, 0, 1)
    const dayMs = 86_400_000
    const cidr = fc.oneof(
      fc.tuple(fc.integer({ min: 0, max: 2 ** 12 - 1 }), fc.integer({ min: 0, max: 32 })).map(([bits, length]) => {
        const address = { family: 4 as const, w0: 0, w1: 0, w2: 0, w3: 0x0a000000 + bits * 2 ** 12 }
        return parsePrefix(`${formatAddress(address)}/${length}`)?.canonical ?? ''
      }),
      fc.tuple(fc.integer({ min: 0, max: 2 ** 12 - 1 }), fc.integer({ min: 0, max: 128 })).map(([bits, length]) => {
        const address = { family: 6 as const, w0: 0x20010db8, w1: bits * 2 ** 20, w2: bits * 2 ** 20, w3: bits }
        return parsePrefix(`${formatAddress(address)}/${length}`)?.canonical ?? ''
      }),
    )
    const network = fc.record({
      cidr,
      fromDay: fc.option(fc.integer({ min: 0, max: 5 })),
      days: fc.option(fc.integer({ min: 1, max: 5 })),
    })
    const address = fc.oneof(
      fc
        .integer({ min: 0, max: 2 ** 24 - 1 })
        .map(bits => formatAddress({ family: 4, w0: 0, w1: 0, w2: 0, w3: 0x0a000000 + bits })),
      fc
        .tuple(fc.integer({ min: 0, max: 2 ** 12 - 1 }), fc.integer({ min: 0, max: 2 ** 12 - 1 }))
        .map(([high, low]) =>
          formatAddress({ family: 6, w0: 0x20010db8, w1: high * 2 ** 20, w2: high * 2 ** 20, w3: low }),
        ),
    )
    fc.assert(
      fc.property(
        fc.uniqueArray(network, { selector: ({ cidr }) => cidr, minLength: 1, maxLength: 12 }),
        fc.array(fc.tuple(address, fc.integer({ min: -dayMs, max: 11 * dayMs })), { minLength: 1, maxLength: 30 }),
        (given, asked) => {
          const networks = given.map(({ cidr, fromDay, days }, at): WatchedNetwork => {
            const validFromMs = fromDay === null ? null : day + fromDay * dayMs
            const validToMs = days === null ? null : day + ((fromDay ?? 0) + days) * dayMs
            const open = { accessPath: '', timeZone: '', homeCountry: '', providerAsns: [], weekend: [], note: '' }
            return { cidr, name: `n${at}`, ...open, validFromMs, validToMs }
          })
          const lookup = createWatchedLookup(networks)
          for (const [text, offsetMs] of asked) {
            const family = text.includes(':') ? 'ipv6' : 'ipv4'
            const atMs = day + offsetMs
            let best = -1
            let bestLength = -1
            for (const [at, { cidr, validFromMs, validToMs }] of networks.entries()) {
              const [base = '', length = ''] = cidr.split('/')
              const list = new BlockList()
              list.addSubnet(base, Number(length), base.includes(':') ? 'ipv6' : 'ipv4')
              const valid = (validFromMs === null || atMs >= validFromMs) && (validToMs === null || atMs < validToMs)
              const sameFamily = base.includes(':') === (family === 'ipv6')
              if (sameFamily && valid && Number(length) > bestLength && list.check(text, family)) {
                best = at
                bestLength = Number(length)
              }
            }
            const parsed = parseAddress(text)
            if (parsed === undefined) throw new Error(`expected an address, found ${text}`)
            expect(lookup(parsed, atMs), `${text} at ${atMs}`).toBe(best)
          }
        },
      ),
      { seed, numRuns: runsOf(300) },
    )
  })
})

describe('without a networks.csv', () => {
  const of = lookupOf(DEFAULT_NETWORKS_CSV)

  it('watches private space (RFC 1918), to its first and last address', () => {
    const inside = ['10.0.0.0', '10.255.255.255', '172.16.0.0', '172.31.255.255', '192.168.0.0', '192.168.255.255']
    const outside = ['9.255.255.255', '11.0.0.0', '172.15.255.255', '172.32.0.0', '192.167.255.255', '192.169.0.0']
    expect(inside.map(text => of(text))).toEqual(inside.map(() => 'private'))
    expect(outside.map(text => of(text))).toEqual(outside.map(() => undefined))
  })

  it('watches unique-local space (RFC 4193), to its first and last address', () => {
    const inside = ['fc00::', 'fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', 'fd12:3456:789a::1']
    const outside = ['fbff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', 'fe00::', 'fe80::1', '2001:db8::1']
    expect(inside.map(text => of(text))).toEqual(inside.map(() => 'private'))
    expect(outside.map(text => of(text))).toEqual(outside.map(() => undefined))
  })

  it('watches neither link-local, loopback nor shared address space', () => {
    expect(['169.254.1.1', '127.0.0.1', '100.64.0.1', '::1'].map(text => of(text))).toEqual(Array(4).fill(undefined))
  })

  it('sets no zone, no country and no dates', () => {
    for (const network of parseNetworks(DEFAULT_NETWORKS_CSV))
      expect(network).toMatchObject({ timeZone: '', homeCountry: '', providerAsns: [], validFromMs: null })
  })
})
