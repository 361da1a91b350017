/** The lists of the npm packages `@ip-location-db/*`: `first,last,country` or `first,last,number,name`, IPv4 and IPv6 apart. Pure. */
import type { EditionData } from '../../../functions/lib/reference/editions.ts'
import { compileRanges, type RangeSource } from '../compile-ranges.ts'
import { cellsOf } from './csv-cells.ts'
import { labelOf } from './labels.ts'

/** Compiles both lists of a package. Their lines lie inside each other here and there: the narrowest holds the address. */
export function compileLists(name: string, data: EditionData, ipv4: RangeSource, ipv6: RangeSource): Uint8Array {
  const six = name === '@ip-location-db/geo-whois-asn-country' ? { ...ipv6, text: withoutFiller(ipv6.text) } : ipv6
  return compileRanges(ipv4, six, (fields, refuse) => {
    const cells = cellsOf(fields)
    return cells === undefined ? undefined : labelOf(data, { value: cells[0] ?? '', name: cells[1] ?? '' }, refuse)
  })
}

/** The day of a version: its last part is the day and hour that the data was made, 2.3.2026061719. Throws where it is none. */
export function dayOfVersion(name: string, version: string): string {
  const made = /\.(\d{4})(\d{2})(\d{2})\d{2}$/.exec(version)
  if (made === null) throw new Error(`${name}: expected a version that ends with a day and hour, found ${version}`)
  return `${made[1]}-${made[2]}-${made[3]}`
}

/**
 * The pinned data fills what APNIC's oldest blocks (in 2001::/16) leave between its small ranges with Australia, where
 * APNIC is: CERNET and WIDE would be Australian. Such lines run across prefixes of 32 bits, the usual size of a member's
 * space; they are emptied (so that line numbers stay), and their addresses have no country rather than a wrong one.
 */
function withoutFiller(text: string): string {
  return text.replaceAll(/^2001:([0-9a-f]+):.*?,2001:([0-9a-f]+):.*?,AU$/gm, (line, from, to) =>
    from === to ? line : '',
  )
}
