/** Networks of reference sets that lie in no lake. */
import type { NetworkSource } from '../../functions/lib/network-facts.ts'
import type { ReferenceSet } from '../../functions/lib/reference/reference-set.ts'

type Known = Pick<ReferenceSet, 'hash' | 'networks'>

/** The first is current. */
export function knownNetworks(current: Known, ...others: readonly Known[]): NetworkSource {
  return {
    current: async () => current.networks,
    async of(reference) {
      const set = [current, ...others].find(({ hash }) => hash === reference)
      if (set === undefined) throw new Error(`expected a reference set that the test knows, found ${reference}`)
      return set.networks
    },
  }
}
