/**
 * MMDB files (MaxMind DB file format 2.0) to ranges: networks by walking the file's tree, records through the package
 * `maxmind`. Pure. What a file holds is told by the fields of its records, not by its name:
 * - countries: `country_code` (IPinfo Lite, DB-IP, ip-location-db), else `registered_country.iso_code`, else
 *   `country.iso_code` (GeoLite2 and GeoIP2, Country or City), else `country` of two letters (IPinfo). A report asks where an
 *   address is registered: of a file that says both, that counts. Networks that are marked as anycast have no country.
 * - operators: `autonomous_system_number` and `autonomous_system_organization` (GeoLite2, GeoIP2, DB-IP, ip-location-db),
 *   else `asn` and `as_name` or `name` (IPinfo).
 */
import { Reader, type Response } from 'maxmind'
import { type Address, formatAddress } from '../../../functions/lib/addresses.ts'
import { labelOf, type RangeData, type RangeFields } from './labels.ts'
import { hasMmdbMetadata, walkNetworks } from './mmdb-tree.ts'
import type { RangeBuilder } from './range-builder.ts'

/** What a file says of itself. */
export interface MmdbFile {
  /** `GeoLite2-Country` and its like. */
  type: string
  /** Day that it was built, YYYY-MM-DD; undefined where it says none. */
  built: string | undefined
}

/**
 * Adds a file's networks to `ranges`. Throws, naming the place, where the file is cut or damaged, and where no record of it
 * has what is wanted: it is of another type.
 */
export function addMmdb(name: string, bytes: Buffer, data: RangeData, ranges: RangeBuilder): MmdbFile {
  const reader = openReader(name, bytes)
  const { databaseType: type, buildEpoch } = reader.metadata
  /** The number of each record's label, by where the record lies; -1 for none. */
  const known = new Map<number, number>()
  let labelled = 0
  let another: unknown
  const numberOf = (record: number, address: Address, depth: number): number => {
    const before = known.get(record)
    if (before !== undefined) return before
    const place = `${name} network ${formatAddress(address)}/${depth}`
    const found = readRecord(reader, address, place)
    const fields = fieldsOf(data, found)
    // Some records of a file of countries may say only a continent.
    if (fields === undefined) another ??= found
    else labelled++
    const label =
      fields === undefined
        ? null
        : labelOf(data, fields, (expected, text) => new Error(`${place}: expected ${expected}, found ${text}`))
    const value = label === null ? -1 : ranges.label(label)
    known.set(record, value)
    return value
  }
  walkNetworks(name, bytes, reader.metadata, (address, depth, record) => {
    const value = numberOf(record, address, depth)
    if (value < 0) return
    const { family, w0, w1, w3 } = address
    if (family === 4) ranges.ipv4(w3, w3 + 2 ** (32 - depth) - 1, value)
    else ranges.ipv6(w0, w1, w0 + bitsBelow(32, depth), w1 + bitsBelow(64, depth), value)
  })
  if (labelled > 0) return { type, built: dayOf(buildEpoch) }
  const records = another === undefined ? 'without a record' : `whose records are like ${shortly(another)}`
  throw new Error(`${name}: expected ${WANTED[data]}, found a database of type ${JSON.stringify(type)} ${records}`)
}

const WANTED = {
  country: 'country_code, or iso_code of registered_country or country, in an MMDB of countries',
  asn: 'autonomous_system_number or asn in an MMDB of autonomous systems',
} as const

/** What a word of 32 bits that ends at bit `end` may count above its first value, in a network of `depth` bits. */
const bitsBelow = (end: number, depth: number): number => 2 ** Math.min(32, Math.max(0, end - depth)) - 1

function openReader(name: string, bytes: Buffer): Reader<Response> {
  const refuse = (found: string, cause?: unknown) =>
    new Error(`${name}: expected a whole MMDB file, found ${found}; get it again`, { cause })
  if (!hasMmdbMetadata(bytes)) throw refuse('none of the metadata that ends one')
  let reader: Reader<Response>
  try {
    reader = new Reader(bytes)
  } catch (error) {
    throw refuse(`metadata that cannot be read (${messageOf(error)})`, error)
  }
  const { binaryFormatMajorVersion: version, ipVersion, nodeCount } = reader.metadata
  if (version !== 2) throw refuse(`version ${version} of the format`)
  if (ipVersion !== 4 && ipVersion !== 6) throw refuse(`addresses of version ${ipVersion}`)
  if (!Number.isInteger(nodeCount) || nodeCount < 1) throw refuse(`a tree of ${nodeCount} nodes`)
  return reader
}

function readRecord(reader: Reader<Response>, address: Address, place: string): unknown {
  try {
    return reader.get(formatAddress(address))
  } catch (error) {
    throw new Error(
      `${place}: expected a record, found bytes that are none (${messageOf(error)}); get the file again`,
      {
        cause: error,
      },
    )
  }
}

/** What a record says; undefined where it has none of the fields. */
function fieldsOf(data: RangeData, record: unknown): RangeFields | undefined {
  if (data === 'asn') {
    const number = at(record, 'autonomous_system_number') ?? at(record, 'asn')
    if (number === undefined) return undefined
    const name = at(record, 'autonomous_system_organization') ?? at(record, 'as_name') ?? at(record, 'name')
    return { value: String(number), name: String(name ?? '') }
  }
  const country = at(record, 'country')
  const code =
    at(record, 'country_code') ??
    at(at(record, 'registered_country'), 'iso_code') ??
    at(country, 'iso_code') ??
    (typeof country === 'string' && country.length === 2 ? country : undefined)
  if (code === undefined) return undefined
  return { value: at(at(record, 'traits'), 'is_anycast') === true ? '' : String(code), name: '' }
}

const at = (map: unknown, key: string): unknown =>
  typeof map === 'object' && map !== null && Object.hasOwn(map, key) ? Reflect.get(map, key) : undefined

function dayOf(built: Date): string | undefined {
  return Number.isNaN(built.getTime()) ? undefined : built.toISOString().slice(0, 10)
}

function shortly(record: unknown): string {
  const text = JSON.stringify(record, (_, value) => (typeof value === 'bigint' ? String(value) : value)) ?? 'nothing'
  return text.length <= 80 ? text : `${text.slice(0, 80)}…`
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
