/** What an address is whatever the edition: special, on a published list, of a service by its prefix. */
import type { Address } from '../../lib/addresses.ts'
import type { Catalogue } from '../../lib/reference/catalogue.ts'
import { embeddedIpv4 } from './embedded-ipv4.ts'
import { createPrefixTable } from './prefix-table.ts'
import { createPublishedTable } from './published-table.ts'
import { createSpecialTable } from './special.ts'

/** Immutable; the same object for all addresses of which the same is true. */
export interface Traits {
  /** From 0, in order of appearance; few hundred, as lists of prefixes have few kinds and services. */
  readonly number: number
  readonly special: boolean
  /** Kind of the published list that holds the address; null where none does, and of special addresses. */
  readonly listedKind: string | null
  readonly serviceByPrefix: string | null
}

export interface TraitsLookup {
  isSpecial(address: Address): boolean
  of(address: Address): Traits
  /** The traits of a number that `of` gave. */
  numbered(number: number): Traits
}

/** A look-up from the lists of prefixes. Throws where a prefix is none. */
export function createTraitsLookup({ evidence, published }: Pick<Catalogue, 'evidence' | 'published'>): TraitsLookup {
  const special = createSpecialTable()
  const publishedAt = createPublishedTable(published)
  const services = createPrefixTable(
    evidence.filter(({ type }) => type === 'prefix').map(({ value, service }) => [value, service] as const),
  )
  const all: Traits[] = []

  /** Looked for one by one: most addresses have the traits that came first. */
  function traitsOf(isSpecial: boolean, listedKind: string | null, service: string | null): Traits {
    for (const known of all)
      if (known.special === isSpecial && known.listedKind === listedKind && known.serviceByPrefix === service)
        return known
    const traits = { number: all.length, special: isSpecial, listedKind, serviceByPrefix: service }
    all.push(traits)
    return traits
  }

  return {
    isSpecial: address => special.first(embeddedIpv4(address) ?? address) === true,
    of(asked) {
      const address = embeddedIpv4(asked) ?? asked
      const isSpecial = special.first(address) === true
      const listedKind = isSpecial ? null : (publishedAt(address)?.kind ?? null)
      return traitsOf(isSpecial, listedKind, services.first(address) ?? null)
    },
    numbered(number) {
      const traits = all[number]
      if (traits === undefined) throw new Error(`traits expected a number below ${all.length}, got ${number}`)
      return traits
    },
  }
}
