/**
 * Where the columns of a list of ranges stand: by its header, where there is one, else first, last, label and name in this
 * order, or prefix, label and name. Pure. Known headers: GeoLite2 and GeoIP2 (blocks with their locations, ASN), IPinfo
 * (Lite, and the older ones with `start_ip`), and any with such names.
 */
import { parseAddress } from '../../../functions/lib/addresses.ts'
import type { RangeData } from './labels.ts'

/** Indexes of cells. */
export interface RangeColumnsOfCsv {
  /** Of a prefix, or of the first and the last address. */
  range: { prefix: number } | { first: number; last: number }
  /** Of the code of the country, or the number of the autonomous system; of several the first that is not empty counts. */
  value: readonly number[]
  /** Whether those are ids of locations. */
  byLocation: boolean
  /** Of the name of the autonomous system; undefined where there is none. */
  name: number | undefined
  /** Of a mark for anycast, `1` or `true`; undefined where there is none. */
  anycast: number | undefined
  /** Cells in a line. */
  least: number
  most: number
}

const PREFIX = ['network', 'prefix', 'cidr', 'range']
const FIRST = ['start_ip', 'first', 'ip_range_start', 'ip_from', 'range_start', 'from', 'start']
const LAST = ['end_ip', 'last', 'ip_range_end', 'ip_to', 'range_end', 'to', 'end']
const COUNTRY = ['country_code', 'registered_country_iso_code', 'country_iso_code', 'country']
const LOCATION = ['registered_country_geoname_id', 'geoname_id']
const NUMBER = ['autonomous_system_number', 'asn', 'as_number']
const NAME = ['autonomous_system_organization', 'as_name', 'name', 'organization']
const ANYCAST = ['is_anycast']

/** Whether the first line of a list is a header: it does not begin with an address or a prefix. */
export const isHeader = ([first = '']: readonly string[]): boolean =>
  !/^\d+$/.test(first) && parseAddress(first.split('/')[0] ?? '') === undefined

/** Whether a header is that of GeoLite2's or GeoIP2's locations, which blocks name by `geoname_id`. */
export const isOfLocations = (header: readonly string[]): boolean =>
  header.includes('geoname_id') && header.includes('country_iso_code') && !header.includes('network')

/** Columns of a list with a header. Returns what is missing, in words, where the header lacks what is needed. */
export function columnsByHeader(header: readonly string[], data: RangeData): RangeColumnsOfCsv | string {
  const names = header.map(name => name.trim().toLowerCase())
  const find = (wanted: readonly string[]): number | undefined => {
    for (const name of wanted) if (names.includes(name)) return names.indexOf(name)
    return undefined
  }
  const prefix = find(PREFIX)
  const first = find(FIRST)
  const last = find(LAST)
  const range =
    prefix !== undefined ? { prefix } : first !== undefined && last !== undefined ? { first, last } : undefined
  if (range === undefined) return 'a column network, or start_ip and end_ip'
  const value = find(data === 'country' ? COUNTRY : NUMBER)
  const shared = { range, anycast: find(ANYCAST), least: header.length, most: header.length }
  if (value !== undefined)
    return { ...shared, value: [value], byLocation: false, name: data === 'asn' ? find(NAME) : undefined }
  const locations = LOCATION.flatMap(name => (names.includes(name) ? [names.indexOf(name)] : []))
  if (data === 'asn' || locations.length === 0)
    return data === 'country' ? 'a column country_code' : 'a column autonomous_system_number or asn'
  return { ...shared, value: locations, byLocation: true, name: undefined }
}

/** Columns of a list without a header, by its first line. */
export function columnsByPlace([first = '']: readonly string[]): RangeColumnsOfCsv {
  const range = first.includes('/') ? { prefix: 0 } : { first: 0, last: 1 }
  const value = first.includes('/') ? 1 : 2
  return {
    range,
    value: [value],
    byLocation: false,
    name: value + 1,
    anycast: undefined,
    least: value + 1,
    most: Number.POSITIVE_INFINITY,
  }
}
