import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { kindRuleOf, kinds, patternOf } from '../../../functions/lib/reference/lists/kinds.ts'
import { parseList } from '../../../functions/lib/reference/lists/list-rows.ts'
import { wilsonInterval } from '../../../functions/report/statistics/wilson.ts'
import { knownOperators } from '../../../infra/local/reference-lists/known-operators.ts'
import { alternativesOf } from '../../support/alternatives.ts'
import { thirdOf } from '../../support/depth.ts'
import { measured, measuredByContacts, SAMPLES, systemsOf } from '../../support/labelled-systems.ts'
import { nameOfAsn } from '../../support/pinned-systems.ts'

const data = join(import.meta.dirname, '../../../functions/lib/reference')
const text = readFileSync(join(data, 'data/kinds.csv'), 'utf8')
const rules = parseList(kinds, text)
const sampleSchema = z.enum(SAMPLES)
const rows = z
  .array(z.object({ kind: z.string(), words: z.string(), unless: z.string() }))
  .parse(parse(text, { columns: true }))

/** Wilson interval at 95 %, in %. */
function within(part: number, whole: number): string {
  const { low, high } = wilsonInterval(part, whole)
  return [low, high].map(share => (100 * share).toFixed(1)).join(' to ')
}

describe('the systems that were given a kind by hand', () => {
  it('are of the pinned data, new in the sample that drew them first, in at least 15 countries a sample', () => {
    const all = SAMPLES.flatMap(systemsOf)
    const isFirst = all.filter(({ earlier }) => earlier === '')
    expect(new Set(isFirst.map(({ asn }) => asn)).size).toBe(isFirst.length)
    expect(new Set(all.map(({ asn }) => asn)).size).toBe(isFirst.length)
    expect(all.filter(({ asn, name }) => nameOfAsn.get(asn) !== name)).toEqual([])
    for (const sample of SAMPLES)
      expect(new Set(systemsOf(sample).map(({ country }) => country)).size).toBeGreaterThanOrEqual(15)
  })

  it('keep in a later sample the kind that an earlier one gave, where that said more than that it is no institution', () => {
    const drawnAgain = systemsOf('sixth').filter(({ earlier }) => earlier !== '')
    expect(drawnAgain.length).toBe(132)
    for (const { asn, kind, earlier } of drawnAgain) {
      const first = systemsOf(sampleSchema.parse(earlier)).find(row => row.asn === asn)
      if (first?.kind === 'other') expect(['education', 'research', 'government'], `${asn}`).not.toContain(kind)
      else expect(kind, `${asn}`).toBe(first?.kind)
    }
  })

  it('are half drawn by their contacts, half at random', () => {
    expect(systemsOf('labelled').filter(({ weight }) => weight > 0).length).toBe(150)
    for (const sample of ['second', 'third', 'fourth', 'fifth'] as const) {
      const drawn = Map.groupBy(systemsOf(sample), ({ draw }) => draw)
      expect([drawn.get('contacts')?.length, drawn.get('random')?.length]).toEqual([75, 75])
    }
    for (const [sample, half] of [
      ['sixth', 150],
      ['seventh', 150],
      ['eighth', 70],
    ] as const) {
      const drawn = Map.groupBy(systemsOf(sample), ({ draw }) => draw)
      expect([drawn.get('contacts')?.length, drawn.get('random')?.length]).toEqual([half, half])
    }
  })

  it('are of the third whose names nobody read while rules were mended, in the last two samples', () => {
    for (const sample of ['seventh', 'eighth'] as const)
      expect(systemsOf(sample).filter(({ asn }) => asn % 3 !== 1)).toEqual([])
  })

  it('are operators by number where they were so before the newest sample was drawn, and no more', () => {
    const known = knownOperators(nameOfAsn)
    const drawn = systemsOf('eighth')
    expect([drawn.length, drawn.filter(({ asn }) => known.has(asn)).length]).toEqual([1640, 71])
  })

  it('hold at least thirty of education and of government in each later sample', () => {
    for (const sample of SAMPLES.slice(1))
      for (const kind of ['education', 'government'])
        expect(systemsOf(sample).filter(row => row.kind === kind).length).toBeGreaterThanOrEqual(30)
  })
})

describe('rules on names of autonomous systems', () => {
  it('call nothing education or government that is not, in 95 % and more of every sample that they were mended with', () => {
    for (const sample of SAMPLES.slice(0, -1))
      for (const { kind, precision } of measured(sample, 'names').kinds)
        if (kind === 'education' || kind === 'government')
          expect(precision, `${sample}: ${kind}`).toBeGreaterThanOrEqual(95)
  })

  it('say what the README prints, by names alone and with all evidence', () => {
    const readme = readFileSync(join(data, 'README.md'), 'utf8')
    for (const sample of SAMPLES)
      for (const by of ['names', 'evidence'] as const)
        for (const part of sample === 'sixth' ? (['all', 'new'] as const) : (['all'] as const)) {
          const { weighted, plain, kinds } = measured(sample, by, part)
          const cells = kinds.map(({ precision, recall }) => `${precision} / ${recall}`)
          expect(readme).toContain(`| ${by} | ${weighted} | ${plain} | ${cells.join(' | ')} |`)
        }
    const newest = measured('eighth', 'evidence').kinds.filter(({ kind }) => kind !== 'cloud')
    for (const { kind, systems, called, found, precision, recall } of newest) {
      const told = [
        `${precision} (${within(found, called)}, n ${called})`,
        `${recall} (${within(found, systems)}, n ${systems})`,
      ]
      expect(readme).toContain(`| ${kind} | ${told.join(' | ')} |`)
    }
    const { systems, contacts, right } = measuredByContacts('evidence')
    const whole = `${right} % of ${contacts.toLocaleString('en')} contacts have the right kind`
    expect(readme.replaceAll('\n', ' ')).toContain(
      `Over all ${systems} that were drawn by contacts or have some, ${whole}`,
    )
  })

  it('have no alternative that matches no name of the pinned data', () => {
    const names = [...new Set(nameOfAsn.values())].join('\n')
    const matches = (words: string) => new RegExp(patternOf(words)?.source ?? '(?!)', 'imu').test(names)
    const alternatives = rows.flatMap(({ kind, words, unless }) =>
      [...alternativesOf(words), ...(unless === '' ? [] : alternativesOf(unless))].map(words => ({ kind, words })),
    )
    expect(thirdOf(alternatives, 0).filter(({ words }) => !matches(words))).toEqual([])
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
    ['COOPERATIVA DE ELECTRICIDAD DE ALGUN PUEBLO LTDA', 'telecom'],
    ['Joana dos Santos', 'telecom'],
    ['PT Nama Lintas Media', 'telecom'],
    ['Gemeente Ergens', 'government'],
    ['Badan Contoh Republik Indonesia', 'government'],
    ['SOMETOWN PUBLIC LIBRARY', 'government'],
    ['City of College Hill', 'government'],
    ['Some County Fire Services', 'government'],
    ['Foreign and Commonwealth Office', 'government'],
    ['Kancelarija za javne nabavke', 'government'],
    ['Viyskova Chastyna 1234', 'government'],
    ['Dienst Wegverkeer', 'government'],
    ['Landesfeuerwehrverband Irgendwo', 'government'],
    ['Danmarks Nationalbank', 'government'],
    ['Mesto Nekde nad Rekou', 'government'],
    ['Instituto de Seguridad Social de Alguna Parte', 'government'],
    ['Supreme Committee for Something', 'government'],
    ['National Bank of Pakistan', 'business'],
    ['BANCO MUNICIPAL DE ALGUN PUEBLO', 'business'],
    ['Elektrizitaetswerk der Stadt Irgendwo', 'business'],
    ['Port of Somewhere Ltd', 'business'],
    ['Some Federal Services LLC', 'business'],
    ['Central Bank of  India', 'business'],
    ['Some Town Municipal Authority', 'business'],
    ['Autoridad de Acueductos y Alcantarillados', 'business'],
    ['AGENCJA ROZWOJU REGIONALNEGO "JAKAS" Sp z.o.o', 'business'],
    ['Servei Catala de la Salut', 'government'],
    ['ITKOM PE', 'telecom'],
    ['Cegep de Quelque Part', 'education'],
    ['Independent Univeristy', 'education'],
    ['IIT Somewhere', 'education'],
    ['9HOST LLC', 'hosting'],
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
    'Banco de Oliveira',
    'Hospital Santos Silva',
    'KRKA, d.d., Novo mesto',
    'Infinite Campus, Incorporated',
    'Some University Student Union',
    'Wojewodzka Stacja Pogotowia Ratunkowego',
    'Koc Military Equipment Holding',
    'Some Library Systems Software, Inc.',
    'Bay City Power Co., Inc.',
  ])('leave %s without a kind', name => {
    expect(kindRuleOf(rules, name)?.kind).toBeUndefined()
  })

  it.each([
    ['', 'alternative 1 of 1 is empty, found ""'],
    ['bank|a||b', 'alternative 3 of 4 is empty, found ""'],
    ['bank|(open|shut', 'alternative 2 of 2 is no expression (Unterminated group), found "(open|shut"'],
    ['bank|[a|(]|b)', 'alternative 3 of 3 is no expression (Unmatched \')\'), found "b)"'],
    ['bank|\\p{L}*|b', 'alternative 2 of 3 holds of no letter at all, found "\\\\p{L}*"'],
    [`bank|(${'long '.repeat(30)}`, `found "(${'long '.repeat(30).slice(0, 59)}…"`],
  ])('are refused with the alternative that is wrong, where they are %j', (words, message) => {
    const row = (words: string, unless: string) => `${text.split('\n')[0]}\nx,,"${words}","${unless}",why it is so,1\n`
    expect(() => parseList(kinds, row(words, ''))).toThrow(
      /^kinds\.csv line 2, column 3 \(words\): expected regular expressions .*, /,
    )
    expect(() => parseList(kinds, row(words, ''))).toThrow(message)
    if (words !== '')
      expect(() => parseList(kinds, row('bank', words))).toThrow(/column 4 \(unless\): .*, of which alternative /)
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
