import type { AsLabel, RangesReader } from '../../lib/reference/edition-ranges.ts'
import { kindRuleOf } from '../../lib/reference/lists/kinds.ts'
import { excludedAsOf } from '../../lib/reference/lists/operator-kinds.ts'
import { parsePort } from '../../lib/reference/lists/ports.ts'
import type { ReferenceSet } from '../../lib/reference/reference-set.ts'
import { embeddedIpv4 } from './embedded-ipv4.ts'
import type { AddressFacts, Enricher, Placing } from './enricher.ts'
import { INSTITUTION_KINDS } from './kind-of-end.ts'
import { createNameLookup } from './names.ts'
import { createPlacings, type EditionPair } from './placings.ts'
import { createPrefixTable } from './prefix-table.ts'
import { createPublishedTable } from './published-table.ts'
import { createRelayLookup } from './relays.ts'
import { createSpecialTable } from './special.ts'
import { createWatchedLookup } from './watched.ts'

/** What is known of an autonomous system, worked out once for each. */
interface AsFacts {
  label: AsLabel
  kind: string
  kindBy: AddressFacts['kindBy']
  excludedAs: '' | 'cdn' | 'cloud'
  service: string | null
}

/** Enrichment from a reference set, and from the ranges of its editions: those of a day are read when it is first placed. */
export function createEnricher(reference: ReferenceSet, ranges: RangesReader): Enricher {
  const { networks, catalogue, editions } = reference
  const evidence = catalogue.evidence
  const special = createSpecialTable()
  const publishedAt = createPublishedTable(catalogue.published)
  const kindOfAsn = new Map(catalogue['as-kinds'].map(({ asn, kind }) => [asn, kind]))
  const servicePrefixes = createPrefixTable(
    evidence.filter(({ type }) => type === 'prefix').map(({ value, service }) => [value, service] as const),
  )
  const wideUse = new Map(catalogue.services.map(service => [service.service, service.wideUse]))
  const serviceOfAsn = new Map(
    evidence.filter(({ type }) => type === 'asn').map(({ value, service }) => [Number(value), service]),
  )
  const serviceOfPort = new Map<number, string>()
  for (const { type, value, service } of evidence) {
    const parsed = type === 'port' ? parsePort(value) : undefined
    if (parsed !== undefined) serviceOfPort.set(parsed.protocol * 65_536 + parsed.port, service)
  }
  const listed = new Set(catalogue.ports.map(({ protocol, port }) => protocol * 65_536 + port))

  function factsOfAs(label: AsLabel): AsFacts {
    const service = serviceOfAsn.get(label.asn) ?? null
    const kind = kindOfAsn.get(label.asn)
    if (kind !== undefined) return { label, kind, kindBy: 'operator', excludedAs: excludedAsOf(kind), service }
    const rule = kindRuleOf(catalogue.kinds, label.name)
    return {
      label,
      kind: rule?.kind ?? 'unknown',
      kindBy: rule === undefined ? 'none' : 'name',
      excludedAs: rule?.excludedAs ?? '',
      service,
    }
  }

  /** A prefix names the institution before its AS does; one of a service of wide use (a cache on a campus) names none. */
  function institutionOf(byPrefix: string | null, as: AsFacts | undefined): string | null {
    if (byPrefix === null) return as?.label.name ?? null
    return wideUse.get(byPrefix) === '' ? byPrefix : null
  }

  function createPlacing({ country, asn }: EditionPair, id: number): Placing {
    const asFacts = new Map<number, AsFacts>()
    const asOf = (index: number): AsFacts | undefined => {
      const known = asFacts.get(index)
      const label = asn.labels[index]
      if (known !== undefined || label === undefined) return known
      const facts = factsOfAs(label)
      asFacts.set(index, facts)
      return facts
    }
    return {
      id,
      address(asked): AddressFacts {
        const address = embeddedIpv4(asked) ?? asked
        const isSpecial = special.first(address) === true
        const v4 = address.family === 4
        const as = isSpecial ? undefined : asOf(v4 ? asn.ipv4(address.w3) : asn.ipv6(address.w0, address.w1))
        const registered = country.labels[v4 ? country.ipv4(address.w3) : country.ipv6(address.w0, address.w1)]
        const listed = isSpecial ? undefined : publishedAt(address)
        const kind = listed?.kind ?? as?.kind ?? 'unknown'
        const excludedAs = listed === undefined ? (as?.excludedAs ?? '') : excludedAsOf(kind)
        const countrySource = isSpecial
          ? 'special'
          : listed?.kind === 'anycast'
            ? 'anycast'
            : excludedAs === 'cdn'
              ? 'cdn'
              : registered === undefined
                ? 'none'
                : 'registry'
        const byPrefix = servicePrefixes.first(address) ?? null
        const service = byPrefix ?? as?.service ?? null
        return {
          country: countrySource === 'registry' ? (registered ?? 'ZZ') : 'ZZ',
          countrySource,
          asn: as?.label.asn ?? null,
          asName: as?.label.name ?? null,
          kind,
          kindBy: listed === undefined ? (as?.kindBy ?? 'none') : 'list',
          institution: INSTITUTION_KINDS.has(kind) ? institutionOf(byPrefix, as) : null,
          service,
          serviceEvidence: service === null ? null : byPrefix === null ? 'asn' : 'prefix',
          excludedAs,
        }
      },
    }
  }

  return {
    version: reference.enrichment,
    networks,
    editions,
    watched: createWatchedLookup(networks),
    isSpecial: address => special.first(embeddedIpv4(address) ?? address) === true,
    placing: createPlacings(editions, ranges, createPlacing),
    name: createNameLookup(catalogue),
    portService: (protocol, port) => serviceOfPort.get(protocol * 65_536 + port) ?? null,
    relaysOn: createRelayLookup(catalogue.relays),
    listedPort: (protocol, port) => listed.has(protocol * 65_536 + port),
  }
}
