import { beforeAll, describe, expect, it } from 'vitest'
import type { SectionResult } from '../../functions/report/figures/figure.ts'
import { COMMON_TERMS } from '../../functions/report/render/glossary.ts'
import { reportOn, type WorldReport, wholeDays } from '../support/report-world.ts'
import { SMALL_WORLD } from '../support/small-report.ts'
import { textsOutside } from '../support/svg-texts.ts'
import { CANNOT_SHOW, unsaidIn, visibleProse } from '../support/unsaid-words.ts'

let small: WorldReport
beforeAll(async () => {
  small = await reportOn(SMALL_WORLD, { name: 'small' })
})

const sections = (): SectionResult[] => small.report.sections.map(({ name }) => small.section(name))
const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;')

/** Without what explains a word where it first stands. */
const withoutMarks = (html: string): string =>
  html.replace(/<a class="term"[^>]*>([^<]*)<\/a>/g, '$1').replace(/ <span class="gloss">[^<]*<\/span>/g, '')

/** All that stands on the page, how things were computed as well: no markup, no code, no style. */
const proseOf = (html: string): string =>
  html
    .replace(/<style>[\s\S]*?<\/style>/g, '')
    .replace(/<span class="where">[^<]*<\/span>/g, '')
    .replace(/<code>[\s\S]*?<\/code>/g, '')
    .replace(/<a [^>]*>[\w-]+\.(csv|json)<\/a>/g, '')
    .replace(/<[^>]*>/g, ' ')

describe('the first screen', () => {
  it('says who, when, how completely, the unit, findings, what changed, what it cannot tell, and where the revision is', () => {
    const { report } = small
    const first = withoutMarks(small.read('index.html')).split('class="rest"')[0]!
    for (const text of [...report.facts.map(([, value]) => value), report.unitInShort, ...report.notices].map(escaped))
      expect(first.includes(text), text).toBe(true)
    expect(report.title).toBe('What two networks did online')
    expect(report.facts.map(([label]) => label)).toEqual(['Who', 'When', 'How complete', 'How much'])
    expect(report.facts[0]![1]).toBe('harbour (175.45.176.0/22), harbour (175.45.179.0/24), hill (10.2.0.0/16)')
    expect(report.facts[1]![1]).toMatch(/^\d+ \w+ to \d+ \w+ 2017: \d+ whole local days, Asia\/Pyongyang, UTC\+08:30/)
    expect(report.facts[2]![1]).toMatch(
      /^logged \d+\u202f% of the time \(\d+ to \d+ of \d+ days, by network\); \d+\u202f% of the activity not identified; countries looked up in data of /,
    )
    expect(report.unitSentence).toMatch(/^A contact is .*: reading one web site .*\.$/)
    expect(report.cannotTell.length).toBeGreaterThanOrEqual(3)
    expect(report.findings.length).toBeLessThanOrEqual(5)
    expect(small.read('index.html').includes('Revision: <a href="../../index.html">')).toBe(true)
    const order = [
      '<h1>',
      'class="conclusions"',
      '<dl class="strip">',
      'class="jump"',
      'id="findings"',
      'id="changed"',
      'id="weaker"',
      'id="cannot-tell"',
      'id="categories"',
      'id="about"',
      'Revision:',
      'id="words"',
    ]
    const places = order.map(part => small.read('index.html').indexOf(part))
    expect(places).toEqual(places.toSorted((a, b) => a - b))
  })
})

describe('quality and versions', () => {
  it('name every component: denied, sampled, seen twice, unclear, unknown, clocks, age of reference data', () => {
    const ids = small.section('coverage').figures.map(({ id }) => id.replace('coverage.', ''))
    expect(ids).toEqual(
      expect.arrayContaining([
        'observed',
        'unclassified',
        'no-country',
        'no-operator',
        'no-kind',
        'out-of-scope',
        'unclear',
        'denied',
        'sampled',
        'twice',
        'uncounted',
        'internal',
        'special',
        'icmp-untyped',
        'reference-age',
      ]),
    )
    expect(small.section('coverage').paragraphs.join(' ')).toContain(
      'the largest median difference between two exporters that saw the same connections is 6,800 ms (eni-1 and zeek-1, 400 connections)',
    )
  })

  it('are said on the first page where two reference sets are mixed, and marked in the charts over time', () => {
    expect(small.report.notices.join(' ')).toContain(
      '2 versions of the reference data and catalogue are mixed in this window: reference-1 from 2017-04-30 to 2017-05-19; reference-2 from 2017-05-20 to',
    )
    for (const chart of ['weeks', 'coverage']) {
      const found = sections()
        .flatMap(({ charts }) => charts)
        .find(({ name }) => name === chart)!
      expect(found.title).toContain('Dashed: another version of the reference data begins (2017-05-20).')
      expect(found.wide).toContain('stroke-dasharray="4,3"')
    }
    expect(/<code>ports\.csv<\/code> <code>[0-9a-f]{16}<\/code>/.test(small.read('index.html'))).toBe(true)
  })

  it('find the day that nobody logged', () => {
    expect(small.report.findings.map(({ sentence }) => sentence).join('\n')).toContain('Nothing was logged of')
  })
})

describe('the words', () => {
  it('claim nothing that flow logs cannot show', () => {
    expect(CANNOT_SHOW.exec(proseOf(small.read('index.html')))?.[0]).toBeUndefined()
    for (const { sentence } of small.report.findings) expect(sentence).not.toMatch(CANNOT_SHOW)
  })

  it('are those that anybody reads; what is computed is said where it is asked for', () => {
    expect(unsaidIn(visibleProse(small.read('index.html')))).toEqual([])
    expect(visibleProse(small.read('index.html')).length).toBeGreaterThan(5000)
    expect(unsaidIn('sure: 3 of 5, of use contacts without infrastructure')).toHaveLength(3)
  })

  it('are explained in at most twelve words where they first stand, and open their exact definition', () => {
    const html = small.read('index.html')
    const terms = [...COMMON_TERMS, ...sections().flatMap(({ terms: own = [] }) => own)]
    for (const { word, short, exact } of terms) {
      expect(short.split(' ').length, word).toBeLessThanOrEqual(12)
      expect(html.includes(escaped(exact)), word).toBe(true)
    }
    const links = [...html.matchAll(/<a class="term" href="#([^"]*)">([^<]*)<\/a>/g)]
    expect(links.length).toBeGreaterThan(5)
    for (const [, id, word] of links) {
      expect(html.includes(`<div id="${id}">`), id).toBe(true)
      expect(
        links.filter(([, other]) => other === id),
        word,
      ).toHaveLength(1)
    }
  })

  it('of findings are short: 15 words beside the figure, 30 in a sentence', () => {
    const words = (text: string) => text.split(/\s+/).length
    for (const { headline, sentence, section } of sections().flatMap(({ findings }) => findings)) {
      expect(words(headline.words), headline.words).toBeLessThanOrEqual(15)
      expect(words(headline.figure), headline.figure).toBeLessThanOrEqual(4)
      // Names of countries and networks come on top.
      expect(words(sentence), `${section}: ${sentence}`).toBeLessThanOrEqual(45)
    }
    for (const { answer, name } of sections()) {
      expect(words(answer), name).toBeLessThanOrEqual(40)
      expect(answer, name).toMatch(/\.$/)
    }
  })

  it('say after every percentage of what', () => {
    for (const { sentence } of sections().flatMap(({ findings }) => findings))
      if (sentence.includes('%')) expect(sentence).toMatch(/ of (all|the|them|these)/)
  })
})

describe('the page', () => {
  it('needs nothing else: no script, no link out, no id twice', () => {
    const html = small.read('index.html')
    expect(/<script|javascript:|<link|<img|https?:(?!\/\/www\.w3\.org\/)/i.exec(html)).toBeNull()
    const ids = [...html.matchAll(/ id="([^"]*)"/g)].map(match => match[1])
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([])
    for (const [, target] of html.matchAll(/href="#([^"]*)"/g)) expect(ids).toContain(target)
    for (const [, used] of html.matchAll(/url\(#([^)]*)\)/g)) expect(ids).toContain(used)
  })

  it('has charts with title and description in two widths, numbers with separators, bytes for people', () => {
    const html = small.read('index.html')
    const charts = sections().flatMap(own => own.charts).length
    expect(charts).toBeGreaterThan(5)
    expect(html.match(/<svg [^>]*role="img" aria-labelledby="[^" ]+ [^"]+"><title id=/g)?.length).toBe(2 * charts)
    expect(html.match(/<desc id="[^"]+">[^<]{20,}/g)?.length).toBe(2 * charts)
    const drawings = html.match(/<svg [\s\S]*?<\/svg>/g) ?? []
    expect(drawings.length).toBeGreaterThanOrEqual(2 * charts)
    expect(drawings.flatMap(textsOutside)).toEqual([])
    expect(html).toMatch(/>30,000<\/td><td[^>]*>123\.5\u202fMB<\/td>/)
    expect(small.read('coverage-records.csv')).toContain('30000,123456789')
  })
})

describe('a report of nothing', () => {
  it('that has logs on other days does not say that nothing is watched', async () => {
    const networks = 'cidr,name,time_zone\n10.1.0.0/16,harbour,UTC\n'
    const logged = { from: '2017-05-01', to: '2017-05-07' }
    const { report } = await reportOn(
      { networks, contacts: [], logged },
      { fromDay: '2018-01-01', toDay: '2018-01-02' },
    )
    expect(report.notices).toContain(
      'Nothing logged: no log touches the days of this window, 2018-01-01 to 2018-01-02. Logs cover 2017-05-01 to 2017-05-07.',
    )
    expect(report.facts[0]).toEqual(['Who', 'nothing: no log touches the days of this window'])
    const hour = [{ ...wholeDays('harbour', ['2017-05-01'])[0]!, slots: '1'.repeat(4).padEnd(96, '0') }]
    const touched = await reportOn({ networks, contacts: [], logged: hour })
    expect(touched.report.facts[1]).toEqual(['When', '1 May 2017: 1 touched local day, UTC'])
    expect(JSON.stringify([report.notices, report.facts])).not.toContain('no record has an end')
  })

  it('is made and says so loudly, for nothing watched as for nothing seen', async () => {
    const networks = 'cidr,name,time_zone\n10.1.0.0/16,harbour,UTC\n'
    const unwatched = await reportOn({ networks, contacts: [], logged: [] })
    expect(unwatched.report.notices[0]).toContain('Nothing watched: no record has an end in the networks')
    expect(unwatched.report.partial).toBe(false)
    const silent = await reportOn({ networks, contacts: [], logged: { from: '2017-05-01', to: '2017-05-07' } })
    expect(silent.report.findings).toEqual([])
    expect(silent.report.facts[2]![1]).toBe('logged 100\u202f% of the time (7 of 7 days)')
    expect(silent.section('categories').paragraphs).toEqual(['No activity was seen in this window.'])
    expect(/NaN|undefined|Infinity|null/.exec(proseOf(silent.read('index.html')))).toBeNull()
    expect(/NaN|undefined|Infinity|null/.exec(proseOf(unwatched.read('index.html')))).toBeNull()
  })
})
