/** sensitive.csv: institutions of space, nuclear and defence research, and national laboratories. */
import { parsePrefix } from '../../networks.ts'
import { isDomain } from './domains.ts'
import type { List } from './list-rows.ts'

const FIELDS = ['space', 'nuclear', 'defence', 'laboratory'] as const
const TYPES = ['asn', 'prefix', 'domain'] as const

/** One thing by which such an institution is known; it may have several. */
export interface SensitiveMark {
  institution: string
  /** ISO 3166. */
  country: string
  field: (typeof FIELDS)[number]
  type: (typeof TYPES)[number]
  value: string
  /** For `asn`: text that the AS's name in the data holds; a test checks it. */
  expectedAsName: string
}

const VALUES: Record<SensitiveMark['type'], { expected: string; holds(value: string): boolean }> = {
  asn: { expected: 'the number of an AS', holds: value => /^[1-9]\d{0,9}$/.test(value) && Number(value) < 2 ** 32 },
  prefix: { expected: 'a prefix (address/length)', holds: value => parsePrefix(value) !== undefined },
  domain: { expected: 'a domain in small letters', holds: isDomain },
}

export const sensitive: List<SensitiveMark> = {
  name: 'sensitive',
  columns: ['institution', 'country', 'field', 'type', 'value', 'expected_as_name', 'source'],
  read(cells, refuse) {
    const { institution = '', country = '', value = '', expected_as_name: expectedAsName = '' } = cells
    if (institution === '') throw refuse('the name of an institution', institution, 'institution')
    if (!/^[A-Z]{2}$/.test(country)) throw refuse('an ISO 3166 code', country, 'country')
    const field = FIELDS.find(known => known === cells.field)
    if (field === undefined) throw refuse(FIELDS.join(', '), cells.field ?? '', 'field')
    const type = TYPES.find(known => known === cells.type)
    if (type === undefined) throw refuse(TYPES.join(', '), cells.type ?? '', 'type')
    if (!VALUES[type].holds(value)) throw refuse(VALUES[type].expected, value, 'value')
    return { institution, country, field, type, value, expectedAsName }
  },
  once: { expected: 'each AS, prefix and domain once', keyOf: ({ type, value }) => `${type} ${value}` },
}
