import { describe, expect, it } from 'vitest'
import { hashOfRanges } from '../../../functions/lib/reference/edition-ranges.ts'
import type { Edition, EditionData, Editions } from '../../../functions/lib/reference/editions.ts'
import { encodeRanges } from '../../../functions/lib/reference/ranges.ts'
import { createPlacings } from '../../../functions/normalise/enrich/placings.ts'

const dayOf = (date: string) => Date.parse(date) / 86_400_000
const everything = (label: unknown) => encodeRanges([{ first: 0, last: 2 ** 32 - 1, value: 0 }], [], [label])

/** Editions of the first of January of each year, with the year as the only label; ranges that count their reads. */
function yearly(data: EditionData, years: readonly number[]) {
  const bytes = new Map<string, Uint8Array>()
  const editions = years.map((year): Edition => {
    const made = everything(data === 'country' ? String(year) : { asn: year, name: String(year) })
    bytes.set(hashOfRanges(made), made)
    const name = { name: 'x', version: '1', licence: 'none', notice: '' }
    return { data, date: `${year}-01-01`, ...name, ranges: hashOfRanges(made) }
  })
  return { editions, bytes }
}

function placingsOf(countryYears: readonly number[], asnYears: readonly number[]) {
  const [country, asn] = [yearly('country', countryYears), yearly('asn', asnYears)]
  const editions: Editions = { country: country.editions, asn: asn.editions }
  const reads: string[] = []
  const placing = createPlacings(
    editions,
    {
      read(hash) {
        reads.push(hash)
        const bytes = country.bytes.get(hash) ?? asn.bytes.get(hash)
        if (bytes === undefined) throw new Error(hash)
        return bytes
      },
    },
    (pair, id) => ({ id, text: `${pair.country.labels[0]} ${pair.asn.labels[0]?.asn}` }),
  )
  return { placing: (date: string) => placing.of(dayOf(date)), reads }
}

describe('what places a day', () => {
  it('is the pair of editions of that day', () => {
    const { placing } = placingsOf([2013, 2017, 2026], [2025, 2026])
    expect(
      ['2012-01-01', '2016-12-31', '2017-01-01', '2025-12-31', '2026-01-01'].map(day => placing(day).text),
    ).toEqual(['2013 2025', '2013 2025', '2017 2025', '2017 2025', '2026 2026'])
  })

  it('is the same object for all days of a pair, whose ranges are read once, those of no asked day never', () => {
    const { placing, reads } = placingsOf([2013, 2017, 2026], [2026])
    const first = placing('2017-03-01')
    expect(reads).toHaveLength(2)
    expect(placing('2017-09-30')).toBe(first)
    expect(placing('2013-01-02')).not.toBe(first)
    expect(reads).toHaveLength(3)
    expect(placing('2017-03-01')).toBe(first)
    expect(reads).toHaveLength(3)
  })

  it('of forty editions keeps four pairs open, each under its number when it is opened again', () => {
    const years = Array.from({ length: 40 }, (_, i) => 1990 + i)
    const { placing, reads } = placingsOf(years, [2026])
    const ids = years.map(year => placing(`${year}-06-01`).id)
    expect(new Set(ids).size).toBe(40)
    expect(reads).toHaveLength(41)
    expect(placing('2029-06-01').id).toBe(ids[39])
    expect(placing('2026-06-01').id).toBe(ids[36])
    expect(reads).toHaveLength(41)
    expect(placing('1990-06-01')).toEqual({ id: ids[0], text: '1990 2026' })
    expect(reads).toHaveLength(42)
  })
})
