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

/** A look-up that remembers each number with the name that it was asked for last: editions of several years rename few. */
export function createAsFacts(
  catalogue: Pick<Catalogue, 'evidence' | 'as-kinds' | 'kinds'>,
): (label: AsLabel) => AsFacts {
  const kindOfAsn = new Map(catalogue['as-kinds'].map(({ asn, kind }) => [asn, kind]))
  const serviceOfAsn = new Map(
    catalogue.evidence.filter(({ type }) => type === 'asn').map(({ value, service }) => [Number(value), service]),
  )
  const known = new Map<number, AsFacts>()

  function factsOf(label: AsLabel): AsFacts {
    const shared = { label, service: serviceOfAsn.get(label.asn) ?? null, ends: new Map() }
    const kind = kindOfAsn.get(label.asn)
    if (kind !== undefined) return { ...shared, kind, kindBy: 'operator', excludedAs: excludedAsOf(kind) }
    const rule = kindRuleOf(catalogue.kinds, label.name)
    if (rule === undefined) return { ...shared, kind: 'unknown', kindBy: 'none', excludedAs: '' }
    return { ...shared, kind: rule.kind, kindBy: 'name', excludedAs: rule.excludedAs }
  }

  return label => {
    const last = known.get(label.asn)
    if (last?.label?.name === label.name) return last
    const facts = factsOf(label)
    known.set(label.asn, facts)
    return facts
  }
}
