import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { parseAddress } from '../../../functions/lib/addresses.ts'
import { parseNetworks } from '../../../functions/lib/networks.ts'
import { parseCatalogue } from '../../../functions/lib/reference/catalogue.ts'
import {
  hashOfRanges,
  openAsnRanges,
  type RangesReader,
  rangesInMemory,
} from '../../../functions/lib/reference/edition-ranges.ts'
import type { Edition, Editions } from '../../../functions/lib/reference/editions.ts'
import { encodeNameKinds, nameKindsFileOf, nameKindsKeyOf } from '../../../functions/lib/reference/name-kinds.ts'
import { openReference, type ReferenceSet } from '../../../functions/lib/reference/reference-set.ts'
import { createEnricher } from '../../../functions/normalise/enrich/create-enricher.ts'
import type { Enricher } from '../../../functions/normalise/enrich/enricher.ts'
import { createNameLookup } from '../../../functions/normalise/enrich/names.ts'
import { createPrefixTable } from '../../../functions/normalise/enrich/prefix-table.ts'
import { compileRanges } from '../../../infra/local/compile-ranges.ts'
import { buildReferenceFiles } from '../../../infra/local/reference-files.ts'
import { emptyTexts, shippedTexts } from '../../support/catalogue-texts.ts'

const COMPILED = join(import.meta.dirname, '../../../node_modules/.cache/flowcensus')

function addressOf(text: string) {
  const address = parseAddress(text)
  if (address === undefined) throw new Error(`expected an address, found ${text}`)
  return address
}
const factsOf = (enricher: Enricher, text: string, day = '2026-07-01') => ({
  ...enricher.placing(Date.parse(day) / 86_400_000).address(addressOf(text)),
  special: enricher.isSpecial(addressOf(text)),
})

async function installedEnricher(networksCsv: string): Promise<Enricher> {
  const { files, ranges } = await buildReferenceFiles(networksCsv, COMPILED)
  return createEnricher(openReference(files), ranges)
}

/** A set in which every kind of evidence meets every other one; the systems are of RFC 5398, the domains of RFC 2606. */
function smallReference(): ReferenceSet & { ranges: RangesReader } {
  const countries = [
    ['20.0.0.0,20.255.255.255', 'US'],
    ['30.0.0.0,30.255.255.255', 'KR'],
  ]
  const systems = [
    ['20.0.0.0,20.0.255.255', '64500,Game One Networks'],
    ['20.1.0.0,20.1.255.255', '64501,Cloudy Corp'],
    ['20.2.0.0,20.2.255.255', '64502,Edge CDN Ltd'],
    ['20.3.0.0,20.3.255.255', '64503,University of Example'],
    ['20.4.0.0,20.4.255.255', '64504,Ministry of Examples'],
    ['20.5.0.0,20.5.255.255', '64505,Example Telecom'],
    ['20.6.0.0,20.6.255.255', '64506,Acme'],
    ['20.7.0.0,20.7.255.255', '64507,Example Telecom of the Academy'],
    ['20.9.0.0,20.9.255.255', '64501,Cloudy Corp'],
  ]
  const six = [['2600::,2600:ffff:ffff:ffff:ffff:ffff:ffff:ffff', 'US']]
  const source = (name: string, rows: string[][]) => ({ name, text: rows.map(row => row.join(',')).join('\n') })
  const country = compileRanges(source('four', countries), source('six', six), fields => ({
    key: fields,
    label: fields,
  }))
  const asn = compileRanges(source('four', systems), source('six', []), fields => {
    const [number = '', name = ''] = fields.split(',')
    return { key: number, label: { asn: Number(number), name } }
  })
  const evidence = [
    'Game One,asn,64500,Game One',
    'Maps,prefix,20.0.16.0/20,',
    'Photos,prefix,20.0.16.0/24,',
    'Photos,prefix,20.1.1.0/24,',
    'Photos,prefix,2600:db8::/32,',
    'Ministry,prefix,20.3.4.0/24,',
    'Maps,prefix,20.3.5.0/24,',
    'Maps,domain,maps.example.com,',
    'Photos,domain,example.com,',
    'Game One,port,udp/27015,',
    'Maps,port,tcp/27015,',
  ]
  return {
    hash: '0123456789abcdef',
    rules: '00112233aabbccdd',
    enrichment: 'fedcba9876543210',
    editions: editionsOf(country, asn),
    ranges: rangesInMemory([country, asn]),
    networks: parseNetworks('cidr,name\n30.0.0.0/8,watched\n'),
    events: [],
    sources: [],
    deletions: [],
    catalogue: parseCatalogue({
      ...emptyTexts(),
      'institution-suffixes': shippedTexts()['institution-suffixes'],
      services:
        'service,category,exclusion,wide_use,family\nGame One,Game,,*,\nMaps,Web,,*,\nPhotos,Web,,*,\nMinistry,Web,,,\n',
      evidence: `service,type,value,expected_as_name,source\n${evidence.map(row => `${row},https://x.example/a`).join('\n')}\n`,
      kinds: `kind,excluded_as,words,unless,why,example_asn
cdn,cdn,cdn,,x,64502
cloud,cloud,^cloudy,,x,64501
education,,university,,x,64503
government,,ministry,,x,64504
telecom,,telecom,,x,64505
never,,example,,a later rule that would match as well,64503
`,
      ports: 'protocol,port,why,source\ntcp,443,x,https://x.example/a\nudp,53,x,https://x.example/a\n',
      published: `prefix,operator,kind,source,licence,date
20.9.0.0/24,Anywhere,anycast,https://x.example/a,MIT,
20.4.9.0/24,Cloudy,cloud,https://x.example/a,MIT,
20.4.10.0/24,Ministry,government,https://x.example/a,MIT,
`,
      'as-kinds': 'asn,kind,source\n64507,Educational/Research,mine\n',
    }),
  }
}

/** One edition of each. */
function editionsOf(country: Uint8Array, asn: Uint8Array): Editions {
  const edition = { date: '2026-06-17', name: 'made up', version: '1', licence: 'none', notice: '' }
  return {
    country: [{ ...edition, data: 'country', ranges: hashOfRanges(country) }],
    asn: [{ ...edition, data: 'asn', ranges: hashOfRanges(asn) }],
  }
}

const small = createEnricher(smallReference(), smallReference().ranges)

it('what rules on names say of systems is read where it was worked out, and asked of the rules elsewhere', () => {
  const { ranges, ...set } = smallReference()
  const asn = set.editions.asn[0]?.ranges ?? ''
  const { labels } = openAsnRanges(asn, ranges.read(asn))
  const file = nameKindsFileOf(asn, set.rules)
  /** In the order of the rules the other way round, so that one knows who was asked. */
  const made = encodeNameKinds(nameKindsKeyOf(asn, set.rules), [...set.catalogue.kinds].reverse(), labels)
  const read = createEnricher(set, { ...ranges, nameKinds: name => (name === file ? made : undefined) })
  const asked = createEnricher(set, { ...ranges, nameKinds: () => undefined })
  expect(factsOf(asked, '20.3.0.1')).toMatchObject({ kind: 'education', kindBy: 'name' })
  expect(factsOf(read, '20.3.0.1')).toMatchObject({ kind: 'cdn', kindBy: 'name', excludedAs: 'cdn' })
  expect(factsOf(read, '20.6.0.1')).toMatchObject({ kind: 'unknown', kindBy: 'none' })
  const damaged = createEnricher(set, { ...ranges, nameKinds: () => made.subarray(1) })
  expect(() => factsOf(damaged, '20.3.0.1')).toThrow(nameKindsKeyOf(asn, set.rules))
})

describe('the service of an address', () => {
  it.each([
    ['of its AS', '20.0.1.1', 'Game One', 'asn'],
    ['of its prefix before that of its AS', '20.0.20.1', 'Maps', 'prefix'],
    ['of its longest prefix', '20.0.16.1', 'Photos', 'prefix'],
    ['of its prefix inside a shared AS', '20.1.1.1', 'Photos', 'prefix'],
    ['of its IPv6 prefix, without an AS', '2600:db8::1', 'Photos', 'prefix'],
    ['none in a shared AS', '20.1.2.1', null, null],
    ['none in an AS of no single service', '20.6.0.1', null, null],
    ['none where nothing is known', '99.0.0.1', null, null],
  ])('is %s: %s', (_, text, service, serviceEvidence) => {
    expect(factsOf(small, text)).toMatchObject({ service, serviceEvidence })
  })

  it('ends with the last address of its prefix', () => {
    expect(['20.0.15.255', '20.0.16.0', '20.0.31.255', '20.0.32.0'].map(text => factsOf(small, text).service)).toEqual([
      'Game One',
      'Photos',
      'Maps',
      'Game One',
    ])
  })
})

describe('the evidence for a service', () => {
  // Contacts take the strongest of these candidates, so each must be told apart and none may hide another one.
  it('is by name, by prefix, by AS and by port, each by itself', () => {
    const address = factsOf(small, '20.0.20.1')
    expect({
      name: small.name('www.example.com').service,
      address: address.service,
      addressEvidence: address.serviceEvidence,
      behindIt: factsOf(small, '20.0.40.1').service,
      port: small.portService(17, 27015),
    }).toEqual({
      name: 'Photos',
      address: 'Maps',
      addressEvidence: 'prefix',
      behindIt: 'Game One',
      port: 'Game One',
    })
  })

  it('by port is of the protocol and the port', () => {
    expect(small.portService(17, 27015)).toBe('Game One')
    expect(small.portService(6, 27015)).toBe('Maps')
    expect(small.portService(1, 27015)).toBeNull()
    expect(small.portService(17, 27014)).toBeNull()
  })

  it('by port is apart from the list of server ports', () => {
    expect(small.listedPort(6, 443)).toBe(true)
    expect(small.listedPort(17, 443)).toBe(false)
    expect(small.listedPort(17, 53)).toBe(true)
    expect(small.listedPort(17, 27015)).toBe(false)
    expect(small.portService(6, 443)).toBeNull()
  })
})

describe('the service of a server name', () => {
  it.each([
    ['the domain itself', 'example.com', 'Photos'],
    ['a name below it', 'a.b.example.com', 'Photos'],
    ['the longest listed domain', 'tiles.maps.example.com', 'Maps'],
    ['capitals and the dot of the root', 'WWW.Maps.EXAMPLE.com.', 'Maps'],
    ['a name that only ends alike', 'notexample.com', null],
    ['a name that only begins alike', 'example.com.evil.example', null],
    ['the top-level domain', 'com', null],
    ['an address', '20.0.0.1', null],
    ['no name', '', null],
    ['a dot', '.', null],
  ])('is found for %s', (_, name, service) => {
    expect(small.name(name).service).toBe(service)
  })

  it('stays right when more names were asked than are kept', () => {
    const name = createNameLookup(smallReference().catalogue)
    const first = name('www.maps.example.com')
    for (let at = 0; at < 60_000; at++) name(`host-${at}.example.net`)
    expect(name('www.maps.example.com')).toEqual(first)
    expect(name('host-59999.example.net').service).toBeNull()
  })
})

describe('the country of an address', () => {
  it.each([
    ['where it is registered', '20.6.0.1', { country: 'US', countrySource: 'registry', excludedAs: '' }],
    ['where a cloud has registered it', '20.1.0.1', { country: 'US', countrySource: 'registry', excludedAs: 'cloud' }],
    ['ZZ for a content network', '20.2.0.1', { country: 'ZZ', countrySource: 'cdn', excludedAs: 'cdn' }],
    ['ZZ for an anycast prefix', '20.9.0.1', { country: 'ZZ', countrySource: 'anycast', excludedAs: 'cdn' }],
    [
      'its own next to an anycast prefix',
      '20.9.1.0',
      { country: 'US', countrySource: 'registry', excludedAs: 'cloud' },
    ],
    ['ZZ where no registry has it', '99.0.0.1', { country: 'ZZ', countrySource: 'none', excludedAs: '' }],
    ['of IPv6 too', '2600::1', { country: 'US', countrySource: 'registry', excludedAs: '' }],
    ['ZZ for a special address', '10.0.0.1', { country: 'ZZ', countrySource: 'special', special: true }],
  ])('is %s: %s', (_, text, facts) => {
    expect(factsOf(small, text)).toMatchObject(facts)
  })

  it('says by the AS, also where the country is ZZ, who it is', () => {
    expect(factsOf(small, '20.2.0.1')).toMatchObject({ asn: 64502, asName: 'Edge CDN Ltd', kind: 'cdn' })
    expect(factsOf(small, '20.9.0.1')).toMatchObject({ asn: 64501, asName: 'Cloudy Corp', kind: 'anycast' })
    expect(factsOf(small, '99.0.0.1')).toMatchObject({ asn: null, asName: null, kind: 'unknown' })
  })

  it('gives a special address no AS, no kind and no country even where the data has one', () => {
    const reference = smallReference()
    const everywhere = compileRanges(
      { name: 'four', text: '0.0.0.0,255.255.255.255,64503,University of Example' },
      { name: 'six', text: '' },
      fields => ({ key: '64503', label: { asn: 64503, name: fields.slice(6) } }),
    )
    const { country } = reference.editions
    const asn = [{ ...(reference.editions.asn[0] as Edition), ranges: hashOfRanges(everywhere) }]
    const ranges = rangesInMemory([everywhere], reference.ranges)
    const enricher = createEnricher({ ...reference, editions: { country, asn } }, ranges)
    expect(factsOf(enricher, '192.168.1.1')).toEqual({
      country: 'ZZ',
      countrySource: 'special',
      asn: null,
      asName: null,
      kind: 'unknown',
      kindBy: 'none',
      institution: null,
      service: null,
      serviceEvidence: null,
      excludedAs: '',
      special: true,
    })
    expect(factsOf(enricher, '99.0.0.1')).toMatchObject({ asn: 64503, kind: 'education' })
  })
})

describe('an IPv6 address that stands for an IPv4 address', () => {
  const ends = [
    '20.0.16.1',
    '20.3.4.1',
    '20.2.0.1',
    '20.9.0.1',
    '30.0.0.9',
    '99.0.0.1',
    '10.1.2.3',
    '224.0.0.1',
    '192.0.2.1',
  ]
  const hex = (text: string) =>
    text
      .split('.')
      .map(part => Number(part).toString(16).padStart(2, '0'))
      .join('')
      .replace(/(....)(....)/, '$1:$2')

  it.each(ends)('is placed where %s is: NAT64 and 6to4', text => {
    const facts = factsOf(small, text)
    expect(factsOf(small, `64:ff9b::${text}`)).toEqual(facts)
    expect(factsOf(small, `2002:${hex(text)}::1`)).toEqual(facts)
    expect(factsOf(small, `2002:${hex(text)}:1:2:3:4:5`)).toEqual(facts)
  })

  it('is none in the prefix for translators of one network, which is special', () => {
    expect(factsOf(small, '64:ff9b:1::20.0.16.1')).toMatchObject({ special: true, country: 'ZZ', service: null })
  })

  it('has a country in the data that is installed', async () => {
    const installed = await installedEnricher('cidr,name\n10.0.0.0/8,x\n')
    const facts = factsOf(installed, '171.64.1.1')
    expect(facts.country).toBe('US')
    expect(factsOf(installed, '64:ff9b::171.64.1.1')).toEqual(facts)
    expect(factsOf(installed, '2002:ab40:101::1')).toEqual(facts)
  })
})

describe('the kind of an address', () => {
  it('is that of the first rule that matches the name of its AS', () => {
    expect(['20.3.0.1', '20.4.0.1', '20.5.0.1', '20.6.0.1'].map(text => factsOf(small, text).kind)).toEqual([
      'education',
      'government',
      'telecom',
      'unknown',
    ])
  })
})

describe('what the kind of an address rests on', () => {
  it.each([
    [
      'a published list before all',
      '20.4.9.1',
      { kind: 'cloud', kindBy: 'list', excludedAs: 'cloud', institution: null },
    ],
    [
      'an anycast list, which leaves the address out as a content network',
      '20.9.0.1',
      { kind: 'anycast', kindBy: 'list', excludedAs: 'cdn' },
    ],
    ['a list that says whose the addresses are', '20.4.10.1', { kind: 'government', kindBy: 'list', excludedAs: '' }],
    [
      "the user's list of operators before a rule on its name",
      '20.7.0.1',
      { kind: 'education', kindBy: 'operator', excludedAs: '' },
    ],
    ['a rule on the name of its AS', '20.5.0.1', { kind: 'telecom', kindBy: 'name', excludedAs: '' }],
    ['a rule that presence leaves out', '20.1.0.1', { kind: 'cloud', kindBy: 'name', excludedAs: 'cloud' }],
    ['nothing', '20.6.0.1', { kind: 'unknown', kindBy: 'none', excludedAs: '' }],
    ['nothing, where it is special', '10.0.0.1', { kind: 'unknown', kindBy: 'none', excludedAs: '' }],
  ])('is %s', (_, text, facts) => {
    expect(factsOf(small, text)).toMatchObject(facts)
  })

  it("is the user's own row of published prefixes before a shipped one that lies within it", () => {
    const texts = (name: string, rows: string) => `${emptyTexts()[name === 'p' ? 'published' : 'as-kinds']}${rows}`
    const catalogue = parseCatalogue(
      { ...emptyTexts(), published: texts('p', '20.6.1.0/24,Shipped,cdn,https://x.example/a,MIT,\n') },
      { published: texts('p', '20.6.0.0/16,Own,cloud,mine,mine,\n') },
    )
    const reference = smallReference()
    const enricher = createEnricher({ ...reference, catalogue }, reference.ranges)
    expect(factsOf(enricher, '20.6.1.1')).toMatchObject({ kind: 'cloud', kindBy: 'list' })
  })
})

describe('the institution', () => {
  it('of an address is the name of its AS, for the kinds that are institutions', () => {
    expect(factsOf(small, '20.3.0.1').institution).toBe('University of Example')
    expect(factsOf(small, '20.4.0.1').institution).toBe('Ministry of Examples')
    expect(['20.0.0.1', '20.1.0.1', '20.2.0.1', '20.5.0.1', '20.6.0.1', '99.0.0.1', '10.0.0.1']).toEqual(
      ['20.0.0.1', '20.1.0.1', '20.2.0.1', '20.5.0.1', '20.6.0.1', '99.0.0.1', '10.0.0.1'].filter(
        text => factsOf(small, text).institution === null,
      ),
    )
  })

  it('of an address is that of its catalogue prefix before the name of its AS', () => {
    expect(factsOf(small, '20.3.4.1').service).toBe('Ministry')
    expect(factsOf(small, '20.3.4.1').institution).toBe('Ministry')
  })

  it('of an address is none where its prefix is that of a service of wide use', () => {
    expect(factsOf(small, '20.3.5.1')).toMatchObject({ kind: 'education', service: 'Maps', institution: null })
  })

  it.each([
    ['web.mit.edu', 'mit.edu', 'education'],
    ['mit.edu', 'mit.edu', 'education'],
    ['www.cs.ox.ac.uk', 'ox.ac.uk', 'education'],
    ['www.kaist.ac.kr', 'kaist.ac.kr', 'education'],
    ['www.tsinghua.edu.cn', 'tsinghua.edu.cn', 'education'],
    ['www.state.gov', 'state.gov', 'government'],
    ['www.hmrc.gov.uk', 'hmrc.gov.uk', 'government'],
    ['www.mofa.go.kr', 'mofa.go.kr', 'government'],
    ['www.mofa.go.jp.', 'mofa.go.jp', 'government'],
    ['www.interieur.gouv.fr', 'interieur.gouv.fr', 'government'],
    ['www.gob.mx', 'www.gob.mx', 'government'],
    ['www.navy.mil', 'navy.mil', 'government'],
    ['WWW.WHO.INT', 'who.int', 'government'],
  ])('of the name %s is its registrable domain %s: %s', (host, institution, institutionKind) => {
    expect(small.name(host)).toMatchObject({ institution, institutionKind })
  })

  it.each([
    'www.example.com',
    'edu.example.com',
    'gov.example.org',
    'state.gov.example.com',
    'education.example.net',
    'go.com',
    'government.example',
    'edu',
    'gov.uk',
    '20.3.0.1',
    '',
    `${'a.'.repeat(130)}gov`,
  ])('of the name %s is none', host => {
    expect(small.name(host)).toMatchObject({ institution: null, institutionKind: null })
  })

  // `ac` and `go` are reserved second-level labels in many countries, and something else in these places.
  it.each(['www.example.ac', 'www.example.go.it'])('of the name %s, of a place, is none', host => {
    expect(small.name(host)).toMatchObject({ institution: null, institutionKind: null })
  })
})

/** The IANA special-purpose registries (RFC 6890, RFC 8190), each block with its first and last address. */
const NOT_REACHABLE = [
  ['this network', '0.0.0.0', '0.255.255.255'],
  ['private use', '10.0.0.0', '10.255.255.255'],
  ['shared address space', '100.64.0.0', '100.127.255.255'],
  ['loopback', '127.0.0.0', '127.255.255.255'],
  ['link-local', '169.254.0.0', '169.254.255.255'],
  ['private use', '172.16.0.0', '172.31.255.255'],
  ['IETF protocol assignments', '192.0.0.0', '192.0.0.255'],
  ['IPv4 dummy address', '192.0.0.8', '192.0.0.8'],
  ['NAT64 discovery', '192.0.0.170', '192.0.0.171'],
  ['documentation', '192.0.2.0', '192.0.2.255'],
  ['private use', '192.168.0.0', '192.168.255.255'],
  ['benchmarking', '198.18.0.0', '198.19.255.255'],
  ['documentation', '198.51.100.0', '198.51.100.255'],
  ['documentation', '203.0.113.0', '203.0.113.255'],
  ['multicast (RFC 5771)', '224.0.0.0', '239.255.255.255'],
  ['reserved', '240.0.0.0', '255.255.255.254'],
  ['limited broadcast', '255.255.255.255', '255.255.255.255'],
  ['unspecified', '::', '::'],
  ['loopback', '::1', '::1'],
  ['local-use translation', '64:ff9b:1::', '64:ff9b:1:ffff:ffff:ffff:ffff:ffff'],
  ['discard-only', '100::', '100::ffff:ffff:ffff:ffff'],
  ['benchmarking', '2001:2::', '2001:2:0:ffff:ffff:ffff:ffff:ffff'],
  ['documentation', '2001:db8::', '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['documentation', '3fff::', '3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['segment routing', '5f00::', '5f00:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['unique-local', 'fc00::', 'fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['link-local', 'fe80::', 'febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ['multicast (RFC 4291)', 'ff00::', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
] as const

describe('special addresses', () => {
  it.each(NOT_REACHABLE)('are those of %s, from %s to %s', (_, first, last) => {
    expect([factsOf(small, first), factsOf(small, last)]).toMatchObject([
      { special: true, country: 'ZZ', countrySource: 'special' },
      { special: true, country: 'ZZ', countrySource: 'special' },
    ])
  })

  it.each([
    '1.0.0.0',
    '9.255.255.255',
    '11.0.0.0',
    '100.63.255.255',
    '100.128.0.0',
    '126.255.255.255',
    '128.0.0.0',
    '169.253.255.255',
    '172.32.0.0',
    '191.255.255.255',
    '192.0.1.0',
    '192.0.3.0',
    '192.169.0.0',
    '198.17.255.255',
    '198.20.0.0',
    '198.51.101.0',
    '203.0.114.0',
    '223.255.255.255',
    '::2',
    '64:ff9b:2::',
    '100:0:0:2::',
    '2001:db9::',
    '4000::',
    '5eff::',
    'fbff::',
    'fe00::',
  ])('are not their neighbours: %s', text => {
    expect(factsOf(small, text).special).toBe(false)
  })

  it.each([
    ['PCP anycast (RFC 7723)', '192.0.0.9'],
    ['TURN anycast (RFC 8155)', '192.0.0.10'],
    ['AS112 (RFC 7535)', '192.31.196.1'],
    ['AMT (RFC 7450)', '192.52.193.1'],
    ['AS112 (RFC 7534)', '192.175.48.1'],
    ['IPv4-IPv6 translation (RFC 6052)', '64:ff9b::808:808'],
    ['PCP anycast', '2001:1::1'],
    ['TURN anycast', '2001:1::2'],
    ['SRP anycast (RFC 9665)', '2001:1::3'],
    ['Teredo (RFC 4380), of which the registry says "not applicable"', '2001:0:4136:e378::1'],
    ['6to4 (RFC 3056), of which the registry says "not applicable"', '2002:808:808::1'],
    ['AMT', '2001:3::1'],
    ['AS112', '2001:4:112::1'],
    ['ORCHIDv2 (RFC 7343)', '2001:20::1'],
    ['drone identifiers (RFC 9374)', '2001:30::1'],
    ['AS112', '2620:4f:8000::1'],
  ])('are not those that the registry calls globally reachable: %s', (_, text) => {
    expect(factsOf(small, text).special).toBe(false)
  })

  it('are IPv4 addresses inside IPv6 too', () => {
    expect([factsOf(small, '::ffff:10.0.0.1').special, factsOf(small, '::ffff:20.0.0.1').special]).toEqual([
      true,
      false,
    ])
  })

  it.each([
    ['the 6a44 relay (RFC 6751)', '192.88.99.2'],
    ['the dummy IPv6 prefix (RFC 9780)', '100:0:0:1::1'],
    ['IETF protocol assignments (RFC 2928) without a row of their own', '2001:1::5'],
    ['IETF protocol assignments (RFC 2928), their last address', '2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ])('are those of %s: %s', (_, text) => {
    expect(factsOf(small, text).special).toBe(true)
  })
})

describe('starting enrichment', () => {
  it('fails where a prefix of the catalogue is none, naming it', () => {
    const reference = smallReference()
    const broken = {
      ...reference,
      catalogue: { ...reference.catalogue, published: [{ prefix: '20.9.0.0', operator: 'x', kind: 'cdn' }] },
    }
    expect(() => createEnricher(broken, broken.ranges)).toThrow('prefix 20.9.0.0: expected address/length')
  })

  it('knows the watched networks of the set', () => {
    expect(small.networks.map(({ name }) => name)).toEqual(['watched'])
    expect(small.watched(addressOf('30.1.2.3'), 0)).toBe(0)
    expect(small.watched(addressOf('20.1.2.3'), 0)).toBe(-1)
  })
})

describe('a table of prefixes', () => {
  it('gives the values of all prefixes that hold an address, most specific first', () => {
    const table = createPrefixTable([
      ['0.0.0.0/0', 'all'],
      ['10.0.0.0/8', 'eight'],
      ['10.1.0.0/16', 'sixteen'],
      ['10.1.2.3/32', 'one'],
      ['10.1.0.0/16', 'sixteen again'],
      ['::/0', 'all of IPv6'],
    ])
    expect([...table.matches(addressOf('10.1.2.3'))]).toEqual(['one', 'sixteen', 'sixteen again', 'eight', 'all'])
    expect(table.first(addressOf('10.2.0.0'))).toBe('eight')
    expect([...table.matches(addressOf('2001:db8::1'))]).toEqual(['all of IPv6'])
  })

  it('gives nothing for an address that is none', () => {
    expect([...createPrefixTable([['0.0.0.0/0', 1]]).matches({ family: 0, w0: 0, w1: 0, w2: 0, w3: 0 })]).toEqual([])
  })
})

describe('the enrichment that is installed', () => {
  let real: Enricher
  beforeAll(async () => {
    real = await installedEnricher('cidr,name\n175.45.176.0/22,watched\n')
  })

  it.each([
    ['8.8.8.8', { country: 'ZZ', countrySource: 'anycast', asn: 15169, kind: 'anycast', service: null }],
    ['1.1.1.1', { country: 'ZZ', countrySource: 'anycast', asn: 13335, kind: 'anycast', service: null }],
    ['9.9.9.9', { country: 'ZZ', countrySource: 'anycast', asn: 19281 }],
    ['2001:4860:4860::8888', { country: 'ZZ', countrySource: 'anycast', asn: 15169 }],
    ['104.16.1.1', { country: 'ZZ', countrySource: 'cdn', asn: 13335, kind: 'cdn', service: null }],
    ['151.101.1.1', { country: 'ZZ', countrySource: 'cdn', asn: 54113, kind: 'cdn', service: null }],
    ['23.32.0.1', { country: 'ZZ', countrySource: 'cdn', asn: 20940, kind: 'cdn', service: null }],
    ['2606:4700::1', { country: 'ZZ', countrySource: 'cdn', asn: 13335, kind: 'cdn' }],
    ['52.0.0.1', { country: 'US', countrySource: 'registry', asn: 16509, kind: 'cloud', service: null }],
    ['66.249.64.1', { country: 'US', asn: 15169, kind: 'cloud', excludedAs: 'cloud', service: null }],
    ['45.57.0.1', { asn: 2906, service: 'Netflix', serviceEvidence: 'asn' }],
    ['140.82.112.3', { country: 'US', asn: 36459, service: 'GitHub', serviceEvidence: 'asn' }],
    ['208.78.164.1', { asn: 32590, service: 'Steam', serviceEvidence: 'asn' }],
    ['175.45.176.1', { country: 'KP', asn: 131279, service: null, special: false }],
    ['128.112.136.10', { country: 'US', kind: 'education', institution: 'Princeton University' }],
    ['133.11.0.1', { country: 'JP', kind: 'education', institution: 'The University of Tokyo' }],
    ['192.168.1.1', { country: 'ZZ', countrySource: 'special', asn: null, special: true }],
    ['2001:db8::1', { country: 'ZZ', countrySource: 'special', asn: null, special: true }],
  ])('knows %s', (text, facts) => {
    expect(factsOf(real, text)).toMatchObject(facts)
  })

  it.each([
    ['video.weibo.com', 'Weibo'],
    ['v.qq.com', 'Tencent Video'],
    ['im.qq.com', 'QQ'],
    ['www.facebook.com', 'Facebook'],
    ['www.youtube.com', 'YouTube'],
    ['r3---sn-4g5e6nez.googlevideo.com', 'YouTube'],
    ['static.xx.fbcdn.net', 'Facebook'],
    ['en.wikipedia.org', 'Wikipedia'],
    ['www.google.com', 'Google'],
    ['fonts.gstatic.com', 'Google'],
    ['storage.googleapis.com', 'Google'],
    ['portal.azure.com', 'Azure'],
    ['v10.events.data.microsoft.com', 'Microsoft telemetry'],
    ['d111111abcdef8.cloudfront.net', null],
  ])('knows the service of the name %s', (host, service) => {
    expect(real.name(host).service).toBe(service)
  })

  it('knows distinctive ports, and none for the web', () => {
    expect([real.portService(6, 8333), real.portService(17, 51820), real.portService(17, 123)]).toEqual([
      'Bitcoin',
      'WireGuard',
      'NTP',
    ])
    expect([6, 17].flatMap(protocol => [80, 443].map(port => real.portService(protocol, port)))).toEqual(
      Array(4).fill(null),
    )
    expect([80, 443].map(port => real.listedPort(6, port))).toEqual([true, true])
  })

  it('gives the same facts however often it is asked', () => {
    expect(factsOf(real, '140.82.112.3')).toEqual(factsOf(real, '140.82.112.3'))
  })
})
