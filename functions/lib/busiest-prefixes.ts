/** Unwatched prefixes that the logs are full of, over many uploads. */
import type { Receipt } from './receipt.ts'

const SHOWN = 5

/** The busiest five of the receipts' own busiest, ties by text. */
export function busiestPrefixes(receipts: readonly Pick<Receipt, 'busiest'>[]): Receipt['busiest'] {
  const counts = new Map<string, number>()
  for (const { busiest } of receipts)
    for (const { prefix, records } of busiest) counts.set(prefix, (counts.get(prefix) ?? 0) + records)
  return [...counts]
    .map(([prefix, records]) => ({ prefix, records }))
    .sort((a, b) => b.records - a.records || (a.prefix < b.prefix ? -1 : 1))
    .slice(0, SHOWN)
}
