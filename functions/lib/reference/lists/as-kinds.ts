/**
 * as-kinds.csv: what kind of operator an AS is, by number. Own rows say any kind. Shipped are operators that are publicly known,
 * and those who rent out machines under names that say nothing; registries of networks know more, and do not let others ship it.
 */
import type { List } from './list-rows.ts'
import { OPERATOR_KINDS } from './operator-kinds.ts'

export interface AsKind {
  asn: number
  kind: string
}

/**
 * The words of PeeringDB's `info_type` as kinds, so that its column can be brought as it is. A school and an institute are
 * one word there; content providers are businesses, of which some run a content network.
 */
const PEERINGDB: ReadonlyMap<string, string> = new Map([
  ['Cable/DSL/ISP', 'telecom'],
  ['NSP', 'telecom'],
  ['Educational/Research', 'education'],
  ['Government', 'government'],
  ['Content', 'business'],
  ['Enterprise', 'business'],
  ['Network Services', 'business'],
  ['Non-Profit', 'business'],
  ['Route Collector', 'business'],
  ['Route Server', 'business'],
])

export const asKinds: List<AsKind> = {
  name: 'as-kinds',
  columns: ['asn', 'kind', 'source'],
  read({ asn = '', kind: word = '', source = '' }, refuse) {
    if (!/^[1-9]\d{0,9}$/.test(asn) || Number(asn) >= 2 ** 32) throw refuse('the number of an AS', asn, 'asn')
    const kind = PEERINGDB.get(word) ?? word
    if (!OPERATOR_KINDS.includes(kind))
      throw refuse(
        `a kind of ${OPERATOR_KINDS.join(', ')}, or a type of PeeringDB (${[...PEERINGDB.keys()].join(', ')})`,
        word,
        'kind',
      )
    if (source === '') throw refuse('a source', source, 'source')
    return { asn: Number(asn), kind }
  },
  once: { expected: 'each AS once', keyOf: ({ asn }) => String(asn) },
}
