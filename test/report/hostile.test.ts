import { describe, expect, it } from 'vitest'
import { daysFrom, reportOn } from '../support/report-world.ts'

const EVIL = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(2)>',
  "'); DROP TABLE x; --",
  '=HYPERLINK("http://x")',
  'a\u202egnp.exe',
  '&amp;<b>',
]

describe('hostile text', () => {
  it('in names of networks, categories, countries, institutions and exporters stays text', async () => {
    const days = daysFrom('2017-05-01', 28)
    const report = await reportOn(
      {
        networks: `cidr,name,time_zone\n${EVIL.map((name, at) => `10.${at + 1}.0.0/16,"${name.replaceAll('"', '""')}",UTC`).join('\n')}\n`,
        contacts: days.flatMap(day =>
          EVIL.flatMap((name, at) => [
            {
              slot: `${day}T0${at}:00Z`,
              times: 20,
              network: name,
              local: `10.${at + 1}.0.1`,
              category: name,
              country: 'NP',
            },
            {
              slot: `${day}T0${at}:15Z`,
              times: 3,
              network: name,
              category: 'Web',
              country: 'NP',
              kind: 'news',
              institution: name,
            },
          ]),
        ),
        logged: { from: days[0]!, to: days.at(-1)! },
        pairs: EVIL.map(name => ({
          network: name,
          exporter_a: name,
          exporter_b: `${name} b`,
          dt: days[0]!,
          connections: 9,
          median_ms: 5,
        })),
      },
      { name: '../<i>' },
    )
    const html = report.read('index.html')
    expect(/<script|<img|<b>|<i>/i.exec(html)).toBeNull()
    expect(html.includes('&lt;script&gt;alert(1)&lt;/script&gt;')).toBe(true)
    expect(html.includes('\u202e')).toBe(false)
    for (const [name, text] of report.files) {
      if (!name.endsWith('.csv')) continue
      expect(/(^|,)=HYPERLINK/m.test(text), name).toBe(false)
    }
    for (const { charts } of report.report.sections.map(({ name }) => report.section(name)))
      for (const { name, wide, narrow } of charts)
        for (const svg of [wide, narrow]) {
          expect(
            svg.match(/<(?!\/?(svg|g|path|text|rect|line|defs|pattern|clipPath|title|desc)\b)[^>]*>/g),
            name,
          ).toBeNull()
          expect(svg.includes('\u202e'), name).toBe(false)
        }
  })
})
