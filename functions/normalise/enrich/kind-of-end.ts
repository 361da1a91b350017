/** The kind of a remote end: what is known of its address against what the server name says. */
import { INSTITUTION_KINDS as KINDS } from '../../lib/reference/lists/domains.ts'
import type { NameFacts } from './enricher.ts'

/** Kinds whose ends are institutions, counted by name. */
export const INSTITUTION_KINDS: ReadonlySet<string> = new Set(KINDS)

/**
 * The kind by the strongest evidence: a published list of prefixes, the registrable domain of the server name, a list of
 * operators, a rule on names of AS. A list that says cloud, CDN or anycast says who carries a name and
 * not whose it is: there the domain of an institution is heard first.
 */
export function kindOfEnd(
  address: { kind: string; kindBy: string },
  name: Pick<NameFacts, 'institutionKind'> | null,
): { kind: string; kindBy: string } {
  const domainKind = name?.institutionKind ?? null
  if (domainKind === null || (address.kindBy === 'list' && INSTITUTION_KINDS.has(address.kind))) return address
  return { kind: domainKind, kindBy: 'domain' }
}
