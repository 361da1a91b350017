/** What a server name says: the service, and the institution behind it. */
import type { Catalogue } from '../../lib/reference/catalogue.ts'
import type { NameFacts } from './enricher.ts'
import { createInstitutionLookup } from './institutions.ts'

/** Names kept; beyond that the oldest half is forgotten. */
const MAX_NAMES = 50_000

export function createNameLookup(catalogue: Catalogue): (host: string) => NameFacts {
  const institutionOf = createInstitutionLookup(catalogue)
  const services = new Map(
    catalogue.evidence.filter(({ type }) => type === 'domain').map(({ value, service }) => [value, service]),
  )
  let known = new Map<string, NameFacts>()

  return host => {
    const cached = known.get(host)
    if (cached !== undefined) return cached
    const name = host.toLowerCase().replace(/\.$/, '')
    const facts: NameFacts = { service: serviceOf(name, services), ...institutionOf(name) }
    if (known.size >= MAX_NAMES) known = new Map([...known].slice(MAX_NAMES / 2))
    known.set(host, facts)
    return facts
  }
}

/** The longest listed domain that the name equals or lies below. */
function serviceOf(name: string, services: ReadonlyMap<string, string>): string | null {
  let rest = name
  for (;;) {
    const service = services.get(rest)
    if (service !== undefined) return service
    const dot = rest.indexOf('.')
    if (dot < 0) return null
    rest = rest.slice(dot + 1)
  }
}
