import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { getDomain } from 'tldts'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { emptyAddress, parseAddress } from '../../../functions/lib/addresses.ts'
import { parsePrefix } from '../../../functions/lib/networks.ts'
import { type CatalogueTexts, parseCatalogue } from '../../../functions/lib/reference/catalogue.ts'
import { CATEGORIES } from '../../../functions/lib/reference/categories.ts'
import { kindRuleOf } from '../../../functions/lib/reference/lists/kinds.ts'
import { SHARED_KINDS } from '../../../functions/lib/reference/lists/operator-kinds.ts'
import { parsePort } from '../../../functions/lib/reference/lists/ports.ts'
import { createPrefixTable } from '../../../functions/normalise/enrich/prefix-table.ts'
import { createSpecialTable } from '../../../functions/normalise/enrich/special.ts'
import { emptyTexts, shippedTexts } from '../../support/catalogue-texts.ts'
import { nameOfAsn } from '../../support/pinned-systems.ts'

const data = join(import.meta.dirname, '../../../functions/lib/reference/data')
const textOf = (name: string) => readFileSync(join(data, `${name}.csv`), 'utf8')
const TEXTS = shippedTexts()
const { services, evidence, kinds, ports, published } = parseCatalogue(TEXTS)
const asnEvidence = evidence.filter(({ type }) => type === 'asn')
const portEvidence = evidence.filter(({ type }) => type === 'port')
const domainEvidence = evidence.filter(({ type }) => type === 'domain')

const kindOfAsn = (asn: number) => kindRuleOf(kinds, nameOfAsn.get(asn) ?? '')

/** Autonomous systems in which many parties' machines are, by number: clouds, content networks, carriers. */
const SHARED = new Set([
  ...[16509, 14618, 15169, 396982, 8075, 8068, 31898, 36351, 14061, 16276, 24940, 63949, 20473, 60781, 51167],
  ...[37963, 45102, 45090, 132203, 55990, 136907, 200350, 12876, 8560, 26496, 38365, 55967, 24429],
  ...[13335, 209242, 20940, 16625, 54113, 22822, 15133, 60068, 19551],
  ...[4134, 4837, 9808, 3356, 1299, 174, 2914, 6939, 7018, 7922, 701, 3320, 12389, 20485, 131279, 4766, 2516],
])

/** Values that occur more than once. */
const repeated = (values: readonly string[]) => values.filter((value, at) => values.indexOf(value) !== at)

describe('the catalogue', () => {
  it('knows at least 400 services, each once', () => {
    expect(services.length).toBeGreaterThanOrEqual(400)
    expect(repeated(services.map(({ service }) => service.toLowerCase()))).toEqual([])
  })

  it('has evidence for every service', () => {
    const proven = new Set(evidence.map(({ service }) => service))
    expect(services.filter(({ service }) => !proven.has(service))).toEqual([])
  })

  it.each(['evidence', 'relays', 'ports', 'published'])(
    'cites for every row of %s.csv a page that can be opened',
    name => {
      const sources = z
        .array(z.object({ source: z.string() }))
        .parse(parse(textOf(name), { columns: true }))
        .map(({ source }) => source)
      expect(sources.length).toBeGreaterThan(5)
      const open = sources.filter(source => {
        const url = URL.parse(source)
        return url?.protocol === 'https:' && url.hostname.includes('.') && url.pathname.length > 1
      })
      expect(sources.filter(source => !open.includes(source))).toEqual([])
    },
  )

  it('cites each file of a repository at one commit, and each package at one version, so that it stays what it was', () => {
    const cited = new Map<string, Set<string>>()
    for (const { source } of evidence) {
      // The page of an operator has no versions.
      if (!/^https:\/\/(github\.com|(www\.)?npmjs\.com)\//.test(source)) continue
      const [, page = source, version = ''] =
        /^(https:\/\/github\.com\/[^/]+\/[^/]+\/blob)\/([0-9a-f]{40})\//.exec(source) ??
        /^(.*\/v)\/([\d.]+)$/.exec(source) ??
        []
      const file = version === '' ? source : page + source.slice(page.length + 1 + version.length)
      cited.set(file, (cited.get(file) ?? new Set()).add(version))
    }
    expect([...cited].filter(([, versions]) => versions.size !== 1 || versions.has(''))).toEqual([])
  })

  it('says where a service is of wide use as countries, or as everywhere', () => {
    expect(services.filter(({ wideUse }) => !/^(\*|([A-Z]{2}( [A-Z]{2})*)?)$/.test(wideUse))).toEqual([])
  })

  it('puts every service into a category of the closed list', () => {
    expect(services.filter(({ category }) => !CATEGORIES.includes(category))).toEqual([])
  })

  it('leaves services out of presence for closed reasons only', () => {
    expect(new Set(services.map(({ exclusion }) => exclusion))).toEqual(new Set(['', 'infrastructure', 'peer_to_peer']))
  })

  it('has each piece of evidence for one service', () => {
    expect(repeated(evidence.map(({ type, value }) => `${type} ${value}`))).toEqual([])
  })
})

describe('evidence by autonomous system', () => {
  it('is of systems that the pinned data know by the name given', () => {
    const named = ({ value, expectedAsName }: (typeof asnEvidence)[number]) =>
      expectedAsName !== '' && (nameOfAsn.get(Number(value)) ?? '').toLowerCase().includes(expectedAsName.toLowerCase())
    expect(asnEvidence.length).toBeGreaterThan(100)
    expect(asnEvidence.filter(row => !named(row))).toEqual([])
  })

  it('names an AS only for evidence by AS', () => {
    expect(evidence.filter(({ type, expectedAsName }) => type !== 'asn' && expectedAsName !== '')).toEqual([])
  })

  it('never rests on a shared AS: no cloud, content network or carrier', () => {
    expect(asnEvidence.filter(({ value }) => SHARED.has(Number(value)))).toEqual([])
  })

  // Facebook, Instagram and WhatsApp answer from the same addresses: by address there is only their operator.
  it('never names one of several services that an operator runs in one AS', () => {
    // NetEase: mail, news, music and games. Sina: a portal and Weibo.
    const apart = [
      'Facebook',
      'Instagram',
      'WhatsApp',
      'YouTube',
      'iCloud',
      'WordPress',
      'Tumblr',
      'GeForce Now',
    ].concat(['NetEase Games', 'Weibo'])
    expect(asnEvidence.filter(({ service }) => apart.includes(service))).toEqual([])
    expect(asnEvidence.find(({ value }) => value === '32934')?.service).toBe('Meta')
  })

  it('never rests on an AS whose kind is cloud, content network, anycast or hosting', () => {
    const kindsOf = asnEvidence.map(({ service, value }) => [service, value, kindOfAsn(Number(value))?.kind ?? ''])
    expect(kindsOf.filter(([, , kind = '']) => ['cdn', 'cloud', 'anycast', 'hosting'].includes(kind))).toEqual([])
  })

  it('never rests on an AS whose kind is telecom', () => {
    const carriers = asnEvidence.filter(({ value }) => kindOfAsn(Number(value))?.kind === 'telecom')
    expect(carriers.map(({ service, value }) => `${service} AS${value}`)).toEqual([])
  })

  it('never rests on an AS that the list of operators gives a kind of many parties', () => {
    const kindOfOperator = new Map(parseCatalogue(TEXTS)['as-kinds'].map(({ asn, kind }) => [asn, kind]))
    const shared = asnEvidence.filter(({ value }) => SHARED_KINDS.has(kindOfOperator.get(Number(value)) ?? ''))
    expect(shared.map(({ service, value }) => `${service} AS${value}`)).toEqual([])
  })

  it('knows the shared systems that it is asked about: each number is in the data', () => {
    expect([...SHARED].filter(asn => !nameOfAsn.has(asn))).toEqual([])
  })
})

describe('evidence by port', () => {
  it('never rests on port 80 or 443', () => {
    const web = portEvidence.filter(({ value }) => [80, 443].includes(parsePort(value)?.port ?? 80))
    expect(web).toEqual([])
  })

  it('is a protocol and a port', () => {
    expect(portEvidence.length).toBeGreaterThan(20)
    const wrong = portEvidence.filter(({ value }) => {
      const port = parsePort(value)?.port ?? 0
      return !(port >= 1 && port <= 65_535 && /^(tcp|udp)\/[1-9]\d*$/.test(value))
    })
    expect(wrong).toEqual([])
  })

  it('is read as numbers of the protocol and the port', () => {
    expect(parsePort('tcp/8333')).toEqual({ protocol: 6, port: 8333 })
    expect(parsePort('udp/51820')).toEqual({ protocol: 17, port: 51820 })
  })

  it.each([
    '8333',
    'sctp/8333',
    'tcp/53/',
    'tcp/0',
    'tcp/65536',
    'tcp/',
    'tcp/x',
    'tcp/-1',
    'tcp/123456',
    'TCP/8333',
    '',
  ])('is refused as %j', value => {
    expect(parsePort(value)).toBeUndefined()
  })
})

describe('evidence by prefix', () => {
  const prefixes = evidence.filter(({ type }) => type === 'prefix')
  const addressOf = (prefix: string) => parseAddress(prefix.slice(0, prefix.indexOf('/'))) ?? emptyAddress()

  it('is in its canonical form, and of addresses that can be met', () => {
    const special = createSpecialTable()
    expect(prefixes.length).toBeGreaterThan(10)
    expect(prefixes.filter(({ value }) => parsePrefix(value)?.canonical !== value)).toEqual([])
    expect(prefixes.filter(({ value }) => special.first(addressOf(value)) === true)).toEqual([])
  })

  it('says something that no wider prefix of the same service says already', () => {
    const within = ({ service, value }: (typeof prefixes)[number]) =>
      createPrefixTable(
        prefixes.flatMap(other =>
          other.service === service && other.value !== value && lengthOf(other.value) < lengthOf(value)
            ? [[other.value, true] as const]
            : [],
        ),
      ).first(addressOf(value)) === true
    const lengthOf = (prefix: string) => Number(prefix.slice(prefix.indexOf('/') + 1))
    expect(prefixes.filter(within)).toEqual([])
  })

  // Name and time service of an owner are infrastructure: an owner's prefix would hide them.
  it('never holds an anycast resolver', () => {
    const owners = createPrefixTable(prefixes.map(({ value }) => [value, true] as const))
    expect(
      ['8.8.8.8', '8.8.4.4', '1.1.1.1', '9.9.9.9', '208.67.222.222', '2001:4860:4860::8888'].filter(
        text => owners.first(parseAddress(text) ?? emptyAddress()) === true,
      ),
    ).toEqual([])
  })
})

describe('families', () => {
  it('are of owners whose AS or prefixes cannot part their services', () => {
    const byAddress = new Set(
      evidence.filter(({ type }) => type === 'asn' || type === 'prefix').map(({ service }) => service),
    )
    const families = new Set(services.map(({ family }) => family).filter(family => family !== ''))
    expect(families.size).toBeGreaterThan(10)
    expect([...families].filter(family => !byAddress.has(family))).toEqual([])
  })
})

describe('evidence by domain', () => {
  it('is a registrable domain or below one', () => {
    const wrong = domainEvidence.filter(({ value }) => {
      const registrable = getDomain(value)
      return (
        registrable === null || !/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(value) || !`.${value}`.endsWith(`.${registrable}`)
      )
    })
    expect(wrong).toEqual([])
  })

  it('says something that no wider domain of the same service says already', () => {
    const serviceOf = new Map(domainEvidence.map(({ value, service }) => [value, service]))
    const widerOf = (value: string): string | undefined => {
      const rest = value.slice(value.indexOf('.') + 1)
      return serviceOf.has(rest) || !rest.includes('.') ? rest : widerOf(rest)
    }
    expect(domainEvidence.filter(({ value, service }) => serviceOf.get(widerOf(value) ?? '') === service)).toEqual([])
  })

  it('is never a name of a content network that carries anybody', () => {
    const carriers = [
      'akamaiedge.net',
      'akamaized.net',
      'akamaihd.net',
      'edgekey.net',
      'edgesuite.net',
      'cloudfront.net',
    ].concat(['fastly.net', 'azureedge.net', 'llnwd.net', 'footprint.net', 'edgecastcdn.net', 'appspot.com'])
    expect(domainEvidence.filter(({ value }) => carriers.some(name => `.${value}`.endsWith(`.${name}`)))).toEqual([])
  })
})

describe('the kinds of autonomous systems', () => {
  it.each(kinds)('$kind has an example in the pinned data that its own rule is the first to match', kind => {
    expect(nameOfAsn.get(kind.exampleAsn)).toBeDefined()
    expect(kindOfAsn(kind.exampleAsn)).toBe(kind)
  })

  it('are each defined once, with a reason', () => {
    expect(repeated(kinds.map(({ pattern }) => pattern.source))).toEqual([])
    expect(kinds.filter(({ why }) => why.length < 10)).toEqual([])
  })

  it.each([
    [13335, 'cdn', 'cdn'],
    [20940, 'cdn', 'cdn'],
    [54113, 'cdn', 'cdn'],
    [16509, 'cloud', 'cloud'],
    [15169, 'cloud', 'cloud'],
    [8075, 'cloud', 'cloud'],
    [42, 'anycast', 'cdn'],
    [4134, 'telecom', ''],
    [2501, 'education', ''],
    [2200, 'research', ''],
  ])('AS%i is %s, left out as "%s"', (asn, kind, excludedAs) => {
    expect(kindOfAsn(asn)).toMatchObject({ kind, excludedAs })
  })

  it.each(['Apple Inc.', 'Netflix Streaming Services Inc.', 'Valve Corporation', 'Star Joint Venture Co. Ltd.'])(
    'leave %s without a kind',
    name => {
      expect(kindRuleOf(kinds, name)?.kind).toBeUndefined()
    },
  )
})

describe('a family', () => {
  const familyOf = new Map(services.map(({ service, family }) => [service, family || service]))
  const rankedBy = (type: string, value: string) =>
    familyOf.get(evidence.find(known => known.type === type && known.value === value)?.service ?? '')

  it.each([
    ['Meta', 'facebook.com', 'instagram.com', 'asn', '32934'],
    ['Yahoo', 'yahoo.com', 'aol.com', 'asn', '10310'],
    ['Apple', 'apple.com', 'itunes.com', 'asn', '714'],
    ['Google', 'google.com', 'youtube.com', 'prefix', '172.217.0.0/16'],
  ])(
    '%s is one ranked entry, by the names %s and %s and without a name by %s %s',
    (family, one, other, type, value) => {
      expect([rankedBy('domain', one), rankedBy('domain', other), rankedBy(type, value)]).toEqual([
        family,
        family,
        family,
      ])
    },
  )

  it('is told by an AS or prefix, never one of its services that shares the owner’s', () => {
    const families = new Set(services.map(({ family }) => family).filter(family => family !== ''))
    const byAddress = new Set(
      evidence.filter(({ type }) => type === 'asn' || type === 'prefix').map(({ service }) => service),
    )
    expect([...families].filter(family => !byAddress.has(family))).toEqual([])
  })
})

describe('the listed server ports and published prefixes', () => {
  it('are ports of TCP and UDP, each once', () => {
    expect(ports.length).toBeGreaterThan(100)
    expect(ports.filter(({ port }) => !(Number.isInteger(port) && port >= 1 && port <= 65_535))).toEqual([])
    expect(repeated(ports.map(({ protocol, port }) => `${protocol}/${port}`))).toEqual([])
  })

  it.each([
    [6, 22],
    [6, 80],
    [6, 443],
    [17, 53],
    [17, 123],
  ])('hold protocol %i port %i', (protocol, port) => {
    expect(ports).toContainEqual({ protocol, port })
  })

  it('are prefixes in their canonical form, each once', () => {
    expect(published.filter(({ prefix }) => parsePrefix(prefix)?.canonical !== prefix)).toEqual([])
    expect(new Set(published.map(({ prefix }) => prefix)).size).toBe(published.length)
  })

  it('are of 40 operators, in IPv4 and IPv6, and never within one another', () => {
    expect(new Set(published.map(({ operator }) => operator)).size).toBeGreaterThanOrEqual(40)
    for (const bits of [32, 128]) {
      const ranges = published
        .flatMap(({ prefix }) => parsePrefix(prefix) ?? [])
        .filter(({ address }) => (address.family === 4) === (bits === 32))
        .map(({ address: { w0, w1, w2, w3 }, length, canonical }) => {
          const first =
            bits === 32 ? BigInt(w3) : (((((BigInt(w0) << 32n) | BigInt(w1)) << 32n) | BigInt(w2)) << 32n) | BigInt(w3)
          return { first, end: first + (1n << BigInt(bits - length)), canonical }
        })
        .sort((a, b) => (a.first < b.first ? -1 : 1))
      expect(ranges.length).toBeGreaterThan(100)
      const overlapping = ranges.filter(({ first }, at) => first < (ranges[at - 1]?.end ?? 0n))
      expect(overlapping.map(({ canonical }) => canonical)).toEqual([])
    }
  })

  it('are shipped under licences that let them be', () => {
    const rows = z
      .array(z.object({ licence: z.string(), kind: z.string() }))
      .parse(parse(textOf('published'), { columns: true }))
    expect(new Set(rows.map(({ licence }) => licence))).toEqual(new Set(['CC0-1.0', 'MIT', 'facts']))
    expect(new Set(rows.map(({ kind }) => kind))).toEqual(new Set(['cdn', 'cloud', 'anycast']))
  })

  const asKinds = z
    .array(z.object({ asn: z.string(), kind: z.string(), source: z.string() }))
    .parse(parse(textOf('as-kinds'), { columns: true }))
  const KNOWN = 'its own name'
  const WITH_SITE = /^its own name and site: [a-z0-9-]+(\.[a-z0-9-]+)+$/

  it('hold by number operators that are known, of all kinds, by their name and some by their site', () => {
    const known = asKinds.filter(({ source }) => source.startsWith(KNOWN))
    expect(known.length).toBeGreaterThan(3000)
    expect(known.filter(({ source }) => source !== KNOWN && !WITH_SITE.test(source))).toEqual([])
    expect(known.filter(({ source }) => WITH_SITE.test(source)).length).toBeGreaterThan(800)
    expect(new Set(known.map(({ kind }) => kind)).size).toBeGreaterThanOrEqual(8)
    expect(asKinds.filter(({ asn }) => !nameOfAsn.has(Number(asn)))).toEqual([])
  })

  it('hold by number of collections those alone who rent out machines under names that say nothing', () => {
    const rented = asKinds.filter(({ source }) => !source.startsWith(KNOWN))
    expect(rented.length).toBeGreaterThan(300)
    expect(new Set(rented.map(({ kind }) => kind))).toEqual(new Set(['hosting']))
    expect(
      rented.filter(({ source }) => !/^https:\/\/github\.com\/[^/]+\/[^/]+\/blob\/[0-9a-f]{40}\//.test(source)),
    ).toEqual([])
    const told = new Set(rented.map(({ asn }) => kindOfAsn(Number(asn))?.kind))
    expect(told).toEqual(new Set([undefined, 'telecom']))
  })
})

const SMALL: CatalogueTexts = {
  ...emptyTexts(),
  services: 'service,category,exclusion,wide_use,family\nGame One,Game,,*,\nDNS,Network,infrastructure,,\n',
  evidence:
    'service,type,value,expected_as_name,source\nGame One,domain,one.example,,https://x.example/a\nGame One,asn,64500,One,https://x.example/a\nDNS,port,udp/53,,https://x.example/a\n',
  kinds: 'kind,excluded_as,words,unless,why,example_asn\ncloud,cloud,^cloud,,rented machines,64501\n',
  ports: 'protocol,port,why,source\nudp,53,x,https://x.example/a\n',
  published:
    'prefix,operator,kind,source,licence,date\n192.0.2.0/24,One,anycast,https://x.example/a,CC0-1.0,2026-01-01\n',
}

describe('a broken catalogue', () => {
  it('is not this one, which the cases below break', () => {
    expect(parseCatalogue(SMALL).services).toHaveLength(2)
    expect(parseCatalogue({ ...SMALL, services: `\ufeff${SMALL.services}` }).services).toHaveLength(2)
  })

  const added = (file: keyof CatalogueTexts, row: string) => ({ ...SMALL, [file]: `${SMALL[file]}${row}\n` })

  it.each<[string, CatalogueTexts, string]>([
    [
      'a service that services.csv lacks',
      added('evidence', 'Nobody,domain,nobody.example,,https://x.example/a'),
      'evidence.csv line 5, column 1 (service): expected a service of services.csv, found "Nobody"',
    ],
    [
      'a type of evidence that is not known',
      added('evidence', 'DNS,url,http://x,,https://x.example/a'),
      'evidence.csv line 5, column 2 (type): expected domain, prefix, asn, port, found "url"',
    ],
    [
      'a family that services.csv lacks',
      added('services', 'Photos,Web,,*,Owner'),
      'services.csv line 4, column 5 (family): expected a service of services.csv that is of no family itself, found "Owner"',
    ],
    [
      'a family of a family',
      added('services', 'Photos,Web,,*,Game One\nAlbum,Web,,*,Photos'),
      'services.csv line 5, column 5 (family): expected a service of services.csv that is of no family itself, found "Photos"',
    ],
    [
      'a reason to leave out that is not known',
      added('kinds', 'x,home,^x,,x,1'),
      'kinds.csv line 3, column 2 (excluded_as): expected cdn, cloud or nothing, found "home"',
    ],
    [
      'a protocol that is not known',
      added('ports', 'sctp,53,x,https://x.example/a'),
      'ports.csv line 3, column 1 (protocol): expected tcp or udp, found "sctp"',
    ],
    ['too few fields', added('services', 'Mail,Email,'), 'services.csv line 4: expected 5 fields, found "Mail,Email,"'],
    ['too many fields', added('published', '192.0.2.0/24,x,y'), 'published.csv line 3: expected 6 fields, found'],
    [
      'no text',
      { ...SMALL, services: '' },
      'services.csv line 1: expected service,category,exclusion,wide_use,family, found ',
    ],
    [
      'another file',
      { ...SMALL, ports: SMALL.services },
      'ports.csv line 1: expected protocol,port,why,source, found service,category,exclusion,wide_use,family',
    ],
    [
      'columns in another order',
      { ...SMALL, published: 'source,prefix\n' },
      'published.csv line 1: expected prefix,operator,kind,source,licence,date, found source,prefix',
    ],
  ])('with %s is refused', (_, texts, message) => {
    expect(() => parseCatalogue(texts)).toThrow(message)
  })

  it.each<[string, keyof CatalogueTexts, string]>([
    ['an AS number that is none', 'evidence', 'DNS,asn,AS64500,One,https://x.example/a'],
    ['a domain that is none', 'evidence', 'DNS,domain,https://x.example/,,https://x.example/a'],
    ['evidence by a port of the web', 'evidence', 'DNS,port,tcp/443,,https://x.example/a'],
    ['evidence without a source', 'evidence', 'DNS,port,udp/54,,'],
    ['evidence twice', 'evidence', 'Game One,port,udp/53,,https://x.example/a'],
    ['evidence by a port that is none', 'evidence', 'DNS,port,53,,https://x.example/a'],
    ['evidence by a prefix that is none', 'evidence', 'DNS,prefix,192.0.2.1/33,,https://x.example/a'],
    ['a server port that is none', 'ports', 'tcp,http,x,https://x.example/a'],
    ['a published prefix that is none', 'published', '192.0.2.0,One,cdn,https://x.example/a,MIT,'],
    ['a published prefix of more than 64 bits', 'published', '2001:db8::/65,One,cdn,https://x.example/a,MIT,'],
    ['a published prefix of no operator', 'published', '198.51.100.0/24,,cdn,https://x.example/a,MIT,'],
    ['a published prefix of no kind', 'published', '198.51.100.0/24,One,CDN,https://x.example/a,MIT,'],
    ['a published prefix of no day', 'published', '198.51.100.0/24,One,cdn,https://x.example/a,MIT,2026'],
    ['a published prefix twice', 'published', '192.0.2.0/24,Two,cdn,https://x.example/a,MIT,'],
    ['an operator without a number', 'as-kinds', 'AS3,education,mine'],
    ['an operator of no kind', 'as-kinds', '3,university,mine'],
    ['an operator without a source', 'as-kinds', '3,education,'],
    ['a service twice', 'services', 'DNS,Web,,,'],
  ])('with %s is refused', (_, file, row) => {
    expect(() => parseCatalogue(added(file, row))).toThrow(`${file}.csv`)
  })

  it.each<[string, keyof CatalogueTexts, string]>([
    ['a pattern that does not compile', 'kinds', 'x,,(unclosed,,x,1'],
    ['quotes unbalanced', 'services', '"Mail,Email,,'],
  ])('with %s is refused, with the file', (_, file, row) => {
    expect(() => parseCatalogue(added(file, row))).toThrow(`${file}.csv`)
  })
})

describe('a list of operators', () => {
  const kindsIn = (rows: string) =>
    parseCatalogue(emptyTexts(), { 'as-kinds': `asn,kind,source\n${rows}` })['as-kinds'].map(({ kind }) => kind)

  it('knows the types of PeeringDB, and kinds', () => {
    expect(
      kindsIn('1,NSP,x\n2,Cable/DSL/ISP,x\n3,Educational/Research,x\n4,Content,x\n5,Government,x\n6,research,x\n'),
    ).toEqual(['telecom', 'telecom', 'education', 'business', 'government', 'research'])
  })

  it('is refused with a row of another word, or an AS twice', () => {
    expect(() => kindsIn('1,NSP,x\n2,Telco,x\n')).toThrow(
      /^own as-kinds\.csv line 3, column 2 \(kind\): expected a kind of cdn, /,
    )
    expect(() => kindsIn('1,NSP,x\n1,news,x\n')).toThrow('own as-kinds.csv line 3: expected each AS once, found "1"')
  })
})
