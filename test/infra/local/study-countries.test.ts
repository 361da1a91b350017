import { resolve } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { parseAddress } from '../../../functions/lib/addresses.ts'
import { openCountryRanges } from '../../../functions/lib/reference/edition-ranges.ts'
import { parseEditions } from '../../../functions/lib/reference/editions.ts'
import type { RangeTable } from '../../../functions/lib/reference/ranges.ts'
import { buildReferenceFiles } from '../../../infra/local/reference-files.ts'
import { studyBlocks } from '../../../infra/local/study-countries/blocks.ts'
import { studyCountries } from '../../../infra/local/study-countries/edition.ts'

const COMPILED = resolve(import.meta.dirname, '../../../node_modules/.cache/flowcensus')
let then: RangeTable<string>
let now: RangeTable<string>
beforeAll(async () => {
  const { edition, bytes } = await studyCountries()
  then = openCountryRanges(edition.ranges, bytes)
  const { files, ranges } = await buildReferenceFiles('', COMPILED)
  const [installed] = parseEditions(new TextDecoder().decode(files['editions.csv'])).country
  now = openCountryRanges(installed?.ranges ?? '', ranges.read(installed?.ranges ?? ''))
})
const countryOf = (table: RangeTable<string>, text: string) => table.labels[table.ipv4(parseAddress(text)?.w3 ?? 0)]

describe('the country edition of the study', () => {
  it.each([
    ['175.45.176.0', '175.45.179.255', 'KP', 'KP'],
    ['210.52.109.0', '210.52.109.255', 'KP', 'CN'],
    ['77.94.35.0', '77.94.35.255', 'LT', 'LT'],
  ])('has %s to %s in %s in May 2017, as registered in %s now', (first, last, before, after) => {
    for (const text of [first, last]) {
      expect(countryOf(then, text)).toBe(before)
      expect(countryOf(now, text)).toBe(after)
    }
  })

  it('is of 2017-05-04 and carries the notice of its maker, and what of it is younger', async () => {
    const { edition } = await studyCountries()
    expect(edition).toMatchObject({ data: 'country', date: '2017-05-04', name: 'geoip-lite' })
    expect(edition.notice).toMatch(/^This product includes GeoLite data created by MaxMind, available from http:/)
    expect(edition.notice).toMatch(/ \(15 of 117 ranges, given to somebody since, are of the data that is installed\)$/)
  })

  it('has a country for every end of the study, and no range beside', () => {
    const blocks = studyBlocks()
    const missing = blocks.filter(
      ({ first, last }) => then.labels[then.ipv4(first)] === undefined || then.labels[then.ipv4(last)] === undefined,
    )
    expect(missing).toEqual([])
    expect(blocks.length).toBeGreaterThan(100)
    expect(then.ranges).toBeLessThan(120)
  })
})
