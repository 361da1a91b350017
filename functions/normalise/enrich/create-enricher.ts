import type { Address } from '../../lib/addresses.ts'
import type { RangesReader } from '../../lib/reference/edition-ranges.ts'
import { excludedAsOf } from '../../lib/reference/lists/operator-kinds.ts'
import { parsePort } from '../../lib/reference/lists/ports.ts'
import { nameKindsFileOf, nameKindsKeyOf, openNameKinds } from '../../lib/reference/name-kinds.ts'
import type { ReferenceSet } from '../../lib/reference/reference-set.ts'
import { type AsFacts, createAsFacts, noAsFacts } from './as-facts.ts'
import { embeddedIpv4 } from './embedded-ipv4.ts'
import type { AddressFacts, Enricher, Placing } from './enricher.ts'
import { INSTITUTION_KINDS } from './kind-of-end.ts'
import { createNameLookup } from './names.ts'
import { createPlacings, type EditionPair } from './placings.ts'
import { createRelayLookup } from './relays.ts'
import { createTraitsLookup, type Traits } from './traits.ts'
import { createWatchedLookup } from './watched.ts'

/** More than there are countries, so that one small number says traits and country. */
const COUNTRIES = 1024

/** Enrichment from a reference set, and from the ranges of its editions: those of a day are read when it is first placed. */
export function createEnricher(reference: ReferenceSet, ranges: RangesReader): Enricher {
  const { networks, catalogue, editions } = reference
  const traits = createTraitsLookup(catalogue)
  const factsOfAs = createAsFacts(catalogue)
  const noAs = noAsFacts()
  /** Countries of all editions; 0 is none. */
  const countries = ['']
  const wideUse = new Map(catalogue.services.map(service => [service.service, service.wideUse]))
  const serviceOfPort = new Map<number, string>()
  for (const { type, value, service } of catalogue.evidence) {
    const parsed = type === 'port' ? parsePort(value) : undefined
    if (parsed !== undefined) serviceOfPort.set(parsed.protocol * 65_536 + parsed.port, service)
  }
  /** By protocol, a byte a port: both ports of each record are asked for. */
  const listed: (Uint8Array | undefined)[] = Array(256).fill(undefined)
  for (const { protocol, port } of catalogue.ports) {
    const ports = listed[protocol] ?? new Uint8Array(65_536)
    ports[port] = 1
    listed[protocol] = ports
  }

  /** A prefix names the institution before its AS does; one of a service of wide use (a cache on a campus) names none. */
  function institutionOf(byPrefix: string | null, as: AsFacts): string | null {
    if (byPrefix === null) return as.label?.name ?? null
    return wideUse.get(byPrefix) === '' ? byPrefix : null
  }

  function factsOf({ special, listedKind, serviceByPrefix }: Traits, as: AsFacts, registered: string): AddressFacts {
    const kind = listedKind ?? as.kind
    const excludedAs = listedKind === null ? as.excludedAs : excludedAsOf(kind)
    const countrySource = special
      ? 'special'
      : listedKind === 'anycast'
        ? 'anycast'
        : excludedAs === 'cdn'
          ? 'cdn'
          : registered === ''
            ? 'none'
            : 'registry'
    const service = serviceByPrefix ?? as.service
    return {
      country: countrySource === 'registry' ? registered : 'ZZ',
      countrySource,
      asn: as.label?.asn ?? null,
      asName: as.label?.name ?? null,
      kind,
      kindBy: listedKind === null ? as.kindBy : 'list',
      institution: INSTITUTION_KINDS.has(kind) ? institutionOf(serviceByPrefix, as) : null,
      service,
      serviceEvidence: service === null ? null : serviceByPrefix === null ? 'asn' : 'prefix',
      excludedAs,
    }
  }

  function countryNumber(country: string): number {
    const known = countries.indexOf(country)
    return known < 0 ? countries.push(country) - 1 : known
  }

  /** What rules on names say of the systems of an edition, where it was worked out. */
  function nameKindsOf({ asn, asnHash }: EditionPair): Uint16Array | undefined {
    const bytes = ranges.nameKinds?.(nameKindsFileOf(asnHash, reference.rules))
    const of = { systems: asn.labelCount, rules: catalogue.kinds.length }
    return bytes && openNameKinds(nameKindsKeyOf(asnHash, reference.rules), bytes, of)
  }

  function createPlacing(pair: EditionPair, id: number): Placing {
    const { country, asn } = pair
    const named = nameKindsOf(pair)
    const numbers = country.labels.map(countryNumber)
    const systems = Array.from<AsFacts | undefined>({ length: asn.labelCount })
    const asOf = (index: number): AsFacts => {
      const known = systems[index]
      if (known !== undefined) return known
      const label = asn.label(index)
      if (label === undefined) return noAs
      const facts = factsOfAs(label, named?.[index])
      systems[index] = facts
      return facts
    }
    return {
      id,
      address(asked: Address, number = traits.of(asked).number): AddressFacts {
        const address = embeddedIpv4(asked) ?? asked
        const own = traits.numbered(number)
        const v4 = address.family === 4
        const as = own.special ? noAs : asOf(v4 ? asn.ipv4(address.w3) : asn.ipv6(address.w0, address.w1))
        const at = numbers[v4 ? country.ipv4(address.w3) : country.ipv6(address.w0, address.w1)] ?? 0
        const key = number * COUNTRIES + at
        let facts = as.ends.get(key)
        if (facts === undefined) {
          facts = factsOf(own, as, countries[at] ?? '')
          as.ends.set(key, facts)
        }
        return facts
      },
    }
  }

  const placings = createPlacings(editions, ranges, createPlacing)
  /** Many logs have no names, and never ask. */
  let nameOf: ReturnType<typeof createNameLookup> | undefined
  return {
    version: reference.enrichment,
    networks,
    editions,
    sources: reference.sources,
    deletions: reference.deletions,
    watched: createWatchedLookup(networks),
    isSpecial: traits.isSpecial,
    traits: address => traits.of(address).number,
    bring: placings.bring,
    placing: placings.of,
    name: host => {
      nameOf ??= createNameLookup(catalogue)
      return nameOf(host)
    },
    portService: (protocol, port) => serviceOfPort.get(protocol * 65_536 + port) ?? null,
    relaysOn: createRelayLookup(catalogue.relays),
    listedPort: (protocol, port) => listed[protocol]?.[port] === 1,
  }
}
