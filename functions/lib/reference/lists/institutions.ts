/** institutions.csv: domains of institutions that no suffix gives away. */
import { type InstitutionKind, institutionKindOf, isCountryOrNone, isDomain } from './domains.ts'
import type { List } from './list-rows.ts'

export interface Institution {
  domain: string
  /** Empty where its source has none. */
  name: string
  kind: InstitutionKind
  /** ISO 3166 of where it is at home; empty for what is of several countries. */
  country: string
}

export const institutions: List<Institution> = {
  name: 'institutions',
  columns: ['domain', 'name', 'kind', 'country', 'source'],
  read({ domain = '', name = '', kind: kindName = '', country = '' }, refuse) {
    if (!isDomain(domain)) throw refuse('a domain in small letters', domain, 'domain')
    const kind = institutionKindOf(kindName)
    if (kind === undefined) throw refuse('a kind of institution', kindName, 'kind')
    if (!isCountryOrNone(country)) throw refuse('an ISO 3166 code or nothing', country, 'country')
    return { domain, name, kind, country }
  },
  once: { expected: 'each domain once', keyOf: ({ domain }) => domain },
}
