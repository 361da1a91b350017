/** What enrichment knows of the ends of a record. Made once from a reference set; look-ups do no I/O but to open editions. */

import type { Address } from '../../lib/addresses.ts'
import type { WatchedNetwork } from '../../lib/networks.ts'
import type { DeletionRow } from '../../lib/reference/deletions.ts'
import type { Editions } from '../../lib/reference/editions.ts'
import type { SourceRow } from '../../lib/reference/sources.ts'
import type { NamedInstitution } from './institutions.ts'
import type { DayRelays } from './relays.ts'

/** Facts of an unwatched (or any) address. Immutable; the same object where all is the same, so that it can be known again. */
export interface AddressFacts {
  /** ISO 3166 of the registration, or ZZ. */
  country: string
  /** registry | none | anycast | cdn | special: what `country` rests on, or why it is ZZ. */
  countrySource: string
  asn: number | null
  asName: string | null
  /** Kind by the strongest evidence, or `unknown`. */
  kind: string
  /** What `kind` rests on, strongest first: a published list of prefixes, a list of operators, a rule on names. */
  kindBy: 'list' | 'operator' | 'name' | 'none'
  institution: string | null
  service: string | null
  serviceEvidence: 'prefix' | 'asn' | null
  /** cdn (anycast too) or cloud where presence leaves the address out; empty else. */
  excludedAs: '' | 'cdn' | 'cloud'
}

/** What a pair of editions, of countries and of autonomous systems, says of addresses. */
export interface Placing {
  /** The same for all days of the pair. */
  readonly id: number
  /** `traits` are the address's own, as the enricher numbers them; looked up where they are not given. */
  address(address: Address, traits?: number): AddressFacts
}

/** Facts of a server name. */
export interface NameFacts extends NamedInstitution {
  service: string | null
}

export interface Enricher {
  /** Names everything that its answers rest on. */
  readonly version: string
  readonly networks: readonly WatchedNetwork[]
  readonly editions: Editions
  /** What the logs of sources do not say. */
  readonly sources: readonly SourceRow[]
  /** What is to be kept of no upload. */
  readonly deletions: readonly DeletionRow[]
  /** Index into `networks` of the most specific prefix valid at that time, or -1. */
  watched(address: Address, startMs: number): number
  /** Not globally reachable by the RFC 6890 registries, multicast, broadcast or unspecified. */
  isSpecial(address: Address): boolean
  /** Number of what an address is whatever the edition: looked up once, and given to the placing of each day. */
  traits(address: Address): number
  /** Has the editions of a UTC day at hand when it resolves; undefined where they are so now. */
  bring(day: number): Promise<void> | undefined
  /** What places the rows of a UTC day (days since 1970): by the editions of that day, which are at hand. */
  placing(day: number): Placing
  name(host: string): NameFacts
  /** Service that the port is distinctive for, or null. */
  portService(protocol: number, port: number): string | null
  /** Relays of the lists that are valid on a UTC day (days since 1970); undefined where none is: nothing can be told. */
  relaysOn(day: number): DayRelays | undefined
  /** Whether the port is in the reference set's list of server ports (decides who began where nothing else does). */
  listedPort(protocol: number, port: number): boolean
}
