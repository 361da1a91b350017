import { getDomain, getPublicSuffix } from 'tldts'
import { describe, expect, it } from 'vitest'
import { parseCatalogue } from '../../../functions/lib/reference/catalogue.ts'
import { INSTITUTION_KINDS } from '../../../functions/lib/reference/lists/domains.ts'
import { emptyTexts, shippedTexts } from '../../support/catalogue-texts.ts'
import { nameOfAsn } from '../../support/pinned-systems.ts'

const texts = shippedTexts()
const catalogue = parseCatalogue(texts)
const { academic, institutions, sensitive } = catalogue
const suffixes = catalogue['institution-suffixes']

/** Countries of the study's ties, and China. */
const STUDY = ['IN', 'MY', 'NZ', 'NP', 'KE', 'MZ', 'ID', 'CN']
const countBy = <T>(rows: readonly T[], keyOf: (row: T) => string) =>
  Object.fromEntries([...Map.groupBy(rows, keyOf)].map(([key, group]) => [key, group.length]))

describe('the domains of schools and universities', () => {
  it('are those of swot, refused ones included', () => {
    expect(academic).toHaveLength(23_970)
    const top = countBy(academic, ({ domain }) => domain.slice(domain.lastIndexOf('.') + 1))
    expect(Object.fromEntries(STUDY.map(country => [country, top[country.toLowerCase()]]))).toEqual({
      IN: 502,
      ID: 615,
      NP: 194,
      MY: 167,
      NZ: 106,
      KE: 65,
      MZ: 11,
      CN: 588,
    })
  })

  it('say which swot refuses, and refuse few', () => {
    const refused = academic.filter(({ refused }) => refused !== '')
    expect(new Set(refused.map(({ refused }) => refused))).toEqual(new Set(['abused', 'stoplist']))
    expect(refused.length).toBeGreaterThan(100)
    expect(refused.length / academic.length).toBeLessThan(0.02)
  })
})

describe('the suffixes of institutions', () => {
  it('are public suffixes, or domains that their owner gives names of away', () => {
    const wrong = suffixes.filter(
      ({ suffix }) => suffix.includes('.') && getPublicSuffix(`x.${suffix}`, { allowPrivateDomains: true }) !== suffix,
    )
    // Below a wildcard every label is a suffix, and these registries have one.
    expect(wrong.map(({ suffix }) => suffix)).toEqual(['sch.uk'])
  })

  it('cover government in more than 150 countries, each with its own code', () => {
    const countries = suffixes.filter(({ kind }) => kind === 'government').map(({ country }) => country)
    expect(new Set(countries).size).toBeGreaterThan(150)
    for (const { suffix, country } of suffixes) {
      const top = suffix.slice(suffix.lastIndexOf('.') + 1)
      if (top.length === 2) expect(country).toBe({ uk: 'GB', ac: 'SH' }[top] ?? top.toUpperCase())
    }
  })

  it.each(STUDY)('cover government and education of %s', country => {
    const kinds = suffixes.filter(row => row.country === country).map(({ kind }) => kind)
    expect(kinds).toContain('government')
    expect(kinds).toContain('education')
  })

  it('hold no suffix that is a place: ac and go.it', () => {
    expect(suffixes.filter(({ suffix }) => ['ac', 'go.it', 'lg.ua', 'mi.it'].includes(suffix))).toEqual([])
  })
})

describe('the listed institutions', () => {
  it('are 300 of news and more, at least ten in each country of the study', () => {
    const news = institutions.filter(({ kind }) => kind === 'news')
    expect(news.length).toBeGreaterThanOrEqual(300)
    const per = countBy(news, ({ country }) => country)
    expect(STUDY.filter(country => (per[country] ?? 0) < 10)).toEqual([])
  })

  it('hold research and its national networks', () => {
    const research = new Set(institutions.filter(({ kind }) => kind === 'research').map(({ domain }) => domain))
    expect(research.size).toBeGreaterThan(1_000)
    const networks = [
      'surf.nl',
      'cesnet.cz',
      'belnet.be',
      'switch.ch',
      'rnp.br',
      'grnet.gr',
      'geant.org',
      'kenet.or.ke',
    ]
    expect(networks.filter(domain => !research.has(domain))).toEqual([])
  })

  it('are registrable domains, so that an institution is counted once', () => {
    const wrong = institutions.filter(({ domain }) => getDomain(domain, { allowPrivateDomains: true }) !== domain)
    expect(wrong).toEqual([])
  })

  it('are in no evidence for a service: a domain is of one owner', () => {
    const services = new Set(catalogue.evidence.filter(({ type }) => type === 'domain').map(({ value }) => value))
    expect(institutions.filter(({ domain }) => services.has(domain)).map(({ domain }) => domain)).toEqual([])
  })

  it('are of the kinds that are counted', () => {
    expect(new Set(institutions.map(({ kind }) => kind))).toEqual(new Set(['government', 'news', 'research']))
    expect(INSTITUTION_KINDS).toContain('education')
  })
})

describe('sensitive institutions', () => {
  it('are at least a hundred in 25 countries, of every field', () => {
    expect(new Set(sensitive.map(({ institution }) => institution)).size).toBeGreaterThanOrEqual(100)
    expect(new Set(sensitive.map(({ country }) => country)).size).toBeGreaterThanOrEqual(25)
    expect(new Set(sensitive.map(({ field }) => field))).toEqual(new Set(['space', 'nuclear', 'defence', 'laboratory']))
  })

  it.each(sensitive.filter(({ type }) => type === 'asn'))(
    'AS$value is $institution, named as $expectedAsName in the pinned data',
    ({ value, expectedAsName }) => {
      expect(expectedAsName).not.toBe('')
      expect(nameOfAsn.get(Number(value))?.toLowerCase()).toContain(expectedAsName.toLowerCase())
    },
  )

  it('name an AS only by its number', () => {
    expect(sensitive.filter(({ type, expectedAsName }) => type !== 'asn' && expectedAsName !== '')).toEqual([])
  })

  it('are of one field and one country each', () => {
    const said = Map.groupBy(sensitive, ({ institution, country }) => `${institution} ${country}`)
    const twofold = [...said].filter(([, rows]) => new Set(rows.map(({ field }) => field)).size > 1)
    expect(twofold.map(([name]) => name)).toEqual([])
  })

  it('are known by domains that are registrable or below one', () => {
    const domains = sensitive.filter(({ type }) => type === 'domain')
    expect(domains.filter(({ value }) => getDomain(value) === null)).toEqual([])
  })
})

describe('the files', () => {
  it.each(['institution-suffixes', 'institutions', 'sensitive'] as const)('%s cites a page for every row', name => {
    const sources = texts[name]
      .trim()
      .split('\n')
      .slice(1)
      .map(line => line.slice(line.lastIndexOf(',') + 1))
    const open = (source: string) => {
      const url = URL.parse(source)
      return url !== null && ['http:', 'https:'].includes(url.protocol) && url.hostname.includes('.')
    }
    expect(sources.filter(source => !open(source))).toEqual([])
  })

  it.each<[string, Partial<typeof texts>, string]>([
    [
      'a domain in capitals',
      { academic: 'Ox.ac.uk,\n' },
      'academic.csv line 2, column 1 (domain): expected a domain in small letters',
    ],
    [
      'a refusal that is none',
      { academic: 'ox.ac.uk,yes\n' },
      'academic.csv line 2, column 2 (refused): expected abused, stoplist or nothing',
    ],
    ['a school twice', { academic: 'ox.ac.uk,\nox.ac.uk,\n' }, 'academic.csv line 3: expected each domain once'],
    [
      'a suffix with a dot before it',
      { 'institution-suffixes': '.gov.uk,government,GB,x\n' },
      'institution-suffixes.csv line 2, column 1 (suffix): expected a suffix in small letters',
    ],
    [
      'a kind of operator',
      { institutions: 'x.com,X,cloud,US,x\n' },
      'institutions.csv line 2, column 3 (kind): expected a kind of institution',
    ],
    ['an institution twice', { institutions: 'x.com,X,news,US,x\nx.com,Y,news,US,x\n' }, 'expected each domain once'],
    [
      'a sensitive institution of a field that is none',
      { sensitive: 'CERN,CH,physics,domain,cern.ch,,x\n' },
      'sensitive.csv line 2, column 3 (field): expected space, nuclear, defence, laboratory, found "physics"',
    ],
    [
      'a sensitive institution without a country',
      { sensitive: 'CERN,,nuclear,domain,cern.ch,,x\n' },
      'sensitive.csv line 2, column 2 (country): expected an ISO 3166 code',
    ],
    [
      'a sensitive prefix that is none',
      { sensitive: 'CERN,CH,nuclear,prefix,128.141.0.0,,x\n' },
      'sensitive.csv line 2, column 5 (value): expected a prefix (address/length)',
    ],
    [
      'an AS twice',
      { sensitive: 'A,CH,nuclear,asn,513,CERN,x\nB,CH,nuclear,asn,513,CERN,x\n' },
      'sensitive.csv line 3: expected each AS, prefix and domain once',
    ],
  ])('are refused with %s', (_, rows, message) => {
    const broken = emptyTexts()
    for (const [name, text] of Object.entries(rows)) broken[name as keyof typeof broken] += text
    expect(() => parseCatalogue(broken)).toThrow(message)
  })
})
