/** What editions of country data say of addresses: those that placed a report's contacts, and the newest. */
import type { Address } from '../lib/addresses.ts'
import type { ObjectStore } from '../lib/ports.ts'
import { openCountryRanges, rangesKeyOf } from '../lib/reference/edition-ranges.ts'
import type { Edition } from '../lib/reference/editions.ts'
import type { RangeTable } from '../lib/reference/ranges.ts'

/** Editions that are read, 8 MB each, one after another: the first and last that placed contacts, and the set's newest. */
const MOST_EDITIONS = 3

/** What one edition says of some addresses, in their order; undefined where it says nothing. */
export interface SaidByEdition {
  /** Day of the edition. */
  date: string
  countries: (string | undefined)[]
}

/** Those of `editions` (by date, each once) that are compared. */
export function comparedEditions(editions: readonly Edition[]): Edition[] {
  const chosen = new Map<string, Edition>()
  for (const edition of [editions[0], ...editions.slice(-MOST_EDITIONS + 1)])
    if (edition !== undefined) chosen.set(edition.ranges, edition)
  return [...chosen.values()]
}

/** In the order of the editions. Those whose ranges are no longer stored are left out. */
export async function countriesByEdition(
  lake: Pick<ObjectStore, 'get'>,
  editions: readonly Edition[],
  addresses: readonly Address[],
): Promise<SaidByEdition[]> {
  const said: SaidByEdition[] = []
  for (const { date, ranges } of editions) {
    const object = await lake.get(rangesKeyOf(ranges))
    if (object === undefined) continue
    const table = openCountryRanges(ranges, object.bytes)
    said.push({ date, countries: addresses.map(address => countryIn(table, address)) })
  }
  return said
}

function countryIn(table: RangeTable<string>, { family, w0, w1, w3 }: Address): string | undefined {
  return table.labels[family === 4 ? table.ipv4(w3) : table.ipv6(w0, w1)]
}
