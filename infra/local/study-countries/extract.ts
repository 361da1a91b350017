/**
 * Makes countries.csv beside this file: `node infra/local/study-countries/extract.ts <folder>`, the folder being that of
 * geoip-lite 1.2.1 unpacked (its LICENSE and data files are of 2017-05-04). Taken are the ranges that hold an end of the
 * study, and no others. Its country file has old blocks whole in the country of their first holder where its city file has
 * nothing of them: a range counts where the two agree. Ends that were not given to anybody in May 2017 are in none that
 * does: for them the range of the installed data stands there, and its row says so.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { formatAddress } from '../../../functions/lib/addresses.ts'
import { openCountryRanges } from '../../../functions/lib/reference/edition-ranges.ts'
import { parseEditions } from '../../../functions/lib/reference/editions.ts'
import type { RangeTable } from '../../../functions/lib/reference/ranges.ts'
import { buildReferenceFiles } from '../reference-files.ts'
import { type Block, studyBlocks } from './blocks.ts'

interface CountryRange extends Block {
  country: string
}

/** Of a country file of geoip-lite before 1.5: first and last address, big-endian, and two letters. */
const RECORD_BYTES = 10
const SOURCE = 'geoip-lite 1.2.1 data/geoip-country.dat'

const [folder] = process.argv.slice(2)
if (folder === undefined)
  throw new Error('extract: expected the folder of geoip-lite 1.2.1, unpacked, found no argument')
const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
if (version !== '1.2.1') throw new Error(`extract: expected geoip-lite 1.2.1 in ${folder}, found version ${version}`)

const then = readCountries(join(folder, 'data', 'geoip-country.dat'))
const cityOf = readCities(join(folder, 'data'))
const now = await installedCountries()
const rows = new Map<number, string>()
for (const block of studyBlocks()) {
  for (let at = block.first; at <= block.last; ) {
    const held = rangeAt(then, at)
    const own = held?.country === cityOf(at) ? held : undefined
    const range = own ?? laterRange(at)
    const source = own === undefined ? now.source : SOURCE
    if (range !== undefined)
      rows.set(range.first, `${[text(range.first), text(range.last), range.country, source].join()}\n`)
    at = (range?.last ?? at) + 1
  }
}
const sorted = [...rows].sort(([a], [b]) => a - b).map(([, row]) => row)
writeFileSync(new URL('countries.csv', import.meta.url), `first,last,country,source\n${sorted.join('')}`)

function readCountries(path: string): CountryRange[] {
  const bytes = readFileSync(path)
  if (bytes.length % RECORD_BYTES !== 0)
    throw new Error(`${path}: expected records of ${RECORD_BYTES} bytes, found ${bytes.length} bytes`)
  return Array.from({ length: bytes.length / RECORD_BYTES }, (_, at) => {
    const start = at * RECORD_BYTES
    const country = bytes.toString('latin1', start + 8, start + 10)
    return { first: bytes.readUInt32BE(start), last: bytes.readUInt32BE(start + 4), country }
  })
}

/** Gives the country that the city file has an address in: 12 bytes a range, the last four the number of a place of 64. */
function readCities(data: string): (address: number) => string | undefined {
  const ranges = readFileSync(join(data, 'geoip-city.dat'))
  const places = readFileSync(join(data, 'geoip-city-names.dat'))
  return address => {
    for (let start = 0; start < ranges.length; start += 12) {
      if (ranges.readUInt32BE(start) > address || ranges.readUInt32BE(start + 4) < address) continue
      const place = (ranges.readUInt32BE(start + 8) - 1) * 64
      return places.toString('latin1', place, place + 2)
    }
    return undefined
  }
}

async function installedCountries(): Promise<{ table: RangeTable<string>; source: string }> {
  const cache = resolve(import.meta.dirname, '../../../node_modules/.cache/flowcensus')
  const { files, ranges } = await buildReferenceFiles('', cache)
  const [edition] = parseEditions(new TextDecoder().decode(files['editions.csv'])).country
  if (edition === undefined) throw new Error('extract: expected an installed edition of countries, found none')
  const table = openCountryRanges(edition.ranges, ranges.read(edition.ranges))
  return { table, source: `${edition.name} ${edition.version}` }
}

/** The range that holds the address; of sorted ranges. */
function rangeAt(ranges: readonly CountryRange[], address: number): CountryRange | undefined {
  return ranges.find(({ first, last }) => first <= address && address <= last)
}

/** What the installed data says of the /24 of an address that no range held. */
function laterRange(address: number): CountryRange | undefined {
  const country = now.table.labels[now.table.ipv4(address)]
  const first = address - (address % 256)
  return country === undefined ? undefined : { first, last: first + 255, country }
}

function text(w3: number): string {
  return formatAddress({ family: 4, w0: 0, w1: 0, w2: 0, w3 })
}
