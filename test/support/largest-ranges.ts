/** Of every autonomous system of the pinned data with IPv4, where its largest range begins and whose registration that is. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

export interface LargestRange {
  /** First address, as text. */
  address: string
  /** ISO 3166 alpha-2, or ZZ. */
  country: string
}

export function largestRanges(): Map<number, LargestRange> {
  const countries = rowsOf('geo-whois-asn-country/geo-whois-asn-country-ipv4-num.csv').map(
    ([first = '', last = '', country = '']) => ({ first: Number(first), last: Number(last), country }),
  )
  const largest = new Map<number, { first: number; size: number }>()
  for (const [first = '', last = '', asn = ''] of rowsOf('asn/asn-ipv4-num.csv')) {
    const size = Number(last) - Number(first)
    const known = largest.get(Number(asn))
    if (known === undefined || size > known.size) largest.set(Number(asn), { first: Number(first), size })
  }
  const found = new Map<number, LargestRange>()
  for (const [asn, { first }] of largest)
    found.set(asn, {
      address: [24, 16, 8, 0].map(bits => (first / 2 ** bits) & 255).join('.'),
      country: countryAt(countries, first),
    })
  return found
}

function countryAt(countries: readonly { first: number; last: number; country: string }[], address: number): string {
  let [low, high] = [0, countries.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((countries[middle]?.first ?? 0) <= address) low = middle + 1
    else high = middle
  }
  const at = countries[low - 1]
  return at !== undefined && address <= at.last ? at.country : 'ZZ'
}

function rowsOf(file: string): string[][] {
  const path = createRequire(import.meta.url).resolve(`@ip-location-db/${file}`)
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter(line => line !== '')
    .map(line => line.split(','))
}
