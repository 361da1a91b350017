import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { kindRuleOf, kinds, patternOf } from '../../../functions/lib/reference/lists/kinds.ts'
import { parseList } from '../../../functions/lib/reference/lists/list-rows.ts'
import { alternativesOf } from '../../support/alternatives.ts'
import { nameOfAsn } from '../../support/pinned-systems.ts'

const data = join(import.meta.dirname, '../../../functions/lib/reference')
const text = readFileSync(join(data, 'data/kinds.csv'), 'utf8')
const rules = parseList(kinds, text)
const rows = z
  .array(z.object({ kind: z.string(), words: z.string(), unless: z.string() }))
  .parse(parse(text, { columns: true }))

/** Kinds given by hand to autonomous systems; `tuning` are those that rules were looked at with. */
const labelled = z
  .array(
    z.object({
      asn: z.coerce.number(),
      name: z.string(),
      country: z.string(),
      weight: z.coerce.number(),
      kind: z.string(),
      half: z.enum(['tuning', 'unseen']),
    }),
  )
  .parse(parse(readFileSync(join(import.meta.dirname, 'as-kinds.labelled.csv'), 'utf8'), { columns: true }))

/** Labels and rules in common words: hands know one word for rented machines, rules two; both may find nothing special. */
const COMMON: Record<string, string> = {
  isp: 'access',
  telecom: 'access',
  hosting: 'cloud',
  business: 'none',
  unknown: 'none',
}
const common = (kind: string) => COMMON[kind] ?? kind
const saidOf = (name: string) => common(kindRuleOf(rules, name)?.kind ?? 'unknown')

/** What rules say of a half, in hundredths: of what they call a kind how much is, of what is one how much they find. */
function measured(half: 'tuning' | 'unseen') {
  const cases = labelled
    .filter(row => row.half === half)
    // A system drawn at random, not by contacts, counts as one contact.
    .map(({ name, kind, weight }) => ({ is: common(kind), said: saidOf(name), weight: Math.max(1, weight) }))
  const percent = (part: number, whole: number) => Math.round((1000 * part) / whole) / 10
  const sum = (some: readonly { weight: number }[]) => some.reduce((all, { weight }) => all + weight, 0)
  const ofKind = (kind: string) => {
    const is = cases.filter(one => one.is === kind)
    const said = cases.filter(one => one.said === kind)
    const right = is.filter(one => one.said === kind).length
    return [kind, is.length, percent(right, said.length), percent(right, is.length)] as const
  }
  const right = cases.filter(({ is, said }) => is === said)
  return {
    systems: cases.length,
    weighted: percent(sum(right), sum(cases)),
    plain: percent(right.length, cases.length),
    kinds: ['access', 'cloud', 'education', 'government'].map(ofKind),
  }
}

describe('the systems that were given a kind by hand', () => {
  it('are 300 of the pinned data, in at least 15 countries, half of them drawn by contacts, half kept apart', () => {
    expect(new Set(labelled.map(({ asn }) => asn)).size).toBe(300)
    expect(labelled.filter(({ asn, name }) => nameOfAsn.get(asn) !== name)).toEqual([])
    expect(new Set(labelled.map(({ country }) => country)).size).toBeGreaterThanOrEqual(15)
    expect(labelled.filter(({ weight }) => weight > 0).length).toBe(150)
    expect(labelled.filter(({ half }) => half === 'unseen').length).toBe(150)
  })
})

describe('rules on names of autonomous systems', () => {
  it('hold what they promise on the half that they were made with', () => {
    const { weighted, kinds } = measured('tuning')
    expect(weighted).toBeGreaterThanOrEqual(93)
    for (const [kind, , precision, recall] of kinds) {
      expect(precision, `${kind}: precision`).toBeGreaterThanOrEqual(95)
      if (kind !== 'cloud') expect(recall, `${kind}: recall`).toBeGreaterThanOrEqual(80)
    }
  })

  it('say what the README prints, of both halves', () => {
    const readme = readFileSync(join(data, 'README.md'), 'utf8')
    for (const half of ['tuning', 'unseen'] as const) {
      const { weighted, plain, kinds } = measured(half)
      expect(readme).toContain(`| ${half} | all | 150 | ${weighted} % by contacts, ${plain} % by systems | |`)
      for (const [kind, systems, precision, recall] of kinds)
        expect(readme).toContain(`| ${half} | ${kind} | ${systems} | ${precision} % | ${recall} % |`)
    }
  })

  it('have no alternative that matches no name of the pinned data', () => {
    const names = [...new Set(nameOfAsn.values())].join('\n')
    const matches = (words: string) => new RegExp(patternOf(words)?.source ?? '(?!)', 'imu').test(names)
    const idle = rows.flatMap(({ kind, words, unless }) =>
      [...alternativesOf(words), ...(unless === '' ? [] : alternativesOf(unless))]
        .filter(alternative => !matches(alternative))
        .map(alternative => `${kind}: ${alternative}`),
    )
    expect(idle).toEqual([])
  })

  it.each([
    ['Bundesministerium fuer Inneres, Sektion IV', 'government'],
    ['Ministerstwo Finansow', 'government'],
    ['Kancelaria Senatu', 'government'],
    ['Rechnungshof', 'government'],
    ['National Audit Office', 'government'],
    ['Some Country Space Agency', 'government'],
    ['National Aeronautics and Space Administration', 'government'],
    ['Zeitverlag Gerd Bucerius GmbH & Co. KG', 'news'],
    ['South China Morning Post Publishers Limited', 'news'],
    ['Saha Institute of Nuclear Physics', 'research'],
    ['Institute for Basic Science', 'research'],
    ['Universität Wien', 'education'],
    ['ALIBABA (US) Technology Co., Ltd.', 'cloud'],
    ['JSC Selectel', 'hosting'],
    ['LLC "Selectel"', 'hosting'],
    ['NORTHWIND-AS-AP - Selectel Ltd', 'hosting'],
    ['CHINANET SiChuan Telecom Internet Data Center', 'hosting'],
    ['Dinas Komunikasi dan Informatika Kota Bogor', 'government'],
    ['Pemerintah Kabupaten Jombang', 'government'],
    ['Seoul Metropolitan Office Of Education', 'education'],
    ['Federal State Budgetary Educational Institution of Higher Education "Some State University"', 'education'],
    ['University of Medical Sciences & Health Services', 'education'],
    ['Maria da Silva - ME', 'telecom'],
    ['Nimble Network Pvt Ltd', 'telecom'],
  ])('call %s %s', (name, kind) => {
    expect(kindRuleOf(rules, name)?.kind).toBe(kind)
  })

  it.each([
    'University Hospital',
    'Zoom Video Communications, Inc.',
    'Navy Federal Credit Union',
    'Telegram Messenger Inc',
    'GlaxoSmithKline',
    'Some Farm Bureau Insurance',
    'Creative Agency LLC',
  ])('leave %s without a kind', name => {
    expect(kindRuleOf(rules, name)?.kind).toBeUndefined()
  })

  it.each(['', '(open', 'a|', '\\p{L}*'])('are refused where their words are %j', words => {
    expect(() => parseList(kinds, `${text.split('\n')[0]}\nx,,"${words}",,why it is so,1\n`)).toThrow(
      /^kinds\.csv row 1: /,
    )
  })
})

describe('alternatives of an expression', () => {
  it.each([
    ['a|b', ['a', 'b']],
    ['a(b|c)d|e', ['a(?:b)d', 'a(?:c)d', 'e']],
    ['(a|b)(c|d)', ['(?:a)(c|d)', '(?:b)(c|d)', '(a|b)(?:c)', '(a|b)(?:d)']],
    ['\\(a\\|b\\)', ['\\(a\\|b\\)']],
    ['[a|(]b', ['[a|(]b']],
    ['a(?!b|c)', ['a(?!b|c)']],
    ['a(b(c|d)|e)', ['a(?:b(?:c))', 'a(?:b(?:d))', 'a(?:e)']],
  ])('of %s are %j', (expression, alternatives) => {
    expect(alternativesOf(expression)).toEqual(alternatives)
  })
})
