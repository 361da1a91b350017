import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { inLanguage } from '../../functions/report/render/number-language.ts'
import { daysFrom, reportOn, type World, wholeDays } from '../support/report-world.ts'

const page = readFileSync(new URL('../golden/report/index.html', import.meta.url), 'utf8')

describe('numbers of a page', () => {
  it.each([
    ['de', '12.171 contacts (64,1 %), 9.233.200 bytes, 1.234,50 a day'],
    ['fr', '12 171 contacts (64,1 %), 9 233 200 bytes, 1 234,50 a day'],
    ['de-CH', '12&#39;171 contacts (64.1 %), 9&#39;233&#39;200 bytes, 1&#39;234.50 a day'],
    // Four digits stay together in Spanish.
    ['es', '12.171 contacts (64,1 %), 9.233.200 bytes, 1234,50 a day'],
    ['fa', '12,171 contacts (64.1 %), 9,233,200 bytes, 1,234.50 a day'],
  ])('are written as in %s', (language, expected) => {
    const said = inLanguage('<p>12,171 contacts (64.1 %), 9,233,200 bytes, 1,234.50 a day</p>', language, [])
    expect(
      said
        .replace(/[\u00a0\u202f]/g, ' ')
        .replaceAll('٬', ',')
        .replaceAll('٫', '.'),
    ).toBe(`<p>${expected}</p>`)
  })

  it.each([
    ['an address', '10.1.0.5 and 10.1.0.0/16, port 8443'],
    ['a day and a time', '2017-04-01 at 14:00'],
    ['a version of three parts', 'geoip-lite 1.2.1'],
    ['a name', 'hall 2.5 of office 1,000'],
    ['a year and a small number', 'in 2017, 12 of 97'],
  ])('are no part of %s', (_, text) => {
    expect(inLanguage(`<p>${text}</p>`, 'de', ['hall 2.5', 'office 1,000'])).toBe(`<p>${text}</p>`)
  })

  it('stand in text only: neither in tags, nor in code, nor in what is not to be translated', () => {
    const kept =
      '<style>p { line-height: 1.5 }</style><path d="M 0.5 1.25"/><code>stem 1.6</code><p class="a" translate="no">CC BY 4.0</p>'
    expect(inLanguage(`${kept}<text x="1.5">0.5</text>`, 'de', [])).toBe(`${kept}<text x="1.5">0,5</text>`)
  })

  it('come back from one language to the other: on a whole page nothing else was touched', () => {
    // In English every number is what it was.
    expect(inLanguage(page, 'en', [])).toBe(page)
    const german = inLanguage(page, 'de', [])
    expect(german).not.toBe(page)
    const swapped = (text: string) => text.replace(/[.,]/g, mark => (mark === '.' ? ',' : '.'))
    const [words, germanWords] = [page, german].map(text => text.split(/(?<=[\s>(])|(?=[\s<)])/))
    expect(germanWords).toHaveLength(words?.length ?? 0)
    const changed = (words ?? []).flatMap((word, at) => (word === germanWords?.[at] ? [] : [[word, germanWords?.[at]]]))
    expect(changed.length).toBeGreaterThan(300)
    for (const [word = '', as] of changed) {
      expect(word).toMatch(/\d/)
      expect(as).toBe(word.replace(/\d[\d.,]*\d/g, swapped))
    }
  })
})

it('a report in another language has the same files but for its page and notices, and the same sentences', async () => {
  const days = daysFrom('2017-05-01', 14)
  const world: World = {
    networks: 'cidr,name,time_zone\n10.1.0.0/16,harbour 1.5,Asia/Pyongyang\n',
    contacts: days.flatMap(day =>
      Array.from({ length: 96 }, (_, at) => ({ slot: `${day}T05:00Z`, localIp: `10.1.0.${at}` })),
    ),
    logged: wholeDays('harbour 1.5', days),
  }
  const [english, german] = [await reportOn(world), await reportOn(world, { language: 'de' })]
  expect(german.report.language).toBe('de')
  for (const [name, text] of english.files) {
    if (name === 'run.json' || name === 'report.json' || /^(index|notice)\./.test(name)) continue
    expect(german.files.get(name), name).toBe(text)
  }
  const { language: _, ...others } = german.report
  expect(others).toEqual(english.report)
  expect(german.read('index.html')).toContain('1.248 contacts')
  expect(german.read('index.html')).toContain('harbour 1.5')
  expect(english.read('index.html')).toContain('1,248 contacts')
  expect(german.read('notice.txt')).toContain('How much: 1.248 contacts')
  expect(german.read('notice.txt')).toContain('harbour 1.5')
})
