import { describe, expect, it } from 'vitest'
import { parseNetworks } from '../../../../functions/lib/networks.ts'
import { hashOfRanges, rangesKeyOf } from '../../../../functions/lib/reference/edition-ranges.ts'
import type { Edition } from '../../../../functions/lib/reference/editions.ts'
import { encodeRanges } from '../../../../functions/lib/reference/ranges.ts'
import {
  editionsTable,
  movedNetworks,
  watchedCountriesTable,
} from '../../../../functions/report/sections/coverage/editions.ts'
import { editionsText, movedText } from '../../../../functions/report/sections/coverage/editions-words.ts'
import { watchedCountries } from '../../../../functions/report/watched-countries.ts'
import { daysFrom, reportsOf } from '../../../support/report-world.ts'

const NETWORKS = parseNetworks('cidr,name\n210.52.109.0/24,leased\n175.45.176.0/22,own\n10.0.0.0/8,private\n')
const number = (text: string) => text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
const ranges = (...rows: [first: string, last: string, country: string][]) =>
  encodeRanges(
    rows.map(([first, last], value) => ({ first: number(first), last: number(last), value })),
    [],
    rows.map(([, , country]) => country),
  )
const THEN = ranges(['175.45.176.0', '175.45.179.255', 'KP'], ['210.52.109.0', '210.52.109.255', 'KP'])
const NOW = ranges(
  ['175.45.176.0', '175.45.177.255', 'KP'],
  ['175.45.178.0', '175.45.179.255', 'CN'],
  ['210.0.0.0', '210.255.255.255', 'CN'],
)
const edition = (date: string, bytes: Uint8Array): Edition => ({
  ...{ data: 'country', date, name: 'x', version: '1', licence: 'none', notice: '' },
  ranges: hashOfRanges(bytes),
})

describe('where editions have the watched networks registered', () => {
  const stored = new Map([THEN, NOW].map(bytes => [rangesKeyOf(hashOfRanges(bytes)), bytes]))
  let reads = 0
  const lake = {
    async get(key: string) {
      reads++
      const bytes = stored.get(key)
      return bytes === undefined ? undefined : { bytes, head: { key, size: bytes.length, etag: '1', modifiedMs: 0 } }
    },
  }

  it('is told of each prefix by each edition, in a table and, where they do not agree, in words', async () => {
    const told = await watchedCountries(lake, NETWORKS, [edition('2017-05-04', THEN), edition('2026-06-17', NOW)])
    expect(watchedCountriesTable({ watchedCountries: told }).rows).toEqual([
      ['leased', '210.52.109.0/24', '2017-05-04', 'KP'],
      ['leased', '210.52.109.0/24', '2026-06-17', 'CN'],
      ['own', '175.45.176.0/22', '2017-05-04', 'KP'],
      ['own', '175.45.176.0/22', '2026-06-17', 'KP CN'],
      ['private', '10.0.0.0/8', '2017-05-04', 'not in it'],
      ['private', '10.0.0.0/8', '2026-06-17', 'not in it'],
    ])
    expect(movedText(movedNetworks({ watchedCountries: told }))).toBe(
      'Editions do not agree on watched networks: leased (210.52.109.0/24) is registered in KP by that of 2017-05-04, in CN ' +
        'by that of 2026-06-17; own (175.45.176.0/22) is registered in KP by that of 2017-05-04, in KP and CN by that of ' +
        '2026-06-17. Whoever places these ranges by another edition counts them for another country.',
    )
    expect(movedText([])).toBeUndefined()
  })

  it('reads three of many editions, and says nothing by one whose ranges are gone', async () => {
    const many = Array.from({ length: 40 }, (_, i) =>
      edition(`${1990 + i}-01-01`, ranges(['1.0.0.0', '1.0.0.255', 'AU'], ['2.0.0.0', `2.0.0.${i}`, 'FR'])),
    )
    reads = 0
    expect(await watchedCountries(lake, NETWORKS, many)).toEqual([])
    expect(reads).toBe(3)
  })
})

describe('what the section says of editions', () => {
  it('is which edition placed what share of the contacts, and when', async () => {
    const days = daysFrom('2017-05-01', 2)
    const made = await reportsOf('coverage')({
      networks: 'cidr,name,time_zone\n10.1.0.0/16,harbour,UTC\n',
      contacts: [
        { slot: '2017-05-01T03:00Z', times: 60, country: 'DE' },
        { slot: '2017-05-02T03:00Z', times: 140, country: 'DE', reference: 'reference-2' },
      ],
      logged: { from: days[0] ?? '', to: days[1] ?? '' },
      references: { 'reference-1': '2017-04-01', 'reference-2': '2017-04-20' },
      systemsDate: '2026-06-17',
    })
    const { paragraphs, tables } = made.section('coverage')
    expect(paragraphs).toContain(
      'Each day is placed by the last edition at or before it, else by the first after it: countries by the data of ' +
        '2017-04-01 (30.0\u202f% of the contacts, 2017-05-01 to 2017-05-01), of 2017-04-20 (70.0\u202f% of the contacts, ' +
        '2017-05-02 to 2017-05-02); autonomous systems by the data of 2026-06-17 (100.0\u202f% of the contacts, 2017-05-01 ' +
        'to 2017-05-02).',
    )
    expect(tables.find(({ name }) => name === 'editions')?.rows.map(row => row.slice(0, 5))).toEqual([
      ['autonomous systems', '2026-06-17', 'systems 1', '100.0\u202f%', 200],
      ['countries', '2017-04-01', 'countries 1', '30.0\u202f%', 60],
      ['countries', '2017-04-20', 'countries 1', '70.0\u202f%', 140],
    ])
    expect(editionsText([])).toBeUndefined()
    expect(editionsTable({ placed: [] }).rows).toEqual([])
  })
})
