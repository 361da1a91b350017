/** The country edition of the study's own time: the ranges of May 2017 that hold its ends, from countries.csv beside it. */
import { readFile } from 'node:fs/promises'
import { parse } from 'csv-parse/sync'
import { hashOfRanges } from '../../../functions/lib/reference/edition-ranges.ts'
import { compileRanges } from '../compile-ranges.ts'
import type { MadeEdition } from '../reference-editions.ts'

/** What MaxMind asked for; the whole licence is in LICENSE.txt beside this file. */
const NOTICE = 'This product includes GeoLite data created by MaxMind, available from http://maxmind.com/'

/** Reads and compiles it. Throws where the file is not what it should be. */
export async function studyCountries(): Promise<MadeEdition> {
  const csv = await readFile(new URL('countries.csv', import.meta.url), 'utf8')
  const rows: Record<string, string>[] = parse(csv, { columns: true })
  const later = rows.filter(({ source = '' }) => !source.startsWith('geoip-lite ')).length
  const text = rows.map(({ first, last, country }) => `${first},${last},${country}\n`).join('')
  const bytes = compileRanges(
    { name: 'study-countries/countries.csv', text },
    { name: 'study-countries/countries.csv', text: '' },
    fields => (/^[A-Z]{2}$/.test(fields) ? { key: fields, label: fields } : undefined),
  )
  return {
    edition: {
      data: 'country',
      date: '2017-05-04',
      name: 'geoip-lite',
      version: '1.2.1 (extract)',
      licence: 'MaxMind open data licence (GeoLite Country)',
      notice: `${NOTICE} (${later} of ${rows.length} ranges, given to somebody since, are of the data that is installed)`,
      ranges: hashOfRanges(bytes),
    },
    bytes,
  }
}
