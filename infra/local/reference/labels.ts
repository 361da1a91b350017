/** What ranges are labelled with: countries by their code, autonomous systems by number and name. Pure. */

/** Makes the error for the place that is being read: what was expected there, what was found. */
export type RefusePlace = (expected: string, found: string) => Error

/** What ranges say of an address. */
export type RangeData = 'country' | 'asn'

/** What a source says of a range, as text: the code of a country, or number and name of an autonomous system. */
export interface RangeFields {
  value: string
  /** Of an autonomous system. */
  name: string
}

export interface RangeLabel {
  /** The same for labels that are the same. */
  key: string
  label: string | { asn: number; name: string }
}

/**
 * Codes that stand where a country would and name none: continents and unions (AP, EU), "unknown" (ZZ), and MaxMind's
 * legacy ones for proxies (A1), satellites (A2) and others (O1).
 */
const NO_COUNTRY = new Set(['', '-', '\0\0', 'AP', 'EU', 'ZZ', 'A1', 'A2', 'O1'])

/** Names go into tables, where texts are joined by a control character. */
const CONTROLS = /\p{Cc}+/gu

/** Reads what a source says of a range; null where it says that there is none. Throws what `refuse` makes for other text. */
export function labelOf(data: RangeData, { value, name }: RangeFields, refuse: RefusePlace): RangeLabel | null {
  if (data === 'country') {
    const country = countryOf(value)
    if (country === undefined) throw refuse('the code of a country, two capital letters', JSON.stringify(value))
    return country === null ? null : { key: country, label: country }
  }
  const asn = asnOf(value)
  if (asn === undefined) throw refuse('the number of an autonomous system', JSON.stringify(value))
  return asn === null ? null : { key: String(asn), label: { asn, name: name.replaceAll(CONTROLS, ' ') } }
}

/** The country of a code; null where the code says that there is none; undefined where it is no code. */
export function countryOf(code: string): string | null | undefined {
  if (NO_COUNTRY.has(code)) return null
  return /^[A-Z]{2}$/.test(code) ? code : undefined
}

/** `64496` or `AS64496`; null for none (empty, `-`, or 0, as unrouted ranges have it); undefined where it has over 32 bits. */
function asnOf(text: string): number | null | undefined {
  if (text === '' || text === '-') return null
  const digits = /^(?:AS)?(\d{1,10})$/i.exec(text)?.[1]
  const asn = Number(digits)
  if (digits === undefined || asn >= 2 ** 32) return undefined
  return asn === 0 ? null : asn
}
