/** anycast.csv: prefixes that are announced from many places, so that their country says nothing. */
import { parsePrefix } from '../../networks.ts'
import type { List } from './list-rows.ts'

export const anycast: List<string> = {
  name: 'anycast',
  columns: ['prefix', 'source'],
  read({ prefix = '' }, refuse) {
    if (parsePrefix(prefix) === undefined) throw refuse('a prefix (address/length)', prefix)
    return prefix
  },
}
