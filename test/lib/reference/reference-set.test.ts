import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createFolderStore } from '../../../functions/lib/local/folder-store.ts'
import type { ObjectStore } from '../../../functions/lib/ports.ts'
import { hashOfRanges, rangesInMemory, rangesKeyOf } from '../../../functions/lib/reference/edition-ranges.ts'
import { editionsCsv } from '../../../functions/lib/reference/editions.ts'
import {
  encodeNameKinds,
  hashOfRules,
  nameKindsKeyOf,
  openNameKinds,
} from '../../../functions/lib/reference/name-kinds.ts'
import { encodeRanges } from '../../../functions/lib/reference/ranges.ts'
import {
  currentReference,
  hashOfReference,
  loadReference,
  openReference,
  putReference,
  REFERENCE_FILES,
  type ReferenceFiles,
  readReferenceFiles,
} from '../../../functions/lib/reference/reference-set.ts'
import { allOf, keysOf } from '../../support/contracts/object-store.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const ipv4 = [{ first: 0x08080800, last: 0x080808ff, value: 0 }]

const KINDS = 'kind,excluded_as,words,unless,why,example_asn\ncloud,cloud,^google,,rented machines,15169\n'
const COUNTRY = encodeRanges(ipv4, [], ['US'])
const ASN = encodeRanges(ipv4, [], [{ asn: 15169, name: 'Google LLC' }])
const RANGES = rangesInMemory([COUNTRY, ASN])
const RULES = hashOfRules(bytes(KINDS), undefined)
const RANGES_KEYS = [
  ...[COUNTRY, ASN].map(made => rangesKeyOf(hashOfRanges(made))),
  nameKindsKeyOf(hashOfRanges(ASN), RULES),
]
/** editions.csv of one edition of each. */
const editionsOf = (country: Uint8Array, asn: Uint8Array) =>
  editionsCsv([
    { ...EDITION, data: 'country', ranges: hashOfRanges(country) },
    { ...EDITION, data: 'asn', ranges: hashOfRanges(asn) },
  ])
const EDITION = { date: '2026-06-17', name: 'x', version: '1', licence: 'CC BY 4.0', notice: '' }

const PUBLISHED =
  'prefix,operator,kind,source,licence,date\n8.8.8.0/24,One,anycast,https://x.example/a,MIT,2026-01-01\n'

/** A whole set, small enough to break one file at a time. */
const files = (changed: Partial<ReferenceFiles> = {}): ReferenceFiles => ({
  'academic.csv': bytes('domain,refused\nox.ac.uk,\n'),
  'institution-suffixes.csv': bytes('suffix,kind,country,source\ngov.uk,government,GB,https://x.example/a\n'),
  'institutions.csv': bytes('domain,name,kind,country,source\nbbc.co.uk,BBC,news,GB,https://x.example/a\n'),
  'sensitive.csv': bytes(
    'institution,country,field,type,value,expected_as_name,source\nCERN,CH,nuclear,domain,cern.ch,,https://x.example/a\n',
  ),
  'relays.csv': bytes(
    'address,port,network,valid_from,valid_to,source\n192.0.2.1,9001,DNS,2017-05-16,,https://x.example/a\n',
  ),
  'networks.csv': bytes('cidr,name\n10.0.0.0/8,office\n'),
  'services.csv': bytes('service,category,exclusion,wide_use,family\nDNS,Network,infrastructure,,\n'),
  'evidence.csv': bytes('service,type,value,expected_as_name,source\nDNS,port,udp/53,,https://x.example/a\n'),
  'kinds.csv': bytes(KINDS),
  'ports.csv': bytes('protocol,port,why,source\nudp,53,x,https://x.example/a\n'),
  'published.csv': bytes(PUBLISHED),
  'as-kinds.csv': bytes('asn,kind,source\n3,education,mine\n'),
  'editions.csv': bytes(editionsOf(COUNTRY, ASN)),
  ...changed,
})
const whole = (changed: Partial<ReferenceFiles> = {}) => ({ files: files(changed), ranges: RANGES })
const plant = () => files({ 'networks.csv': bytes('cidr,name\n172.16.0.0/12,plant\n') })

describe('the hash of a reference set', () => {
  const hash = hashOfReference(files())

  it('is the same on every machine', () => {
    expect(hash).toMatch(/^[0-9a-f]{16}$/)
    expect(hashOfReference(files())).toBe(hash)
    expect(hash).toBe('08fc777d2592fee5')
  })

  it('does not depend on the order in which the files were gathered', () => {
    const reversed = Object.fromEntries(Object.entries(files()).reverse()) as ReferenceFiles
    expect(hashOfReference(reversed)).toBe(hash)
  })

  it('covers every file that a set consists of', () => {
    expect([...REFERENCE_FILES].sort()).toEqual(Object.keys(files()).sort())
  })

  it.each(REFERENCE_FILES)('changes with one bit of %s', name => {
    const changed = files()
    const copy = changed[name].slice()
    copy[copy.length - 1] = (copy.at(-1) ?? 0) ^ 1
    expect(hashOfReference({ ...changed, [name]: copy })).not.toBe(hash)
  })

  it('changes when text moves from one file to the next', () => {
    const joined = files({ 'ports.csv': bytes('ab'), 'published.csv': bytes('c') })
    const moved = files({ 'ports.csv': bytes('a'), 'published.csv': bytes('bc') })
    expect(hashOfReference(joined)).not.toBe(hashOfReference(moved))
  })
})

describe('events of a reference set', () => {
  const HEADER = 'name,time,zone,set,source\n'
  const withEvents = files({ 'events.csv': bytes(`${HEADER}test,2017-04-05T06:42,Asia/Pyongyang,missiles,\n`) })

  it('are none where there is no file', () => {
    expect(openReference(files()).events).toEqual([])
    expect(openReference(withEvents).events).toEqual([
      { name: 'test', day: '2017-04-05', minute: 402, zone: 'Asia/Pyongyang', set: 'missiles', source: '' },
    ])
  })

  it('are part of its hash, and of nothing that records are enriched with', () => {
    expect(hashOfReference(withEvents)).not.toBe(hashOfReference(files()))
    expect(openReference(withEvents).enrichment).toBe(openReference(files()).enrichment)
  })
})

describe('opening a reference set', () => {
  it('gives networks, catalogue and editions', () => {
    const set = openReference(files())
    expect(set.hash).toBe(hashOfReference(files()))
    expect(set.networks.map(({ name }) => name)).toEqual(['office'])
    expect(set.catalogue.services.map(({ service }) => service)).toEqual(['DNS'])
    expect(set.editions.country).toEqual([{ ...EDITION, data: 'country', ranges: hashOfRanges(COUNTRY) }])
    expect(set.editions.asn).toEqual([{ ...EDITION, data: 'asn', ranges: hashOfRanges(ASN) }])
  })
})

describe('a set that a lake holds', () => {
  it('reads each list when it is first asked for, and its own rows before the shipped', () => {
    const set = openReference(
      files({
        'academic.csv': bytes('domain,refused\n.\n'),
        'own/as-kinds.csv': bytes('asn,kind,source\n4,news,own\n'),
      }),
      { isStored: true },
    )
    expect(set.catalogue['as-kinds'].map(({ asn }) => asn)).toEqual([4, 3])
    expect(set.catalogue.services).toBe(set.catalogue.services)
    expect(() => set.catalogue.academic).toThrow('academic.csv line 2')
  })

  it('has the lists of one that is to be put', () => {
    const { kinds, ...lists } = openReference(files(), { isStored: true }).catalogue
    const { kinds: put, ...others } = openReference(files()).catalogue
    expect(lists).toEqual(others)
    expect(kinds.map(rule => ({ ...rule }))).toEqual(put.map(rule => ({ ...rule })))
  })

  it('says which rule is none, where a pattern that was one is not any more', () => {
    const broken = bytes('kind,excluded_as,words,unless,why,example_asn\ncloud,cloud,^google(,,rented machines,15169\n')
    expect(() => openReference(files({ 'kinds.csv': broken }))).toThrow('kinds.csv line 2')
    const { kinds } = openReference(files({ 'kinds.csv': broken }), { isStored: true }).catalogue
    expect(() => kinds[0]?.pattern).toThrow('kinds.csv line 2')
  })
})

it('takes names with control characters from a lake that has them, and from nobody else', () => {
  const named = files({ 'networks.csv': bytes('cidr,name\n10.0.0.0/8,"two\nlines"\n') })
  expect(() => openReference(named)).toThrow(/expected no control characters/)
  expect(openReference(named, { isStored: true }).networks.map(({ name }) => name)).toEqual(['two\nlines'])
})

/** A set with one broken file, and what the refusal must say. */
const BROKEN: [file: keyof ReferenceFiles, situation: string, content: Uint8Array, message: RegExp][] = [
  ['networks.csv', 'host bits', bytes('cidr,name\n10.0.0.1/8,office\n'), /^networks\.csv line 2, column 1 \(cidr\): /],
  ['networks.csv', 'no text', new Uint8Array(), /^networks\.csv line 1: /],
  ['services.csv', 'another header', bytes('service\nDNS\n'), /^services\.csv line 1: /],
  [
    'services.csv',
    'a service missing that has evidence',
    bytes('service,category,exclusion,wide_use,family\n'),
    /^evidence\.csv line 2, column 1 \(service\): expected a service of services\.csv, found "DNS"/,
  ],
  ['evidence.csv', 'no text', new Uint8Array(), /^evidence\.csv line 1: /],
  [
    'kinds.csv',
    'an unknown reason',
    bytes('kind,excluded_as,words,unless,why,example_asn\nx,home,^x,,x,1\n'),
    /^kinds\.csv line 2, column 2 \(excluded_as\): /,
  ],
  [
    'ports.csv',
    'an unknown protocol',
    bytes('protocol,port,why,source\nicmp,1,x,x\n'),
    /^ports\.csv line 2, column 1 \(protocol\): /,
  ],
  [
    'academic.csv',
    'an address of the web',
    bytes('domain,refused\nhttps://ox.ac.uk,\n'),
    /^academic\.csv line 2, column 1 \(domain\): /,
  ],
  [
    'institution-suffixes.csv',
    'a kind that is none of an institution',
    bytes('suffix,kind,country,source\ngov.uk,telecom,GB,x\n'),
    /^institution-suffixes\.csv line 2, column 2 \(kind\): /,
  ],
  [
    'institutions.csv',
    'a country by its name',
    bytes('domain,name,kind,country,source\nbbc.co.uk,BBC,news,Britain,x\n'),
    /^institutions\.csv line 2, column 4 \(country\): /,
  ],
  [
    'sensitive.csv',
    'an AS that is none',
    bytes('institution,country,field,type,value,expected_as_name,source\nCERN,CH,nuclear,asn,AS513,CERN,x\n'),
    /^sensitive\.csv line 2, column 5 \(value\): /,
  ],
  ['published.csv', 'a field too many', bytes(PUBLISHED.replace(',MIT', ',MIT,x')), /^published\.csv line 2: /],
  ['editions.csv', 'no text', new Uint8Array(), /^editions\.csv line 1: /],
  [
    'editions.csv',
    'no edition of autonomous systems',
    bytes(editionsCsv([{ ...EDITION, data: 'country', ranges: hashOfRanges(COUNTRY) }])),
    /^editions\.csv: expected an edition of asn data, found none/,
  ],
]

describe('a reference set with a broken file', () => {
  it.each(BROKEN)('is refused for %s with %s', (file, _, content, message) => {
    expect(() => openReference(files({ [file]: content }))).toThrow(message)
  })
})

describe('ranges of editions', () => {
  const refused: [situation: string, country: Uint8Array, asn: Uint8Array, message: RegExp][] = [
    ['an error page', bytes('<html>not found</html>  '), ASN, /compile it again$/],
    ['half of them', COUNTRY.slice(0, 30), ASN, /compile it again$/],
    ['no bytes', COUNTRY, new Uint8Array(), /compile it again$/],
    ['labels that are no countries', ASN, ASN, /compile it again$/],
    ['labels that are no systems', COUNTRY, COUNTRY, /compile it again$/],
    ['no range', encodeRanges([], [], []), ASN, /expected address ranges, found none/],
  ]
  it.each(refused)('of a set refuse it whole where they are %s', async (_, country, asn, message) => {
    const root = mkdtempSync(join(tmpdir(), 'ranges-of-set-'))
    try {
      const lake = createFolderStore(root)
      const content = whole({ 'editions.csv': bytes(editionsOf(country, asn)) })
      const put = putReference(lake, { ...content, ranges: rangesInMemory([country, asn]) })
      await expect(put).rejects.toThrow(message)
      expect(await keysOf(lake, '')).toEqual([])
    } finally {
      rmSync(root, { recursive: true })
    }
  })
})

describe('stored reference sets', () => {
  let root: string
  let lake: ObjectStore
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'reference-set-'))
    lake = createFolderStore(root)
  })
  afterEach(() => rmSync(root, { recursive: true }))

  const headsOf = async (prefix: string) => allOf(lake.list(prefix))

  it('are none at first', async () => {
    expect(await currentReference(lake)).toBeUndefined()
  })

  it('lie whole under their hash, and the pointer names it', async () => {
    const set = await putReference(lake, whole())
    expect(set.hash).toBe(hashOfReference(files()))
    expect(await currentReference(lake)).toBe(set.hash)
    expect(await keysOf(lake, 'reference/')).toEqual(
      [
        'reference/current.json',
        ...RANGES_KEYS,
        ...REFERENCE_FILES.map(name => `reference/${set.hash}/${name}`),
      ].sort(),
    )
    expect(await readReferenceFiles(lake, set.hash)).toEqual(files())
    const loaded = await loadReference(lake, set.hash)
    expect(loaded.hash).toBe(set.hash)
    expect(loaded.networks).toEqual(set.networks)
  })

  it('are immutable: putting one again writes nothing', async () => {
    await putReference(lake, whole())
    const before = await headsOf('reference/')
    await putReference(lake, whole())
    expect(await headsOf('reference/')).toEqual(before)
  })

  it('share the ranges of their editions, which are written once and asked for only where the lake has none', async () => {
    await putReference(lake, whole())
    const before = await headsOf('reference/ranges/')
    expect(before.map(({ key }) => key)).toEqual([...RANGES_KEYS].sort())
    await putReference(lake, { files: plant(), ranges: rangesInMemory([]) })
    expect(await headsOf('reference/ranges/')).toEqual(before)
  })

  it('have what rules on names say of their systems beside the ranges, worked out once for the same rules', async () => {
    const of = { systems: 1, rules: 1 }
    const ranges = hashOfRanges(ASN)
    const { rules } = await putReference(lake, whole())
    expect(rules).toBe(RULES)
    const key = nameKindsKeyOf(ranges, rules)
    const read = async (asked: string) => (await lake.get(asked))?.bytes ?? new Uint8Array()
    expect([...openNameKinds(key, await read(key), of)]).toEqual([1])
    const own = 'kind,excluded_as,words,unless,why,example_asn\nnews,,^alphabet,,mine,15169\n'
    const other = await putReference(lake, {
      files: files({ 'own/kinds.csv': bytes(own) }),
      ranges: rangesInMemory([]),
    })
    const otherKey = nameKindsKeyOf(ranges, other.rules)
    expect(otherKey).not.toBe(key)
    expect([...openNameKinds(otherKey, await read(otherKey), { ...of, rules: 2 })]).toEqual([2])
  })

  it('take it from where it was worked out before, and refuse what is not that', async () => {
    const key = nameKindsKeyOf(hashOfRanges(ASN), RULES)
    const made = encodeNameKinds(key, [], [{ asn: 1, name: 'Another' }])
    await putReference(lake, { files: files(), ranges: { ...RANGES, nameKinds: () => made } })
    expect(new Uint8Array((await lake.get(key))?.bytes ?? [])).toEqual(made)
    await lake.delete([key])
    await expect(
      putReference(lake, { files: files(), ranges: { ...RANGES, nameKinds: () => made.slice(1) } }),
    ).rejects.toThrow(key)
  })

  it('stay as they were where ranges of a new edition are not at hand', async () => {
    const { hash } = await putReference(lake, whole())
    const before = await headsOf('')
    const editions = editionsOf(encodeRanges(ipv4, [], ['KP']), ASN)
    await expect(putReference(lake, whole({ 'editions.csv': bytes(editions) }))).rejects.toThrow(
      /expected them at hand, found none/,
    )
    expect(await currentReference(lake)).toBe(hash)
    expect(await headsOf('')).toEqual(before)
  })

  it('stay readable when the pointer has moved on, and the pointer can go back', async () => {
    const office = await putReference(lake, whole())
    const before = await headsOf(`reference/${office.hash}/`)
    const other = await putReference(lake, { files: plant(), ranges: RANGES })
    expect(other.hash).not.toBe(office.hash)
    expect(await currentReference(lake)).toBe(other.hash)
    expect((await loadReference(lake, office.hash)).networks[0]?.name).toBe('office')
    await putReference(lake, whole())
    expect(await currentReference(lake)).toBe(office.hash)
    expect(await headsOf(`reference/${office.hash}/`)).toEqual(before)
  })

  it('are completed where an earlier put ended half way', async () => {
    const hash = hashOfReference(files())
    await lake.put(`reference/${hash}/networks.csv`, files()['networks.csv'])
    await putReference(lake, whole())
    expect(await readReferenceFiles(lake, hash)).toEqual(files())
  })

  it.each(BROKEN)('are left as they were by a set refused for %s with %s', async (file, _, content) => {
    const { hash } = await putReference(lake, whole())
    const before = await headsOf('')
    await expect(putReference(lake, whole({ [file]: content }))).rejects.toThrow()
    expect(await currentReference(lake)).toBe(hash)
    expect(await headsOf('')).toEqual(before)
  })

  it.each<[keyof ReferenceFiles, string]>([
    ['published.csv', PUBLISHED.replace('/24', '')],
    ['evidence.csv', 'service,type,value,expected_as_name,source\nDNS,prefix,8.8.8.0,,https://x.example/a\n'],
  ])('are left as they were by a set with a prefix in %s that is none', async (file, content) => {
    const { hash } = await putReference(lake, whole())
    await putReference(lake, whole({ [file]: bytes(content) })).catch(() => undefined)
    expect(await currentReference(lake)).toBe(hash)
  })

  it('are pointed at only after every file is there', async () => {
    const order: string[] = []
    const noting: ObjectStore = {
      ...lake,
      put(key, content, condition) {
        order.push(key)
        return lake.put(key, content, condition)
      },
    }
    await putReference(noting, whole())
    expect(order).toHaveLength(RANGES_KEYS.length + REFERENCE_FILES.length + 1)
    expect(order.at(-1)).toBe('reference/current.json')
  })

  it.each(REFERENCE_FILES)('leave the pointer where writing %s fails', async name => {
    const { hash } = await putReference(lake, whole())
    const failing: ObjectStore = {
      ...lake,
      async head(key) {
        return key.endsWith(name) ? undefined : lake.head(key)
      },
      async put(key, content, condition) {
        if (key.endsWith(`/${name}`)) throw new Error('disk full')
        return lake.put(key, content, condition)
      },
    }
    await expect(putReference(failing, { files: plant(), ranges: RANGES })).rejects.toThrow('disk full')
    expect(await currentReference(lake)).toBe(hash)
  })

  it('are pointed at by the later of two writers, who reads again what the other wrote', async () => {
    await putReference(lake, whole())
    let attempts = 0
    const disturbing: ObjectStore = {
      ...lake,
      async put(key, content, condition) {
        if (key === 'reference/current.json' && ++attempts === 1) await lake.put(key, '{"hash":"0123456789abcdef"}')
        return lake.put(key, content, condition)
      },
    }
    const set = await putReference(disturbing, { files: plant(), ranges: RANGES })
    expect(attempts).toBe(2)
    expect(await currentReference(lake)).toBe(set.hash)
  })

  it('never lose a set to two writers at once: the pointer names one of them, both are whole', async () => {
    const [office, other] = await Promise.all([
      putReference(lake, whole()),
      putReference(lake, { files: plant(), ranges: RANGES }),
    ])
    expect([office.hash, other.hash]).toContain(await currentReference(lake))
    expect(await readReferenceFiles(lake, office.hash)).toEqual(files())
    expect(await readReferenceFiles(lake, other.hash)).toEqual(plant())
  })

  it('pass on any other failure of the pointer at once', async () => {
    const failing: ObjectStore = {
      ...lake,
      async put(key, content, condition) {
        if (key === 'reference/current.json') throw new Error('access denied')
        return lake.put(key, content, condition)
      },
    }
    await expect(putReference(failing, whole())).rejects.toThrow('access denied')
    expect(await currentReference(lake)).toBeUndefined()
  })

  it.each(REFERENCE_FILES)('fail the start where %s is missing, naming it and what to do', async name => {
    const { hash } = await putReference(lake, whole())
    await lake.delete([`reference/${hash}/${name}`])
    await expect(loadReference(lake, hash)).rejects.toThrow(
      `reference/${hash}/${name}: expected a file of the reference set, found none; put the set again`,
    )
  })

  it.each(['not json', '{}', '{"hash":5}', '[]'])('fail the start where the pointer is %j, naming it', async text => {
    await lake.put('reference/current.json', text)
    await expect(currentReference(lake)).rejects.toThrow(/^reference\/current\.json: expected .+; restore the object$/)
  })

  it('are refused where a stored file is not what the hash was made of', async () => {
    const { hash } = await putReference(lake, whole())
    await lake.put(`reference/${hash}/networks.csv`, plant()['networks.csv'])
    await expect(loadReference(lake, hash)).rejects.toThrow('networks.csv')
  })
})

describe('reference data that is not installed', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'reference-data-'))
    vi.resetModules()
  })
  afterEach(() => {
    vi.doUnmock('node:module')
    rmSync(folder, { recursive: true })
  })

  /** The builder as it finds packages by `resolve`. */
  async function builderFinding(resolve: (name: string) => string) {
    vi.doMock('node:module', async original => ({
      ...(await original<typeof import('node:module')>()),
      createRequire: () => ({ resolve }),
    }))
    const { buildReferenceFiles } = await import('../../../infra/local/reference-files.ts')
    return async () => {
      await buildReferenceFiles('cidr,name\n10.0.0.0/8,office\n', join(folder, 'cache'))
    }
  }

  function installEmpty(csv: string | undefined) {
    for (const name of ['geo-whois-asn-country', 'asn']) {
      const at = join(folder, '@ip-location-db', name)
      mkdirSync(at, { recursive: true })
      writeFileSync(join(at, 'package.json'), '{"version":"2.3.2026061719"}')
      if (csv === undefined) continue
      for (const family of ['ipv4', 'ipv6']) writeFileSync(join(at, `${name}-${family}.csv`), csv)
    }
    return (name: string) => join(folder, name)
  }

  it('fails the start, naming the package and what to do', async () => {
    const build = await builderFinding(name => {
      throw new Error(`Cannot find module '${name}'`)
    })
    await expect(build()).rejects.toThrow(
      'reference data: expected the package @ip-location-db/geo-whois-asn-country, found none; run npm ci',
    )
  })

  it('fails the start where a package lacks its file, naming the file', async () => {
    const build = await builderFinding(installEmpty(undefined))
    await expect(build()).rejects.toThrow('geo-whois-asn-country-ipv4.csv')
  })

  it('fails the start where a file is something else, naming file and line', async () => {
    const build = await builderFinding(installEmpty('version https://git-lfs.github.com/spec/v1\n'))
    await expect(build()).rejects.toThrow(
      '@ip-location-db/geo-whois-asn-country/geo-whois-asn-country-ipv4.csv line 1: expected first,last,label',
    )
  })

  it('fails the start where a file is empty, naming the file', async () => {
    const build = await builderFinding(installEmpty(''))
    await expect(build()).rejects.toThrow('geo-whois-asn-country-ipv4.csv')
  })
})
