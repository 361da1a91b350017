/** What the lists of relays could tell on each day: contacts are found by those that their own reference set had valid then. */
import type { Relay } from '../lib/reference/lists/relays.ts'

/** Relays that were listed on one UTC day, by the set that its contacts rest on. */
export interface RelayDay {
  dt: string
  /** Distinct addresses by network, in order of name; none where no list is valid. Null where the set is no longer stored. */
  listed: { network: string; addresses: number }[] | null
}

/** The days of one set. */
export function relayDays(relays: readonly Relay[] | undefined, days: readonly string[]): RelayDay[] {
  if (relays === undefined) return days.map(dt => ({ dt, listed: null }))
  return days.map(dt => {
    const networks = new Map<string, Set<string>>()
    for (const { address, network, validFrom, validTo } of relays) {
      if (validFrom > dt || (validTo !== '' && validTo <= dt)) continue
      const known = networks.get(network) ?? new Set()
      networks.set(network, known.add(address))
    }
    const listed = [...networks].map(([network, addresses]) => ({ network, addresses: addresses.size }))
    return { dt, listed: listed.sort((a, b) => (a.network < b.network ? -1 : 1)) }
  })
}
