/** What a server name says: the service, and the institution behind it. */
import { getDomain } from 'tldts'
import type { Evidence } from '../../lib/reference/lists/evidence.ts'
import type { NameFacts } from './enricher.ts'

/** Names kept; beyond that the oldest half is forgotten. */
const MAX_NAMES = 50_000

/**
 * Top-level domains that are for institutions (RFC 1591), and second-level labels that registries of countries reserve
 * for them. Not `ac` alone, which is Ascension Island, nor `go.it`, which is Gorizia.
 */
const RESERVED: readonly [pattern: RegExp, kind: string][] = [
  [/^(gov|mil|int)$|(^|\.)(gov|mil|int|gob|gouv|govt|go(?!\.it$)|gub)\.[a-z]{2}$/, 'government'],
  [/^edu$|(^|\.)(edu|ac|edunet|sch)\.[a-z]{2}$/, 'education'],
]

export function createNameLookup(evidence: readonly Evidence[]): (host: string) => NameFacts {
  const services = new Map(
    evidence.filter(({ type }) => type === 'domain').map(({ value, service }) => [value, service]),
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

function institutionOf(name: string): Pick<NameFacts, 'institution' | 'institutionKind'> {
  const domain = name.length <= 253 ? getDomain(name) : null
  if (domain === null) return { institution: null, institutionKind: null }
  const suffix = domain.slice(domain.indexOf('.') + 1)
  const rule = RESERVED.find(([pattern]) => pattern.test(suffix))
  return rule === undefined
    ? { institution: null, institutionKind: null }
    : { institution: domain, institutionKind: rule[1] }
}
