/** institution-suffixes.csv: suffixes that registries keep for institutions of one kind. */
import { type InstitutionKind, institutionKindOf, isCountryOrNone } from './domains.ts'
import type { List } from './list-rows.ts'

/** Whatever is registered below the suffix is an institution of that kind. */
export interface InstitutionSuffix {
  suffix: string
  kind: InstitutionKind
  /** ISO 3166; empty for treaty organisations. */
  country: string
}

export const institutionSuffixes: List<InstitutionSuffix> = {
  name: 'institution-suffixes',
  columns: ['suffix', 'kind', 'country', 'source'],
  read({ suffix = '', kind: name = '', country = '' }, refuse) {
    if (!/^[a-z0-9-]+(\.[a-z0-9-]+)*$/.test(suffix)) throw refuse('a suffix in small letters', suffix, 'suffix')
    const kind = institutionKindOf(name)
    if (kind === undefined) throw refuse('a kind of institution', name, 'kind')
    if (!isCountryOrNone(country)) throw refuse('an ISO 3166 code or nothing', country, 'country')
    return { suffix, kind, country }
  },
  once: { expected: 'each suffix once', keyOf: ({ suffix }) => suffix },
}
