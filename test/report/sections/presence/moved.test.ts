import { describe, expect, it, vi } from 'vitest'
import { encodeRanges } from '../../../../functions/lib/reference/ranges.ts'
import { movedRangesText } from '../../../../functions/report/sections/presence/moved-words.ts'
import { daysFrom, reportsOf, type World, type WorldContact } from '../../../support/report-world.ts'

vi.mock(import('../../../../functions/report/render/draw.ts'), () => import('../../../support/undrawn.ts'))

const DAYS = daysFrom('2017-05-01', 28)
const number = (text: string) => text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
const ranges = (...rows: [first: string, last: string, country: string][]) =>
  encodeRanges(
    rows.map(([first, last], value) => ({ first: number(first), last: number(last), value })),
    [],
    rows.map(([, , country]) => country),
  )
/** What was registered in 2017, and is in 2026: a leased range, one that moved, one that nobody had, one that stayed. */
const THEN = ranges(
  ['77.94.35.0', '77.94.35.255', 'LT'],
  ['93.184.216.0', '93.184.216.255', 'US'],
  ['210.52.109.0', '210.52.109.255', 'KP'],
)
const NOW = ranges(
  ['77.94.35.0', '77.94.35.255', 'LB'],
  ['93.184.216.0', '93.184.216.255', 'US'],
  ['103.0.0.0', '103.0.0.255', 'SG'],
  ['210.52.0.0', '210.52.255.255', 'CN'],
)
const THEN_AND_NOW = [
  { date: '2017-05-04', bytes: THEN },
  { date: '2026-06-17', bytes: NOW },
]

/** Contacts of use with an address on each of the days. */
const daily = (remote: string, country: string, perDay: number, own: Partial<WorldContact> = {}): WorldContact[] =>
  DAYS.map(day => ({ slot: `${day}T03:00Z`, times: perDay, country, remote, category: 'Web', ...own }))

async function movedIn(contacts: readonly WorldContact[], countries: World['countries'] = THEN_AND_NOW) {
  const world: World = {
    networks: 'cidr,name,time_zone\n10.1.0.0/16,harbour,UTC\n',
    contacts,
    logged: { from: DAYS[0]!, to: DAYS.at(-1)! },
    ...(countries === undefined ? {} : { countries }),
  }
  const asked: string[] = []
  const report = await reportsOf('presence')(world, {
    engine: over => ({
      ...over,
      select: (text, parameters) => {
        asked.push(text)
        return over.select(text, parameters)
      },
    }),
  })
  const section = report.section('presence')
  return {
    rows: section.tables.find(({ name }) => name === 'moved')?.rows,
    said: section.paragraphs.filter(text => text.startsWith('Editions of the data on countries')),
    isAsked: asked.some(text => text.includes('of_country')),
  }
}

describe('networks that editions do not tell alike', () => {
  it('are named with what each edition says, and what they carry of the contacts with their country', async () => {
    const { rows, said } = await movedIn([
      ...daily('210.52.109.7', 'KP', 4),
      ...daily('210.52.109.9', 'KP', 2),
      ...daily('77.94.35.2', 'LT', 3),
      ...daily('93.184.216.34', 'US', 9),
    ])
    expect(rows).toEqual([
      ['210.52.109.0/24', 'North Korea', 168, '100.0\u202f%', 'North Korea by 2017-05-04, China by 2026-06-17'],
      ['77.94.35.0/24', 'Lithuania', 84, '100.0\u202f%', 'Lithuania by 2017-05-04, Lebanon by 2026-06-17'],
    ])
    expect(said).toEqual([
      'Editions of the data on countries do not agree on 2 networks of remote ends with at least 1 % of the contacts with a ' +
        'country: 210.52.109.0/24 (100.0\u202f% of the contacts with North Korea): North Korea by 2017-05-04, China by 2026-06-17; ' +
        '77.94.35.0/24 (100.0\u202f% of the contacts with Lithuania): Lithuania by 2017-05-04, Lebanon by 2026-06-17. Each day counts ' +
        'by the edition that places it; by another these contacts would be another country’s.',
    ])
  })

  it('are named where one edition has no country for them', async () => {
    const { rows } = await movedIn(daily('103.0.0.1', 'SG', 3))
    expect(rows?.map(row => row[4])).toEqual(['no country by 2017-05-04, Singapore by 2026-06-17'])
  })

  it('are not named below a hundredth of the contacts with their country, nor where those are fewer than fifty', async () => {
    const { rows, said } = await movedIn([
      ...daily('93.184.216.34', 'LT', 101),
      ...daily('77.94.35.2', 'LT', 1),
      ...daily('210.52.109.7', 'KP', 1),
    ])
    expect(rows).toBeUndefined()
    expect(said).toEqual([])
  })

  it('are none of those that others began with, nor of what has no country', async () => {
    const { rows } = await movedIn([
      ...daily('210.52.109.7', 'KP', 9, { role: 'served' }),
      ...daily('77.94.35.2', 'ZZ', 9, { excludedAs: 'cdn' }),
      ...daily('93.184.216.34', 'US', 9),
    ])
    expect(rows).toBeUndefined()
  })

  it('are not asked for where there is one edition', async () => {
    expect((await movedIn(daily('210.52.109.7', 'KP', 4))).isAsked).toBe(true)
    const { rows, isAsked } = await movedIn(daily('210.52.109.7', 'KP', 4), THEN_AND_NOW.slice(0, 1))
    expect([rows, isAsked]).toEqual([undefined, false])
  })

  it('are four in words and all in the table', async () => {
    const many = Array.from({ length: 6 }, (_, at) => `198.18.${at}.1`)
    const one = ranges(['198.18.0.0', '198.18.255.255', 'FR'])
    const { rows, said } = await movedIn(
      many.flatMap(remote => daily(remote, 'FR', 5)),
      [{ date: '2017-05-04', bytes: one }, THEN_AND_NOW[1]!],
    )
    expect(rows).toHaveLength(6)
    expect(said[0]).toMatch(/ on 6 networks .*198\.18\.3\.0\/24.*; and 2 more in the table\. /)
    expect(said[0]).not.toContain('198.18.4.0/24')
  })

  it('have no sentence where there are none', () => {
    expect(movedRangesText([])).toBeUndefined()
  })
})
