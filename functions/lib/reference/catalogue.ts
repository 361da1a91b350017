/** The catalogue: services with their evidence, kinds of autonomous systems, server ports, anycast prefixes, institutions. From CSV. */
import { academic } from './lists/academic.ts'
import { anycast } from './lists/anycast.ts'
import { evidence } from './lists/evidence.ts'
import { institutionSuffixes } from './lists/institution-suffixes.ts'
import { institutions } from './lists/institutions.ts'
import { kinds } from './lists/kinds.ts'
import { parseList, refuseRow } from './lists/list-rows.ts'
import { ports } from './lists/ports.ts'
import { sensitive } from './lists/sensitive.ts'
import { services } from './lists/services.ts'

/** Every list, by its name: its file in the reference set is `<name>.csv`. A list that is added is one file and a line here. */
const LISTS = {
  services,
  evidence,
  kinds,
  ports,
  anycast,
  academic,
  'institution-suffixes': institutionSuffixes,
  institutions,
  sensitive,
} as const

export type ListName = keyof typeof LISTS
/** A set's lists as texts, by their names. */
export type CatalogueTexts = Record<ListName, string>
/** A set's lists as they were read. */
export type Catalogue = { [Name in ListName]: ReturnType<(typeof LISTS)[Name]['read']>[] }

export const LIST_NAMES = Object.keys(LISTS) as readonly ListName[]

/** Reads the lists. Throws at the first row that does not fit, with file and row. */
export function parseCatalogue(texts: CatalogueTexts): Catalogue {
  const catalogue: Catalogue = {
    services: parseList(services, texts.services),
    evidence: parseList(evidence, texts.evidence),
    kinds: parseList(kinds, texts.kinds),
    ports: parseList(ports, texts.ports),
    anycast: parseList(anycast, texts.anycast),
    academic: parseList(academic, texts.academic),
    'institution-suffixes': parseList(institutionSuffixes, texts['institution-suffixes']),
    institutions: parseList(institutions, texts.institutions),
    sensitive: parseList(sensitive, texts.sensitive),
  }
  checkFamilies(catalogue.services)
  const known = new Set(catalogue.services.map(({ service }) => service))
  catalogue.evidence.forEach(({ service }, at) => {
    if (!known.has(service)) throw refuseRow('evidence.csv', at)('a service of services.csv', service)
  })
  return catalogue
}

/** A family is a service too: what an AS of its owner is evidence for. It is of no family itself. */
function checkFamilies(services: Catalogue['services']): void {
  const families = new Map(services.map(({ service, family }) => [service, family]))
  services.forEach(({ family }, at) => {
    if (family !== '' && families.get(family) !== '')
      throw refuseRow('services.csv', at)('as family a service of services.csv that is of no family itself', family)
  })
}
