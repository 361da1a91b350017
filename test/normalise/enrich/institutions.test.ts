import { describe, expect, it } from 'vitest'
import { parseCatalogue } from '../../../functions/lib/reference/catalogue.ts'
import { createInstitutionLookup } from '../../../functions/normalise/enrich/institutions.ts'
import { emptyTexts, shippedTexts } from '../../support/catalogue-texts.ts'

const shipped = createInstitutionLookup(parseCatalogue(shippedTexts()))

describe('the institution of a server name, by the shipped lists,', () => {
  it.each([
    ['www.du.ac.in', 'du.ac.in', 'education', 'IN'],
    ['elearning.ui.ac.id', 'ui.ac.id', 'education', 'ID'],
    ['www.auckland.ac.nz', 'auckland.ac.nz', 'education', 'NZ'],
    ['www.uem.mz', 'uem.mz', 'education', 'MZ'],
    ['www.tum.de', 'tum.de', 'education', 'DE'],
    ['www.bbk.ac.uk', 'bbk.ac.uk', 'education', 'GB'],
    ['www.mofa.gov.np', 'mofa.gov.np', 'government', 'NP'],
    ['www.mfa.go.ke', 'mfa.go.ke', 'government', 'KE'],
    ['www.kominfo.go.id', 'kominfo.go.id', 'government', 'ID'],
    ['www.mfat.govt.nz', 'mfat.govt.nz', 'government', 'NZ'],
    ['health.qld.gov.au', 'health.qld.gov.au', 'government', 'AU'],
    ['visa.service.gov.uk', 'visa.service.gov.uk', 'government', 'GB'],
    ['pravo.gov.ru', 'pravo.gov.ru', 'government', 'RU'],
    ['www.edoeb.admin.ch', 'admin.ch', 'government', 'CH'],
    ['www.itu.int', 'itu.int', 'government', null],
    ['news.un.org', 'un.org', 'government', null],
    ['www.ihep.ac.cn', 'ihep.ac.cn', 'research', 'CN'],
    ['www.kari.re.kr', 'kari.re.kr', 'research', 'KR'],
    ['www.jinr.ru', 'jinr.ru', 'research', 'RU'],
    ['www.surf.nl', 'surf.nl', 'research', 'NL'],
    ['noc.kenet.or.ke', 'kenet.or.ke', 'research', 'KE'],
    ['www.thehindu.com', 'thehindu.com', 'news', 'IN'],
    ['english.onlinekhabar.com', 'onlinekhabar.com', 'news', 'NP'],
    ['opais.co.mz', 'opais.co.mz', 'news', 'MZ'],
    ['www.xinhua.news.cn', 'news.cn', 'news', 'CN'],
  ])('of %s is %s: %s of %s', (name, institution, institutionKind, institutionCountry) => {
    expect(shipped(name)).toEqual({ institution, institutionKind, institutionCountry, sharedHost: false })
  })

  it('of a name below a regional suffix that the registry gives to anybody is its own', () => {
    expect(shipped('www.pwr.wroc.pl').institution).toBe('pwr.wroc.pl')
    expect(shipped('www.shop.wroc.pl').institution).toBeNull()
  })

  it('of a school below a domain of somebody else is the school', () => {
    expect(shipped('mail.1lokutno.onmicrosoft.com').institution).toBe('1lokutno.onmicrosoft.com')
    expect(shipped('anybody.onmicrosoft.com').institution).toBeNull()
    expect(shipped('onmicrosoft.com').institution).toBeNull()
  })

  // `ac` and `go` are reserved second-level labels in many countries, and something else in these places.
  it.each([
    'www.example.ac',
    'www.example.go.it',
    'www.example.mil.pe.example',
    'ac.nz',
    'govt.nz',
    'edu',
    '20.3.0.1',
    '',
    '.',
    'sites.google.com',
    'www.academia.edu',
    'uni.github.io',
    'faculty.wordpress.com',
    'university.blogspot.com',
    'class.edublogs.org',
    'www.example.com',
    `${'a.'.repeat(130)}gov`,
  ])('of %s is none', name => {
    expect(shipped(name)).toMatchObject({ institution: null, institutionKind: null, sharedHost: false })
  })
})

describe('a host below an institution that is not the institution', () => {
  it.each([
    ['a blog at a university', 'blogs.harvard.edu'],
    ['a blog of a group', 'alice.blog.auckland.ac.nz'],
    ['pages of people', 'people.csail.mit.edu'],
    ['home pages', 'homepages.inf.ed.ac.uk'],
    ['pages that a university gives names of away', 'alice.git-pages.rit.edu'],
    ['a mirror', 'mirrors.tuna.tsinghua.edu.cn'],
    ['a numbered mirror', 'mirror2.sandyriver.edu'],
    ['files', 'ftp.belnet.be'],
    ['a time server', 'ntp1.uni-erlangen.de'],
    ['a name server', 'ns2.kenet.or.ke'],
  ])('is none: %s', (_, name) => {
    expect(shipped(name)).toEqual({
      institution: null,
      institutionKind: null,
      institutionCountry: null,
      sharedHost: true,
    })
  })

  it('is one where a government or a newspaper writes its own blog', () => {
    expect(shipped('blogs.state.gov').institution).toBe('state.gov')
    expect(shipped('blogs.timesofindia.indiatimes.com').institution).toBe('indiatimes.com')
  })

  it('is one where the word is only a part of a label, or of the domain itself', () => {
    expect(shipped('www.peoples.ac.in').institution).toBe('peoples.ac.in')
    expect(shipped('timetable.auckland.ac.nz').institution).toBe('auckland.ac.nz')
    expect(shipped('people.com.cn').institution).toBe('people.com.cn')
  })
})

describe('the lists against each other', () => {
  const of = (rows: Partial<ReturnType<typeof emptyTexts>>) => {
    const texts = emptyTexts()
    const added = Object.fromEntries(Object.entries(rows).map(([name, text]) => [name, text]))
    for (const name of Object.keys(added) as (keyof typeof texts)[]) texts[name] += added[name]
    return createInstitutionLookup(parseCatalogue(texts))
  }

  it('hear what is listed by domain before a suffix, and the suffix of a registry before the list of schools', () => {
    const both = of({
      'institution-suffixes': 'gov.uk,government,GB,https://x.example/a\n',
      institutions: 'bl.gov.uk,Library,research,GB,https://x.example/a\n',
      academic: 'college.gov.uk,\nwww.college.uk,\n',
    })
    expect(both('www.bl.gov.uk').institutionKind).toBe('research')
    expect(both('www.college.gov.uk').institutionKind).toBe('government')
    expect(both('mail.college.uk').institution).toBe('college.uk')
  })

  it('leave out what swot refuses', () => {
    const lists = of({ academic: 'belajar.example.com,abused\nschool.com,stoplist\nother.com,\n' })
    expect(['belajar.example.com', 'school.com', 'other.com'].map(name => lists(name).institution)).toEqual([
      null,
      null,
      'other.com',
    ])
  })

  it('know no country where the domain is of none', () => {
    const lists = of({
      academic: 'school.com,\nschule.eu,\n',
      'institution-suffixes': 'int,government,,https://x.example/a\n',
    })
    expect(['school.com', 'schule.eu', 'who.int'].map(name => lists(name).institutionCountry)).toEqual([
      null,
      null,
      null,
    ])
  })
})
