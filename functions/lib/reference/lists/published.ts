/** published.csv: prefixes that operators publish as their own: clouds, content networks, anycast resolvers. */
import { parsePrefix } from '../../networks.ts'
import type { List } from './list-rows.ts'
import { OPERATOR_KINDS } from './operator-kinds.ts'

export interface PublishedPrefix {
  prefix: string
  operator: string
  kind: string
}

/** Ranges are kept by the first 64 bits of an IPv6 address. */
const LONGEST = { 4: 32, 6: 64 }

/** Of several rows that hold an address the first counts: rows of a user's own stand before the shipped, which do not overlap. */
export const published: List<PublishedPrefix> = {
  name: 'published',
  columns: ['prefix', 'operator', 'kind', 'source', 'licence', 'date'],
  read({ prefix = '', operator = '', kind = '', date = '' }, refuse) {
    const { address, length = 0 } = parsePrefix(prefix) ?? {}
    if (address === undefined || address.family === 0 || length > LONGEST[address.family])
      throw refuse('a prefix (address/length), of IPv6 no longer than 64', prefix, 'prefix')
    if (operator === '') throw refuse('the name of an operator', operator, 'operator')
    if (!OPERATOR_KINDS.includes(kind)) throw refuse(`a kind of ${OPERATOR_KINDS.join(', ')}`, kind, 'kind')
    if (date !== '' && !/^\d{4}-\d{2}-\d{2}$/.test(date)) throw refuse('a day as YYYY-MM-DD, or nothing', date, 'date')
    return { prefix, operator, kind }
  },
  once: { expected: 'each prefix once', keyOf: ({ prefix }) => prefix },
}
