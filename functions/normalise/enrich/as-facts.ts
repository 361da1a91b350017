/** What is known of an autonomous system, worked out once for each, whichever editions name it. */
import type { Catalogue } from '../../lib/reference/catalogue.ts'
import type { AsLabel } from '../../lib/reference/edition-ranges.ts'
import { kindRuleOf } from '../../lib/reference/lists/kinds.ts'
import { excludedAsOf } from '../../lib/reference/lists/operator-kinds.ts'
import type { AddressFacts } from './enricher.ts'

export interface AsFacts {
  /** null: no system announces the address. */
  readonly label: AsLabel | null
  readonly kind: string
  readonly kindBy: AddressFacts['kindBy']
  readonly excludedAs: '' | 'cdn' | 'cloud'
  readonly service: string | null
  /** What is known of its addresses, by what else they have in common. */
  readonly ends: Map<number, AddressFacts>
}

/** Facts of no system. */
export const noAsFacts = (): AsFacts => ({
  label: null,
  kind: 'unknown',
  kindBy: 'none',
  excludedAs: '',
  service: null,
  ends: new Map(),
})

/**
 * A look-up that remembers each number with the name that it was asked for last: editions of several years rename few. `named`
 * is the place from 1 of the rule that holds for the name, 0 where none does; not given, the rules are asked.
 */
export function createAsFacts(
  catalogue: Pick<Catalogue, 'evidence' | 'as-kinds' | 'kinds'>,
): (label: AsLabel, named?: number) => AsFacts {
  const kindOfAsn = new Map(catalogue['as-kinds'].map(({ asn, kind }) => [asn, kind]))
  const serviceOfAsn = new Map(
    catalogue.evidence.filter(({ type }) => type === 'asn').map(({ value, service }) => [Number(value), service]),
  )
  const known = new Map<number, AsFacts>()

  function factsOf(label: AsLabel, named: number | undefined): AsFacts {
    const shared = { label, service: serviceOfAsn.get(label.asn) ?? null, ends: new Map() }
    const kind = kindOfAsn.get(label.asn)
    if (kind !== undefined) return { ...shared, kind, kindBy: 'operator', excludedAs: excludedAsOf(kind) }
    const rule = named === undefined ? kindRuleOf(catalogue.kinds, label.name) : catalogue.kinds[named - 1]
    if (rule === undefined) return { ...shared, kind: 'unknown', kindBy: 'none', excludedAs: '' }
    return { ...shared, kind: rule.kind, kindBy: 'name', excludedAs: rule.excludedAs }
  }

  return (label, named) => {
    const last = known.get(label.asn)
    if (last?.label?.name === label.name) return last
    const facts = factsOf(label, named)
    known.set(label.asn, facts)
    return facts
  }
}
